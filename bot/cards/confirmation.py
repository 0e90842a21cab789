"""The question whether a price is agreed to. Its buttons are dynamic like all others (see `bot.cards.buttons`)."""

import re
from typing import Any, Self

import discord

from bot.cards.door import Services, defer_update
from bot.cards.press import Outcome, serve_press
from bot.cards.private import picture_receipt, price_question
from bot.domain.ids import JobId
from bot.domain.refusals import Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.requests import Confirmation

Panel = discord.ui.LayoutView


class ConfirmButton(discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"confirm:(?P<draft>[0-9]{1,19})"):
    """Agrees to a price: the video is asked for."""

    def __init__(self, draft_id: JobId, label: str | None = None) -> None:
        self.draft_id = draft_id
        style = discord.ButtonStyle.success
        super().__init__(discord.ui.Button(style=style, label=label, emoji="🎬", custom_id=f"confirm:{draft_id}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["draft"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask for the video in the name of the one who presses."""
        await serve_press(interaction, defer_update, self._confirm)

    async def _confirm(self, services: Services, requester: Requester) -> Outcome:
        taken = await services.requests.confirm(self.draft_id, requester)
        if isinstance(taken, Refusal):
            return taken
        # the question showed the prompt already
        own = {"own_prompt": True, "own_shape": not taken.like_picture}
        return picture_receipt(services.texts, requester.locale, taken.job, taken.balance, **own)


class DeclineButton(discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"decline:(?P<draft>[0-9]{1,19})"):
    """Does not agree: nothing was held, so there is nothing to do but to say so."""

    def __init__(self, draft_id: JobId, label: str | None = None) -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(style=style, label=label, custom_id=f"decline:{draft_id}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["draft"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Put the question away."""
        await serve_press(interaction, defer_update, self._decline)

    async def _decline(self, services: Services, requester: Requester) -> Outcome:
        return services.texts.say(requester.locale, "confirm-declined")


CONFIRMATION_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (ConfirmButton, DeclineButton)
"""Every kind of button here, for the client to know them again after a restart."""


def confirmation_panel(texts: Texts, locale: str, asked: Confirmation) -> Panel:
    """Ask whether the price of a video is agreed to."""
    row = discord.ui.ActionRow[Panel]()
    row.add_item(ConfirmButton(asked.draft_id, texts.say(locale, "button-confirm", price=asked.spec.price)))
    row.add_item(DeclineButton(asked.draft_id, texts.say(locale, "button-decline")))
    words = price_question(texts, locale, asked.spec, asked.balance, like_picture=asked.like_picture)
    question = discord.ui.TextDisplay[Panel](words)
    return Panel(timeout=None).add_item(discord.ui.Container[Panel](question, row))
