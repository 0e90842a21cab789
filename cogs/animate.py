"""/animate, and "Animate this image" on messages: a video that starts from a picture."""

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.confirmation import confirmation_panel
from bot.cards.door import Services, answer, defer_privately, requester_of, say_anyhow
from bot.cards.press import Outcome, serve_press
from bot.cards.private import picture_receipt
from bot.cards.words import refusal
from bot.client import ReelroomClient
from bot.domain.ids import JobId
from bot.domain.picture import IMAGE_TYPES, Upload
from bot.domain.place import refuse_place
from bot.domain.refusals import NoPictureThere, Refusal
from bot.domain.requester import Requester
from bot.domain.video import MAX_PROMPT_UNITS, AspectRatio, Resolution, Wish
from bot.service.requests import Confirmation
from cogs.animate_form import FORM, AnimateForm, read_form
from cogs.door import described, let_in
from cogs.video_options import RATIOS, RESOLUTIONS, SECONDS, offered, upload_of

SHARED = ("resolution", "duration", "generate_audio", "fixed_lens")


class Animate(commands.Cog):
    """The command and the entry in the menu of messages."""

    def __init__(self, client: ReelroomClient) -> None:
        self._client = client
        self._services = client.services
        self._texts = client.services.texts
        self._menu = app_commands.ContextMenu(name=described("cmd-animate-this"), callback=self.animate_this)

    async def cog_load(self) -> None:
        """Add the entry in the menu, which a cog does not add by itself."""
        self._client.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take it away again."""
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name="animate", description=described("cmd-animate"))
    @app_commands.describe(
        image=described("cmd-animate-image"),
        prompt=described("cmd-animate-prompt"),
        aspect_ratio=described("cmd-animate-aspect-ratio"),
        **{option: described(f"cmd-generate-{option.replace('_', '-')}") for option in SHARED},
    )
    @app_commands.choices(aspect_ratio=RATIOS, resolution=RESOLUTIONS)
    @app_commands.choices(duration=SECONDS)
    async def animate(
        self,
        interaction: discord.Interaction[Any],
        image: discord.Attachment,
        prompt: app_commands.Range[str, 1, MAX_PROMPT_UNITS] | None = None,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        duration: int | None = None,
        generate_audio: bool | None = None,
        fixed_lens: bool | None = None,
    ) -> None:
        """Queue a video that starts from the picture, in the picture's shape unless another was chosen."""
        requester = await let_in(interaction, self._texts)
        if requester is None:
            return
        wish = Wish(
            prompt=prompt or "",
            aspect_ratio=AspectRatio(aspect_ratio) if aspect_ratio else None,
            resolution=Resolution(resolution) if resolution else None,
            duration=offered(duration) if duration else None,
            generate_audio=generate_audio,
            fixed_lens=fixed_lens,
        )
        outcome = await self._queue(
            JobId(interaction.id),
            requester,
            wish,
            upload_of(image),
            own_prompt=prompt is not None,
            own_shape=aspect_ratio is not None,
        )
        await answer(interaction, self._worded(requester.locale, outcome))

    async def animate_this(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Show the form for a message's picture. A form must be the first answer, so nothing is looked up before it."""
        requester = requester_of(interaction)
        upload = picture_in(message)
        if isinstance(requester, Refusal):
            await say_anyhow(interaction, refusal(self._texts, interaction.locale.value, requester))
            return
        no = refuse_place(requester)
        if no or upload is None:
            await say_anyhow(interaction, refusal(self._texts, requester.locale, no or NoPictureThere()))
            return
        try:
            await interaction.response.send_modal(AnimateForm(self._texts, requester.locale, interaction.id))
        finally:
            # an answer that was lost may have shown the form nevertheless
            await self._services.drafts.keep(interaction.id, requester, upload)

    @commands.Cog.listener("on_interaction")
    async def form_came(self, interaction: discord.Interaction[Any]) -> None:
        """Queue what a form asks for. Heard here, because discord.py itself forgets its forms with its process."""
        data: Any = interaction.data or {}
        match = FORM.fullmatch(str(data.get("custom_id", "")))
        if interaction.type is not discord.InteractionType.modal_submit or match is None:
            return
        draft_id = int(match["draft"])

        async def act(services: Services, requester: Requester) -> Outcome:
            upload = await services.drafts.find(draft_id, requester)
            if isinstance(upload, Refusal):
                return upload
            form = read_form(interaction)
            return await self._queue(
                JobId(interaction.id),
                requester,
                form,
                upload,
                own_prompt=bool(form.prompt.strip()),
                own_shape=form.aspect_ratio is not None,
            )

        await serve_press(interaction, defer_privately, act)

    async def _queue(
        self,
        job_id: JobId,
        requester: Requester,
        wish: Wish,
        upload: Upload,
        *,
        own_prompt: bool,
        own_shape: bool,
    ) -> Outcome:
        """Queue the video; where the member gave no prompt, with the catalogue's in the member's language."""
        if not own_prompt:
            wish = replace(wish, prompt=self._texts.say(requester.locale, "animate-prompt"))
        taken = await self._services.requests.generate(job_id, requester, wish, upload, like_picture=not own_shape)
        if isinstance(taken, Refusal):
            return taken
        if isinstance(taken, Confirmation):
            return confirmation_panel(self._texts, requester.locale, taken)
        return picture_receipt(
            self._texts, requester.locale, taken.job, taken.balance, own_prompt=own_prompt, own_shape=own_shape
        )

    def _worded(self, locale: str, outcome: Outcome) -> str | discord.ui.LayoutView:
        return refusal(self._texts, locale, outcome) if isinstance(outcome, Refusal) else outcome


def picture_in(message: discord.Message) -> Upload | None:
    """Find the first picture of a message: attached to it or to what it forwards, else shown in a preview."""
    sources: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    attached = [one for source in sources for one in source.attachments if _is_picture(one)]
    attached.sort(key=lambda one: (one.content_type or "").partition(";")[0] not in IMAGE_TYPES)
    if attached:
        return upload_of(attached[0])
    shown = [url for source in sources for embed in source.embeds if (url := embed.image.url or embed.thumbnail.url)]
    return Upload(url=shown[0], size=None, content_type=None) if shown else None


def _is_picture(attachment: discord.Attachment) -> bool:
    """Tell by the type; Discord does not always name one, but measures every picture (Discord: attachment object)."""
    if attachment.content_type is None:
        return attachment.width is not None
    return attachment.content_type.startswith("image/")


async def setup(bot: ReelroomClient) -> None:
    """Add the command and the menu's entry to the client."""
    await bot.add_cog(Animate(bot))
