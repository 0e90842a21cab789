"""What the page is told: the world as one person's client would know it, as JSON."""

from collections.abc import Iterator
from typing import Any

from sandbox.discord import Channel, Guild, Person, SeenMessage
from sandbox.discord.command_rules import SLASH
from sandbox.discord.interactions import NO_ANSWER_TO_PRESS, SLASH_ANSWER, Asked, Interaction
from sandbox.discord.payloads import message_json, when
from sandbox.discord.permissions import has
from sandbox.discord.posts import REPLY
from sandbox.discord.state import State

Json = dict[str, Any]

NEWEST = 50
"""Messages of a channel that a window is told at once; earlier ones are told when its reader looks for them."""
EARLIER = 100
SUBCOMMAND, GROUP = 1, 2
SNIPPET = 160


def people_of(state: State) -> list[Person]:
    """Give everybody whose eyes the page can borrow."""
    return [user for user in state.people.values() if isinstance(user, Person)]


def places_json(viewer: Person, state: State) -> Json:
    """Give the servers and channels that `viewer` is in, who is there, and who can be looked over the shoulder."""
    guilds = [guild for guild in state.guilds.values() if viewer.id in guild.members]
    private = [channel for channel in state.channels.values() if channel.recipient is viewer]
    return {
        "viewer": str(viewer.id),
        "locale": viewer.locale,
        "bot": {"id": str(state.bot.id), "name": state.bot.name, "online": viewer.services.online()},
        "commands": viewer.services.book.syncs,
        "people": [_person_json(who, state) for who in people_of(state)],
        "servers": [_server_json(guild, viewer, state) for guild in guilds],
        "private": [_channel_json(channel, viewer) | {"name": state.bot.name} for channel in private],
        "names": {str(user.id): user.name for user in state.people.values()},
    }


def _person_json(person: Person, state: State) -> Json:
    return {
        "id": str(person.id),
        "name": person.name,
        "locale": person.locale,
        "moderates": any(_moderates(person, guild) for guild in state.guilds.values()),
        "operates": _operates(person, state),
    }


def _operates(person: Person, state: State) -> bool:
    """Tell whether the bot's application is theirs, alone or in its team."""
    if state.team is None:
        return person is state.owner
    return person is state.team.owner or any(member.user is person for member in state.team.members)


def _moderates(person: Person, guild: Guild) -> bool:
    member = guild.members.get(person.id)
    return member is not None and has(member.permissions, "MANAGE_GUILD")


def _server_json(guild: Guild, viewer: Person, state: State) -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "moderates": _moderates(viewer, guild),
        "roles": {str(role.id): role.name for role in guild.roles},
        "members": [str(number) for number in guild.members] + ([str(state.bot.id)] if guild.bot_inside else []),
        "channels": [_channel_json(channel, viewer) for channel in guild.channels],
    }


def _channel_json(channel: Channel, viewer: Person) -> Json:
    return {
        "id": str(channel.id),
        "name": channel.name,
        "kind": int(channel.kind),
        "parent": str(channel.parent.id) if channel.parent else None,
        "archived": channel.archived,
        "locked": channel.locked,
        "writable": viewer.can_write(channel),
        "upload": viewer.services.posts.upload_limit(channel, viewer),
    }


def channels_of(viewer: Person, state: State) -> Iterator[Channel]:
    """Give every channel that `viewer` can open."""
    for guild in state.guilds.values():
        if viewer.id in guild.members:
            yield from guild.channels
    yield from [channel for channel in state.channels.values() if channel.recipient is viewer]


def messages_json(viewer: Person, channel: Channel, state: State) -> list[Json]:
    """Give the newest messages of a channel as `viewer` sees them, oldest first."""
    messages: list[Json] = stretch_json(viewer, channel, state, NEWEST)["messages"]
    return messages


def stretch_json(viewer: Person, channel: Channel, state: State, count: int, before: int | None = None) -> Json:
    """Give the `count` newest messages before the one with this id, oldest first, and whether there are more."""
    seen = viewer.sees_back(channel, count + 1, before)
    stretch = [message_seen_json(one, state) for one in seen[-count:]]
    return {"channel": str(channel.id), "messages": stretch, "more": len(seen) > count}


def message_seen_json(seen: SeenMessage, state: State) -> Json:
    """Give one message as its viewer sees it."""
    message = seen.message
    body = message_json(message, state.shelf, state.application_id)
    shown = {file.name for file in seen.files}
    body["attachments"] = [file for file in body["attachments"] if file["filename"] in shown]
    return {
        **body,
        "name": seen.author,
        "ephemeral": seen.ephemeral,
        "thinking": seen.thinking,
        "notice": _notice(seen),
        "edited": when(message.edited_at) if seen.edited and message.edited_at else None,
        "pinged": seen.pinged,
        "reply": _reply_json(seen),
        "used": _used_json(seen),
    }


def _notice(seen: SeenMessage) -> str | None:
    """Name what a client says in its own words in place of an answer that never came."""
    if not seen.failed:
        return None
    return "interaction-failed" if seen.content == NO_ANSWER_TO_PRESS else "no-answer"


def _reply_json(seen: SeenMessage) -> Json | None:
    """Give what a reply answers; a person does not read there what they may not read in its place."""
    answered = seen.message.reference if seen.message.kind == REPLY else None
    if answered is None:
        return None
    if not answered.visible(seen.viewer):
        return {"id": str(answered.id), "name": None, "text": None}
    return {"id": str(answered.id), "name": answered.author.name, "text": answered.content[:SNIPPET]}


def _used_json(seen: SeenMessage) -> Json | None:
    """Give who used which command, above its answer."""
    message = seen.message
    if message.kind != SLASH_ANSWER or message.interaction is None or not isinstance(seen.viewer, Person):
        return None
    interaction = seen.viewer.services.desk.find(int(message.interaction["id"]))
    if interaction is None or interaction.kind is not Asked.COMMAND:
        return None
    return {"by": str(interaction.person.id), "name": interaction.person.name, "command": _command(interaction)}


def _command(interaction: Interaction) -> str:
    words, options = [interaction.data["name"]], interaction.data.get("options") or []
    while options and options[0]["type"] in {SUBCOMMAND, GROUP}:
        words.append(options[0]["name"])
        options = options[0].get("options") or []
    slash = "/" if interaction.data["type"] == SLASH else ""
    return slash + " ".join(words)
