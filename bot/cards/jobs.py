"""What /jobs says: the list of jobs, and one of them with everything about it."""

from typing import Final

from bot.cards.public import request_facts, status_line
from bot.cards.words import amount, exact, mention, one_line, prompt_words, relative, someone
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.history import Entry, Line, Page, Record, price_of
from bot.domain.ids import GuildId, MemberId
from bot.domain.job import CAPTURED, Job, JobState
from bot.domain.redelivery import is_under_way
from bot.i18n import Texts

IN_A_LIST: Final = 80
"""Characters of a prompt in a list."""
ALONE: Final = 1000
"""Characters of a prompt by itself: with all else, escaped, within the 4,000 of a panel (Discord: Components V2)."""
CHOICE_LIMIT: Final = 100
"""Characters of a choice's label (Discord: autocomplete)."""


def title(texts: Texts, locale: str, reader: MemberId, whose: MemberId | None) -> str:
    """Say whose jobs are listed; None is everybody's."""
    if whose is None:
        return texts.say(locale, "jobs-title-everyone")
    if whose == reader:
        return texts.say(locale, "jobs-title-own")
    return texts.say(locale, "jobs-title-member", member=mention(whose))


def listed(texts: Texts, locale: str, reader: MemberId, whose: MemberId | None, page: Page) -> list[str]:
    """Word a page of a list, one text an entry; an empty list has words as well."""
    if not page.entries:
        return [texts.say(locale, "jobs-none-own" if whose == reader else "jobs-none-others")]
    return [_entry(texts, locale, entry, named=whose is None) for entry in page.entries]


def _entry(texts: Texts, locale: str, entry: Entry, *, named: bool) -> str:
    job = entry.job
    facts = [line_words(texts, locale, price_of(job)), relative(job.created_at)]
    if entry.standing:
        facts.append(texts.say(locale, "jobs-clip", link=jump_link(job.guild_id, entry.standing)))
    facts.append(texts.say(locale, "job-number", job=str(job.id)))
    shown = {
        "state": state_words(texts, locale, job, entry.standing),
        "prompt": prompt_words(texts, locale, job.spec.prompt, IN_A_LIST),
        "facts": " · ".join(facts),
    }
    if named:
        return texts.say(locale, "jobs-line-of", member=someone(texts, locale, job.member_id), **shown)
    return texts.say(locale, "jobs-line", **shown)


def state_words(texts: Texts, locale: str, job: Job, standing: Delivery | None) -> str:
    """Say how a job stands; one that could not be posted at first reads as posted once a message of it stands."""
    found = job.state is JobState.UNDELIVERABLE and standing is not None
    state = JobState.DELIVERED if found else job.state
    return texts.say(locale, f"job-state-{state.value}")


def line_words(texts: Texts, locale: str, line: Line) -> str:
    """Say what happened to credits."""
    return texts.say(locale, f"job-line-{line.kind.value}", credits=amount(texts, locale, line.amount))


def jump_link(guild_id: GuildId, standing: Delivery) -> str:
    """Name the address of a clip's message (Discord: message links)."""
    return f"https://discord.com/channels/{guild_id}/{standing.channel_id}/{standing.message_id}"


def choice(texts: Texts, locale: str, job: Job) -> str:
    """Label a job for a list to choose from, where Discord reads no markup."""
    prompt = job.spec.prompt or texts.say(locale, "prompt-gone")
    return one_line(f"{state_words(texts, locale, job, None)} · {prompt}", CHOICE_LIMIT)


def detail(texts: Texts, locale: str, reader: MemberId, record: Record) -> list[str]:
    """Word everything about one job: what it is and how it stands, its times, its credits."""
    job = record.job
    shown = {
        "prompt": prompt_words(texts, locale, job.spec.prompt, ALONE),
        "line": _line(texts, locale, record),
        "facts": request_facts(texts, job, locale, numbered=True),
    }
    if job.member_id == reader:
        heading = texts.say(locale, "job", **shown)
    else:
        heading = texts.say(locale, "job-of", member=someone(texts, locale, job.member_id), **shown)
    parts = [heading, _times(texts, locale, record)]
    again = _again(record)
    if again:
        parts.insert(1, texts.say(locale, again))
    if record.lines:
        parts.append(_credits(texts, locale, record))
    return parts


def _line(texts: Texts, locale: str, record: Record) -> str:
    job, standing = record.job, record.standing
    if job.state in CAPTURED and standing:
        return texts.say(locale, "job-clip-here", link=jump_link(job.guild_id, standing))
    if job.state in CAPTURED and record.deliveries and record.deliveries[-1].state is DeliveryState.DELETED:
        return texts.say(locale, "job-clip-deleted")
    if job.state is JobState.DELIVERED:
        return texts.say(locale, "job-clip-gone")
    return status_line(texts, job, record.prospect, locale)


def _again(record: Record) -> str | None:
    """Choose the sentence about another delivery, if there is something to say about one."""
    last = record.deliveries[-1] if record.deliveries else None
    if last is not None and last.state is DeliveryState.DELETING:
        return "job-deletion-under-way"
    if record.job.is_final and is_under_way(record.job):
        return "job-again-under-way"
    failed = last is not None and last.number > 1 and last.state is DeliveryState.FAILED
    return "job-again-failed" if failed else None


def _times(texts: Texts, locale: str, record: Record) -> str:
    asked = record.job.created_at
    lines = [texts.say(locale, "job-asked", at=exact(asked), ago=relative(asked))]
    if record.started_at is not None:
        lines.append(texts.say(locale, "job-started", at=exact(record.started_at)))
    if record.finished_at is not None:
        key = "job-made" if record.job.state in CAPTURED else "job-ended"
        lines.append(texts.say(locale, key, at=exact(record.finished_at)))
    return "\n".join(lines)


def _credits(texts: Texts, locale: str, record: Record) -> str:
    lines = [
        texts.say(locale, "job-line-at", line=line_words(texts, locale, line), at=exact(line.at))
        for line in record.lines
    ]
    return "\n".join([texts.say(locale, "job-credits"), *lines])
