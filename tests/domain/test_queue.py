import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.ids import GuildId, JobId, MemberId
from bot.domain.queue import FORESIGHT, Busy, Caps, Turn, Waiting, foresee
from tests.builders import NO_CAPS

NOW = 1000.0
EVER = math.inf
ONE = replace(NO_CAPS, running=1)


def waits(number: int, *, guild: int = 1, member: int | None = None, takes: float = 60.0, due: float = 0.0) -> Waiting:
    """Build a job, of a member of its own by default, that was asked for before those with higher numbers."""
    who = MemberId(number if member is None else member)
    return Waiting(
        id=JobId(number),
        guild_id=GuildId(guild),
        member_id=who,
        queued_at=float(number),
        due_at=due,
        takes=takes,
    )


def taken(*, until: float, guild: int = 99, member: int = 99) -> Busy:
    return Busy(guild_id=GuildId(guild), member_id=MemberId(member), ends_at=until)


def order(turns: Sequence[Turn]) -> list[int]:
    return [int(turn.job_id) for turn in turns]


def starts(turns: Sequence[Turn]) -> dict[int, float]:
    return {int(turn.job_id): turn.at - NOW for turn in turns}


def test_an_empty_queue_has_no_turns() -> None:
    assert foresee([], [taken(until=EVER)], {}, NO_CAPS, NOW) == []


def test_servers_take_turns_and_within_one_the_longest_waiting_is_next() -> None:
    queue = [waits(1), waits(2), waits(3), waits(4, guild=2), waits(5, guild=2), waits(6, guild=3)]
    assert order(foresee(queue, [], {}, NO_CAPS, NOW)) == [1, 4, 6, 2, 5, 3]
    served = {GuildId(1): 50.0, GuildId(2): 40.0}
    assert order(foresee(queue, [], served, NO_CAPS, NOW)) == [6, 4, 1, 5, 2, 3]


def test_a_server_at_its_cap_lets_others_pass_until_a_place_of_it_is_free() -> None:
    caps = replace(NO_CAPS, running=2, running_per_guild=1)
    queue = [waits(1), waits(2), waits(3, guild=2, takes=100)]
    assert starts(foresee(queue, [], {}, caps, NOW)) == {1: 0, 3: 0, 2: 60}


def test_a_member_at_the_cap_lets_others_pass_in_every_server() -> None:
    caps = replace(NO_CAPS, running_per_member=1)
    queue = [waits(1, guild=2, member=7), waits(2, member=8, takes=10), waits(3, member=8)]
    busy = [taken(until=NOW + 30, member=7)]
    assert starts(foresee(queue, busy, {}, caps, NOW)) == {2: 0, 3: 10, 1: 30}


def test_a_place_is_free_when_its_job_should_be_done() -> None:
    queue = [waits(number) for number in (1, 2, 3, 4)]
    caps = replace(NO_CAPS, running=2)
    busy = [taken(until=NOW + 20), taken(until=NOW + 50)]
    assert starts(foresee(queue, busy, {}, caps, NOW)) == {1: 20, 2: 50, 3: 80, 4: 110}


def test_no_place_is_free_in_the_past() -> None:
    assert starts(foresee([waits(1)], [taken(until=NOW - 500)], {}, ONE, NOW)) == {1: 0}


def test_of_places_that_should_be_free_already_the_one_that_is_most_overdue_counts_first() -> None:
    caps = replace(NO_CAPS, running=2, running_per_member=1)
    queue = [waits(1, member=1, takes=EVER), waits(2, member=2, takes=EVER)]
    busy = [taken(until=NOW - 48, member=1), taken(until=NOW - 49, member=2)]
    assert order(foresee(queue, busy, {}, caps, NOW)) == [2, 1]


def test_what_waits_for_something_of_unknown_end_has_a_place_and_no_time() -> None:
    queue = [waits(1, takes=EVER), waits(2), waits(3)]
    assert starts(foresee(queue, [], {}, ONE, NOW)) == {1: 0, 2: EVER, 3: EVER}
    assert order(foresee(queue, [], {}, ONE, NOW)) == [1, 2, 3]


def test_a_place_of_unknown_end_is_not_counted_on_while_there_are_others() -> None:
    caps = replace(NO_CAPS, running=2)
    busy = [taken(until=EVER), taken(until=NOW + 10)]
    assert starts(foresee([waits(1), waits(2)], busy, {}, caps, NOW)) == {1: 10, 2: 70}


def test_a_job_sent_back_waits_for_its_time_and_lets_others_pass() -> None:
    queue = [waits(1, due=NOW + 30), waits(2, takes=5), waits(3)]
    assert starts(foresee(queue, [], {}, ONE, NOW)) == {2: 0, 3: 5, 1: 65}
    assert starts(foresee(queue[:1], [], {}, ONE, NOW)) == {1: 30}


def test_a_job_whose_time_comes_as_a_place_becomes_free_takes_part() -> None:
    queue = [waits(1, due=NOW + 30), waits(2, guild=2)]
    assert starts(foresee(queue, [taken(until=NOW + 30)], {GuildId(2): 50.0}, ONE, NOW)) == {1: 30, 2: 90}


def test_far_back_nobody_has_a_place() -> None:
    queue = [waits(number) for number in range(FORESIGHT + 5)]
    assert order(foresee(queue, [], {}, replace(NO_CAPS, running=5), NOW)) == list(range(FORESIGHT))


def plainly(
    waiting: Sequence[Waiting], busy: Sequence[Busy], served: Mapping[GuildId, float], caps: Caps, now: float
) -> list[Turn]:
    """Do the same in the plainest way: look at every job for every turn."""
    left, places, served, turns = list(waiting), list(busy), dict(served), list[Turn]()
    last = max(served.values(), default=0.0)
    while True:
        able = [
            job
            for job in left
            if job.due_at <= now
            and len(places) < caps.running
            and sum(place.guild_id == job.guild_id for place in places) < caps.running_per_guild
            and sum(place.member_id == job.member_id for place in places) < caps.running_per_member
        ]
        if able:
            job = min(able, key=lambda one: (served.get(one.guild_id, 0.0), one.queued_at, one.id))
            left.remove(job)
            turns.append(Turn(job.id, now))
            last = served[job.guild_id] = last + 1
            places.append(Busy(guild_id=job.guild_id, member_id=job.member_id, ends_at=now + job.takes))
            continue
        due = min((job.due_at for job in left if job.due_at > now), default=None)
        ending = min(places, key=lambda place: place.ends_at, default=None)
        if due is not None and (ending is None or due <= ending.ends_at):
            now = due
        elif ending is not None:
            places.remove(ending)
            now = max(now, ending.ends_at)
        else:
            return turns


IDS = st.integers(1, 4)
SPANS = st.one_of(st.just(EVER), st.integers(1, 200).map(float))
JOBS = st.lists(
    st.builds(
        waits,
        st.integers(1, 500),
        guild=IDS,
        member=IDS,
        takes=SPANS,
        due=st.sampled_from([0.0, 0.0, NOW, NOW + 40, NOW + 90]),
    ),
    max_size=25,
    unique_by=lambda job: job.id,
)
PLACES = st.lists(st.builds(taken, until=SPANS.map(lambda span: NOW - 50 + span), guild=IDS, member=IDS), max_size=6)
CAPS = st.builds(
    Caps,
    running=st.integers(1, 5),
    running_per_guild=st.integers(1, 3),
    running_per_member=st.integers(1, 2),
    queued_per_member=st.just(25),
)


@example(
    [waits(2, guild=2, member=2, due=1040.0), waits(3, guild=1, member=2, due=1040.0)],
    [],
    {GuildId(2): 1.0},
    Caps(running=2, running_per_guild=1, running_per_member=1, queued_per_member=25),
)
@given(JOBS, PLACES, st.dictionaries(IDS.map(GuildId), st.integers(1, 999).map(float)), CAPS)
def test_the_order_is_that_of_the_plain_rule(
    queue: list[Waiting], places: list[Busy], served: dict[GuildId, float], caps: Caps
) -> None:
    turns = foresee(queue, places, served, caps, NOW)
    assert turns == plainly(queue, places, served, caps, NOW)
    assert sorted(order(turns)) == sorted(int(job.id) for job in queue)


@pytest.mark.parametrize("caps", [ONE, replace(NO_CAPS, running=5, running_per_guild=3, running_per_member=1)])
def test_no_start_is_before_that_of_an_earlier_turn(caps: Caps) -> None:
    queue = [waits(number, guild=number % 7, member=number % 40, takes=float(30 + number % 9)) for number in range(200)]
    times = [turn.at for turn in foresee(queue, [], {}, caps, NOW)]
    assert times == sorted(times)
    assert len(times) == 200
