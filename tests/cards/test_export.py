import csv
import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any
from unittest.mock import create_autospec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import export
from bot.cards.chronicle_buttons import RestButton, rest_view
from bot.cards.export import Sheet, harmless, table
from bot.domain.delivery import DeliveryState
from bot.domain.ids import JobId, MemberId, MessageId
from bot.domain.job import JobState
from bot.domain.report import Row, Stretch
from bot.i18n import Texts
from bot.service.reports import Reports
from tests.builders import a_requester
from tests.cards.samples import HOSTILE, NOW, SPEC, delivery, job

TEXTS = Texts()
DAY = Stretch(starts_at=NOW - 3600, ends_at=NOW + 3600, zone="Asia/Shanghai")


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(*rows: Row, locale: str = "en-US", largest: int = export.LARGEST) -> Sheet:
    made = Sheet(TEXTS, locale, "Asia/Shanghai", largest)
    made.add(rows)
    return made


def prompted(prompt: str) -> Row:
    return Row(job(spec=replace(SPEC, prompt=prompt)))


def test_a_line_tells_everything_about_a_video() -> None:
    posted = delivery(state=DeliveryState.POSTED, message_id=MessageId(77))
    row = Row(job(state=JobState.DELIVERED, deadline_at=None), captured=8, returned=8, standing=posted)
    header, line = read(sheet(row).data)
    assert dict(zip(header, line, strict=True)) == {
        "asked at (ISO 8601, UTC)": "2025-11-24T16:00:00Z",
        "asked at (local time, Asia/Shanghai)": "2025-11-25 00:00:00",
        "job": "#1300000000000000001",
        "member": "<@123456789012345678>",
        "channel": "<#1200000000000000001>",
        "state": "posted",
        "prompt": "A red fox in falling snow",
        "shape": "1:1",
        "resolution": "480p",
        "seconds": "4",
        "sound": "no",
        "picture": "no",
        "price held": "8",
        "spent": "8",
        "returned": "8",
        "link": "https://discord.com/channels/1100000000000000001/1200000000000000001/77",
    }


def test_the_file_is_utf_8_with_its_mark_and_lines_end_as_spreadsheets_like_it() -> None:
    data = sheet(prompted("一只橘猫"), locale="zh-CN").data
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 2
    header, line = read(data)
    assert header[6] == "描述"
    assert line[6] == "一只橘猫"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_what_would_be_a_formula_stays_text(start: str) -> None:
    assert harmless(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"
    assert read(sheet(prompted(f"{start}1+1")).data)[1][6] == f"'{start}1+1"


@given(st.text(max_size=200))
def test_no_prompt_breaks_out_of_its_cell_or_becomes_a_formula(prompt: str) -> None:
    _, line = read(sheet(prompted(prompt)).data)
    assert len(line) == len(export.COLUMNS)
    assert not any(cell.startswith(export.FORMULA) for cell in line)


def test_quotes_commas_and_line_breaks_stay_in_their_cell() -> None:
    for prompt in ('say "hi", twice', "two\r\nlines", HOSTILE):
        assert read(sheet(prompted(prompt)).data)[1][6] == harmless(prompt)


def test_a_table_stops_before_it_is_too_large_and_knows_where() -> None:
    rows = [Row(job(id=JobId(number))) for number in range(30, 0, -1)]
    made = sheet(*rows, largest=2_000)
    assert made.is_full
    assert len(made.data) <= 2_000
    assert 0 < made.count < 30
    assert made.last == rows[made.count - 1]
    assert len(read(made.data)) == made.count + 1


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("state", list(JobState))
def test_every_state_has_words_without_marks(state: JobState, locale: str) -> None:
    assert TEXTS.has(f"export-state-{state.value}")
    assert "*" not in read(sheet(Row(job(state=state)), locale=locale).data)[1][5]


def reports_with(*parts: Sequence[Row]) -> Any:
    async def rows(*_: object) -> AsyncIterator[Sequence[Row]]:
        for part in parts:
            yield part

    reports = create_autospec(Reports, instance=True)
    reports.rows.side_effect = rows
    return reports


async def test_a_table_says_of_how_many_videos_and_of_which_days_it_is() -> None:
    made = await table(TEXTS, reports_with([prompted("a")], [prompted("b")]), a_requester(), DAY, rest_view)
    assert made.words.startswith("📄 2 videos that were asked for from 24 Nov 2025 to 25 Nov 2025.")
    assert made.name == "reelroom-2025-11-24-2025-11-25.csv"
    assert made.view is None
    assert [line[6] for line in read(made.data)] == ["prompt", "a", "b"]


async def test_an_empty_table_has_a_header_and_says_so() -> None:
    made = await table(TEXTS, reports_with([]), a_requester(locale="zh-CN"), DAY, rest_view)
    assert "没有" in made.words
    assert len(read(made.data)) == 1


async def test_a_table_of_everything_begins_with_its_oldest_video() -> None:
    everything = Stretch(starts_at=0.0, ends_at=NOW + 1, zone="UTC")
    made = await table(TEXTS, reports_with([prompted("a")]), a_requester(), everything, rest_view)
    assert "from 24 Nov 2025 to 24 Nov 2025" in made.words


async def test_a_table_that_was_cut_says_so_and_offers_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "LARGEST", 3_000)
    rows = [Row(job(id=JobId(number))) for number in range(30, 0, -1)]
    made = await table(TEXTS, reports_with(rows[:20], rows[20:]), a_requester(), DAY, rest_view)
    assert "as large as Discord takes" in made.words
    assert made.view
    [button] = made.view.children
    assert isinstance(button, RestButton)
    assert read(made.data)[-1][2] == f"#{button.before}"
    assert button.before > 1


def test_a_line_of_somebody_erased_names_nobody() -> None:
    erased = Row(job(member_id=MemberId(0), spec=replace(SPEC, prompt="", image_url="")))
    line = read(sheet(erased).data)[1]
    assert (line[3], line[6], line[11]) == ("a member who was erased", "description not kept any more", "yes")
