"""`python -m sandbox`: a local Seedance, a local Discord and the bot, on this machine alone."""

import argparse
import asyncio
import shutil
import signal
import sys
from pathlib import Path

from sandbox.demo import how_to_connect, introduce, invite, play, stay, tell
from sandbox.rehearsal import furnish
from sandbox.seedance import PICTURES
from sandbox.stage import Scenery, Stage, set_stage
from sandbox.tour import tour

FOLDER = Path("sandbox-data")
TOUR_SPEED = 20.0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="where to listen (default: this machine alone); the page answers browsers on this machine alone anyway",
    )
    parser.add_argument(
        "--port", type=int, default=8300, help="the local Discord's port, the next is Seedance's; 0: any"
    )
    parser.add_argument("--speed", type=float, default=10.0, help="generation time is divided by this (default: 10)")
    parser.add_argument("--seed", type=int, default=0, help="makes chance repeatable")
    parser.add_argument(
        "--pictures",
        type=int,
        choices=[1, 2, 3, 4, 6, 8, 12, 24],
        default=PICTURES,
        help=f"drawn for a second of a clip (default: {PICTURES}); fewer make it sooner",
    )
    parser.add_argument("--no-bot", action="store_true", help="only the servers, and a folder for a bot of yours")
    parser.add_argument("--no-open", action="store_true", help="do not open the page in a browser")
    modes = parser.add_subparsers(dest="mode")
    touring = modes.add_parser("tour", help="play a scripted tour and write down what each person saw")
    touring.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser


async def _demo(arguments: argparse.Namespace) -> int:
    this = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, this.cancel if this else sys.exit)
    run = FOLDER / "run"
    shutil.rmtree(run, ignore_errors=True)
    own = run.resolve() / "operator"
    scenery = Scenery(
        folder=run.resolve(),
        host=arguments.host,
        port=arguments.port,
        speed=arguments.speed,
        seed=arguments.seed,
        pictures=arguments.pictures,
        data=own / "data" if arguments.no_bot else None,
    )
    stage = await set_stage(scenery)
    try:
        introduce(stage)
        if arguments.no_bot:
            health = {"HTTP_PORT": str(arguments.port + 2)} if arguments.port else {}
            furnish(own, {**stage.bot.settings, **health})
            how_to_connect(own)
        else:
            await _play_and_explain(stage, opens=not arguments.no_open)
        await stay(stage)
    except asyncio.CancelledError:
        tell()
        tell("Closing.")
    finally:
        await stage.close()
    return 0


async def _play_and_explain(stage: Stage, *, opens: bool) -> None:
    try:
        await play(stage, FOLDER / "videos")
    except TimeoutError as reason:
        tell(f"That did not work: {reason}")
        tell(f"The bot's log may say why: {stage.bot.log_path}")
        raise SystemExit(1) from None
    invite(stage, opens=opens)
    tell()
    tell("Everything stays up; Ctrl-C ends it. The video outlives it.")


def main() -> int:
    arguments = _parser().parse_args()
    try:
        if arguments.mode == "tour":
            return asyncio.run(tour(arguments.out, TOUR_SPEED, arguments.seed, arguments.pictures))
        return asyncio.run(_demo(arguments))
    except OSError as reason:
        tell(f"The sandbox could not start: {reason}. Is it running already? Try --port with another number, or 0.")
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
