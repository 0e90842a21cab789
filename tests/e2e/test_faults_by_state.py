"""Each fault of the vendor's and of Discord's strikes while jobs are in every state (docs/faults.md).

Two are played always, all of them in `make matrix`.
"""

from collections.abc import Iterable

import pytest

from bot.domain.job import Ending, JobState
from bot.domain.studio import Closure
from tests.e2e.conftest import LONG, VERY_LONG, World, until_struck
from tests.e2e.states import (
    AWAITING,
    BOUGHT,
    CALLED_OFF,
    ENDED,
    FETCHING,
    PRICE,
    QUEUED,
    READY,
    RUNNING,
    SUBMITTING,
    UNKNOWN,
    Nine,
    a_patient_vendor,
    quiet,
)
from tests.waiting import until

pytestmark = pytest.mark.timeout(VERY_LONG)
CANCELLED = "8 credits went back"
NEW = "newcomer"
POLLS = 3
BLIND = "nobody knows yet whether"
S = JobState
VENDOR = {
    # what becomes of who asks meanwhile, what the vendor took for it, what its message says, and what closes
    "error-500": (S.UNKNOWN, 0, BLIND, None),
    "error-502": (S.UNKNOWN, 0, BLIND, None),
    "error-503": (S.UNKNOWN, 0, BLIND, None),
    "truncated-json": (S.UNKNOWN, PRICE, BLIND, None),
    "refuse-before-processing": (S.UNKNOWN, 0, BLIND, None),
    "too-many": (S.QUEUED, 0, "In the queue", None),
    "unauthorized": (S.FAILED, 0, "does not let this bot in", Closure.KEY),
    "forbidden-html": (S.FAILED, 0, "cannot be reached properly", Closure.GATEWAY),
    "late-answer": (S.SUBMITTING, PRICE, "A red kite", None),
}
DISCORD = ("error-500", "error-502", "error-503", "reset", "rate-limited", "banned", "blocked", "lost-answer")
ALWAYS = {"reset"}


def _soaked(names: Iterable[str]) -> list[object]:
    return [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.soak) for name in names]


def _polls(world: World) -> int:
    return sum(1 for entry in world.seedance.journal.entries if entry["method"] == "GET")


async def _until_polled(world: World) -> None:
    enough = _polls(world) + POLLS

    async def polled() -> bool | None:
        return _polls(world) >= enough or None

    await until(polled, "polls that meet the fault")


@pytest.mark.parametrize("fault", _soaked(VENDOR))
async def test_whatever_the_vendor_answers_each_job_ends_as_it_must(world: World, fault: str) -> None:
    state, taken, words, closure = VENDOR[fault]
    world.seedance.modes.reset()
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        world.seedance.faults.rate(fault, 1.0, endpoint="generate")
        await nine.ask(NEW)
        await nine.reach(NEW, state)
        await nine.reads(NEW, words)
        # only now, since a poll that is refused may close the studio before anybody asks
        world.seedance.faults.rate(fault, 1.0, endpoint="status")
        assert CANCELLED in await nine.call_off()
        await _until_polled(world)
        met = await nine.states()
        assert {name: met[name] for name in (AWAITING, QUEUED, UNKNOWN, RUNNING, FETCHING, READY, ENDED)} == {
            AWAITING: S.AWAITING_APPROVAL,
            QUEUED: S.QUEUED,
            UNKNOWN: S.UNKNOWN,
            RUNNING: S.RUNNING,
            FETCHING: S.FETCHING,
            READY: S.READY,
            ENDED: S.DELIVERED,
        }
        if closure is not None:
            await world.until_studio_is(closure)
            refused = await (await world.generate()).answered(LONG)
            assert "The studio takes no work at the moment." in refused.text
        world.seedance.faults.clear(fault)
        ends = await nine.finish(left=frozenset({AWAITING, UNKNOWN, *({NEW} if state is S.UNKNOWN else ())}))
    await world.until_studio_is(None)
    new = ends.pop(NEW)
    assert new.state is (S.DELIVERED if state in {S.QUEUED, S.SUBMITTING} else state)
    await nine.all_is_right(ends, beside=[new], taken=taken)


@pytest.mark.soak
async def test_an_empty_account_with_the_vendor_stops_only_what_was_not_bought(world: World) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        world.seedance.faults.rate("out-of-credits", 1.0)
        await nine.ask(NEW)
        await nine.reads(NEW, "own account with the studio is empty")
        await world.until_studio_is(Closure.CREDITS)
        assert CANCELLED in await nine.call_off()
        # nothing that was bought waits for the account
        world.seedance.release_all()
        await nine.reach(RUNNING, S.DELIVERED)
        assert (await nine.states())[QUEUED] is S.QUEUED
        ends = await nine.finish()
    new = ends.pop(NEW)
    assert (new.state, new.ending) == (S.FAILED, Ending.VENDOR_CREDITS)
    await nine.all_is_right(ends, beside=[new])


@pytest.mark.soak
async def test_a_vendor_that_cannot_be_reached_at_all_is_waited_for(world: World) -> None:
    nine = Nine(world)
    await nine.set_up(submits_slowly=False)
    origin = world.seedance.origin
    await world.seedance.close()
    await nine.ask(NEW)

    async def sent_back() -> bool | None:
        return (
            any(job.id == nine.ids[NEW] and job.submits and job.state is S.QUEUED for job in await world.jobs()) or None
        )

    await until(sent_back, "a job that was not sent")
    assert CANCELLED in await nine.call_off()
    await quiet(2)
    assert {(await nine.states())[name] for name in (RUNNING, SUBMITTING)} == {S.RUNNING}
    assert (await nine.states())[FETCHING] is S.FETCHING
    await world.seedance.start(port=int(origin.rpartition(":")[2]))
    ends = await nine.finish()
    new = ends.pop(NEW)
    assert new.state is S.DELIVERED
    await nine.all_is_right(ends, beside=[new])


@pytest.mark.parametrize("fault", _soaked(DISCORD))
async def test_whatever_discord_answers_each_clip_is_posted_once(world: World, fault: str) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        world.discord.state.nonce_window = 0.0
        struck = world.discord.faults.rate(fault, 1.0, path=r"/channels/", seconds=0.3)
        # Discord fails where clips and messages are posted; presses and commands still get through
        assert CANCELLED in await nine.call_off()
        await nine.ask(NEW)
        world.seedance.faults.clear("media-truncated")
        world.seedance.release_all()
        for name in (RUNNING, FETCHING, QUEUED, SUBMITTING, NEW):
            await nine.reach(name, S.READY)
        await until_struck(struck)
        await quiet(2)
        assert (await nine.states())[CALLED_OFF] is S.CANCELLED
        ends = await nine.finish()
    new = ends.pop(NEW)
    assert new.state is S.DELIVERED
    await nine.all_is_right(ends, beside=[new])


@pytest.mark.soak
async def test_while_discord_is_away_as_a_whole_the_work_goes_on(world: World) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        world.discord.drop_gateway()
        world.discord.faults.rate("error-503", 1.0)
        world.seedance.faults.clear("media-truncated")
        world.seedance.release_all()
        for name in (RUNNING, FETCHING, SUBMITTING):
            await nine.reach(name, S.READY)
        world.discord.faults.clear()
        await world.discord.until_ready(LONG)
        # whoever has one at the vendor is past it: the next ones went on as well
        ends = await nine.finish()
    assert ends[CALLED_OFF].state is S.DELIVERED
    await nine.all_is_right(ends, called_off=False)


@pytest.mark.soak
async def test_a_server_that_removes_the_bot_pays_for_what_was_made_and_nothing_else(world: World) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        assert CANCELLED in await nine.call_off()
        world.discord.kick_bot(world.guild)
        ends = await nine.finish()
    # bought unless its own message was to be changed before its turn came
    queued = ends.pop(QUEUED)
    made = queued.state is S.UNDELIVERABLE
    assert queued.ending is (Ending.NO_CHANNEL if made else Ending.CHANNEL_LOST)
    assert {name: (job.state, job.ending) for name, job in ends.items()} == {
        ENDED: (S.DELIVERED, None),
        AWAITING: (S.AWAITING_APPROVAL, None),
        UNKNOWN: (S.UNKNOWN, None),
        CALLED_OFF: (S.CANCELLED, Ending.BY_REQUESTER),
        **dict.fromkeys((SUBMITTING, RUNNING, FETCHING, READY), (S.UNDELIVERABLE, Ending.NO_CHANNEL)),
    }
    assert world.seedance.posts() == BOUGHT + made
    assert (await world.ledger())[1:] == (PRICE * (5 + made), [])


async def test_an_orderly_stop_in_every_state_leaves_nothing_unknown_and_posts_nothing_twice(world: World) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        world.discord.state.nonce_window = 0.0
        assert CANCELLED in await nine.call_off()
        # the submit under way is waited for, the upload is cut off
        assert await world.bot.stop(grace=40) == 0
        assert (await nine.states())[SUBMITTING] is S.RUNNING
        assert (await nine.states())[READY] is S.READY
        await world.discord.until_away(LONG)
        nine.let_go()
        await world.start()
        await nine.all_is_right(await nine.finish())
