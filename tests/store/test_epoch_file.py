import asyncio
import stat
from pathlib import Path

import pytest

from bot.domain.epoch import Epoch
from bot.store.epoch_file import EpochFile

OURS = "a" * 16
OTHER = "b" * 16


async def test_what_was_kept_is_read_by_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "epoch"
    assert await EpochFile(path).read() == {}
    assert await EpochFile(path).keep(Epoch(OURS, 3))
    assert await EpochFile(path).keep(Epoch(OTHER, 1))
    assert await EpochFile(path).keep(Epoch(OURS, 4))
    assert await EpochFile(path).read() == {OURS: 4, OTHER: 1}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(tmp_path) == ["epoch"]


async def test_a_count_that_does_not_go_on_says_that_the_database_went_back(tmp_path: Path) -> None:
    file = EpochFile(tmp_path / "epoch")
    assert await file.keep(Epoch(OURS, 3))
    assert not await file.keep(Epoch(OURS, 3))
    assert not await file.keep(Epoch(OURS, 2))
    assert await file.read() == {OURS: 3}
    assert file.kept == 3


@pytest.mark.parametrize("spoiled", ["", "hello", "\0" * 40, f"{OURS} -4\n", f"{OURS}\n4\n"])
async def test_a_file_that_somebody_spoiled_vouches_for_nothing(tmp_path: Path, spoiled: str) -> None:
    path = tmp_path / "epoch"
    path.write_text(spoiled, encoding="utf-8")
    assert await EpochFile(path).read() == {}


async def test_a_disk_that_does_not_take_it_stops_nothing(tmp_path: Path) -> None:
    file = EpochFile(tmp_path / "gone" / "epoch")
    assert await file.keep(Epoch(OURS, 3))
    (tmp_path / "gone").mkdir()
    assert await file.keep(Epoch(OURS, 4))
    assert await file.read() == {OURS: 4}


async def test_counts_kept_one_after_the_other_are_each_on_the_disk(tmp_path: Path) -> None:
    file = EpochFile(tmp_path / "epoch")
    for number in range(1, 20):
        await file.keep(Epoch(OURS, number))
        assert await asyncio.to_thread((tmp_path / "epoch").read_text) == f"{OURS} {number}\n"


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())
