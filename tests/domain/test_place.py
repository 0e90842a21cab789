import pytest

from bot.domain.place import refuse_place
from bot.domain.refusals import ChannelForbidden, Refusal, ThreadLocked, ThreadPrivate
from bot.domain.requester import Barrier
from tests.builders import a_requester


@pytest.mark.parametrize(
    ("barrier", "refusal"), [(None, None), (Barrier.LOCKED, ThreadLocked()), (Barrier.PRIVATE, ThreadPrivate())]
)
def test_what_keeps_the_bot_out_of_a_thread_is_named(barrier: Barrier | None, refusal: Refusal | None) -> None:
    assert refuse_place(a_requester(barrier=barrier)) == refusal


@pytest.mark.parametrize("barrier", [None, *Barrier])
def test_what_the_bot_may_not_do_is_said_before_anything_else(barrier: Barrier | None) -> None:
    asked = a_requester(missing_permissions=("attach_files", "embed_links"), barrier=barrier)
    assert refuse_place(asked) == ChannelForbidden("attach_files, embed_links")
