"""What is kept about a person, and what became of it when the person was forgotten."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import GuildId, JobId, MemberId
from bot.domain.job import Clip
from bot.domain.picture import KeptPicture

NOBODY = MemberId(0)
"""Whose a job is when its member was erased."""


@dataclass(frozen=True, kw_only=True)
class Traces:
    """What the database knows about a person."""

    known: bool = False
    """Whether anything is."""
    videos: int = 0
    under_way: tuple[JobId, ...] = ()
    """Of them those that are open, or whose clip is being posted or deleted right now."""
    clips: tuple[Clip, ...] = ()
    pictures: tuple[KeptPicture, ...] = ()
    blocked_in: tuple[GuildId, ...] = ()
    """Servers in which a block holds, which ends with the erasure."""
    reasons: int = 0
    """Reasons, written by moderators or the operator into what is never changed, that name the person's id."""


class Outcome(StrEnum):
    """What became of an erasure; each has its words in the catalogues (`erase-…`)."""

    PLANNED = "planned"
    """It would be done; nothing was changed."""
    DONE = "done"
    UNDER_WAY = "under-way"
    """A video of theirs is under way, so that nothing was changed."""
    UNKNOWN = "unknown"
    """Nothing is kept about them."""
