"""Between an interaction and the services: who asks, the acknowledgement, the private answer, the apology.

Commands and buttons share it.
"""

import io
import traceback
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import aiohttp
import discord
import structlog

from bot.cards.private import IN_THREADS, IN_VOICE, NEEDED
from bot.domain.ids import ChannelId, GuildId, MemberId, RoleId
from bot.domain.refusals import ServerOnly
from bot.domain.requester import Barrier, Requester
from bot.i18n import Texts
from bot.ports import StoreAwayError
from bot.service.archive import Archive
from bot.service.clips import Clips
from bot.service.drafts import Drafts
from bot.service.moderation import Moderation
from bot.service.operation import Operation
from bot.service.policies import Policies
from bot.service.reports import Reports
from bot.service.requests import Requests

log: Final = structlog.get_logger(__name__)

ALREADY_ACKNOWLEDGED: Final = 40060
UNKNOWN_INTERACTION: Final = 10062
CLOSED: Final = frozenset({10003, 50001})
"""Unknown Channel and Missing Access: what a private thread is to who was not added (Discord: status codes)."""
TRANSPORT: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""What talking to Discord may raise; discord.py passes on much of aiohttp and of the system as it is."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """What commands and buttons work with."""

    requests: Requests
    archive: Archive
    clips: Clips
    drafts: Drafts
    moderation: Moderation
    policies: Policies
    operation: Operation
    reports: Reports
    texts: Texts


@dataclass(frozen=True, kw_only=True)
class Handout:
    """An answer with a file; its description is read out to who does not see it."""

    words: str
    name: str
    data: bytes
    description: str = ""
    view: discord.ui.View | None = None

    def shown(self) -> dict[str, Any]:
        """Give what an edit of the answer takes."""
        file = discord.File(io.BytesIO(self.data), filename=self.name, description=self.description or None)
        return {"content": self.words, "attachments": [file], "view": self.view}


class HasServices(Protocol):
    """The client, as far as commands and buttons know it."""

    @property
    def services(self) -> Services:
        """The services of this process."""


def services_of(interaction: discord.Interaction[Any]) -> Services:
    """Reach the services through the client that received the interaction."""
    client: HasServices = interaction.client
    return client.services


def requester_of(interaction: discord.Interaction[Any]) -> Requester | ServerOnly:
    """Read who asks from where; refuses where the bot itself is no member."""
    installed_for_person_only = interaction.is_user_integration() and not interaction.is_guild_integration()
    if interaction.guild_id is None or interaction.channel_id is None or installed_for_person_only:
        return ServerOnly()
    permissions = interaction.permissions
    return Requester(
        guild_id=GuildId(interaction.guild_id),
        channel_id=ChannelId(interaction.channel_id),
        parent_id=_parent_of(interaction.channel),
        member_id=MemberId(interaction.user.id),
        locale=interaction.locale.value,
        guild_locale=(interaction.guild_locale or discord.Locale.american_english).value,
        role_ids=roles_of(interaction.user),
        is_moderator=permissions.manage_guild or permissions.administrator,
        missing_permissions=_missing_permissions(interaction),
        barrier=Barrier.LOCKED if _is_locked(interaction) else None,
    )


def _parent_of(channel: object) -> ChannelId | None:
    return ChannelId(channel.parent_id) if isinstance(channel, discord.Thread) else None


def roles_of(person: discord.User | discord.Member) -> tuple[RoleId, ...]:
    """Read the roles that an interaction carries of a person; who is not in the server has none.

    Without a cache of servers, `roles` of discord.py is empty; tests/cogs/test_quota.py guards what is read instead.
    """
    return tuple(map(RoleId, person._roles)) if isinstance(person, discord.Member) else ()  # noqa: SLF001 - the only place that has them


def _missing_permissions(interaction: discord.Interaction[Any]) -> tuple[str, ...]:
    ours = interaction.app_permissions
    if ours.administrator:
        return ()
    needed = list(NEEDED)
    if isinstance(interaction.channel, discord.Thread):
        needed[needed.index("send_messages")] = IN_THREADS
    elif isinstance(interaction.channel, discord.VoiceChannel | discord.StageChannel):
        needed.append(IN_VOICE)
    return tuple(name for name in needed if not getattr(ours, name))


def _manages_threads(interaction: discord.Interaction[Any]) -> bool:
    return interaction.app_permissions.manage_threads or interaction.app_permissions.administrator


def _is_locked(interaction: discord.Interaction[Any]) -> bool:
    channel = interaction.channel
    return isinstance(channel, discord.Thread) and channel.locked and not _manages_threads(interaction)


async def admit(interaction: discord.Interaction[Any]) -> Requester | ServerOnly:
    """Read who asks from where, and whether the bot is in a private thread: an interaction does not tell that.

    Commands reach the bot from private threads that it was never added to. What Discord does not answer is let pass.
    """
    requester = requester_of(interaction)
    channel = interaction.channel
    if not isinstance(requester, Requester) or not isinstance(channel, discord.Thread):
        return requester
    if not channel.is_private() or _manages_threads(interaction):
        return requester
    return replace(requester, barrier=Barrier.PRIVATE) if await is_closed(interaction, channel.id) else requester


async def is_closed(interaction: discord.Interaction[Any], channel_id: int) -> bool:
    """Ask Discord whether the bot cannot see a channel; no answer is that it can."""
    try:
        await interaction.client.fetch_channel(channel_id)
    except discord.HTTPException as error:
        return error.code in CLOSED
    except TRANSPORT as error:
        log.warning("a channel was not looked at", interaction=interaction.id, why=type(error).__name__)
    return False


async def defer_privately(interaction: discord.Interaction[Any]) -> None:
    """Acknowledge before anything else, so that Discord waits and only the asker sees the answer.

    A second try tells whether an acknowledgement whose answer was lost had arrived: Discord then says 40060.
    """
    await _defer(interaction, ephemeral=True, thinking=True)


async def defer_update(interaction: discord.Interaction[Any]) -> None:
    """Acknowledge a press whose answer takes the place of the message that was pressed on."""
    await _defer(interaction)


async def _defer(interaction: discord.Interaction[Any], **how: bool) -> None:
    try:
        await _acknowledge(interaction, **how)
    except (aiohttp.ClientError, OSError, TimeoutError):
        await _acknowledge(interaction, **how)


async def _acknowledge(interaction: discord.Interaction[Any], **how: bool) -> None:
    try:
        await interaction.response.defer(**how)
    except discord.HTTPException as error:
        # Acknowledged it is, by us before its answer was lost, or because the interaction came twice.
        if error.code != ALREADY_ACKNOWLEDGED:
            raise


async def answer(interaction: discord.Interaction[Any], content: str | discord.ui.LayoutView | Handout) -> None:
    """Put the private answer in place of "is thinking…", or of the panel that was pressed on.

    What was done stands even if Discord does not show it.
    """
    if (
        isinstance(content, str)
        and interaction.response.type is discord.InteractionResponseType.deferred_message_update
    ):
        # what takes the place of a panel must be one: it can never be plain text again (Discord: Components V2)
        panel = discord.ui.LayoutView(timeout=None)
        content = panel.add_item(discord.ui.TextDisplay(content))
    try:
        await interaction.edit_original_response(**_shown(content), allowed_mentions=discord.AllowedMentions.none())
    except TRANSPORT as error:
        log.warning("not answered", interaction=interaction.id, why=type(error).__name__)
        if isinstance(content, Handout) and isinstance(error, discord.HTTPException):
            await answer(interaction, services_of(interaction).texts.say(interaction.locale.value, "handout-refused"))


def _shown(content: str | discord.ui.LayoutView | Handout) -> dict[str, Any]:
    if isinstance(content, Handout):
        return content.shown()
    return {"content": content} if isinstance(content, str) else {"view": content}


async def apologise(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Log a defect under a number and give the member that number, in place of "is thinking…".

    A database that cannot be used is none of ours, and the member is told what that means.
    """
    if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_INTERACTION:
        log.warning("acknowledged too late: Discord had given up on it", interaction=interaction.id)
        return
    if isinstance(error, StoreAwayError):
        key = "apology-store"
        log.error("a command or button met a database that cannot be used", interaction=interaction.id, why=str(error))
    else:
        key = "apology"
        shown = "".join(traceback.format_exception(error)).replace(interaction.token, "[token]")
        log.error("a command or button failed", interaction=interaction.id, exception=shown)
    words = services_of(interaction).texts
    content = words.say(interaction.locale.value, key, reference=str(interaction.id))
    await say_anyhow(interaction, content)


async def say_anyhow(interaction: discord.Interaction[Any], content: str) -> None:
    """Answer privately whether or not the interaction was acknowledged."""
    if not interaction.response.is_done():
        try:
            await interaction.response.send_message(content, ephemeral=True)
        except TRANSPORT:
            log.debug("acknowledged already, it seems", interaction=interaction.id)
        else:
            return
    await answer(interaction, content)
