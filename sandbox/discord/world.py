"""What exists: servers, roles, members, channels and messages, and the ids they go by."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from itertools import takewhile
from typing import Any, Protocol

from sandbox.discord.attachments import StoredFile
from sandbox.discord.permissions import BOT_DEFAULT, MEMBER_DEFAULT, MODERATOR, mask

DISCORD_EPOCH_MS = 1_420_070_400_000
TEN_MIB = 10 * 1024 * 1024


class ChannelKind(IntEnum):
    """Channel types (docs: resources/channel) that are imitated."""

    TEXT = 0
    DM = 1
    VOICE = 2
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15

    @property
    def is_thread(self) -> bool:
        return self in {ChannelKind.ANNOUNCEMENT_THREAD, ChannelKind.PUBLIC_THREAD, ChannelKind.PRIVATE_THREAD}


class Flag(IntFlag):
    """Message flags (docs: resources/message) that are imitated."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class Snowflakes:
    """Ids that sort by time and never repeat, even when the clock stands still or runs back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        made = (int(self._clock() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(made, self._last + 1)
        return self._last


@dataclass(eq=False, kw_only=True)
class User:
    """An account, a person's or a bot's; `upload_limit` is what a person's own subscription allows, in bytes."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_closed: bool = False
    upload_limit: int = TEN_MIB


class Membership(IntEnum):
    """Whether somebody who was invited into a team has said yes (docs: topics/teams)."""

    INVITED = 1
    ACCEPTED = 2


@dataclass(eq=False)
class TeamMember:
    """A person in a team; `role` is admin, developer or read_only. The team's owner has none of his own."""

    user: User
    role: str = "admin"
    state: Membership = Membership.ACCEPTED


@dataclass(eq=False)
class Team:
    """Who owns an application together."""

    id: int
    name: str
    owner: User
    members: list[TeamMember]


@dataclass(eq=False)
class Role:
    """A role of one server; pressing or naming it pings its members only when it is mentionable."""

    id: int
    name: str
    permissions: int = 0
    mentionable: bool = False


@dataclass(eq=False)
class Member:
    """A person in a server; `joined_at` is seconds since 1970, UTC."""

    user: User
    roles: list[Role]
    manage_guild: bool
    joined_at: float

    @property
    def permissions(self) -> int:
        held = MEMBER_DEFAULT | (MODERATOR if self.manage_guild else 0)
        for role in self.roles:
            held |= role.permissions
        return held


class Registry(Protocol):
    """The one place that gives out ids and rings the bell."""

    def new_id(self) -> int: ...
    def now(self) -> float: ...
    def changed(self) -> None: ...
    def register_channel(self, channel: "Channel") -> None: ...
    def forget_channel(self, channel: "Channel") -> None: ...


@dataclass(eq=False)
class Message:
    """A message as stored; `visible_to` is the one reader of an ephemeral one, times are seconds since 1970."""

    id: int
    channel: "Channel"
    author: User
    created_at: float
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    flags: int = 0
    kind: int = 0
    nonce: str | int | None = None
    edited_at: float | None = None
    pings: set[User] = field(default_factory=set)
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[Role] = field(default_factory=list)
    mention_everyone: bool = False
    visible_to: User | None = None
    reference: "Message | None" = None
    replies: "list[Message]" = field(default_factory=list, repr=False)
    thread: "Channel | None" = None
    interaction: dict[str, Any] | None = None
    thinking_until: float | None = None
    notice: bool = False
    deleted: bool = False
    news: int = 0
    """Which change of its channel the newest of this message was."""

    def visible(self, user: User) -> bool:
        return not self.deleted and (self.visible_to is None or self.visible_to is user)

    def delete(self) -> None:
        self.deleted = True
        self.channel.note(self)
        self.channel.registry.changed()

    def delete_by(self, person: User) -> None:
        """Delete as `person` would; raises PermissionError unless it is theirs, for them alone, or they moderate."""
        member = self.channel.guild and self.channel.guild.members.get(person.id)
        own = person is self.author or person is self.visible_to
        if not own and not (member and member.manage_guild):
            raise PermissionError(f"{person.name} may not delete this message")
        self.delete()


class Channel:
    """A channel, a thread or a conversation in private; the bot's permissions there are settable.

    Of a thread, `archived`, `locked` and, where it is private, `bot_joined` are too.
    """

    def __init__(
        self,
        registry: Registry,
        name: str,
        kind: ChannelKind = ChannelKind.TEXT,
        guild: "Guild | None" = None,
        *,
        parent: "Channel | None" = None,
        recipient: User | None = None,
    ) -> None:
        self.registry = registry
        self.id = registry.new_id()
        self.name = name
        self.kind = kind
        self.guild = guild
        self.parent = parent
        self.recipient = recipient
        self.locked = False
        self.archived = False
        self.bot_joined = False
        self.nsfw = False
        self.deleted = False
        self.log: dict[int, Message] = {}
        self.news = 0
        self._noted: dict[int, Message] = {}
        self._bot_permissions = parent.bot_permissions if parent else BOT_DEFAULT
        registry.register_channel(self)

    @property
    def bot_permissions(self) -> int:
        return self._bot_permissions

    @bot_permissions.setter
    def bot_permissions(self, permissions: int | Iterable[str]) -> None:
        self._bot_permissions = mask(permissions)
        self.registry.changed()

    @property
    def messages(self) -> list[Message]:
        """The messages everybody sees, oldest first."""
        return [m for m in self.in_order() if not m.deleted and m.visible_to is None]

    def in_order(self) -> list[Message]:
        """Give every message ever, by id: one with a large file may be stored after a later one."""
        return sorted(self.log.values(), key=lambda message: message.id)

    def note(self, message: Message) -> None:
        """Keep a message that is new or was changed: it is the latest of the news here, and so is what quotes it."""
        self.log[message.id] = message
        for changed in (message, *message.replies):
            self.news += 1
            changed.news = self.news
            self._noted.pop(changed.id, None)
            self._noted[changed.id] = changed

    def noted_since(self, news: int) -> list[Message]:
        """Give the messages that are news after the change with this number, in the order in which they changed."""
        return list(takewhile(lambda message: message.news > news, reversed(self._noted.values())))[::-1]

    def add_thread(self, name: str, *, private: bool = False, start: Message | None = None) -> "Channel":
        """Start a thread, at the message `start` if there is one, in a forum a post; nobody has written in it yet."""
        kind = ChannelKind.PRIVATE_THREAD if private else ChannelKind.PUBLIC_THREAD
        if self.kind is ChannelKind.ANNOUNCEMENT:
            kind = ChannelKind.ANNOUNCEMENT_THREAD
        thread = Channel(self.registry, name, kind, self.guild, parent=self)
        if self.guild:
            self.guild.channels.append(thread)
        if start:
            start.thread = thread
            start.flags |= Flag.HAS_THREAD
            self.note(start)
        self.registry.changed()
        return thread

    def delete(self) -> None:
        """Delete the channel, and its threads with it."""
        self.deleted = True
        self.registry.forget_channel(self)
        if self.guild:
            self.guild.channels.remove(self)
            for thread in [channel for channel in self.guild.channels if channel.parent is self]:
                thread.delete()
        self.registry.changed()


class Guild:
    """A server; `upload_limit` is bytes per file for the bot, `bot_inside` turns false when it is removed."""

    def __init__(self, registry: Registry, name: str, locale: str) -> None:
        self._registry = registry
        self.id = registry.new_id()
        self.name = name
        self.locale = locale
        self.upload_limit = TEN_MIB
        self.bot_inside = True
        self.channels: list[Channel] = []
        self.roles: list[Role] = []
        self.members: dict[int, Member] = {}
        self.features: list[str] = []

    def add_channel(self, name: str, kind: ChannelKind = ChannelKind.TEXT) -> Channel:
        channel = Channel(self._registry, name, kind, self)
        self.channels.append(channel)
        self._registry.changed()
        return channel

    def add_role(self, name: str, *, permissions: int | Iterable[str] = 0, mentionable: bool = False) -> Role:
        role = Role(self._registry.new_id(), name, mask(permissions), mentionable)
        self.roles.append(role)
        return role

    def delete_role(self, role: Role) -> None:
        """Delete a role; who had it loses it."""
        self.roles.remove(role)
        for member in self.members.values():
            if role in member.roles:
                member.roles.remove(role)
        self._registry.changed()

    def join(self, person: User, roles: Iterable[Role] = (), *, manage_guild: bool = False) -> Member:
        """Make `person` a member, or give a member these roles and rights instead of the former."""
        member = Member(person, list(roles), manage_guild, self._registry.now())
        self.members[person.id] = member
        self._registry.changed()
        return member

    def leave(self, person: User) -> None:
        del self.members[person.id]
        self._registry.changed()
