"""What the log channels need from the world beside the other ports, as contracts."""

from typing import Protocol

from bot.domain.ids import ChannelId, GuildId, Instant, MessageId
from bot.domain.log_card import LogCard


class LogStore(Protocol):
    """The same database, with the cards in it."""

    async def claim_cards(self, now: Instant, retry_at: Instant, limit: int) -> list[LogCard]:
        """Take the cards of log channels that do not say what they should; each is offered again at `retry_at`."""

    async def card_told(self, as_shown: LogCard, message_id: MessageId | None) -> None:
        """Remember what a card was made to say, and in which message; None when it is given up for good."""

    async def put_off_card(self, card: LogCard, until: Instant) -> None:
        """Offer a card again only then, unless something new is to be said."""

    async def lose_log_channel(self, guild_id: GuildId, channel_id: ChannelId) -> bool:
        """Note that a server's log channel is out of reach, if it still is that one; True when that is news."""


class LogPoster(Protocol):
    """Where the cards are posted."""

    async def show_card(self, card: LogCard) -> MessageId:
        """Post a job's card in its log channel, or edit it; nobody is pinged.

        Raises what `Poster.show` raises.
        """
