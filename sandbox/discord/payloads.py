"""The world as Discord's JSON: ids are strings, times ISO 8601 (docs: resources/*)."""

from datetime import UTC, datetime
from typing import Any

from sandbox.discord.attachments import Shelf, StoredFile
from sandbox.discord.components import resolve_media
from sandbox.discord.permissions import BOT_DEFAULT
from sandbox.discord.world import Channel, ChannelKind, Guild, Member, Message, Role, Team, TeamMember, User

Json = dict[str, Any]


def when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def user_json(user: User) -> Json:
    return {
        "id": str(user.id),
        "username": user.name.lower().replace(" ", "_"),
        "global_name": None if user.bot else user.name,
        "discriminator": "0000" if user.bot else "0",
        "avatar": None,
        "bot": user.bot,
        "system": False,
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "clan": None,
    }


def team_json(team: Team) -> Json:
    """Give a team; its owner is the one whom `owner_user_id` names, whatever the role says."""
    members = [TeamMember(team.owner), *team.members]
    return {
        "id": str(team.id),
        "icon": None,
        "name": team.name,
        "owner_user_id": str(team.owner.id),
        "members": [
            {
                "membership_state": int(member.state),
                "permissions": ["*"],
                "role": member.role,
                "team_id": str(team.id),
                "user": user_json(member.user),
            }
            for member in members
        ],
    }


def team_user_json(team: Team) -> Json:
    """Give the account that stands for a team as the owner of its application."""
    return {**user_json(User(id=team.id, name=f"team{team.id}")), "global_name": None, "flags": 1 << 10}


def member_json(member: Member, *, with_user: bool = True) -> Json:
    body = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "deaf": False,
        "flags": 0,
        "joined_at": when(member.joined_at),
        "mute": False,
        "nick": None,
        "pending": False,
        "permissions": str(member.permissions),
        "premium_since": None,
        "roles": [str(role.id) for role in member.roles],
        "unusual_dm_activity_until": None,
    }
    return {**body, "user": user_json(member.user)} if with_user else body


def role_json(role: Role, position: int = 1) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(role.permissions),
        "managed": False,
        "mentionable": role.mentionable,
        "flags": 0,
        "description": None,
    }


def channel_json(channel: Channel, permissions: int | None = None) -> Json:
    """Give a channel; with `permissions`, as the partial channel of an interaction has it for its member."""
    last = max(channel.log, default=None)
    body: Json = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "flags": 0,
        "last_message_id": str(last) if last else None,
    }
    if channel.recipient:
        return {**body, "recipients": [user_json(channel.recipient)]}
    guild = channel.guild
    body |= {
        "guild_id": str(guild.id) if guild else None,
        "name": channel.name,
        "nsfw": channel.nsfw,
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "rate_limit_per_user": 0,
    }
    if permissions is not None:
        body["permissions"] = str(permissions)
    if channel.kind.is_thread:
        return {**body, **_thread_part(channel)}
    siblings = guild.channels if guild else []
    position = siblings.index(channel) if channel in siblings else 0
    body |= {"position": position, "permission_overwrites": []}
    if channel.kind is ChannelKind.VOICE:
        return {**body, "bitrate": 64_000, "user_limit": 0, "rtc_region": None}
    return {**body, "topic": None}


def _thread_part(channel: Channel) -> Json:
    return {
        "owner_id": str(channel.id),
        "message_count": len(channel.messages),
        "member_count": 1,
        "total_message_sent": len(channel.log),
        "thread_metadata": {
            "archived": channel.archived,
            "archive_timestamp": when(channel.registry.now()),
            "auto_archive_duration": 1440,
            "locked": channel.locked,
        },
    }


def guild_json(guild: Guild, bot: Member) -> Json:
    """Give a whole guild, as GUILD_CREATE sends it to a bot with the guilds intent."""
    everyone = Role(guild.id, "@everyone", BOT_DEFAULT)
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "owner_id": "1",
        "preferred_locale": guild.locale,
        "features": guild.features,
        "roles": [role_json(role, i) for i, role in enumerate([everyone, *guild.roles])],
        "emojis": [],
        "stickers": [],
        "channels": [channel_json(c) for c in guild.channels if not c.kind.is_thread],
        "threads": [channel_json(c) for c in guild.channels if c.kind.is_thread],
        "members": [member_json(bot)],
        "member_count": len(guild.members) + 1,
        "premium_tier": 0,
        "nsfw_level": 0,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "system_channel_flags": 0,
        "afk_timeout": 300,
        "large": False,
        "unavailable": False,
        "joined_at": when(bot.joined_at),
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def file_json(file: StoredFile, shelf: Shelf, *, ephemeral: bool = False) -> Json:
    link = shelf.link(file)
    body: Json = {
        "id": str(file.id),
        "filename": file.filename,
        "size": file.size,
        "url": link,
        "proxy_url": link,
    }
    for key in ("content_type", "width", "height", "description"):
        value = getattr(file, key)
        if value is not None:
            body[key] = value
    return {**body, "ephemeral": True} if ephemeral else body


def _media_json(file: StoredFile, shelf: Shelf) -> Json:
    link = shelf.link(file)
    return {
        "id": str(file.id),
        "attachment_id": str(file.id),
        "url": link,
        "proxy_url": link,
        "width": file.width,
        "height": file.height,
        "content_type": file.content_type,
    }


def message_json(message: Message, shelf: Shelf, application_id: int) -> Json:
    body: Json = {
        "id": str(message.id),
        "type": message.kind,
        "channel_id": str(message.channel.id),
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": when(message.created_at),
        "edited_timestamp": when(message.edited_at) if message.edited_at else None,
        "tts": False,
        "mention_everyone": message.mention_everyone,
        "mentions": [user_json(user) for user in message.mentions],
        "mention_roles": [str(role.id) for role in message.mention_roles],
        "attachments": [file_json(f, shelf, ephemeral=message.visible_to is not None) for f in message.files],
        "embeds": message.embeds,
        "components": resolve_media(message.components, {f.filename: _media_json(f, shelf) for f in message.files}),
        "flags": int(message.flags),
        "pinned": False,
    }
    if message.thread:
        body["thread"] = channel_json(message.thread)
    if message.nonce is not None:
        body["nonce"] = message.nonce
    if message.interaction:
        body |= {
            "application_id": str(application_id),
            "webhook_id": str(application_id),
            "interaction_metadata": message.interaction,
        }
    if message.reference:
        body["message_reference"] = {
            "type": 0,
            "message_id": str(message.reference.id),
            "channel_id": str(message.reference.channel.id),
        }
    return body
