from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain.chronicle import Lookup, RecordPage
from bot.domain.ids import GuildId, JobId
from bot.domain.refusals import ManagersOnly, NoEarlierPeriod
from bot.domain.report import Report, Span, Stretch
from bot.service import reports as service
from bot.service.reports import Reports
from tests.builders import GUILD, RULE, a_requester, terms
from tests.fakes import FakePainter
from tests.service.house import House
from tests.store.walking import member

MODERATOR = a_requester(member_id=member(9), is_moderator=True)
ELSEWHERE = a_requester(guild_id=GuildId(GUILD + 1), is_moderator=True)
Look = Callable[[Reports, Any], Awaitable[Any]]
LOOKS: dict[str, Look] = {
    "the record": lambda reports, who: reports.chronicle(who, Lookup()),
    "a stretch": lambda reports, who: reports.stretch(who, Span.THIS),
    "a stretch again": lambda reports, who: reports.between(who, 0, 1),
}


@pytest.fixture
def reports(house: House) -> Reports:
    return Reports(house.store, FakePainter(), house.clock, terms(RULE))


async def everything(reports: Reports, who: Any = MODERATOR) -> Stretch:
    found = await reports.stretch(who, Span.ALL)
    assert isinstance(found, Stretch)
    return found


async def ids(reports: Reports, stretch: Stretch, who: Any = MODERATOR, before: JobId | None = None) -> list[JobId]:
    return [row.job.id async for rows in reports.rows(who, stretch, before) for row in rows]


@pytest.mark.parametrize("look", LOOKS)
async def test_who_is_no_moderator_sees_nothing_of_it(reports: Reports, look: str) -> None:
    assert await LOOKS[look](reports, a_requester()) == ManagersOnly()


async def test_rows_are_for_moderators_and_of_their_server_alone(house: House, reports: Reports) -> None:
    job = await house.queued()
    stretch = await everything(reports)
    assert await ids(reports, stretch) == [job.id]
    assert await ids(reports, stretch, a_requester()) == []
    assert await ids(reports, stretch, ELSEWHERE) == []
    page = await reports.chronicle(ELSEWHERE, Lookup())
    assert isinstance(page, RecordPage)
    assert [type(entry).__name__ for entry in page.entries] in ([], ["PeriodEntry"])


async def test_rows_are_read_in_parts_until_the_stretch_is_over(
    house: House, reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ROWS", 2)
    jobs = [await house.queued(of=member(number)) for number in range(5)]
    stretch = await everything(reports)
    newest_first = [job.id for job in reversed(jobs)]
    assert await ids(reports, stretch) == newest_first
    assert await ids(reports, stretch, before=newest_first[1]) == newest_first[2:]
    past = await reports.between(MODERATOR, 0, house.clock.now() - 1)
    assert isinstance(past, Stretch)
    assert await ids(reports, past) == []


async def test_a_report_sums_up_a_stretch(house: House, reports: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FACTS", 1)
    done = await house.ready()
    await house.queued()
    report = await reports.report(MODERATOR, await everything(reports))
    assert (report.total.spent, report.total.held, report.jobs) == (28, 28, 2)
    assert report.members == {done.member_id: 56}
    assert await reports.report(MODERATOR, Stretch(starts_at=0, ends_at=1, zone="UTC")) == Report()
    assert await reports.report(a_requester(), await everything(reports)) == Report()


async def test_before_the_first_period_there_is_none(reports: Reports) -> None:
    assert await reports.stretch(MODERATOR, Span.LAST) == NoEarlierPeriod()


async def test_pictures_are_drawn_by_who_can(reports: Reports) -> None:
    assert reports.writes_chinese
