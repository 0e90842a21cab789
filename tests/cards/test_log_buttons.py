"""Moderators at the cards of the log channel, on the local Discord."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.budget import Instruction
from bot.domain.delivery import DeliveryState
from bot.domain.ids import ChannelId, GuildId, JobId, MemberId
from bot.domain.job import Job, JobState
from bot.domain.policy import PolicyChange
from bot.domain.requester import Requester
from bot.domain.video import VideoSpec
from sandbox.discord import Channel, Person, SeenMessage
from tests.builders import NO_CAPS, NOW, terms
from tests.company import RULE, Company, playing
from tests.stage import Stage, raised
from tests.store.walking import WAYS

JOB = JobId(77)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with raised(tmp_path) as stage:
        yield stage


@pytest.fixture
async def company(stage: Stage, tmp_path: Path, log: Channel) -> AsyncIterator[Company]:
    async with playing(stage, tmp_path) as company:
        await settle(company, stage, log_channel=ChannelId(log.id))
        yield company


@pytest.fixture
def log(stage: Stage) -> Channel:
    return stage.guild.add_channel("log")


@pytest.fixture
def sam(stage: Stage) -> Person:
    """Let a moderator join the server."""
    sam = stage.discord.add_person("Sam")
    stage.guild.join(sam, manage_guild=True)
    return sam


@pytest.fixture
def wei(stage: Stage) -> Person:
    """Let a moderator who reads Chinese join the server."""
    wei = stage.discord.add_person("Wei", locale="zh-CN")
    stage.guild.join(wei, manage_guild=True)
    return wei


async def settle(company: Company, stage: Stage, **change: Any) -> None:
    said = Instruction(guild_id=GuildId(stage.guild.id), by=None, reason="", request="x", at=NOW)
    await company.store.change_policy(said, PolicyChange(**change))


async def brought_to(company: Company, stage: Stage, state: JobState) -> Job:
    """Bring a video of Mia's to where a test begins."""
    if state is JobState.AWAITING_APPROVAL:
        await settle(company, stage, approve_above=0)
    mia = Requester(
        guild_id=GuildId(stage.guild.id),
        channel_id=ChannelId(stage.channel.id),
        member_id=MemberId(stage.mia.id),
        locale="en-US",
        guild_locale="en-US",
    )
    job = await company.store.accept(JOB, mia, VideoSpec(prompt="a red fox"), terms(RULE), NO_CAPS, NOW)
    assert isinstance(job, Job)
    for step in WAYS[state]:
        job = await company.store.apply(step(job, NOW))
    assert job.state is state
    return job


async def the_card(company: Company, log: Channel, who: Person) -> SeenMessage:
    """Write what is to be written, and look at the one card in the log channel."""
    await company.log()
    (seen,) = [message for message in who.sees(log) if not message.ephemeral]
    return seen


async def state(company: Company) -> JobState:
    job = await company.store.job(JOB)
    assert job
    return job.state


async def pressed(who: Person, card: SeenMessage, label: str) -> str:
    answer = await (await who.press(card, label)).answered(5)
    assert answer.ephemeral
    return answer.text


async def test_who_approves_is_told_and_named_and_the_video_waits_for_its_turn(
    stage: Stage, company: Company, log: Channel, sam: Person
) -> None:
    await brought_to(company, stage, JobState.AWAITING_APPROVAL)
    await company.tell()
    (status,) = stage.posted()
    assert ("Waiting for a moderator" in status.text, [button.label for button in status.buttons]) == (True, ["Cancel"])
    card = await the_card(company, log, sam)
    assert "Waits for a moderator" in card.text
    assert not card.message.pings
    said = await pressed(sam, card, "Approve")
    assert said == "✅ Approved. The video waits for its turn now; 28 credits stay set aside for it."
    assert await state(company) is JobState.QUEUED
    after = await the_card(company, log, sam)
    assert (after.id, after.buttons) == (card.id, [])
    assert "✅ Approved by @Sam" in after.text
    assert not after.message.pings
    await company.tell()
    (status,) = stage.posted()
    assert "In the queue" in status.text


async def test_of_two_moderators_the_second_reads_what_the_first_decided(
    stage: Stage, company: Company, log: Channel, sam: Person, wei: Person
) -> None:
    await brought_to(company, stage, JobState.AWAITING_APPROVAL)
    card = await the_card(company, log, sam)
    assert "28 credits went back" in await pressed(sam, card, "Refuse")
    assert "此前已经拒绝" in await pressed(wei, card, "Approve")
    assert await state(company) is JobState.CANCELLED
    after = await the_card(company, log, sam)
    assert "🚫 A moderator of this server did not agree" in after.text
    assert "Refused by @Sam" in after.text
    assert "@Wei" not in after.text
    assert [button.label for button in after.buttons] == ["Block"]


@pytest.mark.parametrize(
    ("at", "label"),
    [
        (JobState.AWAITING_APPROVAL, "Approve"),
        (JobState.AWAITING_APPROVAL, "Refuse"),
        (JobState.DELIVERED, "Remove"),
        (JobState.DELIVERED, "Block"),
        (JobState.DELIVERED, "Return credits"),
    ],
)
async def test_a_member_who_sees_the_log_channel_does_nothing_there(
    stage: Stage, company: Company, log: Channel, at: JobState, label: str
) -> None:
    await brought_to(company, stage, at)
    card = await the_card(company, log, stage.mia)
    assert "Only moderators of this server can do that" in await pressed(stage.mia, card, label)
    assert await state(company) is at
    assert (await the_card(company, log, stage.mia)).text == card.text


async def test_a_clip_is_removed_after_a_second_look(
    stage: Stage, company: Company, log: Channel, sam: Person, wei: Person
) -> None:
    await brought_to(company, stage, JobState.DELIVERED)
    card = await the_card(company, log, sam)
    assert [button.label for button in card.buttons] == ["Remove", "Block", "Return credits"]
    asked = await (await sam.press(card, "Remove")).answered(5)
    assert "Nobody can bring it back" in asked.text
    assert (await the_card(company, log, sam)).text == card.text
    await (await sam.press(asked, "Delete it for good")).answered_matching("is being deleted", 5)
    newest = await company.store.delivery(JOB)
    assert newest
    assert newest.state is DeliveryState.DELETING
    late = await (await wei.press(card, "Remove")).answered(5)
    told = await (await wei.press(late, "永久删除")).answered_matching("正在发布或删除", 5)
    assert told.id == late.id
    after = await the_card(company, log, sam)
    assert "Clip removed by @Sam" in after.text
    assert [button.label for button in after.buttons] == ["Block", "Return credits"]


async def test_credits_are_returned_once(stage: Stage, company: Company, log: Channel, sam: Person) -> None:
    await brought_to(company, stage, JobState.DELIVERED)
    card = await the_card(company, log, sam)
    assert "The member may use 28 credits more" in await pressed(sam, card, "Return credits")
    assert "were returned before" in await pressed(sam, card, "Return credits")
    after = await the_card(company, log, sam)
    assert "28 credits returned by a moderator" in after.text
    assert "Credits returned by @Sam" in after.text
    assert [button.label for button in after.buttons] == ["Remove", "Block"]


async def test_the_one_who_asked_is_blocked_by_a_form(
    stage: Stage, company: Company, log: Channel, sam: Person, wei: Person
) -> None:
    await brought_to(company, stage, JobState.FAILED)
    card = await the_card(company, log, sam)
    opened = await sam.press(card, "Block")
    form = await opened.modal(5)
    assert [row["label"] for row in form["components"]] == ["How long?", "Why?"]
    answer = await (await sam.submit_modal(opened, {"Why?": "too many cats"})).answered(5)
    assert answer.ephemeral
    assert "@Mia can make no videos here until 20" in answer.text
    assert "too many cats" in answer.text
    again = await wei.submit_modal(await wei.press(card, "Block"), {"until": "直到你解除"})
    told = (await again.answered(5)).text
    assert "直到管理员解除" in told
    assert "此前的禁止" in told
    no = await (await stage.mia.use("generate", stage.channel, prompt="x")).answered(5)
    assert "blocked you from making videos here until a moderator unblocks" in no.text
    after = await the_card(company, log, sam)
    assert ["Member blocked by @Sam" in after.text, "Member blocked by @Wei" in after.text] == [True, True]


async def test_cards_and_forms_of_one_process_are_answered_by_the_next(
    stage: Stage, tmp_path: Path, log: Channel, sam: Person
) -> None:
    async with playing(stage, tmp_path) as before:
        await settle(before, stage, log_channel=ChannelId(log.id))
        await brought_to(before, stage, JobState.AWAITING_APPROVAL)
        card = await the_card(before, log, sam)
    await stage.discord.until_away(10)
    async with playing(stage, tmp_path) as between:
        assert "Refused" in await pressed(sam, card, "Refuse")
        after = await the_card(between, log, sam)
        opened = await sam.press(after, "Block")
        await opened.modal(5)
    await stage.discord.until_away(10)
    async with playing(stage, tmp_path) as company:
        answer = await (await sam.submit_modal(opened, {"How long?": "For a week"})).answered(5)
        assert "@Mia can make no videos here" in answer.text
        last = await the_card(company, log, sam)
        assert last.id == card.id
        assert ["Refused by @Sam" in last.text, "Member blocked by @Sam" in last.text] == [True, True]


async def test_without_a_log_channel_jobs_leads_to_the_same(stage: Stage, company: Company, sam: Person) -> None:
    await brought_to(company, stage, JobState.AWAITING_APPROVAL)
    shown = await (await sam.use("jobs", stage.channel, id=str(JOB))).answered(5)
    assert [button.label for button in shown.buttons] == ["Approve", "Refuse", "Cancel"]
    own = await (await stage.mia.use("jobs", stage.channel, id=str(JOB))).answered(5)
    assert [button.label for button in own.buttons] == ["Cancel"]
    assert "✅ Approved." in await pressed(sam, shown, "Approve")
    assert await state(company) is JobState.QUEUED


async def test_what_waits_for_a_moderator_can_be_called_off_by_its_requester(
    stage: Stage, company: Company, log: Channel, sam: Person
) -> None:
    await brought_to(company, stage, JobState.AWAITING_APPROVAL)
    card = await the_card(company, log, sam)
    await company.tell()
    (status,) = stage.posted()
    assert "28 credits went back" in await pressed(stage.mia, status, "Cancel")
    assert "it was called off" in await pressed(sam, card, "Approve")
    assert "Cancelled by the one who asked for it." in (await the_card(company, log, sam)).text
