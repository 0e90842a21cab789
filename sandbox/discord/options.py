"""Fill in a slash command's options as Discord's client lets a person do it, and no other way."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.discord.command_rules import NESTS, NUMERIC, SAFE_INTEGER, TEXT, OptionKind
from sandbox.discord.incoming import Given, take
from sandbox.discord.payloads import channel_json, file_json, member_json, role_json, user_json
from sandbox.discord.state import State
from sandbox.discord.world import Channel, Role, User

Json = dict[str, Any]

AREA = "ephemeral-attachments"


class NotPossibleError(Exception):
    """Discord's client would not let a person do this; the text says why."""


@dataclass
class Filled:
    """The options of an interaction, and the objects they refer to."""

    options: list[Json] = field(default_factory=list)
    resolved: dict[str, dict[str, Json]] = field(default_factory=dict)

    def resolve(self, kind: str, thing_id: int, body: Json) -> None:
        self.resolved.setdefault(kind, {})[str(thing_id)] = body


def descend(command: Json, words: list[str]) -> tuple[list[Json], list[Json]]:
    """Follow the words after a command's name to its options; gives them and the path as option objects."""
    options = command.get("options") or []
    path: list[Json] = []
    for word in words:
        found = [o for o in options if o["name"] == word and o["type"] in NESTS]
        if not found:
            raise NotPossibleError(f"/{command['name']} has no subcommand {word!r}")
        path.append({"type": found[0]["type"], "name": word})
        options = found[0].get("options") or []
    if any(option["type"] in NESTS for option in options):
        names = ", ".join(option["name"] for option in options)
        raise NotPossibleError(f"/{command['name']} needs a subcommand: {names}")
    return options, path


def nest(path: list[Json], options: list[Json]) -> list[Json]:
    """Put options below the subcommands that lead to them."""
    for step in reversed(path):
        options = [{**step, "options": options}]
    return options


class Filling:
    """One person filling in one command in one channel; files count against `upload_limit` bytes.

    A channel is told with what that person may do in it (docs: resources/channel, permissions of resolved data).
    """

    def __init__(self, state: State, channel: Channel, upload_limit: int, person: User) -> None:
        self._state = state
        self._channel = channel
        self._limit = upload_limit
        member = channel.guild.members.get(person.id) if channel.guild else None
        self._permissions = member.permissions if member else 0
        self.filled = Filled()

    async def fill(self, options: list[Json], given: dict[str, Any], focused: str | None = None) -> Filled:
        """Check and add all that was given; raises NotPossibleError. With `focused` the rest may be incomplete."""
        known = {option["name"]: option for option in options}
        for name in given:
            if name not in known:
                raise NotPossibleError(f"there is no option {name!r}; there are: {', '.join(known) or 'none'}")
        for option in options:
            name = option["name"]
            if given.get(name) is None:
                if option.get("required") and focused is None:
                    raise NotPossibleError(f"the option {name!r} is required")
                continue
            value = given[name] if name == focused else await self._value(option, given[name])
            entry = {"type": option["type"], "name": name, "value": value}
            self.filled.options.append({**entry, "focused": True} if name == focused else entry)
        return self.filled

    async def _value(self, option: Json, value: Any) -> Any:
        kind = OptionKind(option["type"])
        if option.get("choices"):
            return _chosen(option, value)
        if kind is OptionKind.STRING:
            return _string(option, value)
        if kind in NUMERIC:
            return _number(option, value, whole=kind is OptionKind.INTEGER)
        if kind is OptionKind.BOOLEAN:
            if not isinstance(value, bool):
                raise NotPossibleError(f"{option['name']} is True or False, not {value!r}")
            return value
        if kind is OptionKind.ATTACHMENT:
            return await self.attach(option["name"], value)
        return self._reference(option, kind, value)

    async def attach(self, name: str, given: Given) -> str:
        """Upload a file and add it to what is resolved; gives its id."""
        shelf = self._state.shelf
        upload = take(given, shelf.incoming)
        if upload.size > self._limit:
            upload.path.unlink()
            raise NotPossibleError(f"{name}: your files are too powerful (over {self._limit} bytes)")
        stored = await shelf.keep(upload, self._state.new_id(), self._state.application_id, area=AREA)
        self.filled.resolve("attachments", stored.id, file_json(stored, shelf, ephemeral=True))
        return str(stored.id)

    def _reference(self, option: Json, kind: OptionKind, value: Any) -> str:
        wanted: dict[OptionKind, type[Any] | tuple[type[Any], ...]] = {
            OptionKind.USER: User,
            OptionKind.CHANNEL: Channel,
            OptionKind.ROLE: Role,
            OptionKind.MENTIONABLE: (User, Role),
        }
        if not isinstance(value, wanted[kind]):
            raise NotPossibleError(f"{option['name']} cannot be {value!r}")
        self.refer(value, option.get("channel_types"))
        return str(value.id)

    def known(self, thing_id: int) -> User | Role | Channel:
        """Find who or what a bot named by id; raises NotPossibleError for what is gone."""
        guild = self._channel.guild
        things: list[User | Role | Channel] = [*self._state.people.values()]
        if guild:
            things += [*guild.roles, *guild.channels]
        for thing in things:
            if thing.id == thing_id:
                return thing
        raise NotPossibleError(f"nobody and nothing here has the id {thing_id}")

    def refer(self, value: User | Role | Channel, channel_types: list[int] | None = None) -> None:
        """Add somebody or something of this server to what is resolved."""
        guild = self._channel.guild
        if isinstance(value, User):
            self.filled.resolve("users", value.id, user_json(value))
            member = guild.members.get(value.id) if guild else None
            if member:
                self.filled.resolve("members", value.id, member_json(member, with_user=False))
        elif isinstance(value, Role):
            if guild is None or value not in guild.roles:
                raise NotPossibleError(f"the role {value.name!r} is not of this server")
            self.filled.resolve("roles", value.id, role_json(value))
        else:
            if guild is None or value not in guild.channels:
                raise NotPossibleError(f"the channel {value.name!r} is not of this server")
            if channel_types and value.kind not in channel_types:
                raise NotPossibleError(f"the channel {value.name!r} is not of a kind this option takes")
            self.filled.resolve("channels", value.id, channel_json(value, self._permissions))


def _chosen(option: Json, value: Any) -> Any:
    """Take a choice by its value or by its label in any language."""
    for choice in option["choices"]:
        labels = {choice["name"], *(choice.get("name_localizations") or {}).values()}
        same = choice["value"] == value and isinstance(value, bool) == isinstance(choice["value"], bool)
        if same or value in labels:
            return choice["value"]
    offered = ", ".join(str(choice["value"]) for choice in option["choices"])
    raise NotPossibleError(f"{option['name']} cannot be {value!r}; the choices are: {offered}")


def _string(option: Json, value: Any) -> str:
    low, high = option.get("min_length") or 0, option.get("max_length") or TEXT
    if not isinstance(value, str) or not value:
        raise NotPossibleError(f"{option['name']} must be a text, not {value!r}")
    if not low <= len(value) <= high:
        raise NotPossibleError(f"{option['name']} must have {low} to {high} characters, not {len(value)}")
    return value


def _number(option: Json, value: Any, *, whole: bool) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise NotPossibleError(f"{option['name']} must be a {'whole ' if whole else ''}number, not {value!r}")
    low, high = option.get("min_value", -SAFE_INTEGER), option.get("max_value", SAFE_INTEGER)
    if not low <= value <= high:
        raise NotPossibleError(f"{option['name']} must be between {low} and {high}, not {value}")
    number: int | float = value
    return number
