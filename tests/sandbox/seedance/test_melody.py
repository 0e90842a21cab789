from sandbox.seedance.melody import SAMPLE_RATE, melody


def test_a_tune_lasts_as_long_as_asked_is_heard_and_never_clips() -> None:
    tune = melody(4, seed=1)
    assert len(tune) == 4 * SAMPLE_RATE
    assert 0.05 < max(tune) < 0.9
    assert tune == melody(4, seed=1)
    assert tune != melody(4, seed=2)
