"""People: they use commands, press buttons, write, and see exactly what Discord would show them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.discord.command_book import CommandBook
from sandbox.discord.command_rules import ON_MESSAGE, ON_USER, SLASH
from sandbox.discord.components import SELECTS, Kind, walk
from sandbox.discord.drafts import Body
from sandbox.discord.forms import fill_form
from sandbox.discord.incoming import Given, take
from sandbox.discord.interactions import Asked, Desk, Interaction
from sandbox.discord.options import Filling, NotPossibleError, descend, nest
from sandbox.discord.payloads import message_json
from sandbox.discord.permissions import has
from sandbox.discord.posts import Posts
from sandbox.discord.seen import SeenMessage, look
from sandbox.discord.state import State
from sandbox.discord.using import Use, Wanted, meets
from sandbox.discord.world import Channel, ChannelKind, Message, Role, User

Json = dict[str, Any]

TYPING = 0.2
"""Seconds that nobody is faster at a form: a bot knows its form only once the answer that opened it has come back."""


@dataclass(eq=False, kw_only=True)
class Services:
    """What a person acts through."""

    state: State
    posts: Posts
    desk: Desk
    book: CommandBook
    online: Callable[[], bool]
    """Whether the bot is on the line."""


@dataclass(eq=False, kw_only=True)
class Person(User):
    """A person with Discord open."""

    services: Services

    async def use(self, command: str, channel: Channel, /, **options: Any) -> Use:
        """Use a slash command, `"quota view"` for a subcommand; raises NotPossibleError for what the client prevents.

        Options: text, numbers, True or False, a Person, Role or Channel, and for files a Path or (name, bytes).
        A choice may be given by value or by label.
        """
        return self._open(Asked.COMMAND, channel, await self._slash(command, channel, options))

    async def use_on(self, command: str, target: "SeenMessage | Person", channel: Channel | None = None) -> Use:
        """Use a context menu command on a message, or on a person in `channel`."""
        kind = ON_MESSAGE if isinstance(target, SeenMessage) else ON_USER
        place = target.channel if isinstance(target, SeenMessage) else channel
        if place is None:
            raise NotPossibleError("a command on a person needs a channel")
        entry = self._entry(command, place, kind)
        filling = Filling(self.services.state, place, 0, self)
        if isinstance(target, SeenMessage):
            state = self.services.state
            body = message_json(target.message, state.shelf, state.application_id)
            filling.filled.resolve("messages", target.id, body)
        else:
            filling.refer(target)
        data = {**_command_data(entry), "target_id": str(target.id), "resolved": filling.filled.resolved}
        return self._open(Asked.COMMAND, place, data)

    async def autocomplete(
        self, command: str, channel: Channel, option: str, typed: str = "", timeout: float = 5.0, **others: Any
    ) -> list[Json]:
        """Type into an option; gives the choices offered, or raises TimeoutError when none came in three seconds."""
        data = await self._slash(command, channel, {**others, option: typed}, focused=option)
        interaction = self._open(Asked.AUTOCOMPLETE, channel, data).interaction
        desk, changes = self.services.desk, self.services.state.changes

        def find() -> list[list[Json]] | None:
            desk.expire()
            if interaction.failed:
                raise TimeoutError("Loading options failed")
            return None if interaction.choices is None else [interaction.choices]

        return (await changes.until(find, timeout, f"choices for {option}"))[0]

    async def press(self, message: SeenMessage, label_or_custom_id: str) -> Use:
        """Press a button by label or custom id; raises NotPossibleError when it is dead, LookupError when absent."""
        self._refuse_unseen(message)
        button = look(message.message, self, self.services.state).button(label_or_custom_id)
        if button.disabled:
            raise NotPossibleError(f"the button {button.label!r} is disabled")
        if button.url:
            raise NotPossibleError(f"the button {button.label!r} opens {button.url}")
        data = {"component_type": int(Kind.BUTTON), "custom_id": button.custom_id, "id": button.id}
        return self._open(Asked.COMPONENT, message.channel, data, message.message)

    async def select(self, message: SeenMessage, menu: str, *values: "str | Person | Role | Channel") -> Use:
        """Choose in a menu, found by custom id or placeholder; of a string menu, by value or label."""
        self._refuse_unseen(message)
        menus = [c for c in walk(message.message.components) if c.get("type") in SELECTS]
        found = [c for c in menus if menu in {c["custom_id"], c.get("placeholder")}]
        if not found or found[0].get("disabled"):
            raise NotPossibleError(f"there is no menu {menu!r} to choose in")
        component, filling = found[0], Filling(self.services.state, message.channel, 0, self)
        low, high = component.get("min_values", 1), component.get("max_values", 1)
        if not low <= len(values) <= high:
            raise NotPossibleError(f"choose {low} to {high}, not {len(values)}")
        chosen = [_select_value(component, value, filling) for value in values]
        kind = component["type"]
        data: Json = {
            "component_type": kind,
            "custom_id": component["custom_id"],
            "id": component["id"],
            "values": chosen,
        }
        if kind != Kind.STRING_SELECT and chosen:
            data["resolved"] = filling.filled.resolved
        return self._open(Asked.COMPONENT, message.channel, data, message.message)

    async def submit_modal(self, use: Use, values: dict[str, Any], timeout: float = 5.0) -> Use:
        """Fill in the form that `use` led to, by label or custom id, and send it; raises NotPossibleError."""
        modal = await use.modal(timeout)
        await asyncio.sleep(TYPING)
        filling = self._filling(use.interaction.channel)
        components = await fill_form(modal, values, filling)
        data = {"custom_id": modal["custom_id"], "components": components, "resolved": filling.filled.resolved}
        trigger = use.interaction
        return self._open(Asked.MODAL, trigger.channel, data, trigger.source, trigger)

    async def post(
        self,
        channel: Channel,
        content: str = "",
        files: list[Given] | None = None,
        *,
        reply_to: SeenMessage | None = None,
    ) -> SeenMessage:
        """Write a message; raises DiscordError where Discord refuses it, NotPossibleError where nobody can write."""
        if not self.can_write(channel):
            raise NotPossibleError(f"{self.name} cannot write in #{channel.name}")
        state = self.services.state
        uploads = {i: take(given, state.shelf.incoming) for i, given in enumerate(files or [])}
        data: Json = {"content": content}
        if reply_to:
            data["message_reference"] = {"message_id": str(reply_to.id)}
        message = await self.services.posts.post(channel, self, Body(data, uploads))
        return look(message, self, state)

    def sees(self, channel: Channel) -> list[SeenMessage]:
        """Give what stands in a channel for this person, oldest first, their ephemeral answers included."""
        self.services.desk.expire()
        return [look(message, self, self.services.state) for message in self._visible(channel)]

    def sees_back(self, channel: Channel, count: int, before: int | None = None) -> list[SeenMessage]:
        """Give the `count` newest of what `sees` gives, of the messages before the one with this id if it is given."""
        visible = [message for message in self._visible(channel) if before is None or message.id < before]
        return [look(message, self, self.services.state) for message in visible[-count:]]

    def find(self, channel: Channel, message_id: int) -> SeenMessage | None:
        """Give a message that stands in a channel for this person."""
        message = channel.log.get(message_id)
        seen = message is not None and message.visible(self) and not self._is_outside(channel)
        return look(message, self, self.services.state) if message and seen else None

    async def until_sees(self, channel: Channel, wanted: Wanted, timeout: float = 10.0) -> SeenMessage:
        """Wait for a message that matches a regex (searched in its text) or a predicate; gives the newest."""

        def find() -> SeenMessage | None:
            self.services.desk.expire()
            newest_first = reversed(self._visible(channel))
            shown = (look(message, self, self.services.state) for message in newest_first)
            return next((seen for seen in shown if meets(seen, wanted)), None)

        changes = self.services.state.changes
        try:
            return await changes.until(find, timeout, f"a message in #{channel.name}")
        except TimeoutError as error:
            seen = "\n".join(f"- {seen.text}" for seen in self.sees(channel))
            raise TimeoutError(f"{error}; {self.name} sees:\n{seen or '(nothing)'}") from None

    @property
    def private(self) -> Channel:
        """The conversation with the bot, opened if there is none yet."""
        return self.services.state.private_channel(self)

    def direct_messages(self) -> list[SeenMessage]:
        return self.sees(self.private)

    def closes_dms(self) -> None:
        self.dms_closed = True

    def opens_dms(self) -> None:
        self.dms_closed = False

    def _visible(self, channel: Channel) -> list[Message]:
        return [] if self._is_outside(channel) else [m for m in channel.in_order() if m.visible(self)]

    def _is_outside(self, channel: Channel) -> bool:
        return channel.deleted or (channel.guild is not None and self.id not in channel.guild.members)

    async def _slash(self, command: str, channel: Channel, given: Json, focused: str | None = None) -> Json:
        name, *words = command.split(" ")
        entry = self._entry(name, channel, SLASH)
        options, path = descend(entry, words)
        filled = await self._filling(channel).fill(options, given, focused)
        data = {**_command_data(entry), "options": nest(path, filled.options)}
        return {**data, "resolved": filled.resolved} if filled.resolved else data

    def _filling(self, channel: Channel) -> Filling:
        return Filling(self.services.state, channel, self.services.posts.upload_limit(channel, self), self)

    def _entry(self, name: str, channel: Channel, kind: int) -> Json:
        self._refuse_closed(channel)
        offered = self.services.book.offered(self, channel, kind)
        if name not in offered:
            there = ", ".join(offered) or "none"
            raise NotPossibleError(
                f"{self.name} is not offered a command {name!r} in #{channel.name}; there are: {there}"
            )
        return offered[name]

    def can_write(self, channel: Channel) -> bool:
        """Tell whether there is a line to type in: not in a forum itself, nor for members in a locked thread."""
        member = channel.guild and channel.guild.members.get(self.id)
        manages = member and has(member.permissions, "MANAGE_THREADS")
        return channel.kind is not ChannelKind.FORUM and (not channel.locked or bool(manages))

    def _refuse_closed(self, channel: Channel) -> None:
        """Refuse where no command can be typed: in an archived thread too, which a message would first wake."""
        if not self.can_write(channel) or channel.archived:
            raise NotPossibleError(f"{self.name} cannot write in #{channel.name}")

    def _refuse_unseen(self, message: SeenMessage) -> None:
        if self.find(message.channel, message.id) is None:
            raise NotPossibleError(f"{self.name} does not see this message")

    def _open(
        self,
        kind: Asked,
        channel: Channel,
        data: Json,
        source: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Use:
        desk = self.services.desk
        return Use(desk.open(kind, self, channel, data, source, trigger), self.services.state, desk)


def _command_data(entry: Json) -> Json:
    data = {"id": entry["id"], "name": entry["name"], "type": entry["type"]}
    return {**data, "guild_id": entry["guild_id"]} if "guild_id" in entry else data


def _select_value(component: Json, value: "str | User | Role | Channel", filling: Filling) -> str:
    if not isinstance(value, str):
        filling.refer(value, component.get("channel_types"))
        return str(value.id)
    for key in ("value", "label"):
        for option in component.get("options") or []:
            if value == option[key]:
                return str(option["value"])
    raise NotPossibleError(f"the menu does not offer {value!r}")
