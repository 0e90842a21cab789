"""One person's eyes: what counts as a change, and what is remembered of it."""

from typing import Any

from sandbox.discord import Channel, LocalDiscord, Person
from sandbox.page.watch import REMEMBERED, Watch, lasting
from tests.sandbox.discord.conftest import MovableClock
from tests.sandbox.page.voice import Voice


def test_the_signature_of_a_link_is_no_part_of_it() -> None:
    signed = "http://127.0.0.1:1/cdn/attachments/1/2/a.mp4?ex=1a&is=2b&hm=3c&"
    assert lasting({"a": [signed, 7]}) == {"a": ["http://127.0.0.1:1/cdn/attachments/1/2/a.mp4", 7]}


async def test_a_link_that_is_signed_anew_is_no_news(
    local: LocalDiscord, channel: Channel, mia: Person, voice: Voice, clock: MovableClock
) -> None:
    await voice.say(channel, "here", file=("a.txt", b"a"))
    watch = Watch(mia, local.state)
    seq = watch.whole()["seq"]
    clock.now += 60
    assert watch.since(seq) == []
    watch.close()


async def test_more_than_is_remembered_cannot_be_caught_up_with(
    local: LocalDiscord, channel: Channel, mia: Person, voice: Voice
) -> None:
    watch = Watch(mia, local.state)
    message = await voice.say(channel, "0")
    for number in range(REMEMBERED):
        message.content = str(number + 1)
        watch.refresh()
    assert len(watch.since(0) or []) == REMEMBERED
    message.content = "once more"
    assert watch.since(0) is None
    assert len(watch.since(1) or []) == REMEMBERED
    assert watch.since(REMEMBERED + 2) is None
    watch.close()


async def test_a_new_channel_and_a_new_name_are_told(local: LocalDiscord, channel: Channel, mia: Person) -> None:
    watch = Watch(mia, local.state)
    told: list[dict[str, Any]] = []
    shut = watch.open(told.append)
    assert channel.guild
    channel.guild.add_channel("lounge")
    watch.refresh()
    assert [place["name"] for place in told[-1]["servers"][0]["channels"]] == ["studio", "lounge"]
    shut()
    channel.guild.add_channel("attic")
    watch.refresh()
    assert len(told) == 1
    watch.close()
