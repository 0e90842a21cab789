"""What a person sees: a message as their client shows it to them, a form, a button."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.discord.components import LINK_STYLE, SELECTS, Kind, shown_files, walk
from sandbox.discord.interactions import NO_ANSWER
from sandbox.discord.state import State
from sandbox.discord.world import Channel, Flag, Message, User

Json = dict[str, Any]

UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


@dataclass(frozen=True)
class SeenFile:
    """An attachment on show: its size in bytes, its place on disk and the link in the message."""

    name: str
    size: int
    path: Path
    content_type: str | None
    url: str
    width: int | None
    height: int | None


@dataclass(frozen=True)
class SeenButton:
    """A button: one with a `url` opens a page, any other has a `custom_id`."""

    id: int
    label: str
    custom_id: str
    disabled: bool
    url: str | None
    style: int


@dataclass(frozen=True)
class SeenSelect:
    """A menu to choose from; the options are those of a string select."""

    custom_id: str
    placeholder: str
    kind: int
    options: list[Json]
    disabled: bool
    min_values: int
    max_values: int


@dataclass(frozen=True)
class SeenMessage:
    """One message as one person saw it at one moment; look again to see what became of it."""

    message: Message
    viewer: User
    author: str
    content: str
    embeds: list[Json]
    components: list[Json]
    flags: int
    ephemeral: bool
    thinking: bool
    failed: bool
    edited: bool
    pinged: bool
    files: list[SeenFile]
    buttons: list[SeenButton]
    selects: list[SeenSelect]
    text: str

    @property
    def id(self) -> int:
        return self.message.id

    @property
    def channel(self) -> Channel:
        return self.message.channel

    def button(self, label_or_custom_id: str) -> SeenButton:
        """Give a button by its label or custom id; raises LookupError when it is not there."""
        for button in self.buttons:
            if label_or_custom_id in {button.label, button.custom_id}:
                return button
        there = ", ".join(button.label for button in self.buttons) or "none"
        raise LookupError(f"no button {label_or_custom_id!r} on this message; there are: {there}")

    def delete_by(self, person: User) -> None:
        """Delete as `person` would; raises PermissionError when they may not."""
        self.message.delete_by(person)


def look(message: Message, viewer: User, state: State) -> SeenMessage:
    """Show a message to `viewer` as it is now."""
    thinking = message.thinking_until is not None
    gone = thinking and state.now() > (message.thinking_until or 0)
    content = NO_ANSWER if gone else message.content
    shown = _shown_files(message, state)
    buttons = [_button(c) for c in walk(message.components) if c.get("type") == Kind.BUTTON]
    lines = _lines(message, content, state)
    if thinking and not gone:
        lines = [f"{message.author.name} is thinking…"]
    lines += [f"({file.name}, {file.size} bytes)" for file in shown]
    return SeenMessage(
        message=message,
        viewer=viewer,
        author=message.author.name,
        content=content,
        embeds=message.embeds,
        components=message.components,
        flags=int(message.flags),
        ephemeral=message.visible_to is not None,
        thinking=thinking and not gone,
        failed=message.notice or gone,
        edited=message.edited_at is not None,
        pinged=viewer in message.pings,
        files=shown,
        buttons=buttons,
        selects=[_select(c) for c in walk(message.components) if c.get("type") in SELECTS],
        text="\n".join(lines),
    )


def readable(text: str, channel: Channel, state: State) -> str:
    """Spell mentions and times as a client shows them."""
    guild = channel.guild
    roles = {role.id: role.name for role in guild.roles} if guild else {}
    people, channels = state.people, state.channels

    def user(found: re.Match[str]) -> str:
        person = people.get(int(found[1]))
        return f"@{person.name}" if person else "@unknown-user"

    def place(found: re.Match[str]) -> str:
        named = channels.get(int(found[1]))
        return f"#{named.name}" if named else "#deleted-channel"

    text = re.sub(r"<@!?(\d+)>", user, text)
    text = re.sub(r"<@&(\d+)>", lambda m: f"@{roles.get(int(m[1]), 'deleted-role')}", text)
    text = re.sub(r"<#(\d+)>", place, text)
    text = re.sub(r"</([^:>]+):\d+>", r"/\1", text)
    return re.sub(r"<t:(-?\d+)(?::([tTdDfFsSR]))?>", lambda m: _time(int(m[1]), m[2], state.now()), text)


def _time(moment: int, style: str | None, now: float) -> str:
    if style != "R":
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
    distance = round(moment - now)
    unit, seconds = next((u for u in UNITS if abs(distance) >= u[1]), UNITS[-1])
    count = abs(distance) // seconds
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if distance > 0 else f"{words} ago"


def _shown_files(message: Message, state: State) -> list[SeenFile]:
    named = shown_files(message.components) if message.flags & Flag.COMPONENTS_V2 else None
    return [
        SeenFile(f.filename, f.size, f.path, f.content_type, state.shelf.link(f), f.width, f.height)
        for f in message.files
        if named is None or f.filename in named
    ]


def _lines(message: Message, content: str, state: State) -> list[str]:
    lines = [content] if content else []
    for embed in message.embeds:
        lines += _embed_lines(embed)
    lines = [readable(line, message.channel, state) for line in lines]
    for component in message.components:
        lines += _component_lines(component, message.channel, state)
    return lines


def _embed_lines(embed: Json) -> list[str]:
    author, footer = embed.get("author") or {}, embed.get("footer") or {}
    parts = [author.get("name"), embed.get("title"), embed.get("description")]
    parts += [f"{part.get('name')}: {part.get('value')}" for part in embed.get("fields") or []]
    return [part for part in [*parts, footer.get("text")] if part]


def _component_lines(component: Json, channel: Channel, state: State) -> list[str]:
    kind = component.get("type")
    if kind == Kind.TEXT:
        return [readable(component["content"], channel, state)]
    if kind == Kind.BUTTON:
        return [f"[{_button(component).label}]"]
    if kind in SELECTS:
        return [f"[{_chosen(component, channel, state) or component.get('placeholder') or 'Make a selection'} ▾]"]
    if kind == Kind.ROW:
        inner = [_component_lines(child, channel, state) for child in component["components"]]
        return [" ".join(line for lines in inner for line in lines)]
    children = [*(component.get("components") or [])]
    if isinstance(component.get("accessory"), dict):
        children.append(component["accessory"])
    return [line for child in children for line in _component_lines(child, channel, state)]


def _chosen(select: Json, channel: Channel, state: State) -> str:
    """Name what is chosen beforehand, which a client shows in place of the placeholder."""
    marks = {"user": "<@{}>", "role": "<@&{}>", "channel": "<#{}>"}
    named = [option["label"] for option in select.get("options") or [] if option.get("default")]
    named += [marks[one["type"]].format(one["id"]) for one in select.get("default_values") or []]
    return readable(", ".join(named), channel, state)


def _button(component: Json) -> SeenButton:
    emoji = (component.get("emoji") or {}).get("name") or ""
    label = component.get("label") or emoji
    url = component.get("url") if component.get("style") == LINK_STYLE else None
    disabled = bool(component.get("disabled"))
    return SeenButton(component["id"], label, component.get("custom_id") or "", disabled, url, component["style"])


def _select(component: Json) -> SeenSelect:
    return SeenSelect(
        component["custom_id"],
        component.get("placeholder") or "",
        component["type"],
        component.get("options") or [],
        bool(component.get("disabled")),
        component.get("min_values", 1),
        component.get("max_values", 1),
    )
