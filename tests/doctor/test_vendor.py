from pathlib import Path

import pytest

from bot.doctor import vendor as subject
from bot.doctor.finding import Finding, Level
from sandbox.seedance import LocalSeedance
from tests.doctor.found import level_of, settings
from tests.sandbox.seedance.calling import HandClock, standing_still

KEY = "sk-canary-0123456789"


async def look(folder: Path, url: str, key: str = KEY) -> Finding:
    return await subject.look(settings(folder, seedance_base_url=url, seedance_api_key=key))


async def test_a_key_that_is_accepted_costs_nothing_to_be_shown_so(clips: Path, tmp_path: Path) -> None:
    async with standing_still(clips, HandClock(), KEY) as vendor:
        before = vendor.balance(KEY)
        assert level_of([await look(tmp_path, vendor.base_url)], "vendor") is Level.GOOD
        assert vendor.balance(KEY) == before
        assert vendor.posts() == 0


@pytest.mark.parametrize("wrong_key", ["401", "403-page"])
async def test_a_key_that_is_refused_is_told_from_a_vendor_that_is_away(
    clips: Path, tmp_path: Path, wrong_key: str
) -> None:
    async with standing_still(clips, HandClock(), KEY) as vendor:
        _choose(vendor, wrong_key)
        finding = await look(tmp_path, vendor.base_url, "sk-somebody-elses-key")
        assert level_of([finding], "vendor") is Level.BAD
        assert finding.key == ("doctor-vendor-key" if wrong_key == "401" else "doctor-vendor-away")
        assert "somebody" not in str(finding)


def _choose(vendor: LocalSeedance, wrong_key: str) -> None:
    if wrong_key != "401":
        vendor.modes.choose(wrong_key=wrong_key)


async def test_who_does_not_answer_is_said_to_be_away(tmp_path: Path, unused_tcp_port: int) -> None:
    finding = await look(tmp_path, f"http://127.0.0.1:{unused_tcp_port}/v1")
    assert (finding.level, finding.key) == (Level.BAD, "doctor-vendor-away")
