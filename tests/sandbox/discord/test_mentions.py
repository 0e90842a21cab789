"""Who is pinged."""

from typing import Any

import pytest

from sandbox.discord import Channel, LocalDiscord, Person
from tests.sandbox.discord.conftest import Api

EVERY_WAY: list[tuple[Any, set[str]]] = [
    (None, {"Mia", "Tom"}),
    ({"parse": []}, set()),
    ({"parse": ["users"]}, {"Mia"}),
    ({"parse": ["roles"]}, {"Tom"}),
    ({"parse": ["everyone"]}, set()),
    ({"users": ["{mia}"]}, {"Mia"}),
    ({"users": ["1"]}, set()),
]


@pytest.mark.parametrize(("allowed", "names"), EVERY_WAY)
async def test_allowed_mentions_decide_who_is_pinged(
    local: LocalDiscord, channel: Channel, mia: Person, api: Api, allowed: Any, names: set[str]
) -> None:
    guild = channel.guild
    assert guild is not None
    role = guild.add_role("Editors", mentionable=True)
    tom = local.add_person("Tom")
    guild.join(tom, [role])
    stranger = local.add_person("Ana")
    if allowed and "users" in allowed:
        allowed = {"users": [entry.format(mia=mia.id) for entry in allowed["users"]]}
    content = f"<@{mia.id}> <@{stranger.id}> <@&{role.id}> @everyone"
    body = {"content": content, **({"allowed_mentions": allowed} if allowed is not None else {})}
    await api("POST", f"/channels/{channel.id}/messages", body)
    assert {person.name for person in channel.messages[-1].pings} == names
    assert mia.sees(channel)[-1].pinged == ("Mia" in names)
    assert mia.sees(channel)[-1].text == "@Mia @Ana @Editors @everyone"


async def test_everyone_is_pinged_only_by_a_bot_that_may(channel: Channel, mia: Person, api: Api) -> None:
    channel.bot_permissions |= 1 << 17
    await api("POST", f"/channels/{channel.id}/messages", {"content": "@everyone"})
    assert channel.messages[-1].pings == {mia}
