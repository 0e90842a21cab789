import pytest

from tests.soak.month import play


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_two_evenings_across_midnight_are_accounted_for_to_the_last_credit() -> None:
    tally = await play(jobs=200, days=2)
    assert tally.is_right, tally.line()
    assert tally.jobs > 50
