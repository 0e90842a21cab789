"""Letters on pictures, in whatever fonts are at hand: Pillow's own, and for Chinese one of the system."""

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

CJK_FONTS: Final = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
)
"""Where systems keep a font with Chinese; the first that exists is used."""
SAMPLE: Final = "积分额度"
"""Who has these glyphs has the others that our labels need."""
NO_CHARACTER: Final = "\U0010ffff"
"""Every font draws its box for what it lacks in place of it."""
NEVER_DRAWN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})
"""Kinds of characters (Unicode: general category) that show nothing by themselves, or belong to one before them."""
MOST_LETTERS: Final = 200
"""No line of a picture has room for more."""
ELLIPSIS: Final = "…"
SUBSTITUTES: Final = {
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    ELLIPSIS: "...",
}
"""What stands for marks that a font lacks."""


class Lettering:
    """Chooses the font for each text: the one named, else Pillow's own, else the system's where that lacks a letter."""

    def __init__(self, named: Path | None = None) -> None:
        """Take a font file to be used for everything; None for the fonts at hand."""
        found = (Path(place) for place in CJK_FONTS)
        self._named = named
        self._system = named or next((path for path in found if path.is_file()), None)

    @property
    def writes_chinese(self) -> bool:
        """Whether a font at hand has Chinese."""
        return self._system is not None and all(has(_load(self._system, 20), letter) for letter in SAMPLE)

    def font_for(self, text: str, size: int) -> ImageFont.FreeTypeFont:
        """Choose a font for a whole text; `size` in pixels."""
        own = _load(self._named, size)
        if self._system is None or self._named is not None or _lacking(own, text) == 0:
            return own
        other = _load(self._system, size)
        return other if _lacking(other, text) < _lacking(own, text) else own

    def fit(self, text: str, size: int, width: float) -> tuple[str, ImageFont.FreeTypeFont]:
        """Give what of a text can be drawn in a line `width` pixels wide, cut with an ellipsis, and its font."""
        text = text[: MOST_LETTERS + 1]
        font = self.font_for(text, size)
        kept = "".join(_drawn(font, " " if letter.isspace() else letter) for letter in text)
        line = " ".join(kept.split())
        if len(line) <= MOST_LETTERS and font.getlength(line) <= width:
            return line, font
        mark = _drawn(font, ELLIPSIS)
        while line and font.getlength(line + mark) > width:
            line = line[:-1]
        return line.rstrip() + mark, font


def _drawn(font: ImageFont.FreeTypeFont, letter: str) -> str:
    return letter if letter == " " or has(font, letter) else SUBSTITUTES.get(letter, "")


def _lacking(font: ImageFont.FreeTypeFont, text: str) -> int:
    return sum(not has(font, letter) for letter in text if letter.isalnum())


@lru_cache(maxsize=64)
def _load(path: Path | None, size: int) -> ImageFont.FreeTypeFont:
    if path is not None:
        return ImageFont.truetype(str(path), size)
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("this Pillow was built without FreeType and cannot draw letters of any size")
    return font


@lru_cache(maxsize=8192)
def has(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Whether a font can draw a letter rather than a box in its place."""
    if unicodedata.category(letter) in NEVER_DRAWN:
        return False
    return bytes(font.getmask(letter)) != bytes(font.getmask(NO_CHARACTER))
