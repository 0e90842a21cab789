"""The scripted tour: what members and a moderator see of the bot, in both languages, written down and checked."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from sandbox.demo import tell
from sandbox.discord.attachments import StoredFile
from sandbox.scenes import SCENES
from sandbox.stage import Scenery, Stage, set_stage
from sandbox.transcript import SurpriseError, Transcript

START_PATIENCE = 30.0
HANDED_OUT = (".csv", ".png")
"""What moderators are given as files."""

Scene = Callable[[Stage, Transcript], Awaitable[None]]


async def tour(out: Path, speed: float, seed: int, pictures: int) -> int:
    """Play every scene; leaves transcript.md, all files and both journals in `out`. 0 when all came out right."""
    await asyncio.to_thread(_make_room, out)
    with tempfile.TemporaryDirectory(prefix="reelroom-tour-") as folder:
        scenery = Scenery(folder=Path(folder), speed=speed, seed=seed, journals=out, pictures=pictures)
        stage = await set_stage(scenery)
        transcript = Transcript(out / "transcript.md")
        try:
            await stage.bot.start()
            await stage.discord.until_ready(START_PATIENCE)
            surprises = await _play(stage, transcript, SCENES)
            surprises += await _look_behind(stage, out)
        finally:
            await stage.close()
            await asyncio.to_thread(shutil.copyfile, stage.bot.log_path, out / "bot.log")
            transcript.close()
    for surprise in surprises:
        tell(f"WRONG  {surprise}")
    tell(f"{len(SCENES)} scenes, {len(surprises)} surprises; read {out / 'transcript.md'}")
    return 1 if surprises else 0


def _make_room(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name in ("transcript.md", "discord.jsonl", "seedance.jsonl", "bot.log"):
        (out / name).unlink(missing_ok=True)
    for kind in ("*.mp4", *(f"reelroom-*{suffix}" for suffix in HANDED_OUT)):
        for file in out.glob(kind):
            file.unlink()


async def _play(stage: Stage, transcript: Transcript, scenes: Sequence[Scene]) -> list[str]:
    surprises = []
    for scene in scenes:
        title = (scene.__doc__ or scene.__name__).strip().rstrip(".")
        transcript.scene(title)
        try:
            await scene(stage, transcript)
        except (SurpriseError, TimeoutError) as surprise:
            surprises.append(f"{title}: {surprise}")
            transcript.note(f"**This came out wrong:** {surprise}")
            stage.seedance.release_all()
        else:
            tell(f"right  {title}")
    return surprises


async def _look_behind(stage: Stage, out: Path) -> list[str]:
    """Keep every clip that was posted, and compare what people saw with what the servers and the ledger know."""
    posts = [
        message for guild in stage.guilds for channel in guild.channels for message in stage.discord.posts(channel)
    ]
    clips = [file for message in posts for file in message.files if file.filename.endswith(".mp4")]
    for clip in clips:
        await asyncio.to_thread(shutil.copyfile, clip.path, out / clip.filename)
    await asyncio.to_thread(_keep_handed_out, stage, out)
    surprises = [f"the bot asked the local Discord for {route}" for route in stage.discord.unknown_routes]
    made = [task for task in stage.seedance.tasks(stage.key) if task.state == "SUCCESS"]
    # one that was posted again is still one, and one that was removed was posted before
    posted = {re.split(r"[-.]", clip.filename)[0] for clip in _clips_ever(stage)}
    if len(posted) != len(made):
        surprises.append(f"{len(made)} clips were made, {len(posted)} were posted")
    said = await stage.bot.ask("ledger", "check")
    if said.code != 0:
        surprises.append(f"the ledger is wrong: {said.output} {said.errors}")
    return surprises


def _clips_ever(stage: Stage) -> list[StoredFile]:
    """Give every clip that was ever posted."""
    channels = [channel for guild in stage.guilds for channel in guild.channels]
    files = [file for channel in channels for message in channel.in_order() for file in message.files]
    return [file for file in files if file.filename.endswith(".mp4")]


def _keep_handed_out(stage: Stage, out: Path) -> None:
    """Keep the files that one person alone was shown, numbered in their order."""
    people = (stage.mia, stage.lin, stage.sam, stage.wei)
    channels = [channel for guild in stage.guilds for channel in guild.channels]
    seen = {
        (file.path, seen.id)
        for who in people
        for channel in channels
        for seen in who.sees(channel)
        if seen.ephemeral
        for file in seen.files
    }
    given = sorted((message, path) for path, message in seen if path.suffix in HANDED_OUT)
    for number, (_, path) in enumerate(given, start=1):
        shutil.copyfile(path, out / f"{path.stem}-{number}{path.suffix}")
