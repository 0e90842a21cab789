import pytest

from bot.domain.drift import CELLS, CLOSING, Drift, cell_of
from bot.domain.refusals import PriceClosed
from bot.domain.video import PRICES, Resolution
from tests.builders import a_spec


def test_every_price_of_the_table_has_a_cell_with_a_name_of_its_own() -> None:
    assert {(cell.resolution, cell.duration, cell.sound): cell.price for cell in CELLS.values()} == PRICES
    assert all(cell.name == name for name, cell in CELLS.items())


def test_a_video_finds_its_cell() -> None:
    spec = a_spec(resolution=Resolution.SD, duration=4, generate_audio=True)
    assert cell_of(spec).name == "480p-4s-sound"


@pytest.mark.parametrize(("times", "closed"), [(0, False), (CLOSING - 1, False), (CLOSING, True), (CLOSING + 1, True)])
def test_the_third_mismatch_closes(times: int, closed: bool) -> None:
    drift = Drift(cell=CELLS["480p-4s-silent"])
    for _ in range(times):
        drift = drift.again(9)
    assert drift.is_closed is closed
    assert drift.refuse() == (PriceClosed(resolution="480p", seconds=4, sound="no") if closed else None)
