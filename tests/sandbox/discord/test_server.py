"""The first things a bot does, and the way of one request from command to message."""

from pathlib import Path

import discord as discord_py

from sandbox.discord import Channel, LocalDiscord, Person
from tests.sandbox.discord.small_bot import SmallBot


async def test_a_command_is_deferred_answered_and_followed_by_a_message(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel, tmp_path: Path
) -> None:
    use = await mia.use("generate", channel, prompt="a red kite", duration=4)
    answer = await use.answered(5)
    assert answer.ephemeral
    assert answer.text == "a red kite, 4 s, 1:1"
    clip = tmp_path / "a clip.mp4"
    clip.write_bytes(b"\0" * 100_000)
    target = bot.get_partial_messageable(channel.id)
    allowed = discord_py.AllowedMentions(users=True)
    sent = await target.send(f"<@{mia.id}> here", file=discord_py.File(clip), nonce="j1", allowed_mentions=allowed)
    seen = await mia.until_sees(channel, r"a_clip\.mp4", 5)
    assert seen.id == sent.id
    assert seen.pinged
    assert seen.text.startswith("@Mia here")
    assert seen.files[0].path.read_bytes() == clip.read_bytes()
    assert await sent.attachments[0].read() == clip.read_bytes()
    assert local.unknown_routes == []
