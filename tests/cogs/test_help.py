from tests.company import Company
from tests.stage import Stage


async def test_the_help_is_private_and_a_moderator_sees_more(stage: Stage, company: Company) -> None:
    assert company.client.user
    mod = stage.discord.add_person("Mod", locale="zh-CN")
    stage.guild.join(mod, manage_guild=True)
    member = await (await stage.mia.use("help", stage.channel)).answered(5)
    moderator = await (await mod.use("help", stage.channel)).answered(5)
    assert member.ephemeral
    assert moderator.ephemeral
    assert "/generate" in member.content
    assert "For moderators" not in member.content
    assert "管理员" in moderator.content
