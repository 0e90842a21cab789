"""Buttons under the bot's messages. Their ids carry the action and the job, so that they work after any restart.

Every item is dynamic and every view is built anew for each message: a view that mixes kinds, or that is sent twice,
un-registers the dynamic items of the whole process (discord.py 2.7, ui/view.py).
"""

import re
from typing import Any, Self

import discord

from bot.cards import private
from bot.cards.door import Services, defer_privately
from bot.cards.press import Outcome, serve_press
from bot.domain.ids import JobId
from bot.domain.job import WAITING, Job
from bot.domain.refusals import Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts


class CancelButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"cancel:(?P<job>[0-9]{1,20})"):
    """Calls a job off that waits."""

    def __init__(self, job_id: JobId, label: str | None = None) -> None:
        self.job_id = job_id
        style = discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(style=style, label=label, emoji="✖️", custom_id=f"cancel:{job_id}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(JobId(int(match["job"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Cancel for the one who presses, if that one may."""
        await serve_press(interaction, defer_privately, self._cancel)

    async def _cancel(self, services: Services, requester: Requester) -> Outcome:
        job = await services.requests.cancel(self.job_id, requester)
        return job if isinstance(job, Refusal) else private.cancelled(services.texts, requester.locale, job)


ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (CancelButton,)
"""Every kind of button, for the client to know them again after a restart."""


def status_view(texts: Texts, job: Job) -> discord.ui.View | None:
    """Build the buttons of a status message; None when there is nothing to press."""
    if job.state not in WAITING:
        return None
    view = discord.ui.View(timeout=None)
    view.add_item(CancelButton(job.id, texts.say(job.guild_locale, "button-cancel")))
    return view
