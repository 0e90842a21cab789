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
    given = left.pop(label, left.pop(field["custom_id"], None))
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
        picked = _picked(field, label, [given] if given is not None else [])
        return {**base, "value": picked[0] if picked else None}
    chosen = list(given) if isinstance(given, (list, tuple)) else [given] if given is not None else []
    if kind == Kind.FILE_UPLOAD:
        return {**base, "values": [await filling.attach(label, file) for file in chosen]}
    if kind in SELECTS and kind != Kind.STRING_SELECT:
        for value in chosen:
            filling.refer(value)
        return {**base, "values": [str(value.id) for value in chosen]}
    return {**base, "values": _picked(field, label, chosen)}


def _text(field: Json, label: str, given: Any) -> str:
    value = field.get("value") or "" if given is None else str(given)
    if not value and field.get("required", True):
        raise NotPossibleError(f"the field {label!r} is required")
    low, high = field.get("min_length") or 0, field.get("max_length") or INPUT
    if value and not low <= len(value) <= high:
        raise NotPossibleError(f"the field {label!r} takes {low} to {high} characters, not {len(value)}")
    return value


def _picked(field: Json, label: str, chosen: list[Any]) -> list[str]:
    options = {o["label"]: o["value"] for o in field["options"]}
    chosen = chosen or [o["value"] for o in field["options"] if o.get("default")]
    picked = [options.get(value, value) for value in chosen]
    if any(value not in options.values() for value in picked):
        raise NotPossibleError(f"the field {label!r} offers: {', '.join(options)}")
    low = field.get("min_values", 1 if field.get("required", True) else 0)
    if len(picked) < low:
        raise NotPossibleError(f"the field {label!r} needs at least {low}")
    return picked
