from dataclasses import replace

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.history import Cursor, Way
from bot.domain.ids import ChannelId, GuildId, JobId, MemberId
from bot.domain.job import Job, JobState
from bot.domain.requester import Requester
from bot.domain.video import VideoSpec
from sandbox.discord import Person
from tests.builders import NO_CAPS, terms
from tests.company import RULE, Company
from tests.stage import Stage
from tests.store.walking import WAYS


async def asked(company: Company, stage: Stage, person: Person, *prompts: str, first: int = 1) -> list[JobId]:
    """Let a person ask for videos that wait."""
    requester = Requester(
        guild_id=GuildId(stage.guild.id),
        channel_id=ChannelId(stage.channel.id),
        member_id=MemberId(person.id),
        locale="en-US",
        guild_locale="en-US",
    )
    ids = [JobId(first + number) for number in range(len(prompts))]
    for job_id, prompt in zip(ids, prompts, strict=True):
        rich = replace(RULE, credits=10_000)
        await company.store.accept(job_id, requester, VideoSpec(prompt=prompt), terms(rich), NO_CAPS, 1_790_000_000.0)
    return ids


async def test_nobody_has_asked_for_anything_yet(stage: Stage, company: Company) -> None:
    assert company.client.user
    answer = await (await stage.mia.use("jobs", stage.channel)).answered(5)
    assert answer.ephemeral
    assert "You have not asked for a video here yet." in answer.text
    assert answer.buttons == []


async def test_pages_are_turned_in_place(stage: Stage, company: Company) -> None:
    await asked(company, stage, stage.mia, *(f"video {number}" for number in range(1, 8)))
    answer = await (await stage.mia.use("jobs", stage.channel)).answered(5)
    assert answer.ephemeral
    assert "Your videos in this server" in answer.text
    assert [f"video {number}" in answer.text for number in (7, 3, 2)] == [True, True, False]
    assert [button.label for button in answer.buttons] == ["Older"]
    older = await (await stage.mia.press(answer, "Older")).answered_matching("video 2", 5)
    assert older.id == answer.id
    assert "video 3" not in older.text
    assert [button.label for button in older.buttons] == ["Newer"]
    newer = await (await stage.mia.press(older, "Newer")).answered_matching("video 7", 5)
    assert newer.text == answer.text


async def test_moderators_see_a_members_jobs_and_everybodys(stage: Stage, company: Company) -> None:
    mod = stage.discord.add_person("Mod")
    stage.guild.join(mod, manage_guild=True)
    await asked(company, stage, stage.mia, "of Mia")
    await asked(company, stage, mod, "of Mod", first=100)
    own = await (await mod.use("jobs", stage.channel)).answered(5)
    hers = await (await mod.use("jobs", stage.channel, member=stage.mia)).answered(5)
    both = await (await mod.use("jobs", stage.channel, everyone=True)).answered(5)
    assert [("of Mia" in seen.text, "of Mod" in seen.text) for seen in (own, hers, both)] == [
        (False, True),
        (True, False),
        (True, True),
    ]
    assert "@Mia" in both.text
    assert not both.message.pings


async def test_a_member_sees_nobody_elses(stage: Stage, company: Company) -> None:
    ben = stage.discord.add_person("Ben")
    stage.guild.join(ben)
    await asked(company, stage, stage.mia, "of Mia")
    for options in ({"member": stage.mia}, {"everyone": True}):
        answer = await (await ben.use("jobs", stage.channel, **options)).answered(5)
        assert "Only moderators of this server" in answer.text
        assert "of Mia" not in answer.text


async def test_who_moderates_no_more_turns_no_page_of_others(stage: Stage, company: Company) -> None:
    mod = stage.discord.add_person("Mod", locale="zh-CN")
    stage.guild.join(mod, manage_guild=True)
    await asked(company, stage, stage.mia, *(f"video {number}" for number in range(1, 8)))
    answer = await (await mod.use("jobs", stage.channel, everyone=True)).answered(5)
    stage.guild.join(mod)
    refused = await (await mod.press(answer, "较早")).answered_matching("只有本服务器的管理员", 5)
    assert refused.id == answer.id
    assert "video" not in refused.text


async def test_a_page_that_breaks_is_answered_with_an_apology(stage: Stage, company: Company) -> None:
    await asked(company, stage, stage.mia, *(f"video {number}" for number in range(1, 8)))
    answer = await (await stage.mia.use("jobs", stage.channel)).answered(5)

    async def broken(_requester: Requester, _whose: MemberId | None, cursor: Cursor) -> None:
        assert cursor.way is Way.OLDER
        raise RuntimeError("the disk is full")

    object.__setattr__(company.services.archive, "page", broken)
    assert "Something went wrong" in (await (await stage.mia.press(answer, "Older")).answered_matching("😔", 5)).text


async def test_one_job_is_chosen_by_what_was_typed_and_shown_with_everything(stage: Stage, company: Company) -> None:
    fox, boat = await asked(company, stage, stage.mia, "a *red* fox", "a boat")
    offered = await stage.mia.autocomplete("jobs", stage.channel, "id", "FOX")
    assert [(choice["name"], choice["value"]) for choice in offered] == [("⏳ waiting · a *red* fox", str(fox))]
    assert len(await stage.mia.autocomplete("jobs", stage.channel, "id", "")) == 2
    answer = await (await stage.mia.use("jobs", stage.channel, id=str(boat))).answered(5)
    assert answer.ephemeral
    for words in ("**a boat**", "In the queue.", "720p · 1:1 · 8 s", "Asked for 2026-09-21", "28 credits set aside"):
        assert words in answer.text
    assert [button.label for button in answer.buttons] == ["Cancel"]


async def test_the_cancel_of_a_panel_is_that_of_the_status_message(stage: Stage, company: Company) -> None:
    (fox,) = await asked(company, stage, stage.mia, "a red fox")
    answer = await (await stage.mia.use("jobs", stage.channel, id=str(fox))).answered(5)
    pressed = await (await stage.mia.press(answer, "Cancel")).answered(5)
    assert pressed.text == "🚫 Cancelled. 28 credits went back to the server's pool."
    after = await (await stage.mia.use("jobs", stage.channel, id=str(fox))).answered(5)
    assert "28 credits went back" in after.text
    assert "Cancelled by the one who asked for it." in after.text
    assert after.buttons == []


@pytest.mark.parametrize("typed", ["99999999999999999999", "9223372036854775808", "nonsense", "42", "1 or 2", "²"])
async def test_what_is_no_number_of_a_job_is_not_found(stage: Stage, company: Company, typed: str) -> None:
    await asked(company, stage, stage.mia, "a red fox")
    answer = await (await stage.mia.use("jobs", stage.channel, id=typed)).answered(5)
    assert "I know nothing of this video any more." in answer.text


async def test_the_jobs_of_others_and_of_other_servers_do_not_exist(stage: Stage, company: Company) -> None:
    ben, mod = stage.discord.add_person("Ben"), stage.discord.add_person("Mod")
    elsewhere = stage.discord.add_guild("Elsewhere")
    stage.guild.join(ben)
    stage.guild.join(mod, manage_guild=True)
    for person in (mod, stage.mia):
        elsewhere.join(person, manage_guild=True)
    (fox,) = await asked(company, stage, stage.mia, "a red fox")
    there = elsewhere.add_channel("hall")
    for person, channel in ((ben, stage.channel), (mod, there), (stage.mia, there)):
        answer = await (await person.use("jobs", channel, id=str(fox))).answered(5)
        assert "I know nothing of this video any more." in answer.text
        assert await person.autocomplete("jobs", channel, "id", "fox") == []
    seen = await (await mod.use("jobs", stage.channel, id=str(fox))).answered(5)
    assert "@Mia · **a red fox**" in seen.text


async def delivered(company: Company, stage: Stage, *, with_file: bool = True) -> Job:
    """Let a video of Mia's be posted, and keep its file."""
    (job_id,) = await asked(company, stage, stage.mia, "a red fox")
    job = await company.store.job(job_id)
    assert job
    for step in WAYS[JobState.DELIVERED]:
        job = await company.store.apply(step(job, 1_790_000_000.0))
    assert job.clip
    if with_file:
        company.media.path(job.clip).write_bytes(b"clip")
    return job


async def test_a_clip_whose_file_is_kept_can_be_posted_again(stage: Stage, company: Company) -> None:
    job = await delivered(company, stage)
    answer = await (await stage.mia.use("jobs", stage.channel, id=str(job.id))).answered(5)
    assert f"(https://discord.com/channels/{stage.guild.id}/" in answer.text
    pressed = await (await stage.mia.press(answer, "Post again")).answered(5)
    assert pressed.ephemeral
    assert "being posted again in this channel, at no charge" in pressed.text
    newest = await company.store.delivery(job.id)
    assert newest
    assert (newest.number, newest.channel_id) == (2, stage.channel.id)
    twice = await (await stage.mia.press(answer, "Post again")).answered(5)
    assert "being posted or deleted right now" in twice.text
    after = await (await stage.mia.use("jobs", stage.channel, id=str(job.id))).answered(5)
    assert "The clip is being posted again." in after.text
    assert after.buttons == []


async def test_a_clip_whose_file_is_gone_cannot_be_posted_again(stage: Stage, company: Company) -> None:
    job = await delivered(company, stage, with_file=False)
    answer = await (await stage.mia.use("jobs", stage.channel, id=str(job.id))).answered(5)
    assert [button.label for button in answer.buttons] == ["Delete clip"]


async def test_a_clip_is_deleted_after_a_second_look(stage: Stage, company: Company) -> None:
    job = await delivered(company, stage)
    answer = await (await stage.mia.use("jobs", stage.channel, id=str(job.id))).answered(5)
    assert [button.label for button in answer.buttons] == ["Post again", "Delete clip"]
    asked_back = await (await stage.mia.press(answer, "Delete clip")).answered(5)
    assert "Nobody can bring it back" in asked_back.text
    assert await company.store.job(job.id) == job
    done = await (await stage.mia.press(asked_back, "Delete it for good")).answered_matching("is being deleted", 5)
    assert (done.id, done.buttons) == (asked_back.id, [])
    newest = await company.store.delivery(job.id)
    assert newest
    assert newest.state is DeliveryState.DELETING
    after = await (await stage.mia.use("jobs", stage.channel, id=str(job.id))).answered(5)
    assert "The clip is being deleted." in after.text
    assert after.buttons == []
