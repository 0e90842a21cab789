"""The launcher that points an unmodified bot at the local Discord."""

import asyncio
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOT = """
import sys
import discord
print(sys.argv[1:], discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE)
"""


async def launched(place: Path, origin: str) -> tuple[int | None, str, str]:
    """Run the launcher with another `bot` in reach; gives its exit code, output and errors."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-P", "-m", "sandbox.launch", "run"),
        cwd=place,
        env={**os.environ, "SANDBOX_DISCORD": origin, "PYTHONPATH": os.pathsep.join([str(place), str(ROOT)])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, output.decode().strip(), errors.decode().strip()


async def test_the_bot_runs_by_name_and_speaks_to_the_local_discord(tmp_path: Path) -> None:
    package = tmp_path / "bot"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(BOT)
    local = "http://127.0.0.1:8301"
    expected = f"['run'] {local}/api/v10 ws://127.0.0.1:8301/gateway {local}/cdn"
    assert await launched(tmp_path, local) == (0, expected, "")


async def test_without_an_address_it_says_what_is_missing(tmp_path: Path) -> None:
    code, _, errors = await launched(tmp_path, "")
    assert code == 1
    assert "SANDBOX_DISCORD" in errors
