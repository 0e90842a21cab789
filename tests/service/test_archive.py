from typing import Any

import pytest

from bot.domain.history import Page, Record
from bot.domain.ids import GuildId, MemberId
from bot.domain.refusals import JobNotFound, ModeratorsOnly
from bot.domain.waiting import Prospect
from bot.service.archive import REMEMBERED, SUGGESTED, Archive
from tests.builders import GUILD, MEMBER, a_requester
from tests.service.house import House

ANOTHER = MemberId(MEMBER + 1)
ELSEWHERE = GuildId(GUILD + 1)


@pytest.fixture
def archive(house: House) -> Archive:
    return Archive(house.store, house.media, house.clock, house.caps)


async def test_members_list_their_own_jobs_and_moderators_everybodys(house: House, archive: Archive) -> None:
    await house.queued()
    await house.queued(of=ANOTHER)
    own = await archive.page(a_requester(), MEMBER)
    everybodys = await archive.page(a_requester(is_moderator=True), None)
    anothers = await archive.page(a_requester(is_moderator=True), ANOTHER)
    assert [len(page.entries) if isinstance(page, Page) else 0 for page in (own, everybodys, anothers)] == [1, 2, 1]


@pytest.mark.parametrize("whose", [None, ANOTHER])
async def test_the_jobs_of_others_are_the_moderators_business(archive: Archive, whose: MemberId | None) -> None:
    assert await archive.page(a_requester(), whose) == ModeratorsOnly()


async def test_suggestions_are_the_askers_own_and_fit_what_was_typed(house: House, archive: Archive) -> None:
    fox = await house.queued(prompt="A red Fox")
    boat = await house.queued(prompt="a boat")
    await house.queued(of=ANOTHER, prompt="another fox")
    assert await archive.suggest(a_requester(is_moderator=True), "") == [boat, fox]
    assert await archive.suggest(a_requester(), " fox ") == [fox]
    assert await archive.suggest(a_requester(), str(boat.id)) == [boat]
    assert await archive.suggest(a_requester(guild_id=ELSEWHERE), "") == []
    assert SUGGESTED < REMEMBERED


@pytest.mark.parametrize("asks", [{}, {"member_id": ANOTHER, "is_moderator": True}])
async def test_requester_and_moderators_see_a_job(house: House, archive: Archive, asks: dict[str, Any]) -> None:
    job = await house.queued()
    record = await archive.look(a_requester(**asks), job.id)
    assert not isinstance(record, JobNotFound)
    assert record.job == job


@pytest.mark.parametrize(
    "asks",
    [{"member_id": ANOTHER}, {"guild_id": ELSEWHERE}, {"guild_id": ELSEWHERE, "is_moderator": True}],
)
async def test_to_anybody_else_a_job_does_not_exist(house: House, archive: Archive, asks: dict[str, Any]) -> None:
    job = await house.queued()
    assert await archive.look(a_requester(**asks), job.id) == JobNotFound()


async def test_a_job_that_waits_or_runs_comes_with_what_is_foreseen_of_it(house: House, archive: Archive) -> None:
    running = await house.running()
    waiting = [await house.queued(of=ANOTHER), await house.queued()]
    found = [await archive.look(a_requester(is_moderator=True), job.id) for job in (running, *waiting)]
    prospects = [record.prospect for record in found if isinstance(record, Record)]
    assert prospects == [
        Prospect(at=house.clock.now()),
        Prospect(at=house.clock.now(), place=1, starts_at=house.clock.now()),
        Prospect(at=house.clock.now(), place=2),
    ]


async def test_of_what_is_over_nothing_is_foreseen(house: House, archive: Archive) -> None:
    job = await house.queued()
    await house.requests.cancel(job.id, a_requester())
    record = await archive.look(a_requester(), job.id)
    assert isinstance(record, Record)
    assert record.prospect is None
