"""What the reports need from the world beside the other ports, as contracts."""

from typing import Protocol

from bot.domain.budget import Terms
from bot.domain.chart import Chart
from bot.domain.chronicle import Lookup, Mark, RecordPage
from bot.domain.ids import GuildId, Instant, JobId
from bot.domain.report import Fact, Row, Span, Stretch
from bot.ports.store import Store


class ReportStore(Store, Protocol):
    """The same database, with a look back at one server."""

    async def chronicle(self, guild_id: GuildId, lookup: Lookup, mark: Mark | None, size: int) -> RecordPage:
        """Read a page of a server's record, the newest without a mark."""

    async def stretch(self, guild_id: GuildId, span: Span, terms: Terms, now: Instant) -> Stretch | None:
        """Tell when a stretch of time began and ends for a server; None when no period was before this one."""

    async def report_facts(self, guild_id: GuildId, before: JobId | None, size: int) -> list[Fact]:
        """Read the next older jobs of a server, the newest first, as far as sums go."""

    async def report_rows(self, guild_id: GuildId, before: JobId | None, size: int) -> list[Row]:
        """Read the next older jobs of a server, the newest first, with what their credits did."""


class Painter(Protocol):
    """Draws reports."""

    @property
    def writes_chinese(self) -> bool:
        """Whether there is a font with Chinese; without one, pictures are to be labelled in English."""

    async def draw(self, chart: Chart) -> bytes:
        """Draw a picture (PNG). Letters that no font has are left out."""
