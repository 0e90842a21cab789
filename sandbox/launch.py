"""Run the unmodified bot against the local Discord: python -m sandbox.launch run, with SANDBOX_DISCORD=http://host:port."""

import os
import runpy
import sys

import discord
import yarl


def point_discord_at(origin: str) -> None:
    """Send discord.py of this process to a local Discord; `origin` is its scheme, host and port."""
    discord.http.Route.BASE = f"{origin}/api/v10"
    gateway = yarl.URL(origin).with_scheme("ws") / "gateway"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
    discord.asset.Asset.BASE = f"{origin}/cdn"


def main() -> None:
    origin = os.environ.get("SANDBOX_DISCORD")
    if not origin:
        sys.exit("SANDBOX_DISCORD must name the local Discord, such as http://127.0.0.1:8301")
    point_discord_at(origin)
    sys.argv = ["bot", *sys.argv[1:]]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
