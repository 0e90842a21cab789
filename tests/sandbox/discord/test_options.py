"""What Discord's client lets a person fill in."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sandbox.discord import Channel, LocalDiscord, NotPossibleError, Person
from tests.sandbox.discord.small_bot import SmallBot


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "'prompt' is required"),
        ({"prompt": ""}, "must be a text"),
        ({"prompt": "x" * 2001}, "1 to 2000 characters"),
        ({"prompt": "x", "duration": 5}, "the choices are: 4, 8, 12"),
        ({"prompt": "x", "speed": 5}, "no option 'speed'"),
        ({"prompt": "x", "image": ("a.png", b"0" * 10_485_761)}, "too powerful"),
    ],
)
async def test_what_the_client_prevents_never_reaches_the_bot(
    bot: SmallBot, mia: Person, channel: Channel, options: dict[str, Any], why: str
) -> None:
    with pytest.raises(NotPossibleError, match=why):
        await mia.use("generate", channel, **options)
    assert bot.last is None


async def test_choices_go_by_label_and_files_by_path(
    bot: SmallBot, mia: Person, channel: Channel, tmp_path: Path
) -> None:
    picture = tmp_path / "a b.png"
    Image.new("RGB", (64, 36)).save(picture)
    use = await mia.use("generate", channel, prompt="x", duration="12 seconds", image=picture)
    assert (await use.answered(5)).text == "x, 12 s, 1:1 of a_b.png 64x36"
    assert bot.last is not None


async def test_subcommands_take_members_and_roles(bot: SmallBot, mia: Person, channel: Channel) -> None:
    assert channel.guild is not None
    editors = channel.guild.add_role("Editors")
    channel.guild.join(mia, [editors])
    answer = await (await mia.use("quota view", channel, member=mia, role=editors)).answered(5)
    assert str(editors.id) in answer.text
    assert answer.text.endswith("Editors")
    for wrong in ("quota", "quota role", "quota view deep"):
        with pytest.raises(NotPossibleError):
            await mia.use(wrong, channel)
    assert bot.last is not None


async def test_a_command_for_moderators_is_not_offered_to_others(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel
) -> None:
    with pytest.raises(NotPossibleError, match="not offered"):
        await mia.use("panel", channel)
    assert channel.guild is not None
    channel.guild.join(mia, manage_guild=True)
    seen = await (await mia.use("panel", channel)).answered(5)
    assert seen.text == "# Settings\n[Say]"
    assert seen.flags & (1 << 15)
    assert (await (await mia.press(seen, "Say")).answered(5)).text == "pressed 9"
    local.kick_bot(channel.guild)
    with pytest.raises(NotPossibleError):
        await mia.use("panel", channel)
    assert bot.user is not None


async def test_a_context_menu_command_carries_the_message(bot: SmallBot, mia: Person, channel: Channel) -> None:
    hers = await mia.post(channel, "look", files=[("cat.png", b"not a picture")])
    answer = await (await mia.use_on("Animate this image", hers)).answered(5)
    assert answer.text == "animate cat.png"
    assert bot.user is not None
