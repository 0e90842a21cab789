"""Each kind of channel lets the bot do what Discord's documentation says, and refuses the rest by its codes."""

from typing import Any

import pytest

from sandbox.discord import PERMISSIONS, Channel, ChannelKind, Guild, LocalDiscord, Person
from sandbox.discord.options import NotPossibleError
from tests.sandbox.discord.conftest import Api
from tests.sandbox.discord.small_bot import SmallBot


def messages(channel: Channel) -> str:
    return f"/channels/{channel.id}/messages"


async def posted(api: Api, channel: Channel) -> str:
    """Post in a channel; gives the path of the message."""
    status, message = await api("POST", messages(channel), {"content": "x"})
    assert status == 200
    return f"{messages(channel)}/{message['id']}"


async def code(api: Api, method: str, path: str, body: Any = None) -> int:
    """Call what is refused; gives the status and the code as one number, 40350001 for 403 and 50001."""
    status, answer = await api(method, path, body)
    return int(f"{status}{answer['code']}")


async def test_the_text_of_a_voice_channel_needs_the_right_to_connect(guild: Guild, api: Api) -> None:
    voice = guild.add_channel("on air", ChannelKind.VOICE)
    one = await posted(api, voice)
    voice.bot_permissions &= ~PERMISSIONS["CONNECT"]
    assert await code(api, "POST", messages(voice), {"content": "x"}) == 40350001
    assert await code(api, "PATCH", one, {"content": "y"}) == 40350001
    assert (await api("GET", f"/channels/{voice.id}"))[1]["type"] == 2


async def test_announcements_are_like_text_and_their_threads_have_a_type_of_their_own(guild: Guild, api: Api) -> None:
    news = guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    await posted(api, news)
    thread = news.add_thread("about it")
    await posted(api, thread)
    found = (await api("GET", f"/channels/{thread.id}"))[1]
    assert (found["type"], found["parent_id"]) == (10, str(news.id))


async def test_a_forum_holds_no_messages_and_its_posts_are_threads(guild: Guild, api: Api) -> None:
    forum = guild.add_channel("ideas", ChannelKind.FORUM)
    assert await code(api, "POST", messages(forum), {"content": "x"}) == 40050008
    post = forum.add_thread("a kite")
    post.bot_permissions &= ~PERMISSIONS["SEND_MESSAGES"]
    await posted(api, post)
    post.bot_permissions &= ~PERMISSIONS["SEND_MESSAGES_IN_THREADS"]
    assert await code(api, "POST", messages(post), {"content": "x"}) == 40350013
    forum.delete()
    assert await code(api, "POST", messages(post), {"content": "x"}) == 40410003


async def test_a_private_thread_is_there_for_who_was_added_and_for_thread_managers(
    channel: Channel, mia: Person, local: LocalDiscord, api: Api
) -> None:
    thread = channel.add_thread("secret", private=True)
    for method, path in (("GET", f"/channels/{thread.id}"), ("GET", messages(thread)), ("POST", messages(thread))):
        assert await code(api, method, path, {"content": "x"} if method == "POST" else None) == 40350001
    await mia.post(thread, f"<@{local.state.bot.id}> come in")
    await posted(api, thread)
    other = channel.add_thread("another", private=True)
    other.bot_permissions |= PERMISSIONS["MANAGE_THREADS"]
    assert (await api("GET", f"/channels/{other.id}"))[1]["type"] == 12
    await posted(api, other)


async def test_a_locked_thread_takes_nothing_new_and_no_change_but_lets_go(channel: Channel, api: Api) -> None:
    thread = channel.add_thread("takes")
    one = await posted(api, thread)
    thread.locked = True
    assert await code(api, "POST", messages(thread), {"content": "x"}) == 403160005
    assert await code(api, "PATCH", one, {"content": "y"}) == 403160005
    thread.bot_permissions |= PERMISSIONS["MANAGE_THREADS"]
    assert (await api("PATCH", one, {"content": "y"}))[0] == 200
    await posted(api, thread)
    thread.bot_permissions &= ~PERMISSIONS["MANAGE_THREADS"]
    assert (await api("DELETE", one))[0] == 204


async def test_an_archived_thread_wakes_for_a_message_and_until_then_changes_nothing(
    channel: Channel, api: Api
) -> None:
    thread = channel.add_thread("takes")
    one, two = await posted(api, thread), await posted(api, thread)
    thread.archived = True
    assert (await api("GET", f"/channels/{thread.id}"))[1]["thread_metadata"]["archived"] is True
    assert await code(api, "PATCH", one, {"content": "y"}) == 40050083
    assert (await api("DELETE", two))[0] == 204
    await posted(api, thread)
    assert not thread.archived
    assert (await api("PATCH", one, {"content": "y"}))[0] == 200


async def test_a_thread_that_is_archived_and_locked_is_closed_to_all_but_thread_managers(
    channel: Channel, api: Api
) -> None:
    thread = channel.add_thread("takes")
    one = await posted(api, thread)
    thread.archived = thread.locked = True
    assert await code(api, "POST", messages(thread), {"content": "x"}) == 403160005
    assert await code(api, "PATCH", one, {"content": "y"}) == 40050083
    assert await code(api, "DELETE", one) == 40050083
    thread.bot_permissions |= PERMISSIONS["MANAGE_THREADS"]
    await posted(api, thread)
    assert not thread.archived


async def test_commands_are_typed_where_messages_are(
    bot: SmallBot, channel: Channel, guild: Guild, mia: Person, local: LocalDiscord
) -> None:
    sam = local.add_person("Sam")
    guild.join(sam, manage_guild=True)
    forum = guild.add_channel("ideas", ChannelKind.FORUM)
    thread = channel.add_thread("takes")
    thread.locked = True
    for place in (forum, thread):
        with pytest.raises(NotPossibleError, match="cannot write"):
            await mia.use("ask", place, job="5")
    assert (await (await sam.use("ask", thread, job="5")).answered(5)).text.startswith("asked 5")
    thread.archived = True
    with pytest.raises(NotPossibleError, match="cannot write"):
        await sam.use("ask", thread, job="5")
    assert bot.user is not None
