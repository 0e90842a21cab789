"""Fill in a modal's fields as Discord's client lets a person do it."""

from typing import Any

from sandbox.discord.components import SELECTS, Kind
from sandbox.discord.options import Filling, NotPossibleError

Json = dict[str, Any]

INPUT = 4000


async def fill_form(modal: Json, values: Json, filling: Filling) -> list[Json]:
    """Give the components of a modal submit; `values` go by label or custom id. Raises NotPossibleError."""
    left = dict(values)
    rows = [await _row(row, left, filling) for row in modal["components"]]
    if left:
        raise NotPossibleError(f"the form {modal['title']!r} has no field {', '.join(map(repr, left))}")
    return rows


async def _row(row: Json, left: Json, filling: Filling) -> Json:
    base = {"type": row["type"], "id": row.get("id", 0)}
    if row["type"] == Kind.TEXT:
        return base
    field = row["component"] if row["type"] == Kind.LABEL else row["components"][0]
    label = row.get("label") or field.get("label") or ""
    given = left.pop(field["custom_id"] if field["custom_id"] in left else label, None)
    filled = await _field(field, label, given, filling)
    if row["type"] == Kind.LABEL:
        return {**base, "component": filled}
    return {**base, "components": [filled]}


async def _field(field: Json, label: str, given: Any, filling: Filling) -> Json:
    kind = field["type"]
    base = {"type": kind, "id": field.get("id", 0), "custom_id": field["custom_id"]}
    if kind == Kind.TEXT_INPUT:
        return {**base, "value": _text(field, label, given)}
    if kind == Kind.CHECKBOX:
        return {**base, "value": bool(field.get("default") if given is None else given)}
    if kind == Kind.RADIO_GROUP:
        picked = _picked(field, label, None if given is None else [given] if given else [])
        return {**base, "value": picked[0] if picked else None}
    chosen = list(given) if isinstance(given, (list, tuple)) else None if given is None else [given]
    if kind == Kind.FILE_UPLOAD:
        files = _bounded(field, label, chosen or [], 1)
        return {**base, "values": [await filling.attach(label, file) for file in files]}
    if kind in SELECTS and kind != Kind.STRING_SELECT:
        return {**base, "values": _referred(field, label, chosen, filling)}
    return {**base, "values": _picked(field, label, chosen)}


def _text(field: Json, label: str, given: Any) -> str:
    value = field.get("value") or "" if given is None else str(given)
    if not value and field.get("required", True):
        raise NotPossibleError(f"the field {label!r} is required")
    low, high = field.get("min_length") or 0, field.get("max_length") or INPUT
    if value and not low <= len(value) <= high:
        raise NotPossibleError(f"the field {label!r} takes {low} to {high} characters, not {len(value)}")
    return value


def _picked(field: Json, label: str, chosen: list[Any] | None) -> list[str]:
    """Give the options chosen, by value or label; where nothing was touched, those that are chosen beforehand."""
    options = {o["label"]: o["value"] for o in field["options"]}
    if chosen is None:
        chosen = [o["value"] for o in field["options"] if o.get("default")]
    values = set(options.values())
    picked = [value if value in values else options.get(value, value) for value in chosen]
    if any(value not in values for value in picked):
        raise NotPossibleError(f"the field {label!r} offers: {', '.join(options)}")
    return _bounded(field, label, picked, len(options) if field["type"] == Kind.CHECKBOX_GROUP else 1)


def _referred(field: Json, label: str, chosen: list[Any] | None, filling: Filling) -> list[str]:
    """Give the ids of who and what was chosen, as they are among what is resolved."""
    if chosen is None:
        chosen = [filling.known(int(default["id"])) for default in field.get("default_values") or []]
    for value in _bounded(field, label, chosen, 1):
        filling.refer(value, field.get("channel_types"))
    return [str(value.id) for value in chosen]


def _bounded(field: Json, label: str, chosen: list[Any], otherwise: int) -> list[Any]:
    """Refuse what is too few or too many; a field that is not required may be left empty whatever its least is."""
    required, low, high = field.get("required", True), field.get("min_values"), field.get("max_values")
    low, high = 1 if low is None else low, otherwise if high is None else high
    if not chosen and not required:
        return chosen
    if not max(low, 1 if required else 0) <= len(chosen) <= high:
        raise NotPossibleError(f"the field {label!r} takes {low} to {high}, not {len(chosen)}")
    return chosen
