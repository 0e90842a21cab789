"""The polls of `bot.domain.life`: what a running task and a finished one without a good link lead to."""

import pytest

from bot.domain import life
from bot.domain.job import Ending, Job, JobState, Move, Void
from bot.domain.task import (
    Failed,
    PollAnswer,
    PollFailed,
    RejectionKind,
    Running,
    Succeeded,
    TaskNotFound,
)
from tests.builders import NOW, PACE, a_clip, a_job

LINK = "https://media.example/fresh.mp4"


def polled(job: Job, answer: PollAnswer, now: float = NOW) -> Move:
    return life.polled(job, answer, now, pace=PACE, chance=0.5)


def dead(job: Job) -> Move:
    return life.fetched(job, life.LinkDead("404"), NOW, chance=0.5)


def afresh(job: Job, answer: PollAnswer) -> Move:
    return life.linked_afresh(job, answer, NOW, chance=0.5)


@pytest.mark.parametrize("word", ["RUNNING", "QUEUED", "a word nobody knows"])
def test_a_running_task_is_polled_again_at_the_pace(word: str) -> None:
    after = polled(a_job(JobState.RUNNING, polls=3, tries=4, missing=2, missing_since=NOW, linkless=1), Running(word))
    assert (after.after.state, after.after.polls) == (JobState.RUNNING, 4)
    assert after.after.due_at == NOW + PACE.next_poll(4, 0, 0.5)
    facts = after.after
    assert (facts.tries, facts.missing, facts.missing_since, facts.linkless) == (0, 0, None, 0)


def test_a_finished_task_is_fetched_with_what_it_consumed() -> None:
    after = polled(a_job(JobState.RUNNING, linkless=2), Succeeded(LINK, 14)).after
    assert (after.state, after.video_url, after.consumed) == (JobState.FETCHING, LINK, 14)
    assert (after.due_at, after.deadline_at, after.linkless) == (NOW, NOW + 7200, 0)


def test_success_without_a_link_is_polled_three_times_more() -> None:
    job = a_job(JobState.RUNNING)
    for count in (1, 2, 3):
        job = polled(job, Succeeded(None, 28)).after
        assert (job.state, job.linkless) == (JobState.RUNNING, count)
    move = polled(job, Succeeded(None, 28))
    assert (move.after.state, move.after.ending, move.settlement) == (JobState.FAILED, Ending.NO_LINK, Void(28))


def test_success_without_a_link_counts_only_in_a_row() -> None:
    job = a_job(JobState.RUNNING, linkless=3)
    job = polled(job, Running("RUNNING")).after
    assert polled(job, Succeeded(None, 28)).after.state is JobState.RUNNING


@pytest.mark.parametrize(("consumed", "absorbed"), [(None, 0), (0, 0), (28, 28)])
def test_a_failed_task_is_not_paid_by_the_member(consumed: int | None, absorbed: int) -> None:
    move = polled(a_job(JobState.RUNNING), Failed("content policy", consumed))
    assert (move.after.state, move.after.ending) == (JobState.FAILED, Ending.VENDOR_FAILED)
    assert (move.after.ending_detail, move.settlement) == ("content policy", Void(absorbed))


def test_a_task_is_lost_when_not_found_three_times_over_two_minutes() -> None:
    job = polled(a_job(JobState.RUNNING), TaskNotFound(), NOW).after
    assert (job.missing, job.missing_since) == (1, NOW)
    job = polled(job, TaskNotFound(), NOW + 60).after
    assert job.state is JobState.RUNNING
    assert polled(job, TaskNotFound(), NOW + 119.9).after.state is JobState.RUNNING
    move = polled(job, TaskNotFound(), NOW + 120)
    assert (move.after.state, move.after.ending, move.settlement) == (JobState.FAILED, Ending.TASK_LOST, Void(28))


def test_not_found_twice_is_not_enough_however_long_it_takes() -> None:
    job = polled(a_job(JobState.RUNNING), TaskNotFound(), NOW).after
    assert polled(job, TaskNotFound(), NOW + 9000).after.state is JobState.RUNNING


def test_a_task_that_is_seen_again_was_never_missing() -> None:
    job = a_job(JobState.RUNNING, missing=2, missing_since=NOW - 500)
    job = polled(job, Running("RUNNING")).after
    assert polled(job, TaskNotFound(), NOW + 500).after.state is JobState.RUNNING


def test_a_missing_task_is_not_asked_for_more_often_than_its_span_needs() -> None:
    assert polled(a_job(JobState.RUNNING), TaskNotFound()).after.due_at >= NOW + life.MISSING_SPAN / 4


@pytest.mark.parametrize(
    ("answer", "tries", "wait"),
    [
        (PollFailed("timeout"), 0, 2),
        (PollFailed("timeout"), 3, 16),
        (PollFailed("502"), 400, 60),
        (PollFailed("401", RejectionKind.KEY), 0, 2),
        (PollFailed("429", None, 5.0), 3, 5),
        (PollFailed("429", None, 9999.0), 0, 120),
    ],
)
def test_a_failed_poll_never_fails_a_job(answer: PollFailed, tries: int, wait: float) -> None:
    job = a_job(JobState.RUNNING, tries=tries, missing=1, missing_since=NOW, linkless=2, polls=5)
    after = polled(job, answer).after
    assert (after.state, after.tries, after.due_at) == (JobState.RUNNING, tries + 1, NOW + wait)
    assert (after.missing, after.linkless, after.polls) == (1, 2, 5)


def test_a_dead_link_is_asked_for_afresh_and_given_up_at_the_fifth() -> None:
    job = a_job(JobState.FETCHING)
    for _ in range(4):
        job = dead(job).after
        assert (job.state, job.video_url) == (JobState.FETCHING, None)
        job = afresh(job, Succeeded(LINK, 28)).after
        assert (job.state, job.video_url, job.due_at) == (JobState.FETCHING, LINK, NOW)
    move = dead(job)
    assert (move.after.state, move.after.ending, move.settlement) == (JobState.FAILED, Ending.LINK_DEAD, Void(28))


def test_questions_for_a_fresh_link_are_spread_over_minutes() -> None:
    waits = [dead(a_job(JobState.FETCHING, linkless=count)).after.due_at - NOW for count in range(4)]
    assert waits == [10, 20, 40, 80]


def test_trouble_on_the_way_is_not_counted_against_the_link() -> None:
    job = a_job(JobState.FETCHING)
    for _ in range(9):
        job = life.fetched(job, life.LinkSilent("timeout"), NOW, chance=0.5).after
    job = dead(job).after
    for _ in range(9):
        job = afresh(job, PollFailed("timeout")).after
    assert (job.state, job.linkless) == (JobState.FETCHING, 1)
    job = afresh(job, Succeeded(LINK, 28)).after
    assert life.fetched(job, a_clip(), NOW, chance=0.5).after.state is JobState.READY


@pytest.mark.parametrize("answer", [Succeeded(None, 28), Running("RUNNING"), TaskNotFound(), Failed("gone", 28)])
def test_a_task_that_gives_no_fresh_link_is_given_up_at_the_fifth(answer: PollAnswer) -> None:
    job = dead(a_job(JobState.FETCHING)).after
    for _ in range(3):
        job = afresh(job, answer).after
        assert job.state is JobState.FETCHING
    move = afresh(job, answer)
    assert (move.after.state, move.after.ending, move.settlement) == (JobState.FAILED, Ending.LINK_DEAD, Void(28))


@pytest.mark.parametrize("answer", [Running("RUNNING"), PollFailed("503"), TaskNotFound(), Succeeded(None, None)])
def test_a_task_that_takes_longer_than_usual_is_marked_whatever_the_poll_says(answer: PollAnswer) -> None:
    job = a_job(JobState.RUNNING)
    assert polled(job, answer, job.state_at + life.LATE).after.late is False
    assert polled(job, answer, job.state_at + life.LATE + 1).after.late is True


def test_a_task_that_ends_late_is_not_marked() -> None:
    job = a_job(JobState.RUNNING)
    assert polled(job, Succeeded(LINK, 14), job.state_at + life.LATE + 1).after.late is False
