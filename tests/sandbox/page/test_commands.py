"""The commands a person is offered, as a client lists them."""

from typing import Any

import pytest

from sandbox.discord import Channel, Guild, LocalDiscord, Person
from sandbox.page.commands import commands_json

Json = dict[str, Any]

GENERATE = {
    "name": "generate",
    "name_localizations": {"zh-CN": "生成"},
    "description": "Make a video",
    "description_localizations": {"zh-CN": "制作视频"},
    "options": [
        {
            "type": 4,
            "name": "duration",
            "name_localizations": {"zh-CN": "时长"},
            "description": "Seconds",
            "choices": [{"name": "4 seconds", "name_localizations": {"zh-CN": "4 秒"}, "value": 4}],
        },
        {"type": 3, "name": "seed", "description": "Chance", "autocomplete": True, "max_length": 9},
    ],
}
VIEW = {"type": 1, "name": "view", "description": "See it", "options": []}
SIZE = {"type": 1, "name": "size", "description": "Large?", "options": []}
QUOTA = {
    "name": "quota",
    "description": "The budget",
    "default_member_permissions": str(1 << 5),
    "options": [VIEW, {"type": 2, "name": "rule", "description": "Rules", "options": [SIZE]}],
}
ANIMATE = {"type": 3, "name": "Animate this image"}


@pytest.fixture(autouse=True)
def book(local: LocalDiscord) -> None:
    local.book.overwrite(None, [QUOTA, GENERATE, ANIMATE])


def test_names_and_choices_are_in_the_language_of_the_client(mia: Person, lin: Person, channel: Channel) -> None:
    english, chinese = (commands_json(who, channel)[0] for who in (mia, lin))
    assert (english["command"], english["label"], english["description"]) == ("generate", "generate", "Make a video")
    assert (chinese["command"], chinese["label"], chinese["description"]) == ("generate", "生成", "制作视频")
    duration, seed = chinese["options"]
    assert (duration["name"], duration["label"], duration["choices"]) == (
        "duration",
        "时长",
        [{"name": "4 秒", "value": 4}],
    )
    assert (seed["autocomplete"], seed["required"], seed["max_length"]) == (True, False, 9)
    assert "min_length" not in seed


def test_a_command_with_subcommands_is_as_many_as_it_has_and_only_for_whom_it_is(
    guild: Guild, mia: Person, channel: Channel
) -> None:
    assert [command["command"] for command in commands_json(mia, channel)] == ["generate", "Animate this image"]
    guild.join(mia, manage_guild=True)
    offered = commands_json(mia, channel)
    assert [(command["command"], command["kind"]) for command in offered] == [
        ("generate", 1),
        ("quota rule size", 1),
        ("quota view", 1),
        ("Animate this image", 3),
    ]
