"""One person's eyes: what counts as a change, and what is remembered of it."""

from typing import Any

from sandbox.discord import Channel, Guild, LocalDiscord, Person
from sandbox.discord.interactions import SLASH_ANSWER, TOKEN_LIFE
from sandbox.discord.posts import Origin, Posts
from sandbox.discord.world import TEN_MIB
from sandbox.page.view import EARLIER, NEWEST
from sandbox.page.watch import REMEMBERED, Watch
from tests.sandbox.discord.conftest import MovableClock
from tests.sandbox.page.voice import Voice


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
        await voice.correct(message, str(number + 1))
        watch.refresh()
    assert len(watch.since(0) or []) == REMEMBERED
    await voice.correct(message, "once more")
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


async def test_of_many_messages_only_those_that_changed_are_looked_at(
    local: LocalDiscord, channel: Channel, mia: Person, voice: Voice
) -> None:
    first = await voice.say(channel, "the first")
    for number in range(NEWEST):
        await voice.say(channel, str(number))
    watch = Watch(mia, local.state)
    whole = watch.whole()
    assert (len(whole["messages"][str(channel.id)]), whole["more"]) == (NEWEST, [str(channel.id)])
    await voice.correct(first, "changed, though nobody was told of it yet")
    await voice.correct(first, "changed twice")
    told = watch.since(whole["seq"]) or []
    assert [event["message"]["content"] for event in told] == ["changed twice"]
    watch.close()


async def test_what_stood_before_a_message_is_told_stretch_by_stretch(
    local: LocalDiscord, channel: Channel, mia: Person, lin: Person, voice: Voice
) -> None:
    for number in range(EARLIER + 2):
        await voice.say(channel, str(number))
    await voice.say(channel, "not for Mia", to=lin)
    last = await voice.say(channel, "the last")
    watch = Watch(mia, local.state)
    stretch = watch.earlier(str(channel.id), str(last.id))
    assert stretch
    assert [m["content"] for m in stretch["messages"]] == [str(number) for number in range(2, EARLIER + 2)]
    rest = watch.earlier(str(channel.id), stretch["messages"][0]["id"])
    assert rest
    assert ([m["content"] for m in rest["messages"]], stretch["more"], rest["more"]) == (["0", "1"], True, False)
    assert watch.earlier("17", str(last.id)) is None
    assert watch.earlier(str(channel.id), "yesterday") is None
    watch.close()


async def test_who_joins_is_told_the_newest_of_a_long_channel(
    local: LocalDiscord, guild: Guild, channel: Channel, voice: Voice
) -> None:
    for number in range(NEWEST + 1):
        await voice.say(channel, str(number))
    wei = local.add_person("Wei")
    watch = Watch(wei, local.state)
    guild.join(wei)
    told = watch.since(0) or []
    assert [event["kind"] for event in told] == ["places", "earlier"]
    assert (len(told[-1]["messages"]), told[-1]["more"]) == (NEWEST, True)
    watch.close()


async def test_a_reply_is_told_anew_when_what_it_answers_changes(
    local: LocalDiscord, channel: Channel, mia: Person, voice: Voice
) -> None:
    asked = await voice.say(channel, "a question")
    await voice.answer(asked, "an answer")
    watch = Watch(mia, local.state)
    await voice.correct(asked, "another question")
    assert [event["message"]["content"] for event in watch.since(0) or []] == ["another question", "an answer"]
    asked.delete()
    told = (watch.since(2) or [])[-1]["message"]
    assert (told["content"], told["reply"]["text"]) == ("an answer", None)
    watch.close()


async def test_a_message_that_thinks_too_long_is_told_to_have_failed(
    local: LocalDiscord, channel: Channel, mia: Person, clock: MovableClock
) -> None:
    posts = Posts(local.state)
    origin = Origin(kind=SLASH_ANSWER, visible_to=None, interaction={"id": "0"}, upload_limit=TEN_MIB)
    posts.thinking(channel, origin, clock.now + TOKEN_LIFE)
    watch = Watch(mia, local.state)
    assert watch.since(0) == []
    clock.now += TOKEN_LIFE + 1
    assert [event["message"]["notice"] for event in watch.since(0) or []] == ["no-answer"]
    assert len(watch.since(0) or []) == 1
    watch.close()
