"""Every price of the table is captured exactly, and every size the vendor makes arrives as it was asked for."""

import itertools
from pathlib import Path

import av
import pytest

from bot.domain.job import JobState
from sandbox.seedance import SIZES
from tests.e2e.conftest import World, clips_of

PRICES = {
    ("480p", 4, False): 8,
    ("480p", 4, True): 14,
    ("480p", 8, False): 14,
    ("480p", 8, True): 28,
    ("480p", 12, False): 19,
    ("480p", 12, True): 38,
    ("720p", 4, False): 14,
    ("720p", 4, True): 28,
    ("720p", 8, False): 28,
    ("720p", 8, True): 56,
    ("720p", 12, False): 42,
    ("720p", 12, True): 84,
}
RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21")
MANY = {
    "MAX_RUNNING": "50",
    "MAX_RUNNING_PER_SERVER": "50",
    "MAX_RUNNING_PER_MEMBER": "50",
    "MAX_QUEUED_PER_MEMBER": "50",
}


def _probe(path: Path) -> tuple[int, int, int, bool]:
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.duration is not None
        assert stream.time_base is not None
        seconds = round(float(stream.duration * stream.time_base))
        return stream.width, stream.height, seconds, len(video.streams.audio) == 1


@pytest.mark.timeout(240)
async def test_all_twelve_prices_are_captured_exactly(world: World) -> None:
    await world.start(**MANY)
    for (resolution, seconds, audio), price in PRICES.items():
        use = await world.generate(resolution=resolution, duration=seconds, generate_audio=audio)
        assert f"{price} credits" in (await use.answered(20)).text
    jobs = [await world.until_job_is(JobState.DELIVERED, number=n) for n in range(len(PRICES))]
    captured = {(j.spec.resolution.value, j.spec.duration, j.spec.generate_audio): j.price for j in jobs}
    assert captured == PRICES
    assert await world.ledger() == (0, sum(PRICES.values()), [])
    assert world.charged() == sum(PRICES.values())
    probed = sorted(_probe(clips_of(seen)[0])[2:] for seen in world.clips())
    assert probed == sorted((seconds, audio) for _, seconds, audio in PRICES)


@pytest.mark.timeout(240)
async def test_all_fourteen_sizes_arrive_as_they_were_asked_for(world: World) -> None:
    await world.start(**MANY)
    asked = list(itertools.product(("480p", "720p"), RATIOS))
    for resolution, ratio in asked:
        await (await world.generate(resolution=resolution, aspect_ratio=ratio)).answered(20)
    jobs = [await world.until_job_is(JobState.DELIVERED, number=n) for n in range(len(asked))]
    files = {path.stem: path for seen in world.clips() for path in clips_of(seen)}
    for job in jobs:
        path = next(path for name, path in files.items() if str(job.id) in name)
        width, height = SIZES[job.spec.resolution.value, job.spec.aspect_ratio.value]
        assert _probe(path) == (width, height, 4, False)
        assert width / height == pytest.approx(job.spec.aspect_ratio.quotient, rel=0.025)
