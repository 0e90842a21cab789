from tests.soak.month import play


async def test_two_evenings_across_midnight_are_accounted_for_to_the_last_credit() -> None:
    tally = await play(jobs=30, days=2)
    assert tally.is_right, tally.line()
    assert (tally.jobs, tally.evenings) == (30, 2)
    assert tally.open_at_midnight > 0
