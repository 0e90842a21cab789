"""Jobs under what a server's moderators settled: refused, or waiting for one of them."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life
from bot.domain.budget import Block
from bot.domain.ids import ChannelId, RoleId
from bot.domain.job import Ending, Job, JobState, Move
from bot.domain.policy import CapChange, PolicyChange, Scope, Setting, Whose
from bot.domain.refusals import (
    AudioCapped,
    Blocked,
    ChannelNotAllowed,
    JobsCapped,
    Refusal,
    StudioClosed,
    TooManyQueued,
    VideosPaused,
    WordBlocked,
)
from bot.domain.studio import OPEN, Closure
from bot.ports import StaleJobError
from bot.store import SqlStore
from tests.builders import CHANNEL, GUILD, JOB, MEMBER, NO_CAPS, NOW, RULE, a_spec, terms
from tests.store.walking import (
    accepted,
    ask,
    asks_moderators,
    brought_to,
    cancel,
    decided,
    everything,
    fetch,
    finish,
    guild,
    member,
    nth,
    post,
    rows,
    run,
    said,
    strand,
    turn,
)

SERVER = Whose(Scope.SERVER, GUILD)
HERE = Whose(Scope.CHANNEL, CHANNEL)
THREAD = ChannelId(CHANNEL + 1)
DAY = 24 * 3600.0
SAID = "SELECT actor, subject, before, after, reason FROM audit WHERE guild_id = :guild ORDER BY id DESC LIMIT 1"
NO_NOTE = {
    "sqlite": ["CREATE TRIGGER no_note BEFORE INSERT ON card_note BEGIN SELECT RAISE(ABORT, 'disk full'); END"],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        "CREATE TRIGGER no_note BEFORE INSERT ON card_note EXECUTE FUNCTION full_disk()",
    ],
}
NOTE_AGAIN = {"sqlite": "DROP TRIGGER no_note", "postgresql": "DROP TRIGGER no_note ON card_note"}


async def pool(store: SqlStore) -> tuple[int, int]:
    """Tell what is held of the server's credits and what is available."""
    balance = await store.balance(GUILD, MEMBER, (), terms(), NOW)
    return balance.held, balance.available


async def cap(store: SqlStore, whose: Whose = SERVER, **change: Any) -> None:
    await store.cap_video(said(), whose, CapChange(**change))


def yes(job: Job, now: float = NOW) -> Move:
    return life.approve(job, now)


def no(job: Job, now: float = NOW) -> Move:
    return life.cancel(job, now, Ending.NOT_APPROVED)


@pytest.mark.parametrize(
    ("settled", "refusal"),
    [
        (PolicyChange(paused=True), VideosPaused()),
        (PolicyChange(channels=frozenset({ChannelId(5)})), ChannelNotAllowed("5")),
    ],
)
async def test_what_the_policy_refuses_opens_no_period_and_holds_nothing(
    store: SqlStore, engine: AsyncEngine, settled: PolicyChange, refusal: Refusal
) -> None:
    await store.change_policy(said(), settled)
    before = await everything(engine)
    assert await ask(store) == refusal
    assert await everything(engine) == before
    assert await rows(engine, "SELECT 1 FROM account") == []
    assert isinstance(await ask(store, guild_id=guild(2)), Job)


async def test_a_blocked_word_and_a_cap_refuse_in_the_same_transaction(store: SqlStore, engine: AsyncEngine) -> None:
    await store.block_words(said(), "boat", "")
    await cap(store, Whose(Scope.ROLE, RoleId(11)), audio=False)
    before = await everything(engine)
    assert await ask(store) == WordBlocked("boat")
    loud = a_spec("a cat", generate_audio=True)
    assert await ask(store, spec=loud, role_ids=(RoleId(11),)) == AudioCapped("role", 11)
    assert await everything(engine) == before
    assert isinstance(await ask(store, spec=loud), Job)


async def test_a_picture_counts_for_the_cap_on_pictures(store: SqlStore) -> None:
    await cap(store, images=False)
    assert isinstance(await ask(store, spec=a_spec(image_url="https://a.example/b.png")), Refusal)
    assert isinstance(await ask(store), Job)


async def test_the_studio_and_a_block_are_named_before_the_policy_and_the_queue_after_it(store: SqlStore) -> None:
    await store.change_policy(said(), PolicyChange(paused=True))
    full = replace(NO_CAPS, queued_per_member=0)
    assert await ask(store, caps=full) == VideosPaused()
    await store.block(said(), MEMBER, Block(until=None, reason="spam"))
    assert await ask(store, caps=full) == Blocked(0, "spam")
    await store.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW))
    assert await ask(store, caps=full) == StudioClosed()


async def test_of_ten_at_once_a_cap_of_one_lets_one_through(store: SqlStore) -> None:
    await cap(store, jobs=1)
    answers = await asyncio.gather(*(ask(store, nth(number)) for number in range(10)))
    assert sum(isinstance(answer, Job) for answer in answers) == 1
    assert answers.count(JobsCapped(1, "server", GUILD)) == 9
    assert await pool(store) == (28, RULE.credits - 28)
    assert isinstance(await ask(store, nth(20), member_id=member(2)), Job)
    assert isinstance(await ask(store, nth(21), guild_id=guild(2)), Job)


@pytest.mark.parametrize(
    ("steps", "counts"),
    [
        ([], True),
        ([turn], True),
        ([turn, run], True),
        ([turn, run, finish], True),
        ([turn, run, finish, fetch], True),
        ([turn, run, finish, fetch, post], False),
        ([turn, run, finish, fetch, strand], False),
        ([cancel], False),
    ],
)
async def test_a_job_is_under_way_until_its_clip_stands_or_will_not(
    store: SqlStore, steps: list[Any], *, counts: bool
) -> None:
    await cap(store, jobs=1)
    job = await accepted(store, nth(1))
    for step in steps:
        job = await store.apply(step(job))
    assert isinstance(await ask(store, nth(2)), JobsCapped if counts else Job)


async def test_what_waits_for_a_moderator_is_under_way(store: SqlStore) -> None:
    await cap(store, jobs=1)
    await brought_to(store, JobState.AWAITING_APPROVAL, nth(1))
    assert await ask(store, nth(2)) == JobsCapped(1, "server", GUILD)


async def test_a_channels_cap_counts_its_threads_and_nothing_else(store: SqlStore) -> None:
    await cap(store, HERE, jobs=2)
    await accepted(store, nth(1), channel_id=ChannelId(5))
    await accepted(store, nth(2), channel_id=THREAD, parent_id=CHANNEL)
    await accepted(store, nth(3))
    full = JobsCapped(2, "channel", CHANNEL)
    assert await ask(store, nth(4)) == full
    assert await ask(store, nth(4), channel_id=ChannelId(CHANNEL + 2), parent_id=CHANNEL) == full
    assert isinstance(await ask(store, nth(4), channel_id=ChannelId(5)), Job)


async def test_above_the_line_a_job_waits_for_a_moderator_with_its_hold(store: SqlStore, engine: AsyncEngine) -> None:
    await asks_moderators(store, above=28)
    cheap = await accepted(store, nth(1))
    dear = await accepted(store, nth(2), spec=a_spec(duration=12))
    assert (cheap.state, cheap.deadline_at) == (JobState.QUEUED, NOW + 3600)
    assert (dear.state, dear.due_at, dear.deadline_at) == (JobState.AWAITING_APPROVAL, NOW + DAY, NOW + DAY)
    assert await store.job(dear.id) == dear
    assert await pool(store) == (28 + 42, RULE.credits - 70)
    events = "SELECT source, target FROM job_event WHERE job_id = :id"
    assert await rows(engine, events, id=dear.id) == [(None, "awaiting-approval")]
    taken = await store.take_turn(NO_CAPS, "me", NOW, 60)
    assert taken is not None
    assert taken.id == cheap.id
    assert await store.take_turn(NO_CAPS, "me", NOW, 60) is None


async def test_a_moderators_own_request_waits_for_nobody(store: SqlStore) -> None:
    await asks_moderators(store)
    assert (await accepted(store, is_moderator=True)).state is JobState.QUEUED


async def test_what_waits_for_a_moderator_counts_among_what_a_member_has_waiting(store: SqlStore) -> None:
    caps = replace(NO_CAPS, queued_per_member=2)
    await brought_to(store, JobState.AWAITING_APPROVAL, nth(1))
    await accepted(store, nth(2), caps=caps)
    assert await ask(store, nth(3), caps=caps) == TooManyQueued(2)


async def test_the_servers_language_is_the_one_that_was_settled(store: SqlStore) -> None:
    await store.change_policy(said(), PolicyChange(language="zh-CN"))
    job = await accepted(store, nth(1), guild_locale="de", locale="fr")
    assert (job.guild_locale, job.locale) == ("zh-CN", "fr")
    assert await store.job(job.id) == job
    await store.change_policy(said(), PolicyChange(reset=frozenset({Setting.LANGUAGE})))
    assert (await accepted(store, nth(2), guild_locale="de")).guild_locale == "de"


async def test_an_approved_job_has_its_hour_in_the_queue_from_now_on(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    later = NOW + 5 * 3600
    queued = await decided(store, yes(job, later), by=member(8), at=later)
    assert (queued.state, queued.due_at, queued.queued_at, queued.deadline_at) == (
        JobState.QUEUED,
        later,
        later,
        later + 3600,
    )
    assert await store.job(job.id) == queued
    assert await pool(store) == (28, RULE.credits - 28)
    assert await rows(engine, SAID, guild=GUILD) == [("member:3", f"approve:{JOB}", None, "28", "because")]
    assert await rows(engine, "SELECT job_id, number, at, deed, surrogate FROM card_note") == [
        (JOB, 1, later, "approved", 3)
    ]
    assert (await store.take_turn(NO_CAPS, "me", later, 60)) is not None


async def test_a_refused_job_gives_its_hold_back(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    ended = await decided(store, no(job))
    assert (ended.state, ended.ending) == (JobState.CANCELLED, Ending.NOT_APPROVED)
    assert await pool(store) == (0, RULE.credits)
    assert [row[1:] for row in await rows(engine, SAID, guild=GUILD)] == [(f"refuse:{JOB}", None, "28", "because")]
    assert await rows(engine, "SELECT number, deed FROM card_note") == [(1, "refused")]


@pytest.mark.parametrize("second", [yes, no, cancel])
@pytest.mark.parametrize("first", [yes, no, cancel])
async def test_what_was_decided_is_not_decided_again(
    store: SqlStore, engine: AsyncEngine, first: Any, second: Any
) -> None:
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    await (store.apply(first(job)) if first is cancel else decided(store, first(job)))
    before = await everything(engine)
    with pytest.raises(StaleJobError):
        await decided(store, second(job, NOW + 5))
    assert await everything(engine) == before


async def test_of_several_who_decide_at_once_one_does(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    decisions = [decided(store, move) for move in (yes(job), no(job), yes(job), no(job))]
    answers = await asyncio.gather(*decisions, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Job"] + ["StaleJobError"] * 3
    assert len(await rows(engine, "SELECT 1 FROM card_note")) == 1


@pytest.mark.parametrize("decision", [yes, no])
async def test_a_decision_that_fails_half_way_leaves_nothing(
    store: SqlStore, engine: AsyncEngine, decision: Any
) -> None:
    await store.change_policy(said(), PolicyChange(log_channel=ChannelId(6)))
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    async with engine.begin() as connection:
        for statement in NO_NOTE[engine.dialect.name]:
            await connection.execute(text(statement))
    before = await everything(engine)
    with pytest.raises(DBAPIError, match="disk full"):
        await decided(store, decision(job), by=member(77))
    assert await everything(engine) == before
    async with engine.begin() as connection:
        await connection.execute(text(NOTE_AGAIN[engine.dialect.name]))
    await decided(store, decision(job), by=member(77))
    assert len(await rows(engine, "SELECT 1 FROM card_note")) == 1
