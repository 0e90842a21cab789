import pytest

from bot.domain.refusals import StudioClosed, StudioFull, StudioRestored
from bot.domain.studio import CLOSURES, OPEN, PROBE_EVERY, PROBED, TRIAL_EVERY, TRIED, Closure, Studio
from bot.domain.task import RejectionKind
from tests.builders import NOW


def test_an_open_studio_admits_and_probes_nothing() -> None:
    assert OPEN.admits(0)
    assert OPEN.admits(NOW)
    assert not OPEN.wants_probe(NOW)


@pytest.mark.parametrize("closure", sorted(PROBED))
def test_what_a_probe_can_open_admits_nobody_and_is_probed_every_minute(closure: Closure) -> None:
    studio = OPEN.closed(closure, NOW)
    assert (studio.closure, studio.since, studio.retry_at) == (closure, NOW, NOW + PROBE_EVERY)
    assert not studio.admits(NOW + 10 * TRIAL_EVERY)
    assert not studio.wants_probe(NOW + PROBE_EVERY - 1)
    assert studio.wants_probe(NOW + PROBE_EVERY)
    tried = studio.tried(NOW + PROBE_EVERY)
    assert (tried.since, tried.retry_at) == (NOW, NOW + 2 * PROBE_EVERY)
    assert not tried.wants_probe(NOW + PROBE_EVERY)


@pytest.mark.parametrize("closure", sorted(TRIED))
def test_what_only_a_submit_can_open_admits_one_trial_every_ten_minutes(closure: Closure) -> None:
    studio = OPEN.closed(closure, NOW)
    assert not studio.admits(NOW + TRIAL_EVERY - 1)
    assert studio.admits(NOW + TRIAL_EVERY)
    assert not studio.wants_probe(NOW + 10 * TRIAL_EVERY)
    assert not studio.tried(NOW + TRIAL_EVERY).admits(NOW + TRIAL_EVERY)
    assert not studio.tried(NOW + TRIAL_EVERY).admits(NOW + 2 * TRIAL_EVERY - 1)
    assert studio.tried(NOW + TRIAL_EVERY).admits(NOW + 2 * TRIAL_EVERY)


def test_a_closed_studio_stays_closed_for_the_reason_known_first() -> None:
    studio = Studio().closed(Closure.CREDITS, NOW)
    assert studio.closed(Closure.KEY, NOW + 5) is studio


def test_only_what_concerns_every_job_closes_the_studio() -> None:
    assert set(CLOSURES) == {RejectionKind.KEY, RejectionKind.GATEWAY, RejectionKind.CREDITS}
    assert {Closure.KEY, Closure.GATEWAY, Closure.TASKS_MISSING, Closure.OUTAGE} == PROBED


def test_what_the_operator_must_accept_is_opened_by_nothing_else() -> None:
    studio = Studio(Closure.RESTORED, NOW, NOW)
    assert not studio.admits(NOW + 100 * TRIAL_EVERY)
    assert not studio.wants_probe(NOW + 100 * TRIAL_EVERY)
    assert {Closure.RESTORED, Closure.FULL, *PROBED, *TRIED} == set(Closure)


@pytest.mark.parametrize("closure", Closure)
def test_who_is_refused_is_told_whose_doing_it_is(closure: Closure) -> None:
    refusal = Studio(closure, NOW, NOW + TRIAL_EVERY).refuse(NOW)
    ours = {Closure.RESTORED: StudioRestored(), Closure.FULL: StudioFull()}
    assert refusal == ours.get(closure, StudioClosed())
    assert OPEN.refuse(NOW) is None
