"""The panels of /jobs and their buttons, dynamic like all others (see `bot.cards.buttons`).

A page's buttons carry its anchor and whose list it is, so that a page turns in any process and at any time.
"""

import re
from typing import Any, Final, Self

import discord

from bot.cards import jobs
from bot.cards.buttons import CancelButton
from bot.cards.door import Services, defer_privately, defer_update
from bot.cards.log_buttons import RemoveButton, ReturnButton, decisions, sure_panel
from bot.cards.press import Outcome, serve_press
from bot.domain import redelivery
from bot.domain.history import Cursor, Page, Record, Way
from bot.domain.ids import JobId, MemberId
from bot.domain.job import WAITING, JobState
from bot.domain.refusals import Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts

EVERYONE: Final = "all"
Panel = discord.ui.LayoutView


class TurnButton(
    discord.ui.DynamicItem[discord.ui.Button[Panel]],
    template=r"jobs:(?P<way>older|newer):(?P<anchor>[0-9]{1,19}):(?P<whose>all|[0-9]{1,19})",
):
    """Turns a page of the list."""

    def __init__(self, cursor: Cursor, whose: MemberId | None, label: str | None = None) -> None:
        self.cursor = cursor
        self.whose = whose
        custom_id = f"jobs:{cursor.way.value}:{cursor.anchor}:{EVERYONE if whose is None else whose}"
        super().__init__(
            discord.ui.Button(
                style=discord.ButtonStyle.secondary,
                label=label,
                emoji="◀️" if cursor.way is Way.NEWER else "▶️",
                custom_id=custom_id,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        whose = None if match["whose"] == EVERYONE else MemberId(int(match["whose"]))
        return cls(Cursor(Way(match["way"]), JobId(int(match["anchor"]))), whose)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Put another page in the place of this one."""
        await serve_press(interaction, defer_update, self._turn)

    async def _turn(self, services: Services, requester: Requester) -> Outcome:
        page = await services.archive.page(requester, self.whose, self.cursor)
        return page if isinstance(page, Refusal) else list_panel(services.texts, requester, self.whose, page)


class AgainButton(discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"again:(?P<job>[0-9]{1,19})"):
    """Posts a clip of ours again."""

    def __init__(self, job_id: JobId, label: str | None = None) -> None:
        self.job_id = job_id
        style = discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(style=style, label=label, emoji="📤", custom_id=f"again:{job_id}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["job"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open another delivery into this channel."""
        await serve_press(interaction, defer_privately, self._again)

    async def _again(self, services: Services, requester: Requester) -> Outcome:
        job = await services.clips.deliver_again(self.job_id, requester)
        return job if isinstance(job, Refusal) else services.texts.say(requester.locale, "again")


class DeleteButton(
    discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"delete(?P<sure>-sure)?:(?P<job>[0-9]{1,19})"
):
    """Deletes a clip: the first button asks whether that is meant, the second does it."""

    def __init__(self, job_id: JobId, label: str | None = None, *, sure: bool = False) -> None:
        self.job_id = job_id
        self.sure = sure
        custom_id = f"delete{'-sure' if sure else ''}:{job_id}"
        style = discord.ButtonStyle.danger
        super().__init__(discord.ui.Button(style=style, label=label, emoji="🗑️", custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["job"])), sure=match["sure"] is not None)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask, or delete for the one who presses."""
        await serve_press(interaction, defer_update if self.sure else defer_privately, self._delete)

    async def _delete(self, services: Services, requester: Requester) -> Outcome:
        if not self.sure:
            sure = services.texts.say(requester.locale, "button-delete-sure")
            return sure_panel(services.texts, requester.locale, DeleteButton(self.job_id, sure, sure=True))
        job = await services.clips.delete(self.job_id, requester)
        return job if isinstance(job, Refusal) else services.texts.say(requester.locale, "deleting")


JOB_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (TurnButton, AgainButton, DeleteButton)
"""Every kind of button here, for the client to know them again after a restart."""


def list_panel(texts: Texts, requester: Requester, whose: MemberId | None, page: Page) -> Panel:
    """Build a page of a list with the buttons that lead on from it."""
    locale = requester.locale
    box = discord.ui.Container[Panel](discord.ui.TextDisplay(jobs.title(texts, locale, requester.member_id, whose)))
    for text in jobs.listed(texts, locale, requester.member_id, whose, page):
        box.add_item(discord.ui.TextDisplay(text))
    if page.entries:
        box.add_item(discord.ui.TextDisplay(texts.say(locale, "jobs-hint")))
    row = discord.ui.ActionRow[Panel]()
    if page.newer and page.entries:
        row.add_item(TurnButton(Cursor(Way.NEWER, page.entries[0].job.id), whose, texts.say(locale, "button-newer")))
    if page.older and page.entries:
        row.add_item(TurnButton(Cursor(Way.OLDER, page.entries[-1].job.id), whose, texts.say(locale, "button-older")))
    return _boxed(box, row)


def _boxed(box: discord.ui.Container[Panel], row: discord.ui.ActionRow[Panel]) -> Panel:
    if row.children:
        box.add_item(row)
    panel = Panel(timeout=None)
    panel.add_item(box)
    return panel


def job_panel(texts: Texts, requester: Requester, record: Record) -> Panel:
    """Show one job with the buttons that its state allows."""
    locale, job = requester.locale, record.job
    box = discord.ui.Container[Panel]()
    for text in jobs.detail(texts, locale, requester.member_id, record):
        box.add_item(discord.ui.TextDisplay(text))
    row = discord.ui.ActionRow[Panel]()
    own = job.member_id == requester.member_id
    if requester.is_moderator and job.state is JobState.AWAITING_APPROVAL:
        for button in decisions(texts, locale, job.id):
            row.add_item(button)
    if job.state in WAITING:
        row.add_item(CancelButton(job.id, texts.say(locale, "button-cancel")))
    if redelivery.refuse(job, kept=record.kept) is None:
        row.add_item(AgainButton(job.id, texts.say(locale, "button-again")))
    if redelivery.refuse_delete(job, stands=record.standing is not None, kept=record.kept) is None:
        kind = DeleteButton if own else RemoveButton
        row.add_item(kind(job.id, texts.say(locale, "button-delete")))
    if requester.is_moderator and record.may_return:
        row.add_item(ReturnButton(job.id, texts.say(locale, "button-return")))
    return _boxed(box, row)
