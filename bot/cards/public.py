"""What the bot says by itself: status and result in the channel, the end of a job by direct message."""

from typing import Final
from urllib.parse import quote as percent_encode

from bot.cards import waits
from bot.cards.words import PROMPT_LIMIT, amount, exact, mention, prompt_words, quote, relative, span
from bot.domain import life
from bot.domain.delivery import Delivery
from bot.domain.job import VOID, Clip, Ending, Job, JobState
from bot.domain.link import ClipLink
from bot.domain.task import field_of
from bot.domain.vendor_text import clean_vendor_text
from bot.domain.video import VideoSpec
from bot.domain.waiting import Prospect
from bot.i18n import Texts

CONTENT_LIMIT: Final = 2000
"""Characters of a message (Discord: Create Message)."""
_VENDORS_WORD: Final = frozenset({Ending.REFUSED, Ending.VENDOR_FAILED})
"""Endings whose detail comes from the vendor; that of the others is ours, for the operator."""
_NUMBERED: Final = frozenset({JobState.FAILED, JobState.UNDELIVERABLE})
# An expired job may still be delivered, and a scan of the channel knows the result by the job's number.


def status(texts: Texts, job: Job, prospect: Prospect | None) -> str:
    """Word the public status message."""
    locale = job.guild_locale
    return texts.say(
        locale,
        "status",
        member=mention(job.member_id),
        prompt=prompt_words(texts, locale, job.spec.prompt),
        line=status_line(texts, job, prospect, locale),
        facts=request_facts(texts, job, locale, numbered=job.state in _NUMBERED),
    )


def status_line(texts: Texts, job: Job, prospect: Prospect | None, locale: str) -> str:
    """Say how a job stands, why it ended if it did, and what comes next, as far as that can be foreseen."""
    key, values = f"status-{job.state.value}", dict[str, str | float]()
    match job.state:
        case JobState.QUEUED:
            return waits.queued(texts, job, prospect, locale)
        case JobState.RUNNING:
            return waits.running(texts, job, prospect, locale)
        case JobState.UNKNOWN | JobState.AWAITING_APPROVAL:
            values["credits"] = amount(texts, locale, job.price)
            values["until"] = relative(job.state_at if job.deadline_at is None else job.deadline_at)
        case JobState.CANCELLED | JobState.FAILED | JobState.EXPIRED:
            values |= {"reason": reason(texts, job, locale), "back": _back(texts, job, locale)}
        case JobState.UNDELIVERABLE:
            values["reason"] = reason(texts, job, locale)
    return texts.say(locale, key, **values)


def reason(texts: Texts, job: Job, locale: str) -> str:
    """Say why a job ended and what to do next, with the vendor's own words made harmless."""
    ending = job.ending or Ending.VENDOR_FAILED
    said = clean_vendor_text(job.ending_detail or "") if ending in _VENDORS_WORD else ""
    field = field_of(job.ending_detail or "") if ending is Ending.REFUSED else None
    if field:
        text = texts.say(locale, "ending-refused-field", field=field)
    elif ending is Ending.REFUSED and job.callback is not None:
        # what was refused may be the address that the vendor was to call, which no prompt makes better
        text = texts.say(locale, "ending-refused-unsaid")
    else:
        text = texts.say(locale, f"ending-{ending.value}")
    return f"{text} {texts.say(locale, 'vendor-says', text=quote(said))}" if said else text


def _back(texts: Texts, job: Job, locale: str) -> str:
    return texts.say(locale, "credits-back", credits=amount(texts, locale, job.price))


def request_facts(texts: Texts, job: Job, locale: str, *, numbered: bool) -> str:
    """Say in one line what was asked for and what it takes."""
    facts = [spec_facts(texts, job.spec, None if job.free else job.price, locale)]
    if numbered:
        facts.append(texts.say(locale, "job-number", job=str(job.id)))
    return " · ".join(facts)


def spec_facts(texts: Texts, spec: VideoSpec, price: int | None, locale: str, ratio: str | None = None) -> str:
    """Say in one line what a video is like and what it takes (credits), None for one at no charge.

    `ratio` words a shape not known yet.
    """
    facts = [
        texts.say(
            locale,
            "status-facts",
            resolution=spec.resolution.value,
            ratio=ratio or spec.aspect_ratio.value,
            seconds=spec.duration,
            sound=_sound(texts, locale, with_audio=spec.generate_audio),
            credits=_charge(texts, locale, price),
        )
    ]
    if spec.fixed_lens:
        facts.append(texts.say(locale, "camera-still"))
    if spec.image_url is not None:
        facts.append(texts.say(locale, "picture-given"))
    return " · ".join(facts)


def _charge(texts: Texts, locale: str, price: int | None) -> str:
    return texts.say(locale, "no-charge") if price is None else amount(texts, locale, price)


def _sound(texts: Texts, locale: str, *, with_audio: bool) -> str:
    return texts.say(locale, "sound-with" if with_audio else "sound-without")


def result(texts: Texts, job: Job, delivery: Delivery, ours: ClipLink | None = None) -> str:
    """Word the message that carries the clip. Its last line holds the delivery's marker as a word of its own.

    A link leads to our own file if it may, else to the vendor's.
    """
    if ours is not None:
        # of bounded length, so that the shorter prompt is never needed
        return _result(texts, job, delivery, PROMPT_LIMIT, ours)
    for limit in (PROMPT_LIMIT, PROMPT_LIMIT // 6):
        content = _result(texts, job, delivery, limit, job.video_url)
        if len(content) <= CONTENT_LIMIT:
            return content
    return _result(texts, job, delivery, PROMPT_LIMIT, None)


def _result(texts: Texts, job: Job, delivery: Delivery, prompt_limit: int, link: ClipLink | str | None) -> str:
    locale = job.guild_locale
    prompt = quote(job.spec.prompt, prompt_limit)
    lines = [texts.say(locale, "result", member=mention(job.member_id), prompt=prompt)]
    if delivery.as_link:
        lines.append(_link_words(texts, locale, link))
    if job.clip:
        lines.append(_clip_facts(texts, job, job.clip, delivery))
    return "\n".join(lines)


def _link_words(texts: Texts, locale: str, link: ClipLink | str | None) -> str:
    if isinstance(link, ClipLink):
        return texts.say(locale, "result-link-ours", url=link.url, until=exact(link.until))
    return texts.say(locale, "result-link", url=_bare(link)) if link else texts.say(locale, "result-link-lost")


def _clip_facts(texts: Texts, job: Job, clip: Clip, delivery: Delivery) -> str:
    locale = job.guild_locale
    return texts.say(
        locale,
        "result-facts",
        width=str(clip.width),
        height=str(clip.height),
        seconds=round(clip.seconds),
        sound=_sound(texts, locale, with_audio=clip.has_audio),
        smaller="" if delivery.fit_to is None else f" · {texts.say(locale, 'made-smaller')}",
        credits=_charge(texts, locale, None if job.free else life.settle(job).amount),
        took=span(texts, locale, job.state_at - job.queued_at),
        marker=delivery.marker,
    )


def _bare(link: str) -> str:
    """Percent-encode what would end a link early or start markup after it; what is encoded already stays."""
    return percent_encode(link, safe=":/?#[]@!$&'()*+,;=%-._~")


def direct(texts: Texts, job: Job) -> str:
    """Word the direct message about a job that ended without a clip in the channel."""
    locale = job.locale
    kind = "void" if job.state in VOID else "undeliverable"
    heading = f"direct-{'cancelled' if job.state is JobState.CANCELLED else kind}"
    lines = [reason(texts, job, locale)]
    if job.state in VOID:
        lines.append(_back(texts, job, locale))
    return texts.say(
        locale,
        "direct",
        heading=texts.say(locale, heading, channel=f"<#{job.channel_id}>"),
        prompt=prompt_words(texts, locale, job.spec.prompt),
        reason=" ".join(lines),
        facts=request_facts(texts, job, locale, numbered=True),
    )
