import itertools

import pytest

from sandbox.seedance.contract import ASPECT_RATIOS, DURATIONS, PRICES, RESOLUTIONS, SIZES, nearest_ratio
from tests.sandbox.seedance.calling import Caller

PRICE_LIST = [
    ("480p", "4", False, 8),
    ("480p", "8", False, 14),
    ("480p", "12", False, 19),
    ("480p", "4", True, 14),
    ("480p", "8", True, 28),
    ("480p", "12", True, 38),
    ("720p", "4", False, 14),
    ("720p", "8", False, 28),
    ("720p", "12", False, 42),
    ("720p", "4", True, 28),
    ("720p", "8", True, 56),
    ("720p", "12", True, 84),
]


@pytest.mark.parametrize(("resolution", "duration", "audio", "price"), PRICE_LIST)
async def test_each_cell_of_the_price_list_is_what_is_charged(
    caller: Caller, resolution: str, duration: str, audio: bool, price: int
) -> None:
    task_id = await caller.generate(resolution=resolution, duration=duration, generate_audio=audio)
    assert caller.seedance.balance("sk-test-abcd1234") == 1000 - price
    assert (await caller.status(task_id)).data["consumed_credits"] == price


def test_every_combination_has_a_price() -> None:
    assert set(PRICES) == {
        (resolution, int(seconds), audio)
        for resolution, seconds, audio in itertools.product(RESOLUTIONS, DURATIONS, (False, True))
    }


def test_every_combination_has_an_even_size_near_its_ratio() -> None:
    assert set(SIZES) == set(itertools.product(RESOLUTIONS, ASPECT_RATIOS))
    for (resolution, ratio), (width, height) in SIZES.items():
        across, down = map(int, ratio.split(":"))
        assert (width % 2, height % 2) == (0, 0), (resolution, ratio)
        assert width / height == pytest.approx(across / down, rel=0.021), (resolution, ratio)


def test_the_sizes_are_the_makers() -> None:
    at_480p = [SIZES["480p", ratio] for ratio in ASPECT_RATIOS]
    at_720p = [SIZES["720p", ratio] for ratio in ASPECT_RATIOS]
    assert at_480p == [(640, 640), (864, 496), (496, 864), (752, 560), (560, 752), (992, 432), (432, 992)]
    assert at_720p == [(960, 960), (1280, 720), (720, 1280), (1112, 834), (834, 1112), (1470, 630), (630, 1470)]


def test_every_size_is_nearest_to_its_own_ratio_and_extremes_to_the_last() -> None:
    assert all(nearest_ratio(*size) == ratio for (_, ratio), size in SIZES.items())
    assert (nearest_ratio(2500, 1000), nearest_ratio(1000, 2500)) == ("21:9", "9:21")
    # In the middle of 1:1 and 4:3 is the root of 4/3, 1.1547.
    assert (nearest_ratio(1154, 1000), nearest_ratio(1155, 1000)) == ("1:1", "4:3")
