from typing import Any
from unittest.mock import create_autospec

import aiohttp
import discord
import pytest

from bot.cards.naming import Names, names_of
from bot.domain.ids import GuildId, MemberId

MIA, GONE = MemberId(1), MemberId(2)


def no(status: int) -> discord.HTTPException:
    response = create_autospec(aiohttp.ClientResponse, instance=True)
    response.status, response.reason = status, "no"
    return discord.HTTPException(response, "no")


@pytest.fixture
def client() -> Any:
    """Have a server with Mia in it."""

    async def fetch_member(member_id: int) -> Any:
        if member_id != MIA:
            raise no(404)
        member = create_autospec(discord.Member, instance=True)
        member.display_name = "Mia"
        return member

    guild = create_autospec(discord.Guild, instance=True)
    guild.name, guild.fetch_member = "Film Club", fetch_member
    client = create_autospec(discord.Client, instance=True)
    client.fetch_guild.return_value = guild
    return client


async def test_who_left_has_no_name_and_the_others_do(client: Any) -> None:
    assert await names_of(client, GuildId(9), [MIA, GONE]) == Names("Film Club", {MIA: "Mia"})


@pytest.mark.parametrize("error", [no(403), aiohttp.ServerDisconnectedError(), TimeoutError()])
async def test_without_an_answer_there_are_no_names(client: Any, error: Exception) -> None:
    client.fetch_guild.side_effect = error
    assert await names_of(client, GuildId(9), [MIA]) == Names()
