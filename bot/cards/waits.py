"""What people read about waiting: the place in the queue, the expected start, how long videos usually take."""

from bot.cards.words import relative
from bot.domain.job import Job
from bot.domain.waiting import Prospect, Usual, spoken
from bot.i18n import Texts


def queued(texts: Texts, job: Job, prospect: Prospect | None, locale: str) -> str:
    """Say at which place a job waits and when it should start."""
    if prospect is None or prospect.place is None:
        return texts.say(locale, "status-queued-anew")
    return texts.say(locale, "status-queued", place=prospect.place, start=_start(texts, job, prospect, locale))


def _start(texts: Texts, job: Job, prospect: Prospect, locale: str) -> str:
    if prospect.closed:
        return texts.say(locale, "start-closed")
    if prospect.starts_at is None:
        return texts.say(locale, "start-unknown")
    if job.deadline_at is not None and prospect.starts_at >= job.deadline_at:
        return texts.say(locale, "start-too-late")
    if prospect.ends_soon:
        start = texts.say(locale, "start-soon")
    else:
        start = texts.say(locale, "start-at", at=relative(prospect.starts_at))
    if prospect.usual is None:
        return start
    usual = texts.say(locale, "usual", span=usual_span(texts, prospect.usual, locale))
    return texts.say(locale, "start-and-usual", start=start, usual=usual)


def running(texts: Texts, job: Job, prospect: Prospect | None, locale: str) -> str:
    """Say since when a job is being made and how long that usually takes."""
    since = relative(job.state_at)
    if job.late:
        return texts.say(locale, "status-running-late", since=since)
    if prospect is None:
        return texts.say(locale, "status-running", since=since)
    return texts.say(locale, "status-running-usual", since=since, usual=_usual(texts, job, prospect, locale))


def _usual(texts: Texts, job: Job, prospect: Prospect, locale: str) -> str:
    if prospect.usual is None:
        return texts.say(locale, "usual-unknown")
    longer = prospect.at - job.state_at > prospect.usual.most
    return texts.say(locale, "usual-exceeded" if longer else "usual", span=usual_span(texts, prospect.usual, locale))


def usual_span(texts: Texts, usual: Usual, locale: str) -> str:
    """Say a usual duration as people do: one figure, or two when they differ."""
    (low, unit), (high, high_unit) = spoken(usual.middle), spoken(usual.most)
    if unit is not high_unit:
        shorter = texts.say(locale, f"usual-{unit.value}", span=str(low))
        longer = texts.say(locale, f"usual-{high_unit.value}", span=str(high))
        return texts.say(locale, "usual-between", low=shorter, high=longer)
    if low == high:
        return texts.say(locale, "usual-about", span=texts.say(locale, f"usual-{unit.value}", span=str(low)))
    return texts.say(locale, f"usual-{unit.value}", span=texts.say(locale, "usual-range", low=str(low), high=str(high)))
