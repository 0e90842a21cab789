import pytest

from sandbox.seedance.faults import Endpoint, Faults


def struck(faults: Faults, endpoint: Endpoint, count: int) -> list[str | None]:
    picked = [faults.pick(endpoint) for _ in range(count)]
    return [fault.name if fault else None for fault in picked]


def test_the_nth_matching_request_is_struck_as_often_as_asked() -> None:
    faults = Faults()
    faults.arm("error-500", nth=2, times=2)
    assert struck(faults, "status", 1) == [None]
    assert struck(faults, "generate", 4) == [None, "error-500", "error-500", None]


def test_two_faults_due_at_once_strike_one_after_the_other() -> None:
    faults = Faults()
    faults.arm("error-502")
    faults.arm("hang")
    assert struck(faults, "generate", 3) == ["error-502", "hang", None]


def test_a_task_id_narrows_a_fault() -> None:
    faults = Faults()
    faults.arm("not-found", task_id="one")
    assert faults.pick("status", task_id="two") is None
    fault = faults.pick("status", task_id="one")
    assert fault is not None
    assert fault.name == "not-found"


def test_a_word_in_the_prompt_strikes_every_time_at_its_own_endpoint() -> None:
    faults = Faults()
    prompt = "A fox [fault:media-404] in the snow [fault: failed: The image shows a real face.]"
    for _ in range(2):
        fault = faults.pick("generate", prompt=prompt)
        assert fault is not None
        assert (fault.name, fault.text) == ("failed", "The image shows a real face.")
        media = faults.pick("media", prompt=prompt)
        assert media is not None
        assert media.name == "media-404"
        assert faults.pick("status", prompt=prompt) is None


def test_an_unknown_word_is_just_a_prompt() -> None:
    assert Faults().pick("generate", prompt="[fault:earthquake]") is None


def test_a_rate_strikes_its_share_and_the_same_ones_for_the_same_seed() -> None:
    runs = []
    for _ in range(2):
        faults = Faults(seed=7)
        faults.rate("error-503", 0.25, endpoint="status")
        runs.append(struck(faults, "status", 400))
    assert runs[0] == runs[1]
    assert 70 < runs[0].count("error-503") < 130
    assert struck(Faults(seed=7), "status", 400).count("error-503") == 0


def test_a_rate_of_nought_ends_it_and_clear_ends_everything() -> None:
    faults = Faults()
    faults.rate("hang", 1.0)
    assert struck(faults, "generate", 1) == ["hang"]
    faults.rate("hang", 0.0)
    assert struck(faults, "generate", 1) == [None]
    faults.rate("hang", 1.0)
    faults.arm("error-500", nth=5)
    faults.clear()
    assert struck(faults, "generate", 6) == [None] * 6


def test_what_makes_no_sense_is_refused() -> None:
    faults = Faults()
    with pytest.raises(ValueError, match="earthquake"):
        faults.arm("earthquake")
    with pytest.raises(ValueError, match="makes no sense at status"):
        faults.arm("process-charge-drop", endpoint="status")
    with pytest.raises(ValueError, match="nth=0"):
        faults.arm("hang", nth=0)
    with pytest.raises(ValueError, match="task_id=one"):
        faults.arm("failed", task_id="one")
    with pytest.raises(ValueError, match="between 0 and 1"):
        faults.rate("hang", 1.5)


def test_what_is_in_force_can_be_read_and_ended_by_name() -> None:
    faults = Faults()
    faults.arm("error-500", nth=3, times=2)
    faults.arm("media-404")
    faults.rate("hang", 0.5, endpoint="status")
    faults.rate("slow", 0.5)
    faults.rate("slow", 0.0)
    struck(faults, "generate", 1)
    assert [(one.fault.name, one.endpoint, one.skip, one.times) for one in faults.armed] == [
        ("error-500", "generate", 1, 2),
        ("media-404", "media", 0, 1),
    ]
    assert faults.rates == {("status", "hang"): 0.5}
    faults.clear("error-500")
    assert [one.fault.name for one in faults.armed] == ["media-404"]
    faults.clear("hang")
    assert faults.rates == {}
