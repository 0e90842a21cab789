"""Who owns the application, and so may do what the operator does."""

from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import discord
import structlog

from bot.domain.ids import Instant, MemberId

log: Final = structlog.get_logger(__name__)

FRESH: Final = 60.0
"""Seconds for which an answer counts: whoever leaves the team is out after them."""
MAY: Final = frozenset({discord.TeamMemberRole.admin, discord.TeamMemberRole.developer})
"""Roles of a team that may change its applications; read-only members may not (Discord: teams)."""
OUTAGES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)


class Owners:
    """Asks Discord, and remembers the answer for a minute.

    discord.py's own `is_owner` remembers the first answer for ever, and takes people for owners who were only invited.
    """

    def __init__(self, ask: Callable[[], Awaitable[discord.AppInfo]]) -> None:
        self._ask = ask
        self._known: frozenset[MemberId] | None = None
        self._asked_at: Instant = 0.0

    async def include(self, person: MemberId, now: Instant) -> bool:
        """Tell whether a person is an owner; while Discord does not answer, those count who were before.

        Raises what discord.py raises when it never answered.
        """
        if self._known is None or not 0 <= now - self._asked_at < FRESH:
            try:
                self._known = _owners_of(await self._ask())
            except OUTAGES as reason:
                if self._known is None:
                    raise
                log.warning("the application's owners could not be asked for", why=type(reason).__name__)
            else:
                self._asked_at = now
        return person in self._known


def _owners_of(application: discord.AppInfo) -> frozenset[MemberId]:
    team = application.team
    if team is None:
        return frozenset({MemberId(application.owner.id)})
    accepted = {one for one in team.members if one.membership_state is discord.TeamMembershipState.accepted}
    return frozenset(MemberId(one.id) for one in accepted if one.id == team.owner_id or one.role in MAY)
