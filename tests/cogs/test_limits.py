"""/limits as a moderator uses it, in both languages, and what it does to members."""

import pytest

from bot.domain.ids import GuildId
from bot.domain.policy import MOST_WORDS, CapChange, whose_cap
from sandbox.discord import ChannelKind, NotPossibleError, Person, SeenMessage
from tests.company import Company
from tests.stage import Stage
from tests.store.walking import said


async def says(stage: Stage, who: Person, command: str, **options: object) -> SeenMessage:
    answer = await (await who.use(command, stage.channel, **options)).answered(5)
    assert answer.ephemeral
    return answer


async def asks(stage: Stage, **options: object) -> str:
    """Let Mia ask for a video; gives the answer."""
    return (await says(stage, stage.mia, "generate", **{"prompt": "a paper boat", **options})).text


@pytest.mark.parametrize("command", ["limits view", "limits cap", "limits price", "limits words"])
async def test_a_member_is_not_offered_the_commands(stage: Stage, company: Company, command: str) -> None:
    assert company.client.user
    with pytest.raises(NotPossibleError):
        await stage.mia.use(command, stage.channel)
    with pytest.raises(NotPossibleError):
        await stage.mia.autocomplete("limits words", stage.channel, "remove", "")


async def test_a_new_server_limits_nothing(stage: Stage, company: Company, sam: Person, wei: Person) -> None:
    assert company.client.user
    seen = (await says(stage, sam, "limits view")).text
    assert "No caps: everything that the studio offers may be asked for." in seen
    assert "No words are blocked." in seen
    assert "没有限制" in (await says(stage, wei, "limits view")).text


async def test_a_cap_for_everybody_acts_at_once_and_is_taken_away(
    stage: Stage, company: Company, sam: Person, wei: Person
) -> None:
    assert company.client.user
    told = await says(stage, sam, "limits cap", resolution="480p", duration=8, audio=False, reason="drafts")
    assert "everybody: **up to 480p, up to 8 s, no sound** (before: no cap)" in told.text
    assert "720p is sharper than 480p, which is the most for everybody here" in await asks(stage)
    assert "12 seconds are longer than 8" in await asks(stage, resolution="480p", duration=12)
    assert "Sound is switched off for everybody here" in await asks(stage, resolution="480p", generate_audio=True)
    assert "Accepted" in await asks(stage, resolution="480p")
    changed = (await says(stage, wei, "limits cap", duration=12)).text
    assert "所有人" in changed
    assert "最高 480p、不能要声音" in changed
    assert "最高 480p、最长 8 秒、不能要声音" in changed
    gone = (await says(stage, sam, "limits cap", remove=True)).text
    assert "everybody: **no cap** (before: up to 480p, no sound)" in gone
    assert "Accepted" in await asks(stage, generate_audio=False)


async def test_a_role_s_cap_is_for_its_members(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    artists = stage.guild.add_role("Artists")
    stage.guild.join(stage.mia, roles=[artists])
    told = (await says(stage, sam, "limits cap", role=artists, images=False)).text
    assert "@Artists: **no pictures to start from**" in told
    no = await asks(stage, image_url="https://a.example/b.png")
    assert "Videos do not start from pictures for the role @Artists" in no
    assert "@Artists: no pictures to start from" in (await says(stage, sam, "limits view")).text
    stage.guild.join(stage.mia)
    assert "do not start" not in await asks(stage, image_url=f"{stage.discord.origin}/nothing.png")


async def test_a_channel_s_cap_counts_its_threads(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    thread = stage.channel.add_thread("shots")
    told = (await says(stage, sam, "limits cap", channel=stage.channel, jobs=1)).text
    assert "in #studio: **one video at once**" in told
    assert "Accepted" in await asks(stage)
    use = await stage.mia.use("generate", thread, prompt="x")
    assert "as many videos under way as one member may have in #studio: 1" in (await use.answered(5)).text
    elsewhere = await stage.mia.use("generate", stage.guild.add_channel("chat"), prompt="x", duration=4)
    assert "Accepted" in (await elsewhere.answered(5)).text


async def test_a_thread_or_a_forum_can_be_chosen(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    thread = stage.channel.add_thread("shots")
    forum = stage.guild.add_channel("gallery", kind=ChannelKind.FORUM)
    assert "in #shots: **no sound**" in (await says(stage, sam, "limits cap", channel=thread, audio=False)).text
    assert "in #gallery: **no sound**" in (await says(stage, sam, "limits cap", channel=forum, audio=False)).text
    use = await stage.mia.use("generate", thread, prompt="x", generate_audio=True)
    assert "Sound is switched off in #shots" in (await use.answered(5)).text


async def test_a_role_in_a_channel_has_no_cap_of_its_own(
    stage: Stage, company: Company, sam: Person, wei: Person
) -> None:
    artists = stage.guild.add_role("Artists")
    both = {"role": artists, "channel": stage.channel, "audio": False}
    assert "a role or for a channel" in (await says(stage, sam, "limits cap", **both)).text
    assert "请去掉其中一个" in (await says(stage, wei, "limits cap", **both)).text
    assert (await company.store.policy(GuildId(stage.guild.id))).caps == {}


async def test_a_cap_of_nothing_is_said_to_be_none(stage: Stage, company: Company, sam: Person, wei: Person) -> None:
    assert company.client.user
    assert "There is nothing to change" in (await says(stage, sam, "limits cap")).text
    assert "There is nothing to change" in (await says(stage, sam, "limits price")).text
    assert "There is nothing to change" in (await says(stage, sam, "limits words")).text
    assert "没有任何更改" in (await says(stage, wei, "limits words")).text


@pytest.mark.parametrize("options", [{"jobs": 101}, {"jobs": -1}, {"duration": 5}, {"resolution": "1080p"}])
async def test_discord_lets_through_only_what_there_is(
    stage: Stage, company: Company, sam: Person, options: dict[str, object]
) -> None:
    assert company.client.user
    with pytest.raises(NotPossibleError):
        await sam.use("limits cap", stage.channel, **options)


async def test_prices_are_settled_one_by_one(stage: Stage, company: Company, sam: Person, wei: Person) -> None:
    assert company.client.user
    told = (await says(stage, sam, "limits price", confirm_above=0)).text
    assert "A member confirms what takes more than **0 credits**." in told
    assert "Nothing waits for a moderator" in told
    both = (await says(stage, sam, "limits price", approve_above=30)).text
    assert "more than **30 credits** waits for a moderator" in both
    assert "There is no log channel" in both
    assert "A member confirms what takes more than **0 credits**." in both
    off = (await says(stage, wei, "limits price", no_confirm=True, no_approve=True)).text
    assert "没有需要管理员同意的" in off
    assert "之前" in off
    assert "Accepted" in await asks(stage)
    assert "a whole number" in (await says(stage, sam, "limits price", approve_above=10**9)).text


async def test_what_takes_more_waits_for_a_moderator(stage: Stage, company: Company, sam: Person) -> None:
    await says(stage, sam, "limits price", approve_above=28)
    assert "Accepted" in await asks(stage)
    waits = await asks(stage, duration=12)
    assert waits.startswith("🙋 **42 credits** are set aside, and a moderator is asked")
    await company.tell()
    assert "Waiting for a moderator" in "\n".join(message.text for message in stage.posted())
    stage.mia.locale = "zh-CN"
    assert "屏蔽" not in await asks(stage, duration=12)


async def test_words_are_blocked_and_allowed_again(stage: Stage, company: Company, sam: Person, wei: Person) -> None:
    assert company.client.user
    told = (await says(stage, sam, "limits words", add="Zombie, ||red|| room, 僵尸")).text
    assert r"Blocked now: ||Zombie||, ||\|\|red\|\| room||, ||僵尸||" in told
    assert "**Blocked words** (3)" in told
    no = await asks(stage, prompt="a ZO\u200bMBIE parade")
    assert "do not want “Zombie” in prompts" in no
    assert "Nothing was spent" in no
    stage.mia.locale = "zh-CN"
    assert "不希望描述中出现“僵尸”" in await asks(stage, prompt="大僵尸")
    gone = (await says(stage, wei, "limits words", remove="zombie\uff0c僵尸")).text
    assert "重新允许" in gone
    assert "已接受" in await asks(stage, prompt="a zombie")


async def test_blocked_words_are_offered_while_one_types(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    await says(stage, sam, "limits words", add=",".join(["Zombie", "bone", *(f"word {n:02}" for n in range(40))]))
    found = await sam.autocomplete("limits words", stage.channel, "remove", "\uff22O")
    assert [choice["value"] for choice in found] == ["bone"]
    assert [choice["value"] for choice in await sam.autocomplete("limits words", stage.channel, "remove", "zo")] == [
        "Zombie"
    ]
    assert len(await sam.autocomplete("limits words", stage.channel, "remove", "")) == 25
    assert await sam.autocomplete("limits words", stage.channel, "remove", "nothing like it") == []


async def test_very_many_long_words_are_answered_within_discords_limits(
    stage: Stage, company: Company, sam: Person, wei: Person
) -> None:
    assert company.client.user
    for start in range(0, MOST_WORDS, 32):
        words = [f"{number:03}".ljust(58, "*") for number in range(start, min(start + 32, MOST_WORDS))]
        shown = (await says(stage, sam, "limits words", add=",".join(words))).text
        assert f"**Blocked words** ({start + len(words)})" in shown
    assert "200" in (await says(stage, sam, "limits words", add="one more")).text
    for number in range(50):
        role = stage.guild.add_role(f"Role {number}")
        change = CapChange(audio=False, images=False, duration=4, jobs=3)
        here = GuildId(stage.guild.id)
        await company.store.cap_video(said(here), whose_cap(here, role.id, None), change)
    assert "**Blocked words** (200)" in (await says(stage, sam, "limits view")).text
    assert "\uff08200\uff09" in (await says(stage, wei, "limits view")).text


async def test_what_was_settled_for_deleted_roles_and_channels_is_tidied_up(
    stage: Stage, company: Company, sam: Person, wei: Person
) -> None:
    old, kept = stage.guild.add_role("Old"), stage.guild.add_role("Kept")
    attic, hidden = stage.guild.add_channel("attic"), stage.guild.add_channel("hidden")
    hidden.bot_permissions = set()
    for role in (old, kept):
        await says(stage, sam, "quota role", role=role, limit=20)
        await says(stage, sam, "limits cap", role=role, duration=4)
    for channel in (attic, hidden):
        await says(stage, sam, "limits cap", channel=channel, audio=False)
    assert "nothing to tidy up" in (await says(stage, sam, "limits tidy")).text
    stage.guild.delete_role(old)
    attic.delete()
    assert "roles: 1, channels: 1" in (await says(stage, sam, "limits tidy")).text
    assert {(one.scope, one.subject) for one in await company.store.named(GuildId(stage.guild.id))} == {
        ("role", kept.id),
        ("channel", hidden.id),
    }
    assert "没有需要清理的" in (await says(stage, wei, "limits tidy")).text
    with pytest.raises(NotPossibleError):
        await stage.mia.use("limits tidy", stage.channel)
