"""What the bot may do where (docs: topics/permissions, topics/threads; for voice discord-api-docs issue 5111).

Each function raises DiscordError for what Discord refuses.
"""

from typing import Any

from sandbox.discord import errors
from sandbox.discord.permissions import has
from sandbox.discord.state import State
from sandbox.discord.world import Channel, ChannelKind, User

Json = dict[str, Any]


def refuse_view(channel: Channel) -> None:
    """Refuse a channel that the bot cannot see; of private threads it sees its own, a thread manager all."""
    guild, held = channel.guild, channel.bot_permissions
    if guild and not (guild.bot_inside and has(held, "VIEW_CHANNEL")):
        raise errors.missing_access()
    outside = channel.kind is ChannelKind.PRIVATE_THREAD and not channel.bot_joined
    if outside and not has(held, "MANAGE_THREADS"):
        raise errors.missing_access()


def refuse_talk(channel: Channel) -> None:
    """Refuse what has no messages, and the text of a voice channel that the bot could not join."""
    if channel.kind is ChannelKind.FORUM:
        raise errors.not_messageable()
    if channel.kind is ChannelKind.VOICE and not has(channel.bot_permissions, "CONNECT"):
        raise errors.missing_access()


def refuse_send(state: State, channel: Channel, data: Json, *, files: bool) -> None:
    """Refuse what the bot may not post; an archived thread takes it, and wakes, unless it is locked."""
    if channel.recipient:
        _refuse_direct(state, channel.recipient)
        return
    held = channel.bot_permissions
    if channel.locked and not has(held, "MANAGE_THREADS"):
        raise errors.thread_locked()
    needed = ["SEND_MESSAGES_IN_THREADS" if channel.kind.is_thread else "SEND_MESSAGES"]
    needed += ["ATTACH_FILES"] if files else []
    needed += ["EMBED_LINKS"] if data.get("embeds") else []
    if not has(held, *needed):
        raise errors.missing_permissions()


def _refuse_direct(state: State, person: User) -> None:
    shared = any(guild.bot_inside and person.id in guild.members for guild in state.guilds.values())
    if person.dms_closed or not shared:
        raise errors.direct_messages_closed()


def refuse_change(channel: Channel) -> None:
    """Refuse to change a message in an archived thread, and in a locked one unless the bot manages threads."""
    if channel.archived:
        raise errors.thread_archived()
    if channel.locked and not has(channel.bot_permissions, "MANAGE_THREADS"):
        raise errors.thread_locked()


def refuse_delete(channel: Channel) -> None:
    """Refuse to delete a message in a thread that is both archived and locked; in either alone it may be deleted."""
    if channel.archived and channel.locked and not has(channel.bot_permissions, "MANAGE_THREADS"):
        raise errors.thread_archived()
