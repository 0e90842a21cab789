"""What the page names by id, found among what the person who acts can name there."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sandbox.discord import Channel, NotPossibleError, Person, Role, SeenMessage
from sandbox.discord.attachments import Upload
from sandbox.discord.command_rules import OptionKind
from sandbox.discord.components import Kind
from sandbox.discord.state import State
from sandbox.discord.world import User
from sandbox.page.view import channels_of, people_of

Json = dict[str, Any]
Named = User | Role | Channel
Thing = TypeVar("Thing", Person, Channel, SeenMessage, Named)

OPTIONS = {
    OptionKind.USER: (User,),
    OptionKind.CHANNEL: (Channel,),
    OptionKind.ROLE: (Role,),
    OptionKind.MENTIONABLE: (User, Role),
}
FIELDS = {
    Kind.USER_SELECT: (User,),
    Kind.CHANNEL_SELECT: (Channel,),
    Kind.ROLE_SELECT: (Role,),
    Kind.MENTIONABLE_SELECT: (User, Role),
}


class Things:
    """The people, places and files that one request may name."""

    def __init__(self, state: State, asked: Json, files: dict[int, Upload]) -> None:
        self._state = state
        self._asked = asked
        self._files = files

    @property
    def person(self) -> Person:
        """Who acts; raises NotPossibleError for somebody who does not exist."""
        return _the(people_of(self._state), self._asked.get("as"), "person")

    @property
    def channel(self) -> Channel:
        """Where they act, one that they can open."""
        return _the(channels_of(self.person, self._state), self._asked.get("channel"), "channel")

    @property
    def message(self) -> SeenMessage:
        """The message acted on, one that they see."""
        number = str(self._asked.get("message"))
        seen = self.person.find(self.channel, int(number)) if number.isdecimal() else None
        return _the([seen] if seen else [], number, "message")

    def file(self, value: Any) -> Upload:
        """Give the file that `{"file": n}` stands for."""
        number = value.get("file") if isinstance(value, dict) else None
        if number not in self._files:
            raise NotPossibleError("a file is needed here")
        return self._files[number]

    def named(self, kinds: tuple[type[Named], ...], thing_id: Any) -> Named:
        """Find somebody or something of this server, or the other side of a private conversation."""
        guild = self.channel.guild
        known: list[Named] = []
        if guild:
            known += [self._state.people[number] for number in guild.members if number in self._state.people]
            known += [*guild.roles, *guild.channels]
        known += [self._state.bot, self.person]
        return _the([thing for thing in known if isinstance(thing, kinds)], thing_id, "such thing")

    def option(self, kind: int, value: Any) -> Any:
        """Turn the value of a command's option into what `Person.use` takes."""
        if kind == OptionKind.ATTACHMENT:
            return self.file(value)
        return self.named(OPTIONS[OptionKind(kind)], value) if kind in OPTIONS else value

    def field(self, kind: int, value: Any) -> Any:
        """Turn the value of a form's field, or what was chosen in a menu, into what a Person's verbs take."""
        if kind == Kind.FILE_UPLOAD:
            return [self.file(one) for one in value]
        return [self.named(FIELDS[Kind(kind)], one) for one in value] if kind in FIELDS else value


def _the(known: Iterable[Thing], thing_id: Any, what: str) -> Thing:
    for thing in known:
        if str(thing.id) == thing_id:
            return thing
    raise NotPossibleError(f"there is no {what} {thing_id!r} here")
