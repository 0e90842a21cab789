"""The trial against the local Seedance, as documented and in some of the other ways that it might be."""

from pathlib import Path

import pytest

from bot.doctor import live as subject
from bot.doctor.finding import Finding, Level
from bot.domain.trial import PRICE, REFUSED, Seen
from bot.i18n import Texts
from bot.opening import opened_to_read
from sandbox.seedance import LocalSeedance
from tests.doctor.found import settings
from tests.sandbox.seedance.calling import HandClock, standing_still
from tests.seedance.connected import StillClock

KEY = "sk-canary-0123456789"
NAMES = ("let-in", "unknown-task", "wrong-key", *REFUSED, "accepted", "words", "echo", "time", "credits", "link")
FILE = ("range", "video")


class Patient(StillClock):
    """A clock for which waiting lets the vendor finish what it has."""

    def __init__(self, vendor: LocalSeedance) -> None:
        self._vendor = vendor
        self._waits = 0
        self._late = 0.0

    def now(self) -> float:
        return super().now() + self._late

    async def sleep(self, seconds: float) -> None:
        self._waits += 1
        self._late += seconds
        if self._waits > 1:
            for task in self._vendor.tasks(KEY):
                await self._vendor.encoded(task.task_id)
                self._vendor.finish(task.task_id)


async def tried(folder: Path, vendor: LocalSeedance) -> tuple[dict[str, Finding], int]:
    """Try it out; gives the findings by name, and what is booked as borne."""
    found = settings(
        folder,
        seedance_base_url=vendor.base_url,
        seedance_api_key=KEY,
        trusted_media_origins=vendor.origin,
        data_dir=folder / "data",
    )
    seen = [finding async for finding in subject.look(found, Patient(vendor))]
    async with opened_to_read(found) as store:
        assert store is not None
        assert list(await store.check()) == []
        absorbed = (await store.stats("", StillClock().now())).spans[-1].absorbed
    return {one.key.removeprefix("doctor-live-"): one for one in seen}, absorbed


@pytest.mark.parametrize(
    ("modes", "others"),
    [
        ({}, set()),
        ({"http_status": "always-200"}, set()),
        ({"envelope": "code-in-error"}, set()),
        ({"wrong_key": "403-page"}, {"wrong-key"}),
        ({"status_words": "queued"}, {"words"}),
        ({"consumed": "absent"}, {"credits"}),
        ({"consumed": "higher"}, {"credits"}),
    ],
)
async def test_each_assumption_is_told_from_what_the_vendor_does_otherwise(
    clips: Path, tmp_path: Path, modes: dict[str, str], others: set[str]
) -> None:
    async with standing_still(clips, HandClock(), KEY) as vendor:
        vendor.modes.choose(**modes)
        before = vendor.balance(KEY)
        seen, absorbed = await tried(tmp_path, vendor)
        spent = before - vendor.balance(KEY)
    assert tuple(seen) == (*NAMES, *FILE)
    assert {name for name, one in seen.items() if one.level is not Level.GOOD} == others
    assert spent == PRICE
    assert absorbed == (2 * PRICE if modes.get("consumed") == "higher" else PRICE)


@pytest.mark.parametrize("name", [*NAMES, *FILE, "unfinished"])
def test_every_assumption_has_its_words(name: str) -> None:
    finding = subject.finding_of(Seen(name=name, held=True, what="so"))
    assert Texts().has(finding.key)
    assert "so" in Texts().say("en", finding.key, **finding.values)
