"""Who asks, from where."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import ChannelId, GuildId, MemberId, RoleId


class Barrier(StrEnum):
    """What keeps the bot from writing in a thread though it has every permission that others need."""

    LOCKED = "locked"
    """Only who manages threads writes there."""
    PRIVATE = "private"
    """The bot was not added to it, and does not manage threads."""


@dataclass(frozen=True, kw_only=True)
class Requester:
    """The member, channel and server a request came from, with the languages to answer in."""

    guild_id: GuildId
    channel_id: ChannelId
    parent_id: ChannelId | None = None
    """The channel of a thread."""
    member_id: MemberId
    locale: str
    """Discord's code of the member's language: private answers use it."""
    guild_locale: str
    """Discord's code of the server's language: public messages use it."""
    role_ids: tuple[RoleId, ...] = ()
    """The member's roles, as the interaction tells them; everybody's own role is not among them."""
    is_moderator: bool = False
    """Whether Discord says that the member may manage the server."""
    missing_permissions: tuple[str, ...] = ()
    """What the bot may not do in the channel and would have to, by Discord's names of permissions."""
    barrier: Barrier | None = None
    """What else keeps the bot out of the thread that was asked from."""

    @property
    def channels(self) -> frozenset[ChannelId]:
        """The channel asked from and, of a thread, the one it belongs to."""
        return frozenset({self.channel_id} if self.parent_id is None else {self.channel_id, self.parent_id})
