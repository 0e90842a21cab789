"""The stage: a local Seedance, a local Discord with a server and its people, and the bot between them."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from sandbox.bot_process import BotProcess
from sandbox.discord import Channel, Guild, LocalDiscord, Person, TeamMember
from sandbox.journal import Journal
from sandbox.page import Backstage, Page
from sandbox.seedance import PICTURES, LocalSeedance

CREDITS = 2000
"""What the operator's key has with the local Seedance."""
ALLOWANCE = 200
ALARM = 100
"""Credits of the key's budget below which the operator is told."""
PEOPLE = (
    ("Mia", "en-US"),
    ("Lin", "zh-CN"),
    ("Sam", "en-US"),
    ("Olga", "en-US"),
    ("Wei", "zh-CN"),
    ("Wen", "zh-CN"),
)
LAUNCHER = ("-m", "sandbox.launch")


@dataclass(frozen=True, kw_only=True)
class Office:
    """The operator's own server: the owner's commands and the alarms are there."""

    guild: Guild
    channel: Channel
    olga: Person
    """Owns the application."""
    wen: Person
    """Belongs to its team, and reads Chinese."""

    @property
    def settings(self) -> dict[str, str]:
        """The bot's settings that name it."""
        return {
            "OPERATOR_GUILD_ID": str(self.guild.id),
            "ALERT_CHANNEL_ID": str(self.channel.id),
            "LOW_BUDGET_ALARM": str(ALARM),
        }


@dataclass(kw_only=True)
class Stage:
    """Everything that runs, and who is there."""

    discord: LocalDiscord
    seedance: LocalSeedance
    bot: BotProcess
    key: str
    folder: Path
    journals: tuple[Journal, Journal]
    """Of the local Seedance, and of the local Discord."""
    film_club: Guild
    studio: Channel
    mod_log: Channel
    """Where its moderators may have the log."""
    cinema_club: Guild
    cinema: Channel
    """Of a second server, whose language is Chinese."""
    mia: Person
    """Writes English."""
    lin: Person
    """Writes Chinese."""
    sam: Person
    """Moderates."""
    wei: Person
    """Moderates the second server, in Chinese."""
    office: Office

    @property
    def guilds(self) -> tuple[Guild, ...]:
        """All servers."""
        return self.film_club, self.cinema_club

    async def close(self) -> None:
        """End the bot, then the servers."""
        await self.bot.close()
        await self.discord.close()
        await self.seedance.close()
        for journal in self.journals:
            journal.close()


@dataclass(frozen=True, kw_only=True)
class Scenery:
    """How to set the stage. `port` is the local Discord's, the local Seedance takes the next; 0 is any for both."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 0
    speed: float = 10.0
    """Generation time is divided by it, and the bot's waits with it."""
    seed: int = 0
    journals: Path | None = None
    data: Path | None = None
    """Where the bot keeps its data, if not in the folder."""
    pictures: int = PICTURES
    """Drawn for a second of a clip; fewer make it sooner, and less to look at."""


def bot_settings(discord: LocalDiscord, seedance: LocalSeedance, key: str, folder: Path) -> dict[str, str]:
    """Give the bot's environment: ordinary settings, and where the local Discord is."""
    speed = seedance.speed
    return {
        "SANDBOX_DISCORD": discord.origin,
        "DISCORD_TOKEN": discord.bot_token,
        "SEEDANCE_API_KEY": key,
        "SEEDANCE_BASE_URL": seedance.base_url,
        "TRUSTED_MEDIA_ORIGINS": f"{discord.origin},{seedance.origin}",
        "DATA_DIR": str(folder / "bot"),
        "POLL_FIRST": str(max(10 / speed, 0.2)),
        "POLL_MAX": str(max(15 / speed, 0.3)),
        "SCAN_WAIT": str(max(10 / speed, 0.5)),
        "DEFAULT_ALLOWANCE": str(ALLOWANCE),
    }


async def set_stage(scenery: Scenery) -> Stage:
    """Bring both servers up, with the people in their places; the bot is made but not started."""
    folder = scenery.folder
    folder.mkdir(parents=True, exist_ok=True)
    where = scenery.journals
    journals = (
        Journal(where / "seedance.jsonl" if where else None),
        Journal(where / "discord.jsonl" if where else None),
    )
    seedance = LocalSeedance(
        work_dir=folder / "seedance",
        speed=scenery.speed,
        seed=scenery.seed,
        journal=journals[0],
        pictures=scenery.pictures,
    )
    discord = LocalDiscord(work_dir=folder / "discord", seed=scenery.seed, journal=journals[1])
    key = f"sk-sandbox-{secrets.token_hex(8)}"
    seedance.add_key(key, CREDITS)
    settings: dict[str, str] = {}
    bot = BotProcess(settings, folder, LAUNCHER)
    backstage = Backstage(discord, seedance, key, bot)
    await seedance.start(scenery.host, scenery.port + 1 if scenery.port else 0)
    await discord.start(scenery.host, scenery.port, also=Page(discord, backstage).mount)
    guild = discord.add_guild("Film Club")
    channel, mod_log = guild.add_channel("studio"), guild.add_channel("mod-log")
    # in the order in which the page offers to be them
    mia, lin, sam, olga, wei, wen = (discord.add_person(name, locale=locale) for name, locale in PEOPLE)
    guild.join(mia)
    guild.join(lin)
    guild.join(sam, manage_guild=True)
    cinema_club = discord.add_guild("电影社", locale="zh-CN")
    cinema = cinema_club.add_channel("放映室")
    cinema_club.join(lin)
    cinema_club.join(wei, manage_guild=True)
    office = _open_office(discord, olga, wen)
    settings |= {**bot_settings(discord, seedance, key, folder), **office.settings}
    if scenery.data:
        settings["DATA_DIR"] = str(scenery.data)
    return Stage(
        discord=discord,
        seedance=seedance,
        bot=bot,
        key=key,
        folder=folder,
        journals=journals,
        film_club=guild,
        studio=channel,
        mod_log=mod_log,
        cinema_club=cinema_club,
        cinema=cinema,
        mia=mia,
        lin=lin,
        sam=sam,
        wei=wei,
        office=office,
    )


def _open_office(discord: LocalDiscord, olga: Person, wen: Person) -> Office:
    guild = discord.add_guild("Reel Office")
    administrators = guild.add_role("Administrators", permissions=["ADMINISTRATOR"])
    for person in (olga, wen):
        guild.join(person, roles=[administrators])
    discord.own_by_team(olga, [TeamMember(wen)])
    return Office(guild=guild, channel=guild.add_channel("money"), olga=olga, wen=wen)
