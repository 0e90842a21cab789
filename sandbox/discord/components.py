"""Message components as trees: walk them, read them, fill in links (docs: components/reference)."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

Json = dict[str, Any]


class Kind(IntEnum):
    """Component types."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset({3, 5, 6, 7, 8})
LINK_STYLE = 5
PREMIUM_STYLE = 6
ATTACHMENT = "attachment://"


def walk(components: list[Json]) -> Iterator[Json]:
    """Give every component, outermost first, in reading order."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield from walk([component[key]])


def media_of(component: Json) -> list[Json]:
    """Give the media items a component shows, each an object with a `url`."""
    kind = component.get("type")
    if kind == Kind.GALLERY:
        items = [item for item in component.get("items") or [] if isinstance(item, dict)]
        return [item["media"] for item in items if isinstance(item.get("media"), dict)]
    key = {Kind.THUMBNAIL: "media", Kind.FILE: "file"}.get(Kind(kind)) if kind in (11, 13) else None
    media = component.get(key) if key else None
    return [media] if isinstance(media, dict) else []


def shown_files(components: list[Json]) -> set[str]:
    """Give the names of the attachments that the components refer to."""
    urls = [media.get("url", "") for component in walk(components) for media in media_of(component)]
    return {url.removeprefix(ATTACHMENT) for url in urls if url.startswith(ATTACHMENT)}


def resolve_media(components: list[Json], media: dict[str, Json]) -> list[Json]:
    """Copy the components with each `attachment://name` replaced by what `media` says of it, as Discord answers."""
    return [_resolved(component, media) for component in components]


def _resolved(value: Any, media: dict[str, Json]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, media) for item in value]
    if not isinstance(value, dict):
        return value
    url = value.get("url")
    if isinstance(url, str) and url.startswith(ATTACHMENT):
        return {**value, **media.get(url.removeprefix(ATTACHMENT), {})}
    if "media" in value:
        value = {"description": None, "spoiler": False, **value}
    return {key: _resolved(item, media) for key, item in value.items()}


def number(components: list[Json]) -> list[Json]:
    """Copy the components as Discord keeps them: with an `id` each where the sender gave none, from 1 on.

    Who or what a menu has chosen beforehand it names by strings, also where the sender wrote numbers.
    """
    taken = {c["id"] for c in walk(components) if c.get("id")}
    free = (i for i in range(1, 10_000) if i not in taken)

    def copy(component: Json) -> Json:
        made = {**component, "id": component.get("id") or next(free)}
        if isinstance(made.get("components"), list):
            made["components"] = [copy(child) for child in made["components"]]
        if made.get("default_values"):
            made["default_values"] = [{**value, "id": str(value["id"])} for value in made["default_values"]]
        for key in ("accessory", "component"):
            if isinstance(made.get(key), dict):
                made[key] = copy(made[key])
        return made

    return [copy(component) for component in components]
