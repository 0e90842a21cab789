import os
from pathlib import Path

import pytest

from bot.media.image_header import ImageHeader
from bot.media.pictures import PictureShelf

HEADER = ImageHeader("PNG", 400, 300)


@pytest.fixture
def shelf(tmp_path: Path) -> PictureShelf:
    return PictureShelf(tmp_path / "pictures")


def test_a_copy_is_named_after_its_job_and_format_and_read_by_us_alone(shelf: PictureShelf, tmp_path: Path) -> None:
    for name, suffix in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")):
        assert shelf.keep(b"abc", ImageHeader(name, 400, 300), "77") == f"77.{suffix}"
        path = shelf.path(f"77.{suffix}")
        assert path.read_bytes() == b"abc"
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "pictures").stat().st_mode & 0o777 == 0o700


def test_a_second_copy_takes_the_place_of_the_first(shelf: PictureShelf) -> None:
    shelf.keep(b"first", HEADER, "77")
    assert shelf.path(shelf.keep(b"second", HEADER, "77")).read_bytes() == b"second"


def test_a_copy_that_breaks_off_leaves_nothing(shelf: PictureShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="space"):
        shelf.keep(b"abc", HEADER, "77")
    assert list(shelf.path("1.png").parent.iterdir()) == []


@pytest.mark.parametrize("stem", ["", "../77", "7 7", "a", "7" * 65])
def test_only_digits_name_a_copy(shelf: PictureShelf, stem: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        shelf.keep(b"abc", HEADER, stem)


@pytest.mark.parametrize("name", ["77.gif", "../77.png", "77.png/..", "77", ".png"])
def test_no_other_name_leads_anywhere(shelf: PictureShelf, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        shelf.path(name)


def test_sweeping_removes_old_copies_and_leftovers_and_nothing_else(shelf: PictureShelf, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    for name, written in {
        "1.png": 1000,
        "2.jpg": 3000,
        "3.webp.0123abcd.part": 1000,
        "notes.txt": 1000,
        "x.png": 1000,
    }.items():
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (written, written))
    (folder / "5.png").symlink_to(tmp_path / "nowhere")
    shelf.sweep(2000.0)
    assert sorted(path.name for path in folder.iterdir()) == ["2.jpg", "5.png", "notes.txt", "x.png"]
