import hashlib
from pathlib import Path

import pytest

from bot.media.part import PartFile, digest_of


def test_a_kept_file_has_its_name_and_discarding_it_does_nothing(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "1.mp4")
    part.write(b"abc")
    part.sync()
    part.keep()
    part.discard()
    assert [path.name for path in tmp_path.iterdir()] == ["1.mp4"]
    assert (tmp_path / "1.mp4").read_bytes() == b"abc"


def test_a_discarded_file_leaves_nothing(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "1.mp4")
    part.write(b"abc")
    part.discard()
    part.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_its_place_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "1.mp4.part").symlink_to(victim)
    (tmp_path / "1.mp4").symlink_to(victim)
    part = PartFile(tmp_path / "1.mp4")
    part.write(b"abc")
    part.sync()
    part.keep()
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "1.mp4").is_symlink()


def test_a_slower_writer_of_the_same_name_does_not_spoil_the_newer_file(tmp_path: Path) -> None:
    slow, fast = PartFile(tmp_path / "1.mp4"), PartFile(tmp_path / "1.mp4")
    slow.write(b"old")
    fast.write(b"new")
    fast.sync()
    fast.keep()
    slow.sync()
    with pytest.raises(FileNotFoundError):
        slow.keep()
    slow.discard()
    assert (tmp_path / "1.mp4").read_bytes() == b"new"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = PartFile(tmp_path / "1.mp4")

    class Full:
        def close(self) -> None:
            raise OSError(28, "No space left on device")

    whole = part._file
    monkeypatch.setattr(part, "_file", Full())
    part.discard()
    whole.close()
    assert list(tmp_path.iterdir()) == []


def test_what_another_process_wrote_is_adopted(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "1.mp4")
    part.path.write_bytes(b"made elsewhere")
    part.adopt()
    part.keep()
    assert (part.size, part.digest) == (14, hashlib.sha256(b"made elsewhere").hexdigest())
    assert (tmp_path / "1.mp4").read_bytes() == b"made elsewhere"
    assert digest_of(tmp_path / "1.mp4") == part.digest
