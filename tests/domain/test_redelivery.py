import pytest

from bot.domain import redelivery
from bot.domain.delivery import DeliveryState
from bot.domain.job import Ending, JobState
from bot.domain.life import DELIVERY_PATIENCE
from bot.domain.refusals import ClipNotKept, DeliveryUnderWay, NoClipYet
from tests.builders import CHANNEL, NOW, a_delivery, a_job, a_posted_delivery

FINAL = sorted(redelivery.SETTLED)


@pytest.mark.parametrize("state", FINAL)
def test_another_delivery_has_its_own_nonce_and_leaves_the_state_alone(state: JobState) -> None:
    job = a_job(state)
    move = redelivery.deliver_again(job, a_posted_delivery(), CHANNEL, NOW + 5, "asked")
    assert move.delivery
    assert (move.delivery.number, move.delivery.state) == (2, DeliveryState.WAITING)
    assert move.delivery.nonce != a_posted_delivery().nonce
    assert len(move.delivery.nonce) <= 25
    assert (move.after.state, move.after.state_at, move.settlement) == (state, job.state_at, None)
    assert (move.after.due_at, move.after.deadline_at) == (NOW + 5, NOW + 5 + DELIVERY_PATIENCE)
    assert redelivery.is_under_way(move.after)
    assert redelivery.refuse(move.after, kept=True) == DeliveryUnderWay()


@pytest.mark.parametrize("state", FINAL)
def test_its_end_closes_it_and_nothing_else(state: JobState) -> None:
    job = a_job(state, deadline_at=NOW + 9)
    second = a_delivery(number=2)
    ends = (
        redelivery.posted(job, second, NOW),
        redelivery.stranded(job, second, NOW, Ending.NO_CHANNEL),
        redelivery.fileless(job, second, NOW),
    )
    for move in ends:
        assert move.after.state is state
        assert not redelivery.is_under_way(move.after)
        assert move.after.ending is job.ending


def test_the_first_delivery_ends_the_job() -> None:
    job = a_job(JobState.READY)
    assert redelivery.posted(job, a_posted_delivery(), NOW).after.state is JobState.DELIVERED
    stranded = redelivery.stranded(job, a_delivery(), NOW, Ending.NO_ANSWER)
    assert (stranded.after.state, stranded.after.ending) == (JobState.UNDELIVERABLE, Ending.NO_ANSWER)


@pytest.mark.parametrize("state", list(JobState))
def test_only_a_clip_that_is_kept_can_be_delivered_again(state: JobState) -> None:
    refused = redelivery.refuse(a_job(state), kept=True)
    if state in redelivery.SETTLED:
        assert refused is None
        assert redelivery.refuse(a_job(state), kept=False) == ClipNotKept()
    else:
        assert refused == (DeliveryUnderWay() if state is JobState.READY else NoClipYet())
