"""The panel of /quota history, and the buttons that lead on from it and from a table that was cut.

They are dynamic like all others (see `bot.cards.buttons`): a page's buttons carry its ends and what is looked for.
"""

import re
from typing import Any, Final, Self

import discord

from bot.cards import chronicle
from bot.cards.door import Handout, Services, defer_privately, defer_update
from bot.cards.export import table
from bot.cards.press import Outcome, serve_press
from bot.domain.chronicle import Lookup, Mark, Place, RecordKind, RecordPage
from bot.domain.history import Way
from bot.domain.ids import JobId, MemberId
from bot.domain.refusals import Refusal
from bot.domain.report import Stretch
from bot.domain.requester import Requester
from bot.i18n import Texts

EVERYBODY: Final = "all"
Panel = discord.ui.LayoutView


class RecordButton(
    discord.ui.DynamicItem[discord.ui.Button[Panel]],
    template=r"record:(?P<way>older|newer):(?P<job>[0-9]{1,19}):(?P<period>[0-9]{1,11}):(?P<change>[0-9]{1,19})"
    r":(?P<whose>all|[0-9]{1,19}):(?P<kind>all|credits|changes)",
):
    """Turns a page of the record."""

    def __init__(self, mark: Mark, lookup: Lookup, label: str | None = None) -> None:
        self.mark = mark
        self.lookup = lookup
        place, whose = mark.place, lookup.member or EVERYBODY
        custom_id = f"record:{mark.way.value}:{place.job}:{place.period}:{place.change}:{whose}:{lookup.kind.value}"
        super().__init__(
            discord.ui.Button(
                style=discord.ButtonStyle.secondary,
                label=label,
                emoji="◀️" if mark.way is Way.NEWER else "▶️",
                custom_id=custom_id,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        place = Place(job=int(match["job"]), period=int(match["period"]), change=int(match["change"]))
        whose = None if match["whose"] == EVERYBODY else MemberId(int(match["whose"]))
        return cls(Mark(Way(match["way"]), place), Lookup(RecordKind(match["kind"]), whose))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Put another page in the place of this one."""
        await serve_press(interaction, defer_update, self._turn)

    async def _turn(self, services: Services, requester: Requester) -> Outcome:
        page = await services.reports.chronicle(requester, self.lookup, self.mark)
        return page if isinstance(page, Refusal) else record_panel(services.texts, requester.locale, self.lookup, page)


class RestButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"rest:(?P<starts>[0-9]{1,11}):(?P<ends>[0-9]{1,11}):(?P<job>[0-9]{1,19})",
):
    """Goes on with a table that was as large as a file may be."""

    def __init__(self, starts_at: int, ends_at: int, before: JobId, label: str | None = None) -> None:
        self.starts_at = starts_at
        self.ends_at = ends_at
        self.before = before
        custom_id = f"rest:{starts_at}:{ends_at}:{before}"
        style = discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(style=style, label=label, emoji="✂️", custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(int(match["starts"]), int(match["ends"]), JobId(int(match["job"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Give the next file to the one who presses, if that one is a moderator."""
        await serve_press(interaction, defer_privately, self._go_on)

    async def _go_on(self, services: Services, requester: Requester) -> Outcome | Handout:
        stretch = await services.reports.between(requester, self.starts_at, self.ends_at)
        if isinstance(stretch, Refusal):
            return stretch
        return await table(services.texts, services.reports, requester, stretch, rest_view, self.before)


RECORD_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (RecordButton, RestButton)


def rest_view(texts: Texts, locale: str, stretch: Stretch, before: JobId) -> discord.ui.View:
    """Build what is under a table that was cut."""
    view = discord.ui.View(timeout=None)
    label = texts.say(locale, "export-button-rest")
    return view.add_item(RestButton(int(stretch.starts_at), int(stretch.ends_at), before, label))


def record_panel(texts: Texts, locale: str, lookup: Lookup, page: RecordPage) -> Panel:
    """Build a page of the record with the buttons that lead on from it."""
    box = discord.ui.Container[Panel](discord.ui.TextDisplay(chronicle.title(texts, locale, lookup)))
    for text in chronicle.listed(texts, locale, page):
        box.add_item(discord.ui.TextDisplay(text))
    if page.entries:
        box.add_item(discord.ui.TextDisplay(texts.say(locale, "record-hint")))
    row = discord.ui.ActionRow[Panel]()
    if page.newer:
        row.add_item(RecordButton(Mark(Way.NEWER, page.top), lookup, texts.say(locale, "button-newer")))
    if page.older:
        row.add_item(RecordButton(Mark(Way.OLDER, page.bottom), lookup, texts.say(locale, "button-older")))
    if row.children:
        box.add_item(row)
    return Panel(timeout=None).add_item(box)
