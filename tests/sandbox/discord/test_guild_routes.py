"""A bot asks for a server and its members by their ids."""

from sandbox.discord import Guild, LocalDiscord, Person
from tests.sandbox.discord.conftest import Api
from tests.sandbox.discord.small_bot import SmallBot


async def test_discord_py_reads_the_names_of_a_server_and_of_a_member(bot: SmallBot, guild: Guild, mia: Person) -> None:
    found = await bot.fetch_guild(guild.id, with_counts=False)
    assert found.name == "Film Club"
    assert (await found.fetch_member(mia.id)).display_name == "Mia"


async def test_what_the_gateway_alone_tells_is_not_in_the_answer(api: Api, guild: Guild) -> None:
    status, found = await api("GET", f"/guilds/{guild.id}")
    assert (status, found["name"]) == (200, "Film Club")
    assert not {"members", "channels", "member_count"} & found.keys()


async def test_who_is_not_there_has_a_code_of_its_own(local: LocalDiscord, api: Api, guild: Guild, mia: Person) -> None:
    guild.leave(mia)
    for path, code in (
        (f"/guilds/{guild.id}/members/{mia.id}", 10007),
        (f"/guilds/{guild.id}/members/1", 10013),
        ("/guilds/1", 10004),
    ):
        status, answer = await api("GET", path)
        assert (status, answer["code"]) == (404, code)
    guild.bot_inside = False
    status, answer = await api("GET", f"/guilds/{guild.id}")
    assert (status, answer["code"]) == (403, 50001)
    assert local.unknown_routes == []
