"""What moderators press about one job, on its card in the log channel and in /jobs; dynamic like all other buttons."""

import re
from typing import Any, Self

import discord

from bot.cards.block_form import BlockForm
from bot.cards.door import Services, apologise, defer_privately, defer_update, requester_of, say_anyhow, services_of
from bot.cards.press import Outcome, serve_press
from bot.cards.quota import given_back
from bot.cards.words import amount, refusal
from bot.domain import redelivery
from bot.domain.history import Record
from bot.domain.ids import JobId
from bot.domain.job import JobState
from bot.domain.refusals import ManagersOnly, Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.moderation import Request

Panel = discord.ui.LayoutView
Row = discord.ui.ActionRow[Panel]


class DecideButton(
    discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"(?P<word>approve|refuse):(?P<job>[0-9]{1,19})"
):
    """Says yes or no to a job that waits for a moderator."""

    def __init__(self, job_id: JobId, label: str | None = None, *, approve: bool) -> None:
        self.job_id = job_id
        self.approve = approve
        custom_id = f"{'approve' if approve else 'refuse'}:{job_id}"
        style = discord.ButtonStyle.success if approve else discord.ButtonStyle.danger
        emoji = "✅" if approve else "🚫"
        super().__init__(discord.ui.Button(style=style, label=label, emoji=emoji, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["job"])), approve=match["word"] == "approve")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Decide for the one who presses, if that one is a moderator."""

        async def decide(services: Services, requester: Requester) -> Outcome:
            verb = services.moderation.approve if self.approve else services.moderation.refuse
            job = await verb(Request(requester=requester, interaction=interaction.id), self.job_id)
            if isinstance(job, Refusal):
                return job
            key = "approved" if self.approve else "not-approved"
            price = amount(services.texts, requester.locale, job.price)
            return services.texts.say(requester.locale, key, credits=price)

        await serve_press(interaction, defer_privately, decide)


class RemoveButton(
    discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"remove(?P<sure>-sure)?:(?P<job>[0-9]{1,19})"
):
    """Deletes the clip of anybody: the first button asks whether that is meant, the second does it."""

    def __init__(self, job_id: JobId, label: str | None = None, *, sure: bool = False) -> None:
        self.job_id = job_id
        self.sure = sure
        custom_id = f"remove{'-sure' if sure else ''}:{job_id}"
        style = discord.ButtonStyle.danger
        super().__init__(discord.ui.Button(style=style, label=label, emoji="🗑️", custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["job"])), sure=match["sure"] is not None)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask, or delete for the one who presses, if that one is a moderator."""

        async def remove(services: Services, requester: Requester) -> Outcome:
            if not requester.is_moderator:
                return ManagersOnly()
            sure = services.texts.say(requester.locale, "button-delete-sure")
            if not self.sure:
                return sure_panel(services.texts, requester.locale, RemoveButton(self.job_id, sure, sure=True))
            asked = Request(requester=requester, interaction=interaction.id)
            job = await services.clips.remove(asked, self.job_id)
            return job if isinstance(job, Refusal) else services.texts.say(requester.locale, "deleting")

        await serve_press(interaction, defer_update if self.sure else defer_privately, remove)


class BlockButton(discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"block:(?P<job>[0-9]{1,19})"):
    """Shows a form to keep the one who asked for a video from asking for more."""

    def __init__(self, job_id: JobId, label: str | None = None) -> None:
        self.job_id = job_id
        style = discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(style=style, label=label, emoji="⛔", custom_id=f"block:{job_id}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["job"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the form to a moderator. It must be the first answer, so nothing is looked up before it."""
        texts = services_of(interaction).texts
        requester = requester_of(interaction)
        no = requester if isinstance(requester, Refusal) else None if requester.is_moderator else ManagersOnly()
        if no:
            await say_anyhow(interaction, refusal(texts, interaction.locale.value, no))
            return
        try:
            await interaction.response.send_modal(BlockForm(texts, interaction.locale.value, self.job_id))
        except Exception as error:  # noqa: BLE001 - apologise logs it
            await apologise(interaction, error)


class ReturnButton(discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"return:(?P<job>[0-9]{1,19})"):
    """Returns what a video took."""

    def __init__(self, job_id: JobId, label: str | None = None) -> None:
        self.job_id = job_id
        style = discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(style=style, label=label, emoji="↩️", custom_id=f"return:{job_id}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["job"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Give back for the one who presses, if that one is a moderator."""

        async def give_back(services: Services, requester: Requester) -> Outcome:
            asked = Request(requester=requester, interaction=interaction.id)
            returned = await services.moderation.give_back(asked, self.job_id)
            return returned if isinstance(returned, Refusal) else given_back(services.texts, requester.locale, returned)

        await serve_press(interaction, defer_privately, give_back)


LOG_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (DecideButton, RemoveButton, BlockButton, ReturnButton)
"""Every kind of button here, for the client to know them again after a restart."""


def decisions(texts: Texts, locale: str, job_id: JobId) -> list[DecideButton]:
    """Build the two answers to a job that waits for a moderator."""
    return [
        DecideButton(job_id, texts.say(locale, "button-approve"), approve=True),
        DecideButton(job_id, texts.say(locale, "button-refuse"), approve=False),
    ]


def card_row(texts: Texts, locale: str, record: Record) -> Row:
    """Build the buttons of a card: what can be done about a job as it stands now."""
    row, job = Row(), record.job
    if job.state is JobState.AWAITING_APPROVAL:
        for button in decisions(texts, locale, job.id):
            row.add_item(button)
    if not job.is_final:
        return row
    stands = record.standing is not None
    if redelivery.refuse_delete(job, stands=stands, kept=False) is None:
        row.add_item(RemoveButton(job.id, texts.say(locale, "button-remove")))
    if job.member_id:
        row.add_item(BlockButton(job.id, texts.say(locale, "button-block")))
    if record.may_return:
        row.add_item(ReturnButton(job.id, texts.say(locale, "button-return")))
    return row


def sure_panel(texts: Texts, locale: str, button: discord.ui.DynamicItem[discord.ui.Button[Panel]]) -> Panel:
    """Ask once more before a clip is deleted."""
    box = discord.ui.Container[Panel](discord.ui.TextDisplay(texts.say(locale, "delete-sure")))
    row = Row()
    row.add_item(button)
    box.add_item(row)
    return Panel(timeout=None).add_item(box)
