"""What Prometheus is told. Every label has few values, whatever members do."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import TaskId
from bot.domain.job import Capture, JobState, Void, enter, stay
from bot.domain.pulse import Pulse, Standing
from bot.domain.stats import KeyBudget
from bot.domain.studio import Closure, Studio
from bot.domain.task import (
    Accepted,
    Ambiguous,
    Failed,
    NotSent,
    PollAnswer,
    PollFailed,
    Rejected,
    RejectionKind,
    Running,
    SubmitAnswer,
    Succeeded,
    TaskNotFound,
    Throttled,
)
from bot.metrics import MeasuredApi, Metrics, outcome_of
from tests.builders import CHANNEL, JOB, a_clip, a_job, a_spec
from tests.fakes import FakeClock, FakeVideoApi

NOW = 10_000.0
KEY = KeyBudget(granted=100, held=8, spent=20)
PULSE = Pulse(
    at=NOW,
    standing={JobState.RUNNING: Standing(jobs=2, since=NOW - 90)},
    held=16,
    key=KEY,
    studio=Studio(Closure.CREDITS, NOW - 5, NOW + 600),
)


def _told(metrics: Metrics) -> dict[str, float]:
    """Read what a scraper would see, each series by its name and the values of its labels."""
    body, kind = metrics.render("text/plain;version=0.0.4")
    assert kind.startswith("text/plain")
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def test_what_was_measured_stands_there_and_what_no_job_is_in_is_0() -> None:
    metrics = Metrics()
    metrics.show(PULSE, findings=3, free=5_000, connected=True)
    told = _told(metrics)
    assert (told["reelroom_jobs running"], told["reelroom_jobs unknown"]) == (2, 0)
    assert (told["reelroom_job_oldest_seconds running"], told["reelroom_job_oldest_seconds unknown"]) == (90, 0)
    assert (told["reelroom_credits_held"], told["reelroom_key_credits free"]) == (16, 72)
    assert (told["reelroom_studio_closed credits"], told["reelroom_studio_closed key"]) == (1, 0)
    assert (told["reelroom_ledger_findings"], told["reelroom_disk_free_bytes"]) == (3, 5_000)
    assert (told["reelroom_database_up"], told["reelroom_gateway_up"]) == (1, 1)


def test_when_the_database_does_not_answer_nothing_old_is_repeated() -> None:
    metrics = Metrics()
    metrics.show(PULSE, findings=0, free=5_000, connected=False)
    metrics.show(None, findings=0, free=5_000, connected=False)
    told = _told(metrics)
    assert told["reelroom_database_up"] == 0
    assert not [name for name in told if name.startswith(("reelroom_jobs ", "reelroom_studio", "reelroom_key"))]
    assert told["reelroom_credits_held"] != told["reelroom_credits_held"]


def test_moves_deliveries_and_credits_are_counted() -> None:
    metrics = Metrics()
    job = a_job(state=JobState.FETCHING)
    posted = Delivery(job_id=JOB, number=1, channel_id=CHANNEL, state=DeliveryState.POSTED, opened_at=NOW)
    metrics.moved(enter(job, JobState.READY, NOW, "", settlement=Capture(job.price - 2, absorbed=3), clip=a_clip()))
    metrics.moved(enter(a_job(state=JobState.READY), JobState.DELIVERED, NOW, "", delivery=posted))
    metrics.moved(enter(a_job(state=JobState.RUNNING), JobState.FAILED, NOW, "", settlement=Void(5)))
    metrics.moved(stay(job, "polled"))
    told = _told(metrics)
    counted = {
        state: told[f"reelroom_job_moves_total {state}"] for state in ("ready", "delivered", "failed", "running")
    }
    assert counted == {"ready": 1, "delivered": 1, "failed": 1, "running": 0}
    assert told["reelroom_deliveries_total posted"] == 1
    assert told["reelroom_credits_total captured"] == job.price - 2
    assert told["reelroom_credits_total released"] == 2 + job.price
    assert told["reelroom_credits_total absorbed"] == 3 + 5


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Accepted(TaskId("t")), "accepted"),
        (NotSent("down"), "not-sent"),
        (Throttled(3.0), "throttled"),
        (Rejected(RejectionKind.CREDITS, "a word of the vendor's"), "rejected-credits"),
        (Ambiguous("any text"), "unknown"),
        (Running("any word"), "running"),
        (Succeeded(None, None), "succeeded"),
        (Failed("any text", None), "failed"),
        (TaskNotFound(), "not-found"),
        (PollFailed("HTTP 500"), "no-answer"),
        (PollFailed("HTTP 401", RejectionKind.KEY), "refused-key"),
    ],
)
def test_whatever_the_vendor_says_comes_to_one_of_a_few_words(answer: SubmitAnswer | PollAnswer, word: str) -> None:
    assert outcome_of(answer) == word


async def test_answers_pass_through_counted_and_timed() -> None:
    metrics, vendor = Metrics(), FakeVideoApi()
    clock = FakeClock()
    api = MeasuredApi(vendor, metrics, clock)
    vendor.accepts()
    vendor.lets_in()

    async def takes_a_while() -> None:
        clock.leap(2)

    vendor.on_submit = takes_a_while
    taken = await api.submit(a_spec())
    assert isinstance(taken, Accepted)
    assert await api.poll(taken.task_id) == await vendor.poll(taken.task_id)
    assert await api.probe() is None
    told = _told(metrics)
    assert told["reelroom_vendor_requests_total submit accepted"] == 1
    assert told["reelroom_vendor_request_seconds_sum submit"] == 2
    assert told["reelroom_vendor_requests_total probe let-in"] == 1
    assert api.key_fingerprint == vendor.key_fingerprint


def test_no_label_names_a_server_or_a_person() -> None:
    metrics = Metrics()
    metrics.show(PULSE, findings=0, free=1, connected=True)
    body, _ = metrics.render("")
    labels = {
        name
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
        for name in sample.labels
    }
    assert labels <= {"version", "call", "outcome", "state", "what", "reason", "cell", "le"}
