"""Messages by the bot's token: nonces, rights, limits, history."""

from pathlib import Path

import discord as discord_py
import pytest

from sandbox.discord import PERMISSIONS, Channel, ChannelKind, LocalDiscord, Person
from tests.sandbox.discord.conftest import Api, MovableClock
from tests.sandbox.discord.small_bot import SmallBot


def messages(channel: Channel) -> str:
    return f"/channels/{channel.id}/messages"


async def test_a_nonce_posts_once_within_its_window(
    local: LocalDiscord, channel: Channel, api: Api, clock: MovableClock
) -> None:
    body = {"content": "one", "nonce": "j1", "enforce_nonce": True}
    first = (await api("POST", messages(channel), body))[1]
    again = (await api("POST", messages(channel), {**body, "content": "two"}))[1]
    assert (again["id"], again["content"]) == (first["id"], "one")
    clock.now += 181
    assert (await api("POST", messages(channel), body))[1]["id"] != first["id"]
    assert len(local.posts(channel)) == 2


async def test_a_nonce_that_is_not_enforced_posts_twice(local: LocalDiscord, channel: Channel, api: Api) -> None:
    for _ in range(2):
        await api("POST", messages(channel), {"content": "one", "nonce": 7})
    assert len(local.posts(channel)) == 2


async def test_resending_what_somebody_deleted_answers_unknown_message(channel: Channel, mia: Person, api: Api) -> None:
    body = {"content": "one", "nonce": "j1", "enforce_nonce": True}
    await api("POST", messages(channel), body)
    with pytest.raises(PermissionError):
        mia.sees(channel)[0].delete_by(mia)
    assert channel.guild is not None
    channel.guild.join(mia, manage_guild=True)
    mia.sees(channel)[0].delete_by(mia)
    status, answer = await api("POST", messages(channel), body)
    assert (status, answer["code"]) == (404, 10008)


@pytest.mark.parametrize(
    ("lost", "body", "files", "status", "code"),
    [
        ("VIEW_CHANNEL", {"content": "x"}, False, 403, 50001),
        ("SEND_MESSAGES", {"content": "x"}, False, 403, 50013),
        ("ATTACH_FILES", {"content": "x"}, True, 403, 50013),
        ("EMBED_LINKS", {"embeds": [{"title": "x"}]}, False, 403, 50013),
    ],
)
async def test_a_missing_right_refuses_the_post(
    channel: Channel, api: Api, lost: str, body: dict[str, object], files: bool, status: int, code: int
) -> None:
    channel.bot_permissions &= ~PERMISSIONS[lost]
    answer = await api("POST", messages(channel), body, **({"a__txt": b"x"} if files else {}))
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert channel.messages == []


async def test_channels_that_are_gone_or_out_of_reach_say_so(local: LocalDiscord, channel: Channel, api: Api) -> None:
    assert channel.guild is not None
    forum = channel.guild.add_channel("ideas", ChannelKind.FORUM)
    path = messages(channel)
    channel.delete()
    assert (await api("POST", path, {"content": "x"}))[1]["code"] == 10003
    local.kick_bot(channel.guild)
    assert (await api("POST", messages(forum), {"content": "x"}))[1]["code"] == 50001


async def test_history_without_the_right_is_an_empty_list(channel: Channel, api: Api) -> None:
    posted = [(await api("POST", messages(channel), {"content": str(n)}))[1]["id"] for n in range(4)]

    async def texts(query: str) -> list[str]:
        status, found = await api("GET", messages(channel) + query)
        assert status == 200
        return [message["content"] for message in found]

    assert await texts("?limit=2") == ["3", "2"]
    assert await texts(f"?before={posted[2]}&limit=1") == ["1"]
    assert await texts(f"?after={posted[0]}&limit=2") == ["2", "1"]
    assert await texts(f"?around={posted[2]}&limit=2") == ["2", "1"]
    assert (await api("GET", messages(channel) + "?limit=101"))[1]["code"] == 50035
    channel.bot_permissions &= ~PERMISSIONS["READ_MESSAGE_HISTORY"]
    assert await texts("") == []
    assert (await api("GET", f"{messages(channel)}/{posted[0]}"))[1]["code"] == 50001


async def test_a_file_over_the_servers_limit_is_refused(
    local: LocalDiscord, channel: Channel, bot: SmallBot, tmp_path: Path
) -> None:
    assert channel.guild is not None
    channel.guild.upload_limit = 1000
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"\0" * 1001)
    target = bot.get_partial_messageable(channel.id)
    with pytest.raises(discord_py.HTTPException) as caught:
        await target.send(file=discord_py.File(clip))
    assert (caught.value.status, caught.value.code) == (413, 40005)
    assert list(local.state.shelf.incoming.iterdir()) == []
    clip.write_bytes(b"\0" * 1000)
    assert (await target.send(file=discord_py.File(clip))).attachments[0].size == 1000


async def test_only_own_messages_are_edited_and_only_moderators_delete_others(
    channel: Channel, mia: Person, api: Api
) -> None:
    hers = await mia.post(channel, "hello", files=[("cat.png", b"not a picture")])
    assert (await api("PATCH", f"{messages(channel)}/{hers.id}", {"content": "x"}))[1]["code"] == 50005
    assert (await api("DELETE", f"{messages(channel)}/{hers.id}"))[1]["code"] == 50013
    channel.bot_permissions |= PERMISSIONS["MANAGE_MESSAGES"]
    assert (await api("DELETE", f"{messages(channel)}/{hers.id}"))[0] == 204
    assert (await api("GET", f"{messages(channel)}/{hers.id}"))[1]["code"] == 10008


async def test_an_edit_keeps_what_it_does_not_name_and_pings_nobody(channel: Channel, mia: Person, api: Api) -> None:
    body = {"content": "one", "attachments": [{"id": 0, "filename": "b.txt", "description": "note"}]}
    sent = (await api("POST", messages(channel), body, a__txt=b"x"))[1]
    path = f"{messages(channel)}/{sent['id']}"
    changed = (await api("PATCH", path, {"content": f"<@{mia.id}>"}))[1]
    assert changed["attachments"][0]["filename"] == "b.txt"
    assert changed["edited_timestamp"]
    assert not mia.sees(channel)[0].pinged
    changed = (await api("PATCH", path, {"attachments": []}))[1]
    assert changed["attachments"] == []
    assert (await api("PATCH", path, {"content": ""}))[1]["code"] == 50006


async def test_a_reply_names_and_needs_what_it_answers(channel: Channel, mia: Person, api: Api) -> None:
    hers = await mia.post(channel, "hello")
    reply = {"content": "hi", "message_reference": {"message_id": str(hers.id)}}
    answer = (await api("POST", messages(channel), reply))[1]
    assert answer["message_reference"]["message_id"] == str(hers.id)
    assert mia.sees(channel)[-1].pinged
    hers.delete_by(mia)
    assert (await api("POST", messages(channel), reply))[1]["code"] == 50035
    channel.bot_permissions &= ~PERMISSIONS["READ_MESSAGE_HISTORY"]
    assert (await api("POST", messages(channel), reply))[1]["code"] == 160002


async def test_private_messages_reach_a_person_until_they_close_them(
    local: LocalDiscord, bot: SmallBot, mia: Person
) -> None:
    user = discord_py.Object(mia.id)
    private = await bot.create_dm(user)
    await private.send("your clip failed")
    seen = mia.direct_messages()[-1]
    assert (seen.text, seen.pinged) == ("your clip failed", True)
    mia.closes_dms()
    with pytest.raises(discord_py.Forbidden) as caught:
        await private.send("again")
    assert caught.value.code == 50007
    assert local.unknown_routes == []
