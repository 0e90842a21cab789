"""The options that every command for a video has, as Discord is told of them and as the domain understands them."""

import discord
from discord import app_commands

from bot.domain.picture import Upload
from bot.domain.video import DURATIONS, AspectRatio, Duration, Resolution
from cogs.door import described

RATIOS = [
    app_commands.Choice(name=described(f"cmd-choice-aspect-ratio-{ratio.value.replace(':', '-')}"), value=ratio.value)
    for ratio in AspectRatio
]
RESOLUTIONS = [
    app_commands.Choice(name=described(f"cmd-choice-resolution-{resolution.value}"), value=resolution.value)
    for resolution in Resolution
]
SECONDS = [
    app_commands.Choice[int](name=described(f"cmd-choice-duration-{seconds}"), value=seconds) for seconds in DURATIONS
]


def offered(seconds: int) -> Duration:
    """Find the length that was chosen; Discord lets nothing else through."""
    return next(one for one in DURATIONS if one == seconds)


def upload_of(image: discord.Attachment) -> Upload:
    """Read what Discord says of an attachment."""
    return Upload(url=image.url, size=image.size, content_type=image.content_type)
