import os
from pathlib import Path

from bot.media.opened import open_clip


async def test_a_file_is_read_from_any_place_also_after_its_name_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "1.mp4"
    path.write_bytes(b"0123456789")
    clip = open_clip(path)
    assert clip is not None
    path.unlink()
    assert (clip.size, await clip.read(2, 3), await clip.read(8, 10)) == (10, b"234", b"89")
    clip.close()


def test_what_is_no_file_of_ours_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret", encoding="utf-8")
    link, folder, pipe = (tmp_path / name for name in ("1.mp4", "2.mp4", "3.mp4"))
    link.symlink_to(secret)
    folder.mkdir()
    os.mkfifo(pipe)
    assert [open_clip(path) for path in (link, folder, pipe, tmp_path / "4.mp4")] == [None] * 4
