"""What `python -m bot erase-member` says."""

from bot.domain.privacy import Outcome, Traces
from bot.i18n import Texts


def erasure(texts: Texts, locale: str, outcome: Outcome, traces: Traces) -> str:
    """Say what was forgotten, or would be, and what that means for others."""
    if outcome is Outcome.UNKNOWN:
        return texts.say(locale, "erase-unknown")
    separator = texts.say(locale, "separator")
    if outcome is Outcome.UNDER_WAY:
        return texts.say(locale, "erase-under-way", jobs=separator.join(map(str, traces.under_way)))
    counts = {"videos": traces.videos, "clips": len(traces.clips), "pictures": len(traces.pictures)}
    lines = [texts.say(locale, f"erase-{outcome.value}", **counts)]
    if traces.blocked_in:
        lines.append(texts.say(locale, "erase-blocks", servers=separator.join(map(str, traces.blocked_in))))
    if traces.reasons:
        lines.append(texts.say(locale, "erase-reasons", count=traces.reasons))
    lines += [texts.say(locale, "erase-afresh"), texts.say(locale, "erase-elsewhere")]
    if outcome is Outcome.PLANNED:
        lines.append(texts.say(locale, "erase-dry"))
    return "\n".join(lines)
