"""What keeping little, and forgetting people, needs from the database beside the other ports, as a contract."""

from typing import Protocol

from bot.domain.budget import Instruction
from bot.domain.ids import Instant, MemberId
from bot.domain.privacy import Traces


class PrivacyStore(Protocol):
    """The same database, with what it is not to keep for ever."""

    async def blank_words(self, ended_before: Instant, limit: int) -> int:
        """Take the words from final jobs that ended before an instant, and tell from how many; the oldest first.

        That is the prompt, links, and what the vendor answered. A job whose clip is being posted or deleted waits.
        """

    async def forget_drafts(self, now: Instant) -> None:
        """Forget what members began and can send off no more."""

    async def traces(self, member_id: MemberId) -> Traces:
        """Read what is kept about a person."""

    async def erase(self, said: Instruction, member_id: MemberId) -> bool:
        """Forget a person for good; False, and nothing is changed, when a video of theirs is under way."""

    async def tidy(self, *, alone: bool = False) -> None:
        """Leave nothing of what was erased in the database's files; more of that when nobody else uses them."""

    async def recall(self, key: str) -> str | None:
        """Read a note kept under a key."""

    async def exchange(self, key: str, before: str | None, after: str) -> bool:
        """Change a note, unless somebody did meanwhile; True when it was us. None is a note that there is not yet."""
