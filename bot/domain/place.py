"""Whether the bot could post where it is asked from."""

from bot.domain.refusals import ChannelForbidden, Refusal, ThreadLocked, ThreadPrivate
from bot.domain.requester import Barrier, Requester


def refuse_place(requester: Requester) -> Refusal | None:
    """Say why the bot could not post where the requester asks from."""
    if requester.missing_permissions:
        return ChannelForbidden(", ".join(requester.missing_permissions))
    match requester.barrier:
        case Barrier.LOCKED:
            return ThreadLocked()
        case Barrier.PRIVATE:
            return ThreadPrivate()
        case None:
            return None
