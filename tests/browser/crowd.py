"""A channel as it is after a busy year: thousands of messages of every kind."""

import io
from typing import Any

from PIL import Image

from sandbox.discord import Channel, LocalDiscord, Message, Person
from sandbox.discord.drafts import Body
from sandbox.discord.incoming import take
from sandbox.discord.posts import Posts
from sandbox.discord.world import Flag
from tests.media.videos import make_video

Json = dict[str, Any]

KINDS = 10


def picture(width: int = 320, height: int = 180) -> bytes:
    """Give a small PNG."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 150)).save(data, "PNG")
    return data.getvalue()


def card(number: int, moment: int, *media: str) -> Json:
    """Give a card as the bot lays one out: words, media, a line of buttons."""
    texts = [
        {"type": 10, "content": f"### Video {number}\nA paper boat sails down a *rainy* street, **warm** light"},
        {"type": 10, "content": f"-# Waiting, ready <t:{moment}:R>"},
    ]
    gallery = [{"type": 12, "items": [{"media": {"url": f"attachment://{name}"}} for name in media]}] if media else []
    buttons = [
        {"type": 2, "style": style, "label": label, "custom_id": f"{label}{number}"}
        for style, label in ((4, "Cancel"), (2, "Again"))
    ]
    inside = [*texts, *gallery, {"type": 14}, {"type": 1, "components": buttons}]
    return {"type": 17, "accent_color": 0x4488CC, "components": inside}


def embed(number: int) -> Json:
    """Give an embed with fields."""
    fields = [{"name": f"Field {n}", "value": f"`{number * n}` credits", "inline": True} for n in range(3)]
    return {"title": f"Report {number}", "description": "Of the **month**", "color": 0x88AA44, "fields": fields}


class Crowd:
    """Fills a channel."""

    def __init__(self, discord: LocalDiscord, people: list[Person]) -> None:
        self._state = discord.state
        self._posts = Posts(discord.state)
        self._people = people
        self.picture = picture()
        self.clip = make_video(frames=12)

    async def fill(self, channel: Channel, count: int) -> list[Message]:
        """Write `count` messages, the last of them plain."""
        return [await self._write(channel, count - number - 1) for number in range(count)]

    async def post(self, channel: Channel, data: Json, **files: bytes) -> Message:
        """Post as the bot; a file's name is given with an underscore for its dot."""
        names = [name.replace("_", ".") for name in files]
        uploads = {i: take((names[i], data), self._state.shelf.incoming) for i, data in enumerate(files.values())}
        return await self._posts.post(channel, self._state.bot, Body(data, uploads))

    async def _write(self, channel: Channel, left: int) -> Message:
        moment = int(self._state.now()) - left * 60
        kind, rare = left % KINDS, left % (KINDS * 5)
        if kind in {1, 2, 3}:
            media = {1: {"a_png": self.picture}, 2: {"a_mp4": self.clip}}.get(rare, {})
            names = [name.replace("_", ".") for name in media]
            data = {"components": [card(left, moment, *names)], "flags": int(Flag.COMPONENTS_V2)}
            return await self.post(channel, data, **media)
        if kind in {4, 5}:
            return await self.post(channel, {"embeds": [embed(left)]})
        person = self._people[left % len(self._people)]
        text = (
            f"message {left} of **many**, <@{person.id}>: `code`, ||hidden||, https://example.org/{left}\n> quoted\n- a"
        )
        return (await person.post(channel, text)).message
