"""How large a file a server takes: learned from what Discord took and what it refused.

No number can be relied on. Discord's documentation said 10 MiB per file, since September 2026 it says 20 MB
(discord-api-docs#8578), and in the same month bots were refused above 10 MiB (discord-api-docs#8572); of a whole
request it says 25 MiB (Create Message), yet boosted servers take 50 and 100 MiB. What an interaction names holds for
the member's answer to it and not for the bot's own posts. A server that is boosted, or is not any more, takes other
sizes the next day.
"""

from dataclasses import dataclass, replace
from typing import Final

from bot.domain.delivery import Delivery
from bot.domain.ids import Instant

MIB: Final = 1024 * 1024
TIERS: Final = (10 * MIB, 20_000_000, 50 * MIB, 100 * MIB)
"""Limits per file in bytes that Discord is known to have; 20 MB also stands for 25 MiB, which it fits into."""
STEP: Final = 0.75
"""Below every tier, the share of a refused size that is tried next."""
LASTS: Final = 7 * 86400.0
"""Seconds after which a sighting counts no more, so that a larger file is tried again."""
CLOSE: Final = 0.4
"""A clip is made smaller only down to this share of its size: with less, H.264 of the same pixel size falls apart in
every quick movement, and a link to the whole clip serves the member better."""


@dataclass(frozen=True)
class Sighting:
    """A file of `size` bytes was taken or refused at an instant."""

    size: int
    at: Instant

    def counts(self, now: Instant) -> bool:
        """Whether it is recent enough to be relied on."""
        return now - self.at < LASTS


@dataclass(frozen=True, kw_only=True)
class UploadLimit:
    """What a server has shown: the largest file that it took and the smallest that it refused, if any."""

    taken: Sighting | None = None
    refused: Sighting | None = None

    def after_taken(self, size: int, now: Instant) -> "UploadLimit":
        """Learn that a file of `size` bytes was taken, which disproves a refusal of a smaller one."""
        known = self.taken
        larger = known is None or size >= known.size or not known.counts(now)
        disproved = self.refused is not None and self.refused.size <= size
        return UploadLimit(taken=Sighting(size, now) if larger else known, refused=None if disproved else self.refused)

    def after_refused(self, size: int, now: Instant) -> "UploadLimit":
        """Learn that a file of `size` bytes was refused, which disproves that one as large was taken."""
        known = self.refused
        smaller = known is None or size <= known.size or not known.counts(now)
        disproved = self.taken is not None and self.taken.size >= size
        return UploadLimit(taken=None if disproved else self.taken, refused=Sighting(size, now) if smaller else known)

    def room(self, now: Instant) -> int | None:
        """Tell the most bytes to count on; None while nothing is known that speaks against any size.

        It is the largest tier below what was refused, or more if more was taken; never as much as was refused.
        """
        if self.refused is None or not self.refused.counts(now):
            return None
        refused = self.refused.size
        guess = max((tier for tier in TIERS if tier < refused), default=int(STEP * refused))
        return max(guess, self.taken.size) if self.taken and self.taken.counts(now) else guess


NOTHING_KNOWN: Final = UploadLimit()


def plan(delivery: Delivery, size: int, room: int | None) -> Delivery:
    """Decide how a clip of `size` bytes goes where `room` bytes are counted on: as it is, made smaller, or as a link.

    What once went as a link stays one.
    """
    if delivery.as_link:
        return delivery
    if room is None or size <= room:
        return replace(delivery, fit_to=None)
    if room < CLOSE * size:
        return as_link(delivery)
    return replace(delivery, fit_to=room)


def as_link(delivery: Delivery) -> Delivery:
    """Let the message carry a link."""
    return replace(delivery, as_link=True, fit_to=None)
