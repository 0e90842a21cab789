"""Draw a report as a picture that is read on a phone: the port Painter."""

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from bot.domain.chart import Bar, Chart, Column, Share, Tone
from bot.media.lettering import Lettering

WIDTH: Final = 1200
HEIGHT: Final = 1500
MARGIN: Final = 84
INNER: Final = WIDTH - 2 * MARGIN
RIGHT: Final = WIDTH - MARGIN
SCALE: Final = 2
"""Shapes are drawn this many times larger and made smaller, so that round corners are smooth."""
Colour = tuple[int, int, int]
GROUND: Final = (19, 22, 31)
CARD: Final = (29, 33, 45)
LINE: Final = (52, 58, 75)
TEXT: Final = (244, 246, 250)
MUTED: Final = (164, 172, 190)
TONES: Final[dict[Tone, Colour]] = {
    Tone.SPENT: (96, 156, 255),
    Tone.HELD: (247, 190, 84),
    Tone.RETURNED: (92, 206, 160),
    Tone.GIVEN_BACK: (105, 114, 138),
}
"""Told apart by people who see red and green alike as well: they differ in lightness and in blue."""
ROWS: Final = 5
"""Members that there is room for."""
ROW: Final = 50
"""Pixels from one member to the next."""
PLOT_ENDS: Final = 1000
"""Pixels from above to the axis of days, with as many members as there is room for."""
SMALLEST: Final = 16
"""Pixels of a long number."""
HEAVY: Final = 44
"""Pixels from which on letters are headings."""
BEARING: Final = 3
"""Pixels that are free before a small letter, and the stroke around a large one."""
STEPS: Final = (10, 12, 15, 20, 30, 40, 50, 60, 80)
"""Tenths of a power of ten at which an axis may end."""
Box = tuple[float, float, float, float]


class ChartPainter:
    """Draws with Pillow, one picture at a time, in a thread: the loop goes on meanwhile."""

    def __init__(self, font: Path | None = None) -> None:
        """Take a font file for every letter; None for what is at hand."""
        self._lettering = Lettering(font)
        self._turn = asyncio.Lock()
        self.writes_chinese = self._lettering.writes_chinese

    async def draw(self, chart: Chart) -> bytes:
        """Draw a picture (PNG)."""
        async with self._turn:
            return await asyncio.to_thread(picture_of, chart, self._lettering)


def picture_of(chart: Chart, lettering: Lettering) -> bytes:
    """Draw a chart as a PNG of WIDTH × HEIGHT pixels."""
    canvas = _Canvas(lettering)
    _heading(canvas, chart)
    _main_figure(canvas, chart)
    _sums(canvas, chart)
    # the room that fewer members leave goes to the days
    more = (ROWS - min(len(chart.bars), ROWS)) * ROW
    _days(canvas, chart, PLOT_ENDS + more)
    _members(canvas, chart, PLOT_ENDS + more + 112)
    canvas.write((MARGIN, HEIGHT - 56), chart.footer, 25, MUTED, INNER)
    return canvas.png()


class _Canvas:
    """A picture in two layers: shapes, drawn larger, and the letters over them."""

    def __init__(self, lettering: Lettering) -> None:
        self._lettering = lettering
        self._shapes = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), GROUND)
        self._pen = ImageDraw.Draw(self._shapes)
        self._texts: list[tuple[float, float, str, int, Colour, str]] = []

    def box(self, box: Box, colour: Colour, radius: float = 0) -> None:
        left, upper, right, lower = (round(edge * SCALE) for edge in box)
        if right <= left or lower <= upper:
            return
        fits = min(radius * SCALE, (right - left) / 2, (lower - upper) / 2)
        self._pen.rounded_rectangle((left, upper, right - 1, lower - 1), fits, colour)

    def write(
        self, at: tuple[float, float], text: str, size: int, colour: Colour, width: float, anchor: str = "ls"
    ) -> float:
        """Write a line with its baseline at a place; gives how wide it came out."""
        line, font = self._lettering.fit(text, size, width)
        self._texts.append((*at, line, size, colour, anchor))
        return font.getlength(line)

    def drawable(self, text: str, otherwise: str) -> str:
        """Give a text, or another one where no letter of it can be drawn."""
        line, _ = self._lettering.fit(text, 20, WIDTH)
        return text if any(letter.isalnum() for letter in line) else otherwise

    def figure(self, at: tuple[float, float], text: str, size: int, width: float) -> float:
        """Write a number, smaller where it is long: a part of a number is another number."""
        while size > SMALLEST and self.width_of(text, size) > width:
            size -= 2
        return self.write(at, text, size, TEXT, width)

    def width_of(self, text: str, size: int) -> float:
        line, font = self._lettering.fit(text, size, WIDTH)
        return font.getlength(line)

    def png(self) -> bytes:
        picture = self._shapes.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        pen = ImageDraw.Draw(picture)
        for x, y, line, size, colour, anchor in self._texts:
            font = self._lettering.font_for(line, size)
            if size >= HEAVY:
                # fonts for Chinese mostly come in one weight: what is large gets its weight by a stroke, and begins
                # where the small letters under it do, whatever the font leaves free before it
                ink = font.getmask(line).getbbox() or (0,)
                pen.text((x - ink[0] + BEARING, y), line, colour, font, anchor=anchor, stroke_width=1)
            else:
                pen.text((x, y), line, colour, font, anchor=anchor)
        file = io.BytesIO()
        picture.save(file, "PNG", optimize=True)
        return file.getvalue()


def _heading(canvas: _Canvas, chart: Chart) -> None:
    canvas.write((MARGIN, 132), canvas.drawable(chart.title, chart.spare_title), 62, TEXT, INNER)
    canvas.write((MARGIN, 186), chart.dates, 32, MUTED, INNER)


def _main_figure(canvas: _Canvas, chart: Chart) -> None:
    base = 410 if chart.share is None else 346
    used = canvas.figure((MARGIN, base), chart.figure, 128, INNER * 0.62)
    canvas.write((MARGIN + used + 26, base), chart.caption, 36, MUTED, INNER - used - 26)
    if chart.share is not None:
        _share(canvas, chart.share)


def _share(canvas: _Canvas, share: Share) -> None:
    upper, lower = 384, 426
    canvas.box((MARGIN, upper, RIGHT, lower), LINE, 21)
    whole = max(share.of, share.spent + share.held, 1)
    edge = MARGIN + INNER * (share.spent + share.held) / whole
    middle = MARGIN + INNER * share.spent / whole
    if share.held:
        canvas.box((MARGIN, upper, max(edge, MARGIN + 12), lower), TONES[Tone.HELD], 21)
    if share.spent:
        canvas.box((MARGIN, upper, max(middle, MARGIN + 12), lower), TONES[Tone.SPENT], 21)
    canvas.write((MARGIN, 470), share.label, 30, MUTED, INNER)


def _sums(canvas: _Canvas, chart: Chart) -> None:
    upper, gap = 510, 20
    width = (INNER - gap * (len(chart.sums) - 1)) / len(chart.sums)
    for number, one in enumerate(chart.sums):
        left = MARGIN + number * (width + gap)
        canvas.box((left, upper, left + width, upper + 132), CARD, 18)
        canvas.box((left + 24, upper + 29, left + 44, upper + 49), TONES[one.tone], 10)
        canvas.write((left + 56, upper + 48), one.label, 27, MUTED, width - 72)
        canvas.figure((left + 24, upper + 108), one.figure, 46, width - 44)


def _days(canvas: _Canvas, chart: Chart, lower: float) -> None:
    canvas.write((MARGIN, 706), chart.days_title, 32, TEXT, INNER)
    upper = 744.0
    if not any(any(column.parts) for column in chart.columns):
        canvas.box((MARGIN, upper, RIGHT, lower + 46), CARD, 18)
        canvas.write((WIDTH / 2, (upper + lower) / 2 + 36), chart.nothing, 36, MUTED, INNER - 80, "ms")
        return
    top = nice_top(max(sum(column.parts) for column in chart.columns))
    labels = [f"{top * part // 2:,}" for part in range(3)] if top > 1 else ["0", "1"]
    room = max(canvas.width_of(label, 24) for label in labels) + 22
    for number, label in enumerate(labels):
        y = lower - (lower - upper) * number / (len(labels) - 1)
        canvas.box((MARGIN + room, y - 1, RIGHT, y + 1), LINE)
        canvas.write((MARGIN + room - 16, y + 8), label, 24, MUTED, room, "rs")
    _columns(canvas, chart, (MARGIN + room, upper, RIGHT, lower), top)


def _columns(canvas: _Canvas, chart: Chart, plot: Box, top: int) -> None:
    left, upper, right, lower = plot
    step = (right - left) / len(chart.columns)
    wide = min(step * 0.72, 64)
    for number, column in enumerate(chart.columns):
        middle = left + step * (number + 0.5)
        base = lower
        for one, credits_ in zip(chart.sums, column.parts, strict=False):
            if credits_:
                tall = max((lower - upper) * credits_ / top, 3)
                canvas.box((middle - wide / 2, base - tall, middle + wide / 2, base), TONES[one.tone], min(5, wide / 4))
                base -= tall
    for number in labelled(chart.columns, step, [canvas.width_of(column.label, 24) for column in chart.columns]):
        canvas.write((left + step * (number + 0.5), lower + 38), chart.columns[number].label, 24, MUTED, INNER, "ms")


def _members(canvas: _Canvas, chart: Chart, upper: float) -> None:
    bars = chart.bars[:ROWS]
    if not bars:
        return
    canvas.write((MARGIN, upper), chart.members_title, 32, TEXT, INNER)
    most = max(bar.credits for bar in bars)
    names, figures = 330.0, max(canvas.width_of(bar.figure, 30) for bar in bars)
    start, end = MARGIN + names + 24, RIGHT - figures - 24
    for number, bar in enumerate(bars):
        _member(canvas, bar, upper + 58 + number * ROW, (start, end), most)


def _member(canvas: _Canvas, bar: Bar, y: float, span: tuple[float, float], most: int) -> None:
    start, end = span
    canvas.write((MARGIN, y), canvas.drawable(bar.name, bar.spare), 30, TEXT, start - MARGIN - 24)
    long = max((end - start) * bar.credits / max(most, 1), 6)
    canvas.box((start, y - 24, end, y + 2), CARD, 13)
    canvas.box((start, y - 24, start + long, y + 2), TONES[Tone.SPENT], 13)
    canvas.write((RIGHT, y), bar.figure, 30, TEXT, WIDTH, "rs")


def nice_top(most: int) -> int:
    """Choose where an axis ends: the next number that reads well, and whose half does."""
    size = 1
    while True:
        for step in STEPS:
            end, rest = divmod(step * size, 10)
            if not rest and end >= most and (end % 2 == 0 or end == 1):
                return end
        size *= 10


def labelled(columns: Sequence[Column], step: float, widths: Sequence[float]) -> list[int]:
    """Choose the columns that carry a label: every one, or as many as leave room between them."""
    room = max(widths, default=0) + 22
    every = next((n for n in (1, 2, 5, 7, 10, 14, 30) if n * step >= room), max(1, len(columns) // 3))
    return list(range(0, len(columns), every))
