"""What a client lets a person give in the fields of a form."""

from typing import Any

import pytest

from sandbox.discord import Channel, Guild, LocalDiscord, NotPossibleError, Person
from sandbox.discord.forms import fill_form
from sandbox.discord.options import Filling

Json = dict[str, Any]

COLOURS = [{"label": name, "value": name.lower(), "default": name == "Red"} for name in ("Red", "Green", "Blue")]


@pytest.fixture
def filling(local: LocalDiscord, channel: Channel, mia: Person) -> Filling:
    return Filling(local.state, channel, 100, mia)


async def fill(filling: Filling, given: Json, **field: Any) -> Json:
    """Fill in a form of one field."""
    label = {"type": 18, "label": "Field", "component": {"custom_id": "f", **field}}
    rows = await fill_form({"title": "Form", "custom_id": "form", "components": [label]}, given, filling)
    filled: Json = rows[0]["component"]
    return filled


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ({"type": 3, "options": COLOURS, "max_values": 2}, ["red", "green", "blue"]),
        ({"type": 3, "options": COLOURS}, []),
        ({"type": 3, "options": COLOURS}, ["black"]),
        ({"type": 3, "options": COLOURS, "required": False, "min_values": 2, "max_values": 3}, ["red"]),
        ({"type": 5}, []),
        ({"type": 19, "max_values": 1}, [("a", b"x"), ("b", b"x")]),
        ({"type": 19, "min_values": 2, "max_values": 3, "required": False}, [("a", b"x")]),
        ({"type": 19}, [("large", b"x" * 101)]),
        ({"type": 21, "options": COLOURS}, ""),
        ({"type": 22, "options": COLOURS, "min_values": 2}, ["red"]),
        ({"type": 22, "options": COLOURS, "max_values": 1}, ["red", "green"]),
    ],
)
async def test_too_few_too_many_and_what_is_not_offered_cannot_be_given(
    filling: Filling, field: Json, given: Any
) -> None:
    with pytest.raises(NotPossibleError):
        await fill(filling, {"f": given}, **field)


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        ({"type": 3, "options": COLOURS}, {}, ["red"]),
        ({"type": 3, "options": COLOURS}, {"f": ["Blue"]}, ["blue"]),
        ({"type": 3, "options": COLOURS, "required": False, "min_values": 2}, {"f": []}, []),
        ({"type": 6, "required": False}, {"f": []}, []),
        ({"type": 22, "options": COLOURS}, {"Field": ["red", "green", "blue"]}, ["red", "green", "blue"]),
        ({"type": 22, "options": COLOURS, "required": False}, {"f": []}, []),
    ],
)
async def test_a_field_takes_what_it_may_and_is_as_the_bot_left_it_where_nothing_was_touched(
    filling: Filling, field: Json, given: Json, value: list[str]
) -> None:
    assert (await fill(filling, given, **field))["values"] == value


async def test_a_choice_of_one_is_cleared_where_it_may_be(filling: Filling) -> None:
    radio = {"type": 21, "options": COLOURS, "required": False}
    assert (await fill(filling, {}, **radio))["value"] == "red"
    assert (await fill(filling, {"f": ""}, **radio))["value"] is None


async def test_who_was_chosen_beforehand_stays_chosen(filling: Filling, mia: Person) -> None:
    field = {"type": 5, "default_values": [{"id": str(mia.id), "type": "user"}]}
    assert (await fill(filling, {}, **field))["values"] == [str(mia.id)]
    assert filling.filled.resolved["users"][str(mia.id)]["username"] == mia.name.lower()
    with pytest.raises(NotPossibleError, match="nobody"):
        await fill(filling, {}, type=5, default_values=[{"id": "1", "type": "user"}])


async def test_a_channel_of_another_kind_cannot_be_given(filling: Filling, channel: Channel, guild: Guild) -> None:
    assert (await fill(filling, {"f": [channel]}, type=8, channel_types=[0]))["values"] == [str(channel.id)]
    with pytest.raises(NotPossibleError, match="not of a kind"):
        await fill(filling, {"f": [channel]}, type=8, channel_types=[2])
    assert channel in guild.channels
