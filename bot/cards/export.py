"""The table of /quota export: one line a video, for any spreadsheet (RFC 4180, UTF-8 with a byte order mark).

Ids are written so that no spreadsheet takes them for numbers, which it would round to 15 digits: members and channels
as Discord's mentions, which also work when they are pasted there, jobs with a #, which `/jobs id:` takes as well.
"""

import asyncio
import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import discord

from bot.cards.door import Handout
from bot.cards.jobs import jump_link
from bot.domain.ids import JobId
from bot.domain.job import JobState
from bot.domain.report import Row, Stretch, day_of
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.reports import Reports

LARGEST: Final = 8_000_000
"""Bytes that a server of any size takes with room to spare (Discord: 10 MiB)."""
COLUMNS: Final = (
    "asked-utc",
    "asked-local",
    "job",
    "member",
    "channel",
    "state",
    "prompt",
    "shape",
    "resolution",
    "seconds",
    "sound",
    "picture",
    "price",
    "captured",
    "returned",
    "link",
)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What begins a formula in some spreadsheet (OWASP: CSV injection)."""
MARK: Final = "\ufeff"
"""By it spreadsheets see that the file is UTF-8."""
View = Callable[[Texts, str, Stretch, JobId], discord.ui.View]


def harmless(text: str) -> str:
    """Keep a cell from being read as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


class Sheet:
    """A table that grows until it is as large as it may be."""

    def __init__(self, texts: Texts, locale: str, zone: str, largest: int) -> None:
        self._zone = ZoneInfo(zone)
        self._largest = largest
        self._states = {state: texts.say(locale, f"export-state-{state.value}") for state in JobState}
        self._yes_or_no = {True: texts.say(locale, "export-yes"), False: texts.say(locale, "export-no")}
        self._erased, self._gone = texts.say(locale, "record-erased"), texts.say(locale, "prompt-gone")
        header = [texts.say(locale, f"export-{name}", zone=zone) for name in COLUMNS]
        self._data = bytearray((MARK + _line(header)).encode())
        self.count = 0
        self.is_full = False
        self.last: Row | None = None
        """The oldest one in it."""

    @property
    def data(self) -> bytes:
        """The file so far."""
        return bytes(self._data)

    def add(self, rows: Sequence[Row]) -> None:
        """Add lines as far as there is room."""
        for row in rows:
            line = _line(self._cells(row)).encode(errors="replace")
            if self.is_full or len(self._data) + len(line) > self._largest:
                self.is_full = True
                return
            self._data += line
            self.count += 1
            self.last = row

    def _cells(self, row: Row) -> list[str | int]:
        job = row.job
        asked = datetime.fromtimestamp(int(job.created_at), UTC)
        return [
            asked.strftime("%Y-%m-%dT%H:%M:%SZ"),
            asked.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S"),
            f"#{job.id}",
            f"<@{job.member_id}>" if job.member_id else self._erased,
            f"<#{job.channel_id}>",
            self._states[job.state],
            job.spec.prompt or self._gone,
            job.spec.aspect_ratio.value,
            job.spec.resolution.value,
            job.spec.duration,
            self._yes_or_no[job.spec.generate_audio],
            self._yes_or_no[job.spec.image_url is not None],
            job.price,
            row.captured,
            row.returned,
            jump_link(job.guild_id, row.standing) if row.standing else "",
        ]


def _line(cells: Sequence[str | int]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return file.getvalue()


async def table(
    texts: Texts, reports: Reports, requester: Requester, stretch: Stretch, rest: View, before: JobId | None = None
) -> Handout:
    """Write the table of a stretch, in a thread while others are answered; what does not fit has a button."""
    locale = requester.locale
    sheet = Sheet(texts, locale, stretch.zone, LARGEST)
    async for rows in reports.rows(requester, stretch, before):
        await asyncio.to_thread(sheet.add, rows)
        if sheet.is_full:
            break
    oldest = day_of(sheet.last.job.created_at if sheet.last else stretch.ends_at - 1, stretch.zone)
    first, last = (stretch.first if stretch.starts_at else oldest), stretch.last
    days = {"from": date_words(texts, locale, first), "until": date_words(texts, locale, last)}
    words = texts.say(locale, "export-done", count=sheet.count, **days)
    view = None
    if sheet.is_full and sheet.last:
        back_to = date_words(texts, locale, oldest)
        words += "\n" + texts.say(locale, "export-cut", count=sheet.count, **{"from": back_to})
        view = rest(texts, locale, stretch, sheet.last.job.id)
    return Handout(words=words, name=f"reelroom-{first}-{last}.csv", data=sheet.data, view=view)


def date_words(texts: Texts, locale: str, day: date) -> str:
    """Word a day of the calendar."""
    words = texts.say(locale, "chart-day", day=day.day, month=day.month)
    return texts.say(locale, "chart-date", day=words, year=str(day.year))
