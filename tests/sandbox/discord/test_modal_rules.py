"""What a form may hold."""

from typing import Any

import pytest

from sandbox.discord import DiscordError
from sandbox.discord.modal_rules import check_modal
from tests.sandbox.discord.refusals import codes


def form(**changes: Any) -> dict[str, Any]:
    field = {"type": 4, "custom_id": "f", "style": 1, **changes}
    return {"title": "Form", "custom_id": "form", "components": [{"type": 18, "label": "Field", "component": field}]}


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ({"value": "x" * 4001}, "BASE_TYPE_MAX_LENGTH"),
        ({"value": "12345", "max_length": 4}, "BASE_TYPE_MAX_LENGTH"),
        ({"max_length": 0}, "NUMBER_TYPE_MAX"),
        ({"min_length": 4001}, "NUMBER_TYPE_MAX"),
        ({"placeholder": "x" * 101}, "BASE_TYPE_MAX_LENGTH"),
        ({"type": 2}, "BASE_TYPE_CHOICES"),
    ],
)
def test_a_broken_rule_of_a_field_is_named(field: dict[str, Any], code: str) -> None:
    with pytest.raises(DiscordError) as caught:
        check_modal(form(**field))
    assert codes(caught.value.body()["errors"]) == {code}


def test_what_is_within_the_limits_passes() -> None:
    check_modal(form(value="1234", min_length=0, max_length=4, placeholder="x" * 100))
