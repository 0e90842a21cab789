"""Draw the prompt over the picture, in whatever letters the fonts at hand have."""

import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

# Where systems keep a font with Chinese; the first that exists is used.
CJK_FONTS: Final = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)

# No caption has room for more, and looking up 2000 glyphs takes longer than drawing.
MOST_LETTERS: Final = 400
_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CLOSING: Final = ",。!?、;:」』)》…"
_PIECES: Final = re.compile(rf"[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+|\s+")


def caption(prompt: str, facts: str, width: int, height: int) -> Image.Image:
    """Draw a translucent panel (RGBA, `width` wide) with the prompt wrapped and a small line of facts."""
    unit = (width + height) / 2
    pad = round(unit * 0.026)
    big, small = round(unit * 0.036), round(unit * 0.021)
    font = _font_for(prompt, big)
    most = 3 if width >= height else 5
    lines = wrap(drawable(prompt, font), font, width - 4 * pad, most)
    step = round(big * 1.3)
    tall = pad + len(lines) * step + round(small * 1.2) + pad
    panel = Image.new("RGBA", (width, tall + pad))
    pen = ImageDraw.Draw(panel)
    pen.rounded_rectangle((pad, 0, width - pad, tall), pad * 0.7, (10, 12, 24, 150))
    y = round(pad * 0.75)
    for line in lines:
        pen.text((2 * pad, y), line, (255, 255, 255, 255), font)
        y += step
    pen.text((2 * pad, y + small * 0.3), facts, (210, 216, 232, 230), _font(False, small))
    return panel


def wrap(text: str, font: ImageFont.FreeTypeFont, width: float, most: int) -> list[str]:
    """Break text at spaces and between Chinese characters, at most `most` lines, the last one cut with …."""
    lines: list[str] = []
    line = ""
    for piece in _split_long(_PIECES.findall(text), font, width):
        if line and font.getlength((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line = (line + piece).lstrip()
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and font.getlength(last + "…") > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + "…"]


def drawable(text: str, font: ImageFont.FreeTypeFont) -> str:
    """Keep what the font has; emoji and letters without a glyph would come out as boxes."""
    kept = (" " if letter.isspace() else letter for letter in text[:MOST_LETTERS])
    short = "".join(letter for letter in kept if letter == " " or _has(font, letter))
    cut = "…" if len(text) > MOST_LETTERS else ""
    return " ".join(short.split()) + cut


def cjk_font_path() -> Path | None:
    """Find a font with Chinese: FONT_PATH, else where systems keep them."""
    named = os.environ.get("FONT_PATH")
    places = [named] if named else CJK_FONTS
    return next((Path(place) for place in places if Path(place).is_file()), None)


def _font_for(text: str, size: int) -> ImageFont.FreeTypeFont:
    """Choose the built-in font unless it lacks a letter, then the system's for the whole text."""
    built_in = _font(False, size)
    if all(_has(built_in, letter) for letter in text[:MOST_LETTERS] if letter.isalpha()):
        return built_in
    return _font(True, size)


@lru_cache(maxsize=16)
def _font(cjk: bool, size: int) -> ImageFont.FreeTypeFont:
    path = cjk_font_path() if cjk else None
    if path is not None:
        return ImageFont.truetype(str(path), size)
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("this Pillow was built without FreeType and cannot draw letters of any size")
    return font


@lru_cache(maxsize=4096)
def _has(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn"}:
        return False
    # U+10FFFF is no character, so every font draws its "missing" box for it.
    return bytes(font.getmask(letter)) != bytes(font.getmask("\U0010ffff"))


def _split_long(pieces: list[str], font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    parts: list[str] = []
    for piece in pieces:
        rest = piece
        while font.getlength(rest) > width and len(rest) > 1:
            fits = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or font.getlength(rest[:n]) <= width)
            parts.append(rest[:fits])
            rest = rest[fits:]
        parts.append(rest)
    return parts
