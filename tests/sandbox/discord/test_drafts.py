"""What a message may hold."""

from typing import Any

import pytest

from sandbox.discord import DiscordError
from sandbox.discord.attachments import Upload
from sandbox.discord.drafts import Body, check_draft, refuse_empty
from tests.sandbox.discord.refusals import codes

V2 = 1 << 15
TWICE = [{"label": "A", "value": "a"}] * 2


def button(custom_id: str = "a", **changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, **changes}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def select(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "s", "options": [{"label": "A", "value": "a"}], **changes}


def menu(kind: int, *defaults: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": kind, "custom_id": "m", "default_values": list(defaults), **changes}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": "x" * 2001}, "BASE_TYPE_MAX_LENGTH"),
        ({"content": 7}, "BASE_TYPE_BAD_TYPE"),
        ({"content": "x", "nonce": "n" * 26}, "NONCE_TYPE_TOO_LONG"),
        ({"embeds": [{"title": "x"}] * 11}, "BASE_TYPE_BAD_LENGTH"),
        ({"embeds": ["x"]}, "MODEL_TYPE_CONVERT"),
        ({"embeds": [{"title": "x" * 257}]}, "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"fields": [{"name": "", "value": "x"}]}]}, "BASE_TYPE_REQUIRED"),
        ({"embeds": [{"description": "x" * 4000}] * 2}, "MAX_EMBED_SIZE_EXCEEDED"),
        ({"attachments": [{"id": 3}]}, "ATTACHMENT_ID_NOT_FOUND"),
        ({"attachments": [{"id": "x"}]}, "ATTACHMENT_ID_NOT_FOUND"),
        ({"allowed_mentions": {"parse": ["anyone"]}}, "BASE_TYPE_CHOICES"),
        ({"allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
        ({"components": [row(button(str(n))) for n in range(6)]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(*(button(str(n)) for n in range(6)))]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(button("x" * 101))]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(button(label="x" * 81))]}, "BASE_TYPE_MAX_LENGTH"),
        ({"components": [row(button(), button())]}, "COMPONENT_CUSTOM_ID_DUPLICATED"),
        ({"components": [row(button(label=None))]}, "BUTTON_COMPONENT_INVALID_LABEL"),
        ({"components": [row(button(style=9))]}, "BASE_TYPE_CHOICES"),
        (
            {"components": [row(button(style=5, url="https://example.org"))]},
            "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
        ),
        ({"components": [row(select(), button())]}, "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        ({"components": [row(select(options=TWICE))]}, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        ({"components": [row(select(max_values=26))]}, "NUMBER_TYPE_MAX"),
        ({"components": [row(select(max_values=0))]}, "NUMBER_TYPE_MAX"),
        ({"components": [row(select(min_values=2))]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(menu(8, {"id": "1", "type": "user"}))]}, "BASE_TYPE_CHOICES"),
        ({"components": [row(menu(6, {"id": "x", "type": "role"}))]}, "NUMBER_TYPE_COERCE"),
        ({"components": [row(menu(8, *[{"id": "1", "type": "channel"}] * 2))]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [text("x")]}, "BASE_TYPE_CHOICES"),
        ({"components": ["x"]}, "MODEL_TYPE_CONVERT"),
        ({"flags": V2, "content": "x"}, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
        ({"flags": V2, "components": [text("")]}, "BASE_TYPE_REQUIRED"),
        ({"flags": V2, "components": [text("x" * 2001)] * 2}, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
        ({"flags": V2, "components": [{"type": 17, "components": [text("x")] * 40}]}, "BASE_TYPE_MAX_LENGTH"),
        ({"flags": V2, "components": [{"type": 9, "components": [text("x")]}]}, "BASE_TYPE_REQUIRED"),
        ({"flags": V2, "components": [{"type": 12, "items": [{"media": {"url": "x"}}] * 11}]}, "BASE_TYPE_BAD_LENGTH"),
        (
            {"flags": V2, "components": [{"type": 13, "file": {"url": "attachment://a.mp4"}}]},
            "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
        ),
    ],
)
def test_a_broken_rule_is_named(body: dict[str, Any], code: str) -> None:
    with pytest.raises(DiscordError) as caught:
        check_draft(Body(body))
    assert caught.value.code == 50035
    assert codes(caught.value.body()["errors"]) == {code}


def test_ten_files_are_enough(tmp_path: Any) -> None:
    files = {n: Upload(f"{n}.txt", tmp_path, 1) for n in range(11)}
    with pytest.raises(DiscordError):
        check_draft(Body({}, files))
    del files[10]
    check_draft(Body({}, files))


def test_what_is_within_the_limits_passes() -> None:
    check_draft(Body({"content": "界" * 2000, "nonce": 2**63, "embeds": [{"title": "x" * 256}]}))
    check_draft(Body({"components": [row(button(), button("b")), row(select())]}))
    places = [{"id": str(n), "type": "channel"} for n in range(25)]
    check_draft(Body({"components": [row(menu(8, *places, min_values=0, max_values=25))]}))
    check_draft(Body({"components": [row(menu(8, min_values=None, max_values=None))]}))
    link = {"type": 2, "style": 5, "label": "Open", "url": "https://example.org"}
    check_draft(Body({"flags": V2, "components": [{"type": 17, "components": [text("x" * 4000), row(link)]}]}))


@pytest.mark.parametrize("body", [{}, {"content": "  "}, {"content": None, "embeds": [], "components": []}])
def test_nothing_is_not_a_message(body: dict[str, Any]) -> None:
    with pytest.raises(DiscordError) as caught:
        refuse_empty(Body(body))
    assert caught.value.code == 50006
