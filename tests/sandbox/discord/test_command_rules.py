"""Every rule of a command sync, and the words Discord refuses with."""

from typing import Any

import pytest

from sandbox.discord import DiscordError, LocalDiscord
from sandbox.discord.command_rules import check_commands, length
from tests.sandbox.discord.conftest import Api
from tests.sandbox.discord.refusals import codes

MOST = {1: 100, 2: 15, 3: 15}


def option(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": "prompt", "description": "What it shows", **changes}


def command(*options: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": 1, "name": "generate", "description": "Make a video", "options": list(options), **changes}


def refused(*commands: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(DiscordError) as caught:
        check_commands(list(commands), MOST)
    assert (caught.value.status, caught.value.code) == (400, 50035)
    errors: dict[str, Any] = caught.value.body()["errors"]
    return errors


def test_a_sound_set_of_commands_passes() -> None:
    choices = [{"name": "16:9", "value": "16:9", "name_localizations": {"zh-CN": "宽"}}]
    options = [option(required=True, max_length=2000), option(name="ratio", choices=choices)]
    sub = {"type": 1, "name": "view", "description": "Look", "options": [option()]}
    group = {"type": 2, "name": "role", "description": "Roles", "options": [sub]}
    check_commands(
        [
            command(*options, name_localizations={"zh-CN": "生成"}, default_member_permissions="32", contexts=[0]),
            command(sub, group, name="quota"),
            {"type": 3, "name": "Animate this image"},
            {"type": 2, "name": "Animate this image"},
        ],
        MOST,
    )


@pytest.mark.parametrize(
    ("faulty", "code"),
    [
        (command(name="Generate"), "APPLICATION_COMMAND_INVALID_NAME"),
        (command(name="two words"), "APPLICATION_COMMAND_INVALID_NAME"),
        (command(name="x" * 33), "BASE_TYPE_BAD_LENGTH"),
        (command(description=""), "BASE_TYPE_REQUIRED"),
        (command(description="x" * 101), "BASE_TYPE_BAD_LENGTH"),
        (command(name_localizations={"zh": "生成"}), "BASE_TYPE_CHOICES"),
        (command(description_localizations={"fr": "x" * 101}), "BASE_TYPE_BAD_LENGTH"),
        (command(*(option(name=f"o{n}") for n in range(26))), "BASE_TYPE_BAD_LENGTH"),
        (command(option(), option()), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
        (command(option(), option(name="b", required=True)), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
        (command(option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])), "BASE_TYPE_BAD_LENGTH"),
        (command(option(choices=[{"name": "x" * 101, "value": "x"}])), "BASE_TYPE_BAD_LENGTH"),
        (command(option(type=4, choices=[{"name": "x", "value": "x"}])), "NUMBER_TYPE_COERCE"),
        (command(option(min_length=5, max_length=4)), "APPLICATION_COMMAND_OPTIONS_MIN_GREATER_THAN_MAX"),
        (command(option(max_length=6001)), "NUMBER_TYPE_MAX"),
        (command(option(type=99)), "BASE_TYPE_CHOICES"),
        (command(option(type=1), option(name="b")), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
        (command(option(type=5, autocomplete=True)), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID"),
        ({"type": 3, "name": "Animate", "description": "x"}, "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION"),
    ],
)
def test_a_broken_rule_is_named(faulty: dict[str, Any], code: str) -> None:
    assert codes(refused(faulty)) == {code}


def test_names_are_unique_within_a_type() -> None:
    assert codes(refused(command(), command())) == {"APPLICATION_COMMANDS_DUPLICATE_NAME"}


def test_the_whole_of_a_command_is_bounded_and_the_longest_translation_counts() -> None:
    described = {"description": "x", "description_localizations": {"fr": "x" * 100, "de": "x"}}
    options = [option(name=f"o{n:02}", **described) for n in range(25)]
    assert length(command(*options)) == len("generateMake a video") + 25 * 103
    choices = [{"name": f"{n:0100}", "value": f"{n:0100}"} for n in range(25)]
    heavy = command(*(option(name=f"o{n}", choices=choices) for n in range(2)))
    assert codes(refused(heavy)) == {"APPLICATION_COMMAND_TOO_LARGE"}


async def test_a_refusal_is_nested_by_the_place_of_the_fault(local: LocalDiscord, api: Api) -> None:
    path = f"/applications/{local.state.application_id}/commands"
    status, body = await api("PUT", path, [command(option(name="Bad"))])
    assert status == 400
    found = body["errors"]["0"]["options"]["0"]["name"]["_errors"][0]["code"]
    assert found == "APPLICATION_COMMAND_INVALID_NAME"
    assert local.book.syncs == 0


async def test_a_command_keeps_its_id_through_a_sync(local: LocalDiscord, api: Api) -> None:
    path = f"/applications/{local.state.application_id}/commands"
    first = (await api("PUT", path, [command()]))[1]
    second = (await api("PUT", path, [command(name="other"), command(description="Make a film")]))[1]
    assert second[1]["id"] == first[0]["id"]
    assert (await api("GET", path))[1] == second
    assert (await api("GET", f"{path}/{second[0]['id']}"))[1]["name"] == "other"
    assert (await api("DELETE", f"{path}/{second[0]['id']}"))[0] == 204
    assert (await api("GET", f"{path}/{second[0]['id']}"))[1]["code"] == 10063
