"""What `make demo` plays: one real generation from the command to the clip in the channel."""

import asyncio
import shutil
import sys
import time
from pathlib import Path

from yarl import URL

from sandbox.desktop import open_page
from sandbox.discord import SeenMessage
from sandbox.rehearsal import COMMAND
from sandbox.seedance import ASSUMPTIONS
from sandbox.stage import Stage

PROMPT = "A paper boat sails down a rainy street, warm evening light, slow tracking shot"
START_PATIENCE = 30.0
PLAY_PATIENCE = 120.0


def tell(text: str = "") -> None:
    """Say something, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def play(stage: Stage, videos: Path) -> None:
    """Let Mia make a video and keep it in `videos`; raises TimeoutError when it does not arrive."""
    started = time.monotonic()
    tell("Starting Reelroom, just as it runs against the real Discord …")
    await stage.bot.start()
    await stage.discord.until_ready(START_PATIENCE)
    tell("The bot is online and has told Discord its commands.")
    tell()
    tell(f"Mia types in #studio:  /generate prompt:{PROMPT} aspect_ratio:16:9 resolution:480p duration:4")
    use = await stage.mia.use(
        "generate", stage.studio, prompt=PROMPT, aspect_ratio="16:9", resolution="480p", duration=4, generate_audio=True
    )
    show("Only Mia sees:", await use.answered(10))
    show("Everyone sees:", await stage.mia.until_sees(stage.studio, lambda seen: not seen.ephemeral))
    clip = await stage.mia.until_sees(stage.studio, lambda seen: bool(seen.files), PLAY_PATIENCE)
    show("The clip is there:", clip)
    path = await asyncio.to_thread(keep, clip, videos)
    left = stage.seedance.balance(stage.key)
    tell()
    tell(f"It took {time.monotonic() - started:.0f} seconds. The key has {left} credits left with the local Seedance.")
    tell(f"video posted: {path}")


def keep(clip: SeenMessage, folder: Path) -> Path:
    """Copy a posted clip into a folder that outlives the sandbox; gives its whole path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder.resolve() / clip.files[0].name
    shutil.copyfile(clip.files[0].path, path)
    return path


def show(title: str, message: SeenMessage) -> None:
    """Show a message as its reader sees it."""
    tell()
    tell(title)
    for line in message.text.splitlines():
        tell(f"  │ {line}")


def introduce(stage: Stage) -> None:
    """Say what was brought up, and what nobody should believe of it."""
    tell("Reelroom's sandbox: everything runs on this machine, nothing is bought and nothing leaves it.")
    tell(f"  watch it here   {page_of(stage)}  in a browser on this machine")
    tell(f"  local Discord   {stage.discord.origin}")
    tell(f"  local Seedance  {stage.seedance.base_url}  ({stage.seedance.speed:g} times as fast as the real one)")
    tell(f"  their files     {stage.folder}")
    tell(f"  {len(ASSUMPTIONS)} assumptions about the vendor are listed in sandbox/seedance/assumptions.py")
    tell()


def how_to_connect(folder: Path) -> None:
    """Say how a bot of one's own gets here, from a folder that is furnished for it."""
    tell("No bot was started. This folder is for one of yours, with its .env:")
    tell(f"  cd {folder}")
    tell(f"  ./{COMMAND} doctor")
    tell(f"  ./{COMMAND} run")
    tell(f"Wherever the documents say `python -m bot`, say ./{COMMAND} there. docs/rehearsal.md leads through it.")
    tell("The next start of the sandbox begins anew and empties that folder. Ctrl-C ends it.")


def page_of(stage: Stage) -> str:
    """Give the page's address for a browser on this machine, wherever else the sandbox listens."""
    return str(URL(stage.discord.origin).with_host("127.0.0.1").with_path("/"))


def invite(stage: Stage, *, opens: bool) -> None:
    """Say where to go on by oneself, and go there where somebody sits in front of a browser."""
    address = page_of(stage)
    opened = opens and open_page(address)
    tell()
    tell(f"Now try it yourself:  {address}")
    tell("  That page opens in your browser." if opened else "  Open it in a browser on this machine.")
    tell("  Be Mia or Lin, who are members, Sam, who moderates, or Olga, who owns the bot. Type / in #studio.")
    tell('  "Behind the curtain" shows the local Seedance and the bot: kill it, and see that nothing is lost.')


async def stay(stage: Stage) -> None:
    """Stay up until cancelled, or until the bot ends by itself and not because somebody ended it at the page."""
    await stage.bot.ended()
    tell(f"The bot ended by itself; its log is {stage.bot.log_path}")
