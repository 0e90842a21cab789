from tests.company import Company
from tests.stage import Stage


async def test_the_credits_card_is_private_and_shows_what_is_held(stage: Stage, company: Company) -> None:
    assert company.client.user
    await (await stage.mia.use("generate", stage.channel, prompt="x")).answered(5)
    use = await stage.mia.use("credits", stage.channel)
    answer = await use.answered(5)
    assert answer.ephemeral
    assert answer.content.startswith(
        "**Credits of this server**\n**72** of 100 credits left\nSpent 0 · set aside for videos under way 28\n"
        "Of that yours: spent 0 · set aside 28\nFresh credits <t:"
    )
    assert "720p ♪     28   56   84" in answer.content


async def test_a_price_that_closed_is_marked(stage: Stage, company: Company) -> None:
    await company.store.remember("price:720p-12s-sound", "3 90")
    use = await stage.mia.use("credits", stage.channel)
    assert "720p ♪     28   56  ×84\n" in (await use.answered(5)).content
