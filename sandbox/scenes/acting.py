"""What the scenes have in common: what is asked for, what is waited for, a picture to begin with."""

import io
import re

from PIL import Image, ImageDraw

from sandbox.discord import Channel, Person, SeenMessage

ANSWER = 15.0
CLIP = 60.0

SMALL = {"resolution": "480p", "duration": 4}
"""The cheapest video: 8 credits without sound."""
HAN = r"[\u4e00-\u9fff]{4}"


def _about(prompt: str) -> re.Pattern[str]:
    return re.compile(re.escape(prompt))


async def status(person: Person, channel: Channel, prompt: str, words: str) -> SeenMessage:
    """Wait until the status message about a prompt says something."""

    def wanted(seen: SeenMessage) -> bool:
        matching = _about(prompt).search(seen.text) and re.search(words, seen.text)
        posted = any(file.name.endswith(".mp4") for file in seen.files)
        return not seen.ephemeral and not posted and bool(matching)

    return await person.until_sees(channel, wanted, ANSWER)


async def clip(person: Person, channel: Channel, prompt: str) -> SeenMessage:
    """Wait for the clip that was asked for with a prompt."""

    def wanted(seen: SeenMessage) -> bool:
        posted = any(file.name.endswith(".mp4") for file in seen.files)
        return not seen.ephemeral and posted and _about(prompt).search(seen.text) is not None

    return await person.until_sees(channel, wanted, CLIP)


async def pool(person: Person, channel: Channel) -> str:
    """Read what the server has left off /credits."""
    use = await person.use("credits", channel)
    found = re.search(r"\*\*(\d+)\*\* (?:of|/) \d+", (await use.answered(ANSWER)).text)
    return found.group(1) if found else "?"


def postcard(width: int, height: int) -> bytes:
    """Draw a picture that anybody knows again: a red sun over a blue sea."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture = Image.blend(picture, Image.new("RGB", (width, height), (250, 170, 90)), 0.7)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((width * 0.3, height * 0.25, width * 0.7, height * 0.25 + width * 0.4), (220, 60, 40))
    pen.rectangle((0, height * 0.6, width, height), (30, 80, 150))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
