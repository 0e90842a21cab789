"""/quota as a moderator uses it, in both languages, and what it does to members."""

import pytest

from sandbox.discord import NotPossibleError, Person, SeenMessage
from tests.company import Company
from tests.stage import Stage


async def says(stage: Stage, who: Person, command: str, **options: object) -> SeenMessage:
    answer = await (await who.use(command, stage.channel, **options)).answered(5)
    assert answer.ephemeral
    return answer


async def asks(stage: Stage) -> str:
    """Let Mia ask for a video of 28 credits; gives the answer."""
    return (await says(stage, stage.mia, "generate", prompt="x")).text


async def test_a_member_does_not_see_the_command(stage: Stage, company: Company) -> None:
    assert company.client.user
    with pytest.raises(NotPossibleError):
        await stage.mia.use("quota view", stage.channel)


async def test_a_new_server_has_what_the_operator_gives(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    seen = (await says(stage, sam, "quota view")).text
    assert "100 of 100 credits left" in seen.replace("**", "")
    assert "from the operator" in seen
    assert "set here" not in seen


async def test_a_server_settles_its_own_rule(stage: Stage, company: Company, sam: Person, wei: Person) -> None:
    assert company.client.user
    seen = await says(stage, sam, "quota server", allowance=60, time_zone="Asia/Shanghai", reset_day=15)
    assert "60 credits per month · set here" in seen.text
    assert "resets on day 15 of the month · set here" in seen.text
    again = (await says(stage, wei, "quota view")).text
    assert "每月 60 积分 · 在此设定" in again
    assert "时区 Asia/Shanghai" in again
    back = await says(stage, wei, "quota server", inherit=True)
    assert "在此设定" not in back.text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "There is nothing to change"),
        ({"allowance": 101}, "101 is more than this server may have: 100 per month is the most"),
        ({"period": "week", "reset_day": 8}, "There is no day 8 in a week. Days go from 1 to 7 (1 is Monday)"),
        ({"time_zone": "Mars/Olympus"}, "There is no time zone “Mars"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(
    stage: Stage, company: Company, sam: Person, options: dict[str, object], words: str
) -> None:
    assert company.client.user
    assert words in (await says(stage, sam, "quota server", **options)).text
    assert "set here" not in (await says(stage, sam, "quota view")).text


async def test_a_time_zone_is_offered_while_one_types(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    choices = await sam.autocomplete("quota server", stage.channel, "time_zone", "new yo")
    assert [choice["value"] for choice in choices] == ["America/New_York"]


async def test_a_role_s_limit_is_named_in_the_refusal_and_can_be_raised(
    stage: Stage, company: Company, sam: Person
) -> None:
    assert company.client.user
    artists = stage.guild.add_role("Artists")
    stage.guild.join(stage.mia, roles=[artists])
    assert "@Artists may now use 30 credits" in (
        await says(stage, sam, "quota role", role=artists, limit=30, reason="a trial")
    ).text.replace("**", "")
    assert "Your own limit leaves you 2 credits" in (await asks(stage)).replace("**", "")
    no = await asks(stage)
    assert "you have 2 of 30 left (by your role @Artists)" in no
    assert "28 are set aside for your videos under way" in no
    assert "/quota member" in no
    view = (await says(stage, sam, "quota view", member=stage.mia)).text.replace("**", "")
    assert "2 of 30 credits left of the limit (by the role @Artists)" in view
    assert "2 credits can be used right now" in view
    assert "30 credits per period" in (await says(stage, sam, "quota view", role=artists)).text
    await says(stage, sam, "quota role", role=artists)
    assert "Accepted" in await asks(stage)


async def test_a_member_gets_a_limit_more_room_and_none_again(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    both = (await says(stage, sam, "quota member", member=stage.mia, limit=20, extra=10)).text.replace("**", "")
    assert "@Mia may now use 20 credits per period (before: no limit)" in both
    assert "@Mia may use 10 credits more until the period ends" in both
    assert "Accepted" in await asks(stage)
    credits_ = (await says(stage, stage.mia, "credits")).text.replace("**", "")
    assert "Your limit leaves you 2 of 20 credits (set for you)" in credits_
    assert "A moderator gave you 10 credits more on top of it" in credits_
    assert "2 of 30 left (set for you)" in await asks(stage)
    removed = (await says(stage, sam, "quota member", member=stage.mia, no_limit=True)).text
    assert "The limit of @Mia is removed (before: 20 credits)" in removed
    assert "nothing to change" in (await says(stage, sam, "quota member", member=stage.mia)).text
