"""What Discord refuses in autocomplete choices and in modals (docs: interactions/receiving-and-responding)."""

from typing import Any

from sandbox.discord.components import SELECTS, Kind
from sandbox.discord.errors import Form, Path

Json = dict[str, Any]

CHOICES = 25
CHOICE_TEXT = 100
TITLE = 45
ROWS = 5
CUSTOM_ID = 100
LABEL = 45
DESCRIPTION = 100
INPUT = 4000
FIELDS = frozenset(
    {Kind.TEXT_INPUT, Kind.FILE_UPLOAD, Kind.RADIO_GROUP, Kind.CHECKBOX_GROUP, Kind.CHECKBOX}
    | {Kind(kind) for kind in SELECTS},
)


def check_choices(data: Json) -> list[Json]:
    """Give the choices of an autocomplete answer; raises DiscordError 50035."""
    form = Form()
    choices = form.objects(("data", "choices"), data.get("choices"), CHOICES)
    for index, choice in enumerate(choices):
        form.text(("data", "choices", index, "name"), choice.get("name"), CHOICE_TEXT, least=1, needed=True)
        if isinstance(choice.get("value"), str):
            form.text(("data", "choices", index, "value"), choice["value"], CHOICE_TEXT)
    form.refuse()
    return choices


def check_modal(data: Json) -> Json:
    """Give a modal; raises DiscordError 50035."""
    form = Form()
    form.text(("data", "title"), data.get("title"), TITLE, least=1, needed=True)
    form.text(("data", "custom_id"), data.get("custom_id"), CUSTOM_ID, least=1, needed=True)
    rows = form.objects(("data", "components"), data.get("components"), ROWS, least=1)
    for index, row in enumerate(rows):
        _check_row(form, ("data", "components", index), row)
    form.refuse()
    return data


def _check_row(form: Form, path: Path, row: Json) -> None:
    kind = row.get("type")
    if kind == Kind.TEXT:
        form.text((*path, "content"), row.get("content"), INPUT, least=1, needed=True)
    elif kind == Kind.LABEL:
        form.text((*path, "label"), row.get("label"), LABEL, least=1, needed=True)
        form.text((*path, "description"), row.get("description"), DESCRIPTION)
        _check_field(form, (*path, "component"), row.get("component") or {})
    elif kind == Kind.ROW:
        for index, field in enumerate(form.objects((*path, "components"), row.get("components"), 1, least=1)):
            form.text((*path, "components", index, "label"), field.get("label"), LABEL, least=1, needed=True)
            _check_field(form, (*path, "components", index), field)
    else:
        form.choice((*path, "type"), (int(Kind.ROW), int(Kind.TEXT), int(Kind.LABEL)))


def _check_field(form: Form, path: Path, field: Json) -> None:
    if field.get("type") not in FIELDS:
        form.choice((*path, "type"), tuple(sorted(int(kind) for kind in FIELDS)))
        return
    form.text((*path, "custom_id"), field.get("custom_id"), CUSTOM_ID, least=1, needed=True)
    form.text((*path, "placeholder"), field.get("placeholder"), 150 if field["type"] in SELECTS else 100)
    if field["type"] == Kind.TEXT_INPUT:
        form.text((*path, "value"), field.get("value"), INPUT)
        _check_lengths(form, path, field)


def _check_lengths(form: Form, path: Path, field: Json) -> None:
    """Check the lengths that an input takes (docs: text input), and that it begins with one of them."""
    low, high = _given(field, "min_length", 0), _given(field, "max_length", INPUT)
    for key, value, least in (("min_length", low, 0), ("max_length", high, 1)):
        if not least <= value <= INPUT:
            form.add((*path, key), "NUMBER_TYPE_MAX", f"int value should be between {least} and {INPUT}.")
    if len(field.get("value") or "") > high:
        form.add((*path, "value"), "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")


def _given(field: Json, key: str, otherwise: int) -> int:
    value = field.get(key)
    return otherwise if value is None else int(value)
