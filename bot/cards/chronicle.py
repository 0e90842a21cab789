"""What /quota history says: a page of the server's record, a text for each entry."""

from typing import Final

from bot.cards.jobs import line_words
from bot.cards.limits import cap_words
from bot.cards.words import (
    amount,
    block_end,
    channel_mention,
    exact,
    mention,
    prompt_words,
    quote,
    role_mention,
    someone,
)
from bot.domain.chronicle import (
    Actor,
    ActorKind,
    ChangeEntry,
    Lookup,
    PeriodEntry,
    RecordEntry,
    RecordKind,
    RecordPage,
    Topic,
    VideoEntry,
)
from bot.domain.history import Line, LineKind
from bot.domain.ids import Instant
from bot.domain.period import PeriodKind
from bot.domain.policy import Cap
from bot.domain.video import DURATIONS, Resolution
from bot.i18n import Texts

LIMITS: Final = (60, 30, 12)
"""Characters of what somebody wrote, as long as all of a page fits."""
FITS: Final = 3_400
"""Characters of the entries of a page: with title and hint within the 4,000 of a panel (Discord: Components V2)."""
SAME_DAY: Final = 43_200.0
"""Seconds within which the time of day says when something was."""
LISTED: Final = 5
"""Channels that one value names."""
FOR_GOOD: Final = "for good"
"""How a block without an end is written down."""
PAUSED: Final = "True"
"""How it is written down that videos are paused."""

INHERITED: Final = frozenset(
    {Topic.RULE_CREDITS, Topic.RULE_PERIOD, Topic.RULE_ZONE, Topic.RULE_RESET_DAY, Topic.CEILING}
)
LIMITING: Final = frozenset({Topic.LIMIT_SERVER, Topic.LIMIT_ROLE, Topic.LIMIT_MEMBER})
IN_CREDITS: Final = LIMITING | {
    Topic.RULE_CREDITS,
    Topic.CEILING,
    Topic.ROOM_MEMBER,
    Topic.RETURN,
    Topic.GRANT,
    Topic.PRICE_CONFIRM,
    Topic.PRICE_APPROVE,
}
ABOUT_ROLES: Final = frozenset({Topic.LIMIT_ROLE, Topic.CAP_ROLE})
ABOUT_MEMBERS: Final = frozenset({Topic.LIMIT_MEMBER, Topic.BLOCK_MEMBER, Topic.ROOM_MEMBER})
ABOUT_JOBS: Final = frozenset({Topic.RETURN, Topic.APPROVE, Topic.REFUSE, Topic.REMOVE})
OF_CHANNELS: Final = frozenset({Topic.SETUP_CHANNELS, Topic.SETUP_LOG_CHANNEL})
CAPS: Final = frozenset({Topic.CAP_SERVER, Topic.CAP_ROLE, Topic.CAP_CHANNEL})


def title(texts: Texts, locale: str, lookup: Lookup) -> str:
    """Say which part of the record is shown."""
    key = "record-title" if lookup.kind is RecordKind.ALL else f"record-title-{lookup.kind.value}"
    if lookup.member is None:
        return texts.say(locale, key)
    return f"{texts.say(locale, key)}\n{texts.say(locale, 'record-about', member=mention(lookup.member))}"


def listed(texts: Texts, locale: str, page: RecordPage) -> list[str]:
    """Word a page, one text an entry; an empty one has words as well."""
    if not page.entries:
        return [texts.say(locale, "record-none")]
    said: list[str] = []
    for limit in LIMITS:
        said = [_entry(texts, locale, entry, limit) for entry in page.entries]
        if sum(map(len, said)) <= FITS:
            break
    return said


def _entry(texts: Texts, locale: str, entry: RecordEntry, limit: int) -> str:
    match entry:
        case VideoEntry():
            what = _video(texts, locale, entry, limit)
        case PeriodEntry():
            what = _period(texts, locale, entry)
        case ChangeEntry():
            what = _change(texts, locale, entry, limit)
    return texts.say(locale, "record-entry", at=_moment(entry.at), what=what)


def _moment(instant: Instant) -> str:
    return f"<t:{int(instant)}:f>"


def _video(texts: Texts, locale: str, entry: VideoEntry, limit: int) -> str:
    job = entry.job
    return texts.say(
        locale,
        "record-video",
        who=someone(texts, locale, job.member_id),
        prompt=prompt_words(texts, locale, job.spec.prompt, limit),
        lines=" · ".join(_line(texts, locale, line, entry.at) for line in entry.lines),
        number=texts.say(locale, "job-number", job=str(job.id)),
    )


def _line(texts: Texts, locale: str, line: Line, asked: Instant) -> str:
    words = line_words(texts, locale, line)
    if line.kind is LineKind.HELD:
        return words
    style = "t" if line.at - asked < SAME_DAY else "f"
    return texts.say(locale, "record-line-at", line=words, at=f"<t:{int(line.at)}:{style}>")


def _period(texts: Texts, locale: str, entry: PeriodEntry) -> str:
    return texts.say(
        locale,
        "record-period-over" if entry.expired else "record-period",
        period=texts.say(locale, f"period-{entry.kind.value}"),
        credits=amount(texts, locale, entry.granted),
        until=exact(entry.ends_at),
        **({"expired": amount(texts, locale, entry.expired)} if entry.expired else {}),
    )


def _change(texts: Texts, locale: str, entry: ChangeEntry, limit: int) -> str:
    topic = entry.subject.topic
    lifted = (topic is Topic.BLOCK_MEMBER and entry.after is None) or (topic is Topic.PAUSE and entry.after != PAUSED)
    before, after = (_value(texts, locale, topic, value, limit) for value in (entry.before, entry.after))
    what = texts.say(
        locale,
        f"record-{topic.value}-off" if lifted else f"record-{topic.value}",
        subject=_subject(texts, locale, entry, limit),
        after=after,
        values=texts.say(locale, "record-from-to", before=before, after=after),
    )
    if entry.reason:
        what = texts.say(locale, "record-for-reason", what=what, reason=quote(entry.reason, limit))
    return texts.say(locale, "record-change", who=actor_words(texts, locale, entry.actor), what=what)


def _subject(texts: Texts, locale: str, entry: ChangeEntry, limit: int) -> str:
    subject, number = entry.subject, entry.subject.number or 0
    if subject.topic in ABOUT_MEMBERS:
        return someone(texts, locale, entry.whom)
    if subject.topic in ABOUT_ROLES:
        return role_mention(number)
    if subject.topic in ABOUT_JOBS:
        return texts.say(locale, "job-number", job=str(number))
    if subject.topic is Topic.CAP_CHANNEL:
        return channel_mention(number)
    return quote(subject.name, limit)


def _value(texts: Texts, locale: str, topic: Topic, value: str | None, limit: int) -> str:
    """Word a value as it was written down; one that a later version wrote is shown as it is."""
    if value is None:
        return _nothing(texts, locale, topic)
    worded: str | None = None
    if topic in CAPS:
        worded = _cap(texts, locale, value)
    elif topic is Topic.BLOCK_MEMBER and (value == FOR_GOOD or value.isdecimal()):
        worded = block_end(texts, locale, None if value == FOR_GOOD else float(value))
    elif topic in IN_CREDITS and value.removeprefix("-").isdecimal():
        worded = amount(texts, locale, int(value))
    elif topic is Topic.RULE_PERIOD and value in set(PeriodKind):
        worded = texts.say(locale, f"cmd-choice-period-{value}")
    elif topic in OF_CHANNELS and value.replace(" ", "").isdecimal():
        worded = texts.say(locale, "separator").join(map(channel_mention, value.split()[:LISTED]))
    return worded or quote(value, limit)


def _cap(texts: Texts, locale: str, value: str) -> str | None:
    """Word a cap that was written down as pairs of names and values; None when it cannot be read."""
    pairs = dict(pair.partition("=")[::2] for pair in value.split())
    try:
        cap = Cap(
            resolution=Resolution(pairs["resolution"]) if "resolution" in pairs else None,
            duration=next((one for one in DURATIONS if pairs.get("duration") == str(one)), None),
            audio="audio" not in pairs,
            images="images" not in pairs,
            jobs=int(pairs["jobs"]) if "jobs" in pairs else None,
        )
    except ValueError:
        return None
    return None if cap == Cap() else cap_words(texts, locale, cap)


def _nothing(texts: Texts, locale: str, topic: Topic) -> str:
    if topic in CAPS:
        return texts.say(locale, "limits-cap-none")
    if topic in INHERITED:
        return texts.say(locale, "quota-inherited")
    return texts.say(locale, "quota-was-none" if topic in LIMITING else "record-was-unset")


def actor_words(texts: Texts, locale: str, actor: Actor) -> str:
    """Name who did something."""
    if actor.kind is ActorKind.MEMBER:
        return someone(texts, locale, actor.member)
    return texts.say(locale, f"record-{actor.kind.value}")
