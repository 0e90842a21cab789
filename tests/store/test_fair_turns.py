"""No job starves, and the order that members are told is the one in which the real store gives turns.

Between two turns of a server, every other server gets at most one turn while a job of that server could start: after
its turn it was served more lately. So a job that could start is passed over at most once by each other server for each
turn of its own server, and by no job of its own server but the older ones.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.domain.job import Job
from bot.domain.queue import Caps
from bot.store import SqlStore
from tests import postgres
from tests.builders import NOW
from tests.soak.driver import sqlite_at_once
from tests.store.evening import Asked, Evening, Given
from tests.store.walking import member, nth

ASKED = st.lists(
    st.builds(
        Asked,
        after=st.sampled_from([0.0, 1.0, 5.0, 60.0]),
        guild=st.sampled_from([1, 1, 1, 2, 3, 4]),
        member=st.integers(1, 6),
        takes=st.floats(1, 200),
    ),
    min_size=1,
    max_size=12,
)
CAPS = st.builds(
    Caps,
    running=st.integers(1, 3),
    running_per_guild=st.integers(1, 2),
    running_per_member=st.integers(1, 2),
    queued_per_member=st.just(14),
)
Opened = Callable[[], AbstractAsyncContextManager[SqlStore]]


def play(opened: Opened, check: Callable[[SqlStore], Awaitable[None]]) -> None:
    """Play on an empty database of its own."""

    async def played() -> None:
        async with opened() as store:
            await check(store)

    asyncio.run(played())


@asynccontextmanager
async def on_postgres() -> AsyncIterator[SqlStore]:
    async with postgres.database() as engine:
        yield SqlStore(engine)


async def nobody_starves(store: SqlStore, asked: Sequence[Asked], caps: Caps) -> None:
    evening = Evening(store, caps)
    for one in asked:
        await evening.pass_until(evening.now + one.after)
        await evening.ask(one)
    await evening.pass_until(float("inf"))
    assert sorted(turn.taken.id for turn in evening.turns) == [nth(number) for number in range(len(asked))]
    servers = len({one.guild for one in asked})
    for number, turn in enumerate(evening.turns):
        _passed_over_within_bounds(turn.taken, evening.turns[:number], servers)


def _passed_over_within_bounds(job: Job, before: Sequence[Given], servers: int) -> None:
    meanwhile = [turn for turn in before if turn.taken.state_at >= job.created_at]
    over = [turn.taken for turn in meanwhile if job.id in {able.id for able in turn.able}]
    of_own_server = [turn.taken for turn in meanwhile if turn.taken.guild_id == job.guild_id]
    assert all(one.id < job.id for one in over if one.guild_id == job.guild_id)
    by_others = [one for one in over if one.guild_id != job.guild_id]
    assert len(by_others) <= (len(of_own_server) + 1) * (servers - 1)
    if len(over) == len(meanwhile):
        older = [one for one in of_own_server if one.id < job.id]
        assert len(meanwhile) + 1 <= (len(older) + 1) * servers


async def the_order_is_as_foreseen(store: SqlStore, asked: Sequence[Asked], caps: Caps, served: int) -> None:
    evening = Evening(store, caps)
    for one in asked[:served]:
        await evening.pass_until(evening.now + one.after)
        await evening.ask(one)
    await evening.give_turns()
    for one in asked[served:]:
        await evening.ask(one)
        evening.now += 0.001
    prospects = await store.prospects(evening.waiting, caps, evening.now)
    foreseen = sorted(evening.waiting, key=lambda job: prospects[job.id].place or 0)
    given_before = len(evening.turns)
    await evening.give_turns()
    while evening.running:
        # nothing was ever finished here, so that places are foreseen to come free in the order they were taken
        await evening.end(evening.running[0])
        await evening.give_turns()
    assert [turn.taken.id for turn in evening.turns[given_before:]] == [job.id for job in foreseen]
    assert sorted(prospects[job.id].place or 0 for job in foreseen) == list(range(1, len(foreseen) + 1))


# shrinking such an evening takes longer than a test may
EXAMPLES: Final = settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))
FEW: Final = settings(EXAMPLES, max_examples=4)


@EXAMPLES
@given(ASKED, CAPS)
def test_no_job_starves(asked: list[Asked], caps: Caps) -> None:
    play(sqlite_at_once, lambda store: nobody_starves(store, asked, caps))


@pytest.mark.usefixtures("postgres_server")
@FEW
@given(ASKED, CAPS)
def test_no_job_starves_on_postgres(asked: list[Asked], caps: Caps) -> None:
    play(on_postgres, lambda store: nobody_starves(store, asked, caps))


@EXAMPLES
@given(ASKED, CAPS, st.integers(0, 8))
def test_turns_are_given_in_the_order_that_was_foreseen(asked: list[Asked], caps: Caps, served: int) -> None:
    play(sqlite_at_once, lambda store: the_order_is_as_foreseen(store, asked, caps, served))


@pytest.mark.usefixtures("postgres_server")
@FEW
@given(ASKED, CAPS, st.integers(0, 8))
def test_turns_are_given_in_the_order_that_was_foreseen_on_postgres(
    asked: list[Asked], caps: Caps, served: int
) -> None:
    play(on_postgres, lambda store: the_order_is_as_foreseen(store, asked, caps, served))


def test_a_server_that_never_stops_asking_keeps_nobody_waiting() -> None:
    crowd = [Asked(after=0.0, guild=1, member=number, takes=50) for number in range(1, 13)]
    guest = Asked(after=0.0, guild=2, member=99, takes=50)
    caps = Caps(running=2, running_per_guild=2, running_per_member=1, queued_per_member=5)

    async def check(store: SqlStore) -> None:
        evening = Evening(store, caps)
        for one in crowd:
            await evening.ask(one)
        await evening.give_turns()
        await evening.ask(guest)
        await evening.pass_until(NOW + 51)
        assert evening.turns[2].taken.member_id == member(99)

    play(sqlite_at_once, check)
