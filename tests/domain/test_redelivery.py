from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain import redelivery
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import ChannelId, Instant, JobId
from bot.domain.job import Ending, Job, JobState, Move
from bot.domain.life import DELIVERY_PATIENCE
from bot.domain.refusals import ClipGone, ClipNotKept, DeliveryUnderWay, NoClipYet
from tests.builders import CHANNEL, JOB, NOW, a_delivery, a_job, a_posted_delivery

FINAL = sorted(redelivery.SETTLED)
LATER = NOW + 100
LAST = a_posted_delivery(number=4)
CLOSING = a_job(JobState.DELIVERED, deadline_at=NOW + 9, due_at=NOW, tries=3, rev=6)
"""A job of which a later delivery is open, or being deleted."""
NEVER_SENT = a_delivery(number=4)
NOT_LET = "Discord did not let us delete the message"
End = Callable[[Job, Delivery, Instant], Move]


def stranded(job: Job, delivery: Delivery, now: Instant) -> Move:
    return redelivery.stranded(job, delivery, now, Ending.NO_CHANNEL)


def deleting(delivery: Delivery) -> Delivery:
    return replace(delivery, state=DeliveryState.DELETING)


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
    nowhere = redelivery.stranded(job, a_delivery(), NOW, Ending.NO_ANSWER)
    assert (nowhere.after.state, nowhere.after.ending) == (JobState.UNDELIVERABLE, Ending.NO_ANSWER)


@pytest.mark.parametrize("state", list(JobState))
def test_only_a_clip_that_is_kept_can_be_delivered_again(state: JobState) -> None:
    refused = redelivery.refuse(a_job(state), kept=True)
    if state in redelivery.SETTLED:
        assert refused is None
        assert redelivery.refuse(a_job(state), kept=False) == ClipNotKept()
    else:
        assert refused == (DeliveryUnderWay() if state is JobState.READY else NoClipYet())


def test_another_delivery_is_of_the_same_clip_where_the_asker_wants_it() -> None:
    elsewhere = ChannelId(CHANNEL + 1)
    job = a_job(JobState.DELIVERED, id=JobId(JOB + 1), tries=3)
    move = redelivery.deliver_again(job, a_posted_delivery(job.id, number=4, as_link=True), elsewhere, LATER, "asked")
    assert move.delivery == a_delivery(job_id=job.id, number=5, channel_id=elsewhere, opened_at=LATER)
    assert (move.why, move.noted_at, move.after.tries) == ("asked", LATER, 0)


@pytest.mark.parametrize("state", list(JobState))
@pytest.mark.parametrize(("stands", "kept"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_clip_is_deleted_as_long_as_anything_of_it_is_there(state: JobState, *, stands: bool, kept: bool) -> None:
    refused = redelivery.refuse_delete(a_job(state), stands=stands, kept=kept)
    if state in redelivery.SETTLED:
        assert refused == (None if stands or kept else ClipGone())
    else:
        assert refused == (DeliveryUnderWay() if state is JobState.READY else NoClipYet())


@pytest.mark.parametrize("state", FINAL)
def test_a_clip_is_deleted_once_at_a_time_and_not_delivered_meanwhile(state: JobState) -> None:
    under_way = redelivery.delete(a_job(state), LAST, LATER, "asked").after
    assert redelivery.refuse_delete(under_way, stands=True, kept=True) == DeliveryUnderWay()
    assert redelivery.refuse(under_way, kept=True) == DeliveryUnderWay()


@pytest.mark.parametrize("state", FINAL)
def test_deleting_is_written_down_with_the_newest_delivery_before_anything_is_deleted(state: JobState) -> None:
    job = a_job(state, tries=3, rev=6)
    move = redelivery.delete(job, LAST, LATER, "asked")
    assert move.delivery == deleting(LAST)
    assert move.after == replace(job, rev=7, due_at=LATER, deadline_at=LATER + DELIVERY_PATIENCE, tries=0)
    assert (move.why, move.noted_at, move.settlement) == ("asked", LATER, None)


def test_an_older_message_that_is_deleted_leaves_the_rest_to_be_done() -> None:
    move = redelivery.unposted(CLOSING, LAST)
    assert move.delivery == replace(LAST, state=DeliveryState.DELETED)
    assert move.after == replace(CLOSING, rev=7)
    assert (move.why, move.noted_at) == ("an older message is deleted", None)


@pytest.mark.parametrize(
    ("end", "before", "state", "why"),
    [
        (redelivery.posted, LAST, DeliveryState.POSTED, "delivered again"),
        (stranded, NEVER_SENT, DeliveryState.FAILED, "not delivered again: no-channel"),
        (redelivery.fileless, NEVER_SENT, DeliveryState.FAILED, "its file is not kept any more"),
        (redelivery.deleted, deleting(LAST), DeliveryState.DELETED, "the clip is deleted"),
        (redelivery.not_deleted, deleting(LAST), DeliveryState.POSTED, NOT_LET),
        (redelivery.not_deleted, deleting(NEVER_SENT), DeliveryState.DELETED, NOT_LET),
    ],
    ids=["posted", "stranded", "fileless", "deleted", "not deleted", "not deleted, as nothing was sent"],
)
def test_an_end_is_noted_with_the_deliverys_last_word_and_wants_no_more_work(
    end: End, before: Delivery, state: DeliveryState, why: str
) -> None:
    move = end(CLOSING, before, LATER)
    assert move.delivery == replace(before, state=state)
    assert move.after == replace(CLOSING, rev=7, due_at=LATER, deadline_at=None, tries=0)
    assert (move.why, move.noted_at, move.settlement) == (why, LATER, None)


def test_the_end_of_the_first_delivery_is_written_down_with_the_job() -> None:
    posted = redelivery.posted(a_job(JobState.READY), LAST, LATER)
    assert (posted.delivery, posted.after.state_at) == (LAST, LATER)
    nowhere = redelivery.stranded(a_job(JobState.READY), a_delivery(), LATER, Ending.NO_ANSWER)
    assert (nowhere.delivery, nowhere.after.state_at) == (a_delivery(state=DeliveryState.FAILED), LATER)


@pytest.mark.parametrize(
    ("delivery", "rewound_at", "stands"),
    [
        (a_delivery(), None, False),
        (a_delivery(opened_at=LATER), NOW, True),
        (a_delivery(), NOW - 1, False),
        (a_delivery(number=2, opened_at=NOW + 5), NOW + 5, True),
        (a_delivery(number=2, opened_at=NOW + 6), NOW + 5, False),
    ],
)
def test_what_may_stand_is_what_a_copy_could_not_know_of(
    delivery: Delivery, rewound_at: Instant | None, stands: bool
) -> None:
    assert redelivery.may_stand(a_job(JobState.READY), delivery, rewound_at) is stands
