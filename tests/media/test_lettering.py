from pathlib import Path

import pytest

from bot.media import lettering
from bot.media.lettering import CJK_FONTS, MOST_LETTERS, Lettering, has

FONT = next((Path(path) for path in CJK_FONTS if Path(path).is_file()), None)
chinese = pytest.mark.skipif(FONT is None, reason="no font with Chinese is installed")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Lettering:
    """Take a machine without a font of its own."""
    monkeypatch.setattr(lettering, "CJK_FONTS", ("/nowhere/font.ttc",))
    return Lettering()


@chinese
def test_chinese_has_glyphs_of_its_own() -> None:
    letters = Lettering()
    assert letters.writes_chinese
    line, font = letters.fit("积分额度", 30, 1000)
    assert line == "积分额度"
    assert len({bytes(font.getmask(letter)) for letter in line}) == 4


@chinese
def test_a_font_that_is_named_is_used_for_everything() -> None:
    named = Lettering(FONT)
    assert named.writes_chinese
    assert named.font_for("abc", 30).path == str(FONT)
    assert Lettering().font_for("abc", 30).path != str(FONT)


def test_without_a_font_chinese_is_left_out_and_said_to_be(bare: Lettering) -> None:
    assert not bare.writes_chinese
    assert bare.fit("Mia 小林", 30, 1000)[0] == "Mia"


def test_what_a_font_lacks_is_left_out_or_replaced(bare: Lettering) -> None:
    assert bare.fit("a\u202e \u200b🎬b \u2013 “c”", 30, 1000)[0].replace('"', "”").replace("“", "”") == "a b - ”c”"


@pytest.mark.parametrize("text", ["word " * 50, "x" * 5000, "一" * 300])
def test_what_is_too_long_ends_in_an_ellipsis(text: str) -> None:
    line, font = Lettering().fit(text, 30, 200)
    assert line.endswith(("…", "..."))
    assert font.getlength(line) <= 200
    assert len(line) < MOST_LETTERS


@pytest.mark.parametrize("text", ["", "🎬", "\n\t", "\u202e"])
def test_nothing_is_written_as_nothing(text: str) -> None:
    assert Lettering().fit(text, 30, 200)[0] in {"", "🎬"}


def test_a_box_in_place_of_a_glyph_is_seen_as_one() -> None:
    font = Lettering().font_for("a", 20)
    assert has(font, "a")
    assert not has(font, "\u0378")
    assert not has(font, "\u200b")
