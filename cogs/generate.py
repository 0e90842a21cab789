"""/generate: ask for one video."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.confirmation import confirmation_panel
from bot.cards.door import answer
from bot.cards.private import receipt
from bot.cards.words import refusal
from bot.client import ReelroomClient
from bot.domain.ids import JobId
from bot.domain.refusals import Refusal
from bot.domain.video import MAX_PROMPT_UNITS, AspectRatio, Resolution, Wish
from bot.i18n import Texts
from bot.service.requests import Confirmation, Requests
from cogs.door import described, let_in
from cogs.video_options import RATIOS, RESOLUTIONS, SECONDS, offered, upload_of

OPTIONS = (
    "prompt",
    "aspect_ratio",
    "resolution",
    "duration",
    "generate_audio",
    "fixed_lens",
    "image",
    "image_url",
)
LONGEST_LINK = 2000


class Generate(commands.Cog):
    """The command that makes a video."""

    def __init__(self, requests: Requests, texts: Texts) -> None:
        self._requests = requests
        self._texts = texts

    @app_commands.command(name="generate", description=described("cmd-generate"))
    @app_commands.describe(
        **{option: described(f"cmd-generate-{option.replace('_', '-')}") for option in OPTIONS},
    )
    @app_commands.choices(aspect_ratio=RATIOS, resolution=RESOLUTIONS)
    @app_commands.choices(duration=SECONDS)
    async def generate(
        self,
        interaction: discord.Interaction[Any],
        prompt: app_commands.Range[str, 1, MAX_PROMPT_UNITS],
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        duration: int | None = None,
        generate_audio: bool | None = None,
        fixed_lens: bool | None = None,
        image: discord.Attachment | None = None,
        image_url: app_commands.Range[str, 1, LONGEST_LINK] | None = None,
    ) -> None:
        """Queue one video; the job takes the interaction's id, so that a repeated interaction is the same job."""
        requester = await let_in(interaction, self._texts)
        if requester is None:
            return
        wish = Wish(
            prompt=prompt,
            aspect_ratio=AspectRatio(aspect_ratio) if aspect_ratio else None,
            resolution=Resolution(resolution) if resolution else None,
            duration=offered(duration) if duration else None,
            generate_audio=generate_audio,
            fixed_lens=fixed_lens,
            image_url=image_url,
        )
        upload = upload_of(image) if image else None
        taken = await self._requests.generate(JobId(interaction.id), requester, wish, upload)
        if isinstance(taken, Refusal):
            await answer(interaction, refusal(self._texts, requester.locale, taken))
        elif isinstance(taken, Confirmation):
            await answer(interaction, confirmation_panel(self._texts, requester.locale, taken))
        else:
            await answer(interaction, receipt(self._texts, requester.locale, taken.job, taken.balance))


async def setup(bot: ReelroomClient) -> None:
    """Add the command to the client."""
    await bot.add_cog(Generate(bot.services.requests, bot.services.texts))
