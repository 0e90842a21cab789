from bot.domain.ids import ChannelId
from tests.builders import CHANNEL, a_requester


def test_who_asks_in_a_thread_asks_in_its_channel_too() -> None:
    parent = ChannelId(CHANNEL + 1)
    assert a_requester().channels == {CHANNEL}
    assert a_requester(parent_id=parent).channels == {CHANNEL, parent}
