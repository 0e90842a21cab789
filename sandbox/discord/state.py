"""Everything the local Discord remembers, in one place: it outlives the bot's process."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

from sandbox.discord.attachments import Shelf
from sandbox.discord.changes import Changes
from sandbox.discord.world import Channel, ChannelKind, Guild, Member, Snowflakes, Team, User


class State:
    """The world with its clock, its ids and its bell; times are seconds since 1970, UTC."""

    def __init__(self, work_dir: Path, clock: Callable[[], float], seed: int, bot_name: str) -> None:
        self.clock = clock
        self.changes = Changes()
        self.random = random.Random(seed)
        self._ids = Snowflakes(clock)
        self.people: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.bot = User(id=self.new_id(), name=bot_name, bot=True)
        self.people[self.bot.id] = self.bot
        self.owner = self.add_user(User(id=self.new_id(), name="Operator"))
        self.team: Team | None = None
        secret = hashlib.sha256(f"reelroom sandbox {seed} {self.bot.id}".encode()).digest()
        self.shelf = Shelf(work_dir, clock, secret)
        self.bot_token = f"sandbox.{self.bot.id}.{self.random.getrandbits(96):024x}"
        self.nonce_window = 180.0

    @property
    def application_id(self) -> int:
        return self.bot.id

    def new_id(self) -> int:
        return self._ids.next()

    def now(self) -> float:
        return self.clock()

    def changed(self) -> None:
        self.changes.ring()

    def register_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel

    def forget_channel(self, channel: Channel) -> None:
        self.channels.pop(channel.id, None)

    def add_user(self, user: User) -> User:
        self.people[user.id] = user
        return user

    def add_guild(self, name: str, locale: str) -> Guild:
        guild = Guild(self, name, locale)
        self.guilds[guild.id] = guild
        self.changed()
        return guild

    def bot_member(self) -> Member:
        return Member(self.bot, [], manage_guild=False, joined_at=self.now())

    def private_channel(self, person: User) -> Channel:
        """Give the conversation between the bot and `person`, opening it if there is none."""
        for channel in self.channels.values():
            if channel.recipient is person:
                return channel
        return Channel(self, person.name, ChannelKind.DM, recipient=person)
