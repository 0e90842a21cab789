from pathlib import Path

import pytest
from PIL import ImageFont

from sandbox.seedance.caption import caption, cjk_font_path, drawable, wrap


@pytest.fixture
def font() -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(24)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def test_lines_break_at_spaces_and_fit(font: ImageFont.FreeTypeFont) -> None:
    text = "A majestic eagle soars through golden clouds over the ocean"
    lines = wrap(text, font, 240, 9)
    assert " ".join(lines) == text
    assert len(lines) > 2
    assert all(font.getlength(line) <= 240 for line in lines)


def test_a_word_longer_than_a_line_is_broken(font: ImageFont.FreeTypeFont) -> None:
    lines = wrap("x" * 90, font, 240, 9)
    assert "".join(lines) == "x" * 90
    assert all(font.getlength(line) <= 240 for line in lines)


def test_too_much_text_ends_in_dots(font: ImageFont.FreeTypeFont) -> None:
    lines = wrap("rain and more " * 40, font, 240, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert font.getlength(lines[-1]) <= 240


def test_chinese_breaks_between_characters_and_never_before_a_comma(font: ImageFont.FreeTypeFont) -> None:
    lines = wrap("一只狐狸,在雪地里奔跑。" * 4, font, 120, 20)
    assert len(lines) > 2
    assert not any(line.startswith((",", "。")) for line in lines)


def test_letters_without_a_glyph_are_left_out(font: ImageFont.FreeTypeFont) -> None:
    assert drawable("A fox 🦊\n狐 runs\u200d", font) == "A fox runs"


def test_the_panel_grows_with_the_text_and_stays_below_half_the_picture() -> None:
    short, long = caption("A fox", "4 s", 864, 496), caption("rain " * 400, "4 s", 864, 496)
    assert short.width == long.width == 864
    assert short.height < long.height < 248
    assert short.getextrema()[0] == (0, 255)


def test_a_prompt_that_no_font_can_draw_still_gets_its_facts() -> None:
    assert caption("🦊", "4 s", 640, 640).height > 0


def test_the_named_font_is_the_one_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "own.ttf"
    monkeypatch.setenv("FONT_PATH", str(named))
    assert cjk_font_path() is None
    named.write_bytes(b"")
    assert cjk_font_path() == named
