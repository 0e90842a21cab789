"""The commands a person is offered in a channel, in the language of their client and in a client's order."""

from collections.abc import Iterator
from typing import Any

from sandbox.discord import Channel, Person
from sandbox.discord.command_rules import NESTS, ON_MESSAGE, ON_USER, SLASH

Json = dict[str, Any]

LIMITS = ("min_value", "max_value", "min_length", "max_length", "channel_types")


def commands_json(person: Person, channel: Channel) -> list[Json]:
    """Give every command that `person` may use in `channel`; one with subcommands is as many as it has.

    `command` is what `Person.use` calls it, `label` and `description` are what the client shows.
    """
    book = person.services.book
    found: list[Json] = []
    for kind in (SLASH, ON_USER, ON_MESSAGE):
        for entry in book.offered(person, channel, kind).values():
            leaves = _leaves(entry, [], [], person.locale) if kind == SLASH else [_leaf(entry, [], [], person.locale)]
            found += [{**leaf, "kind": kind} for leaf in leaves]
    return sorted(found, key=lambda command: (command["kind"], command["command"]))


def _leaves(entry: Json, path: list[str], labels: list[str], locale: str) -> Iterator[Json]:
    nested = [option for option in entry.get("options") or [] if option["type"] in NESTS]
    if not nested:
        yield _leaf(entry, path, labels, locale)
        return
    for option in nested:
        yield from _leaves(option, [*path, entry["name"]], [*labels, _named(entry, locale)], locale)


def _leaf(entry: Json, path: list[str], labels: list[str], locale: str) -> Json:
    return {
        "command": " ".join([*path, entry["name"]]),
        "label": " ".join([*labels, _named(entry, locale)]),
        "description": _localised(entry, "description", locale),
        "options": [_option(option, locale) for option in entry.get("options") or []],
    }


def _option(option: Json, locale: str) -> Json:
    return {
        "name": option["name"],
        "label": _named(option, locale),
        "description": _localised(option, "description", locale),
        "type": int(option["type"]),
        "required": bool(option.get("required")),
        "autocomplete": bool(option.get("autocomplete")),
        "choices": [{"name": _named(one, locale), "value": one["value"]} for one in option.get("choices") or []],
        **{key: option[key] for key in LIMITS if option.get(key) is not None},
    }


def _named(thing: Json, locale: str) -> str:
    return _localised(thing, "name", locale)


def _localised(thing: Json, key: str, locale: str) -> str:
    return str((thing.get(f"{key}_localizations") or {}).get(locale) or thing.get(key) or "")
