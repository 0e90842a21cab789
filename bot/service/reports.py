"""What moderators look back on: the record of their server, its jobs in a table, and a picture of a period."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from bot.domain.budget import Terms
from bot.domain.chart import Chart
from bot.domain.chronicle import PAGE, Lookup, Mark, RecordPage
from bot.domain.ids import Instant, JobId
from bot.domain.refusals import ManagersOnly, NoEarlierPeriod, Refusal
from bot.domain.report import Report, Row, Span, Stretch, added, summed
from bot.domain.requester import Requester
from bot.ports import Clock, Painter, ReportStore

ROWS: Final = 250
"""Jobs that are read whole at once: few enough that nobody else waits for it."""
FACTS: Final = 1000
"""Jobs of which sums are made at once."""
DAY: Final = 86_400.0
"""Seconds by which the order of jobs may differ from that of the clock: Discord numbers them, we note the time."""


class Reports:
    """The door to a server's record. Who asks is checked at every look, and no other server is within reach."""

    def __init__(self, store: ReportStore, painter: Painter, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._painter = painter
        self._clock = clock
        self._terms = terms

    @property
    def writes_chinese(self) -> bool:
        """Whether pictures can be labelled in Chinese."""
        return self._painter.writes_chinese

    async def chronicle(self, requester: Requester, lookup: Lookup, mark: Mark | None = None) -> RecordPage | Refusal:
        """Show a page of the server's record."""
        if not requester.is_moderator:
            return ManagersOnly()
        return await self._store.chronicle(requester.guild_id, lookup, mark, PAGE)

    async def stretch(self, requester: Requester, span: Span) -> Stretch | Refusal:
        """Tell when a stretch of time began and ends."""
        if not requester.is_moderator:
            return ManagersOnly()
        found = await self._store.stretch(requester.guild_id, span, self._terms, self._clock.now())
        return found or NoEarlierPeriod()

    async def between(self, requester: Requester, starts_at: Instant, ends_at: Instant) -> Stretch | Refusal:
        """Name a stretch of time again in the server's zone."""
        if not requester.is_moderator:
            return ManagersOnly()
        budget = await self._store.budget(requester.guild_id, self._terms, self._clock.now())
        return Stretch(starts_at=starts_at, ends_at=ends_at, zone=budget.rule.zone)

    async def rows(
        self, requester: Requester, stretch: Stretch, before: JobId | None = None
    ) -> AsyncIterator[Sequence[Row]]:
        """Read the jobs that were asked for in a stretch, the newest first, a part at a time."""
        while requester.is_moderator:
            found = await self._store.report_rows(requester.guild_id, before, ROWS)
            yield [row for row in found if stretch.contains(row.job.created_at)]
            if len(found) < ROWS or _is_past(found[-1].job.created_at, stretch):
                return
            before = found[-1].job.id

    async def report(self, requester: Requester, stretch: Stretch) -> Report:
        """Sum up what was asked for in a stretch."""
        report, before = Report(), None
        while requester.is_moderator:
            found = await self._store.report_facts(requester.guild_id, before, FACTS)
            report = added(report, summed([fact for fact in found if stretch.contains(fact.asked_at)], stretch.zone))
            if len(found) < FACTS or _is_past(found[-1].asked_at, stretch):
                break
            before = found[-1].job
        return report

    async def draw(self, chart: Chart) -> bytes:
        """Draw a picture (PNG)."""
        return await self._painter.draw(chart)


def _is_past(asked_at: Instant, stretch: Stretch) -> bool:
    return asked_at < stretch.starts_at - DAY
