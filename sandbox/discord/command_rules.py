"""What Discord refuses in application commands (docs: interactions/application-commands)."""

import re
from enum import IntEnum
from typing import Any

from sandbox.discord.errors import Form, Path

Json = dict[str, Any]


class OptionKind(IntEnum):
    """Application command option types."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


SLASH, ON_USER, ON_MESSAGE = 1, 2, 3
NESTS = {OptionKind.SUBCOMMAND, OptionKind.GROUP}
CHOOSABLE = {OptionKind.STRING, OptionKind.INTEGER, OptionKind.NUMBER}
NUMERIC = {OptionKind.INTEGER, OptionKind.NUMBER}
NAME, DESCRIPTION, OPTIONS, CHOICES, TEXT, TOTAL = 32, 100, 25, 25, 6000, 8000
# docs: application-commands, naming; letters and digits of any script, Devanagari and Thai signs included.
NAME_FORM = re.compile(r"^[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}$")
SAFE_INTEGER = 2**53
# docs: reference, locales
LOCALE_FORM = re.compile(
    "id|da|de|en-GB|en-US|es-ES|es-419|fr|hr|it|lt|hu|nl|no|pl|pt-BR|ro|fi|sv-SE|vi|tr|cs|el|bg|ru|uk|hi|th|zh-CN|ja"
    "|zh-TW|ko",
)


def check_commands(commands: Any, most: dict[int, int]) -> None:
    """Check the body of a bulk overwrite; `most` is how many of each type there may be. Raises DiscordError 50035."""
    form = Form()
    seen: set[tuple[int, Any]] = set()
    counts: dict[int, int] = {}
    for index, command in enumerate(form.objects((), commands, sum(most.values()))):
        kind = command.get("type", SLASH)
        if kind not in most:
            form.choice((index, "type"), tuple(most))
            continue
        _check_command((index,), command, kind, form)
        counts[kind] = counts.get(kind, 0) + 1
        if (kind, command.get("name")) in seen:
            wording = "Application command names must be unique"
            form.add((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", wording)
        seen.add((kind, command.get("name")))
    for kind, count in counts.items():
        if count > most[kind]:
            wording = f"Maximum number of application commands reached ({most[kind]})."
            form.add((), "APPLICATION_COMMANDS_TOO_MANY", wording)
    form.refuse()


def _check_command(path: Path, command: Json, kind: int, form: Form) -> None:
    if kind == SLASH:
        _check_texts(path, command, form)
        _check_options(path, command.get("options"), form, depth=0)
    else:
        form.text((*path, "name"), command.get("name"), NAME, least=1, needed=True)
        _check_localised((*path, "name_localizations"), command.get("name_localizations"), NAME, form)
        if command.get("description"):
            wording = "Context menu commands cannot have description"
            form.add((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", wording)
    permissions = command.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        form.add((*path, "default_member_permissions"), "NUMBER_TYPE_COERCE", "Value is not a permission bit set.")
    for index, context in enumerate(form.items((*path, "contexts"), command.get("contexts"), 3)):
        if context not in {0, 1, 2}:
            form.choice((*path, "contexts", index), (0, 1, 2))
    if length(command) > TOTAL:
        wording = f"Application command too long: must be at most {TOTAL} characters in total"
        form.add(path, "APPLICATION_COMMAND_TOO_LARGE", wording)


def length(command: Json) -> int:
    """Count names, descriptions and values as Discord does: of localised texts the longest counts."""
    total = sum(_longest(command, key) for key in ("name", "description"))
    for choice in command.get("choices") or []:
        total += _longest(choice, "name") + (len(choice["value"]) if isinstance(choice.get("value"), str) else 0)
    return total + sum(length(option) for option in command.get("options") or [])


def _longest(thing: Json, key: str) -> int:
    texts = [thing.get(key) or "", *(thing.get(f"{key}_localizations") or {}).values()]
    return max(len(str(text)) for text in texts)


def _check_texts(path: Path, thing: Json, form: Form) -> None:
    name = thing.get("name")
    if form.text((*path, "name"), name, NAME, least=1, needed=True):
        _check_name((*path, "name"), str(name), form)
    form.text((*path, "description"), thing.get("description"), DESCRIPTION, least=1, needed=True)
    names = (*path, "name_localizations")
    for locale, text in _check_localised(names, thing.get("name_localizations"), NAME, form):
        _check_name((*names, locale), text, form)
    where = (*path, "description_localizations")
    _check_localised(where, thing.get("description_localizations"), DESCRIPTION, form)


def _check_name(path: Path, name: str, form: Form) -> None:
    if not NAME_FORM.match(name) or name != name.lower():
        wording = "Command name is invalid"
        form.add(path, "APPLICATION_COMMAND_INVALID_NAME", wording)


def _check_localised(path: Path, texts: Any, most: int, form: Form) -> list[tuple[str, str]]:
    """Check the localised texts; gives those that passed."""
    passed = []
    for locale, text in (texts or {}).items():
        if not LOCALE_FORM.fullmatch(locale):
            form.add((*path, locale), "BASE_TYPE_CHOICES", f"{locale} is not a locale that Discord knows.")
        elif form.text((*path, locale), text, most, least=1, needed=True):
            passed.append((locale, text))
    return passed


def _check_options(path: Path, options: Any, form: Form, *, depth: int) -> None:
    listed = form.objects((*path, "options"), options, OPTIONS)
    names: set[Any] = set()
    optional_seen = False
    kinds: set[int] = set()
    for index, option in enumerate(listed):
        here = (*path, "options", index)
        kind = option.get("type")
        if kind not in set(OptionKind) or (kind in NESTS and depth >= kind_depth(kind)):
            form.choice((*here, "type"), tuple(int(k) for k in OptionKind))
            continue
        kinds.add(kind)
        _check_texts(here, option, form)
        if option.get("name") in names:
            wording = "Option names must be unique"
            form.add((*here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", wording)
        names.add(option.get("name"))
        if kind in NESTS:
            _check_options(here, option.get("options"), form, depth=depth + (2 if kind == 1 else 1))
            continue
        if option.get("required") and optional_seen:
            wording = "Required options must be placed before non-required options"
            form.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", wording)
        optional_seen = optional_seen or not option.get("required")
        _check_option(here, option, OptionKind(kind), form)
    if kinds & NESTS and kinds - NESTS:
        wording = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.add((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", wording)


def kind_depth(kind: int) -> int:
    """Give the depth from which on a nesting option may not stand any more."""
    return 2 if kind == OptionKind.SUBCOMMAND else 1


def _check_option(path: Path, option: Json, kind: OptionKind, form: Form) -> None:
    choices = form.objects((*path, "choices"), option.get("choices"), CHOICES)
    if choices and (kind not in CHOOSABLE or option.get("autocomplete")):
        wording = "This option type cannot have choices"
        form.add((*path, "choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", wording)
    for key in ("name", "value"):
        values = [str(choice.get(key)) for choice in choices]
        if len(set(values)) != len(values):
            wording = f"Option choice {key}s must be unique"
            form.add((*path, "choices"), f"APPLICATION_COMMAND_OPTIONS_CHOICE_{key.upper()}_ALREADY_EXISTS", wording)
    for index, choice in enumerate(choices):
        _check_choice((*path, "choices", index), choice, kind, form)
    if kind is OptionKind.STRING:
        _check_range(path, option, "length", (0, TEXT), form)
    elif kind in NUMERIC:
        _check_range(path, option, "value", (-SAFE_INTEGER, SAFE_INTEGER), form)
    elif option.get("autocomplete"):
        wording = "Autocomplete is not available for this option type"
        form.add((*path, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", wording)


def _check_choice(path: Path, choice: Json, kind: OptionKind, form: Form) -> None:
    form.text((*path, "name"), choice.get("name"), 100, least=1, needed=True)
    _check_localised((*path, "name_localizations"), choice.get("name_localizations"), 100, form)
    value = choice.get("value")
    if kind is OptionKind.STRING:
        form.text((*path, "value"), value, 100, least=1, needed=True)
    elif isinstance(value, bool) or not isinstance(value, int if kind is OptionKind.INTEGER else (int, float)):
        form.add((*path, "value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')


def _check_range(path: Path, option: Json, what: str, span: tuple[int, int], form: Form) -> None:
    low, high = option.get(f"min_{what}"), option.get(f"max_{what}")
    for key, value in ((f"min_{what}", low), (f"max_{what}", high)):
        if value is None:
            continue
        if not isinstance(value, (int, float)) or not span[0] <= value <= span[1]:
            form.add((*path, key), "NUMBER_TYPE_MAX", f"Value should be between {span[0]} and {span[1]}.")
            return
    if low is not None and high is not None and low > high:
        wording = f"Minimum {what} must be less than maximum {what}"
        form.add(path, "APPLICATION_COMMAND_OPTIONS_MIN_GREATER_THAN_MAX", wording)
