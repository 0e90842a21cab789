"""What the operator sees of the whole, as sections of rows: plain for the shell, a panel for Discord."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import discord
from rich.cells import cell_len

from bot.cards.words import relative
from bot.domain.ids import Instant
from bot.domain.job import Ending, JobState
from bot.domain.stats import KeyBudget, Stats, Turnover, Unknowns
from bot.domain.studio import Studio
from bot.i18n import Texts

Row = tuple[str, ...]
Say = Callable[..., str]
When = Callable[[Instant], str]
Panel = discord.ui.LayoutView


@dataclass(frozen=True, kw_only=True)
class Section:
    """Rows of a label and its values, under a title and, with several values, their headings."""

    title: str
    headings: Row = ()
    rows: Sequence[Row]


def report(texts: Texts, locale: str, stats: Stats) -> str:
    """Write it for a terminal or a file: labels to the left, values to the right, each under its heading."""
    parts = []
    for section in _sections(texts, locale, stats, written, with_endings=True):
        table = [("", *section.headings), *section.rows] if section.headings else section.rows
        parts.append("\n".join([section.title, *_aligned(table)]))
    return "\n\n".join(parts)


def written(instant: Instant) -> str:
    """Write an instant for where nothing else words it."""
    return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%d %H:%M} UTC"


def _aligned(table: Sequence[Row]) -> list[str]:
    """Pad by columns of a terminal, of which a Chinese character takes two; a label without values widens nothing."""
    widths: Counter[int] = Counter()
    for row in table:
        for column, text in enumerate(row if len(row) > 1 else ()):
            widths[column] = max(widths[column], cell_len(text))
    lines = []
    for label, *values in table:
        cells = [" " * (widths[column] - cell_len(text)) + text for column, text in enumerate(values, 1)]
        lines.append("  ".join(["", label + " " * (widths[0] - cell_len(label)), *cells]).rstrip())
    return lines


def stats_panel(texts: Texts, locale: str, stats: Stats) -> Panel:
    """Show the same on Discord, without why videos failed."""
    box = discord.ui.Container[Panel]()
    for section in _sections(texts, locale, stats, relative, with_endings=False):
        box.add_item(discord.ui.TextDisplay(_bulleted(texts, locale, section)))
    box.add_item(discord.ui.TextDisplay(texts.say(locale, "owner-stats-more")))
    panel = Panel(timeout=None)
    return panel.add_item(box)


def _bulleted(texts: Texts, locale: str, section: Section) -> str:
    title, headings = section.title, " · ".join(section.headings)
    if headings:
        lines = [texts.say(locale, "stats-panel-headings", title=title, headings=headings)]
    else:
        lines = [texts.say(locale, "stats-panel-title", title=title)]
    for label, *values in section.rows:
        row = texts.say(locale, "stats-panel-row", label=label, values=" · ".join(values)) if values else f"- {label}"
        lines.append(row)
    return "\n".join(lines)


def _sections(texts: Texts, locale: str, stats: Stats, when: When, *, with_endings: bool) -> Iterator[Section]:
    say = partial(texts.say, locale)
    yield _key(say, stats.key)
    yield _studio(say, stats.studio, when)
    under_way = [(say(f"stats-state-{state.value}"), _number(jobs)) for state, jobs in stats.under_way.items()]
    yield Section(title=say("stats-under-way"), rows=under_way or [(say("stats-nothing"),)])
    if stats.unknown.oldest is not None:
        yield _unknown(say, stats.unknown, stats.unknown.oldest, when)
    days = tuple(say(f"stats-days-{span.days}") for span in stats.spans)
    asked = list(_states(say, stats.spans, with_endings=with_endings))
    yield Section(title=say("stats-jobs"), headings=days, rows=asked or [(say("stats-nothing"),)])
    credits_ = [
        (say(f"stats-{name}"), *(_number(getattr(span, name)) for span in stats.spans))
        for name in ("spent", "released", "returned", "absorbed")
    ]
    yield Section(title=say("stats-credits"), headings=days, rows=credits_)
    yield _servers(say, stats)


def _key(say: Say, key: KeyBudget | None) -> Section:
    title = say("stats-key")
    if key is None:
        return Section(title=title, rows=[(say("stats-key-none"),)])
    names = ("free", "held", "spent", "granted")
    return Section(title=title, rows=[(say(f"stats-key-{name}"), _number(getattr(key, name))) for name in names])


def _studio(say: Say, studio: Studio, when: When) -> Section:
    title = say("stats-studio")
    if studio.closure is None:
        return Section(title=title, rows=[(say("stats-studio-open"),)])
    closed = say("stats-studio-closed", since=when(studio.since))
    return Section(title=title, rows=[(closed,), (say(f"stats-closure-{studio.closure.value}"),)])


def _unknown(say: Say, unknown: Unknowns, oldest: Instant, when: When) -> Section:
    rows = [
        (say("stats-unknown-count"), _number(unknown.count)),
        (say("stats-unknown-credits"), _number(unknown.credits)),
        (say("stats-unknown-oldest"), when(oldest)),
    ]
    return Section(title=say("stats-unknown"), rows=rows)


def _states(say: Say, spans: Sequence[Turnover], *, with_endings: bool) -> Iterator[Row]:
    for state in JobState:
        counts = [span.states.get(state, 0) for span in spans]
        if any(counts):
            yield (say(f"stats-state-{state.value}"), *map(_number, counts))
    for ending in Ending if with_endings else ():
        counts = [span.endings.get(ending, 0) for span in spans]
        if any(counts):
            yield (f"- {say(f'stats-ending-{ending.value}')}", *map(_number, counts))


def _servers(say: Say, stats: Stats) -> Section:
    headings = (say("stats-use"), say("stats-allowance"), say("stats-ceiling"))
    rows = [
        (
            str(use.guild_id),
            _number(use.used),
            _number(use.allowance or 0),
            say("stats-default") if use.ceiling is None else _number(use.ceiling),
        )
        for use in stats.busiest
    ]
    title = say("stats-servers", count=stats.servers)
    return Section(title=title, headings=headings, rows=rows or [(say("stats-none-used"),)])


def _number(count: int) -> str:
    return f"{count:,}"
