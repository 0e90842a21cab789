"""Pictures of reports: facts about their pixels, never a comparison with another picture."""

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain.chart import Chart, Column
from bot.media import chart as drawing
from bot.media.chart import TONES, ChartPainter, labelled, nice_top, picture_of
from bot.media.lettering import Lettering
from tests.media import charts

LETTERING = Lettering()


def drawn(chart: Chart, lettering: Lettering = LETTERING) -> Image.Image:
    picture = Image.open(io.BytesIO(picture_of(chart, lettering)))
    assert (picture.format, picture.size, picture.mode) == ("PNG", (1200, 1500), "RGB")
    return picture


def has_colour(picture: Image.Image, colour: tuple[int, int, int]) -> bool:
    return colour in {found for _, found in picture.getcolors(1200 * 1500) or []}


@pytest.mark.parametrize("days", [1, 2, 7, 28, 31, 45, 90])
@pytest.mark.parametrize("scale", [1, 10**6])
def test_any_number_of_days_and_credits_is_drawn(days: int, scale: int) -> None:
    assert has_colour(drawn(charts.spanning(days, scale)), TONES[charts.month().sums[0].tone])


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_outcome_has_its_colour_in_the_picture(locale: str) -> None:
    picture = drawn(charts.month(locale))
    assert all(has_colour(picture, colour) for colour in TONES.values())


def test_a_period_without_videos_says_so() -> None:
    assert has_colour(drawn(charts.empty()), drawing.CARD)
    silent = replace(charts.empty(), nothing="")
    assert drawn(charts.empty()).tobytes() != drawn(silent).tobytes()


def test_what_no_font_is_made_for_does_no_harm() -> None:
    drawn(charts.hostile())
    drawn(charts.hostile(), Lettering(None))


def test_the_margins_stay_empty_whatever_is_written() -> None:
    for chart in (charts.hostile(), charts.spanning(90, 10**9), charts.month("zh-CN")):
        picture = drawn(chart)
        for box in ((0, 0, 60, 1500), (1140, 0, 1200, 1500), (0, 0, 1200, 50), (0, 1470, 1200, 1500)):
            assert picture.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), drawing.GROUND)]


def test_a_number_becomes_smaller_and_is_never_cut() -> None:
    huge = replace(charts.spanning(7), figure="123,456,789,012,345", caption="")
    cut = replace(huge, figure="123,456,789,012,346")
    assert drawn(huge).tobytes() != drawn(cut).tobytes()


def test_chinese_is_written_in_glyphs_and_not_in_boxes() -> None:
    if not LETTERING.writes_chinese:
        pytest.skip("no font with Chinese is installed")
    plain = replace(charts.month("zh-CN"), title="电影社")
    boxes = replace(plain, title="\u9f98\u9f97\u9750")
    assert drawn(plain).tobytes() != drawn(boxes).tobytes()


async def test_the_painter_tells_what_it_can_write() -> None:
    painter = ChartPainter()
    assert painter.writes_chinese is LETTERING.writes_chinese
    assert (await painter.draw(charts.month())).startswith(b"\x89PNG")


def test_the_picture_of_the_documentation_is_of_this_size() -> None:
    pictures = Path(__file__).parents[2] / "docs/pictures"
    for name in ("quota-chart.png", "quota-chart-zh.png"):
        assert (pictures / name).stat().st_size < 200_000


@given(st.integers(0, 10**12))
def test_an_axis_ends_a_little_above_the_largest_number(most: int) -> None:
    top = nice_top(most)
    assert top >= max(most, 1)
    assert top == 1 or (top % 2 == 0 and top <= max(2, most * 2))


@given(st.integers(1, 200), st.floats(20, 120))
def test_labels_leave_room_between_them(count: int, width: float) -> None:
    step = 1000 / count
    chosen = labelled([Column(str(number), ()) for number in range(count)], step, [width] * count)
    assert chosen[0] == 0
    assert all((after - before) * step >= width for before, after in pairwise(chosen))
