"""The bot's own application: who owns it, and the commands of single servers."""

import pytest

from sandbox.discord import Channel, Guild, LocalDiscord, Membership, NotPossibleError, Person, TeamMember
from tests.sandbox.discord.conftest import Api


def hello(name: str = "hello") -> list[dict[str, object]]:
    return [{"name": name, "description": "Say hello"}]


async def test_a_command_of_a_server_is_offered_there_and_to_nobody_of_another(
    local: LocalDiscord, guild: Guild, channel: Channel, mia: Person, api: Api
) -> None:
    path = f"/applications/{local.state.application_id}/guilds/{guild.id}/commands"
    status, (command,) = await api("PUT", path, hello())
    assert (status, command["guild_id"]) == (200, str(guild.id))
    elsewhere = local.add_guild("Book Club")
    shelf, lin = elsewhere.add_channel("shelf"), local.add_person("Lin")
    elsewhere.join(lin)
    use = await mia.use("hello", channel)
    assert use.interaction.data["guild_id"] == str(guild.id)
    with pytest.raises(NotPossibleError, match="not offered"):
        await lin.use("hello", shelf)
    assert await api("GET", path) == (200, [command])
    assert await api("PUT", path, []) == (200, [])
    with pytest.raises(NotPossibleError, match="not offered"):
        await mia.use("hello", channel)


async def test_commands_of_a_server_without_the_bot_are_out_of_reach(
    local: LocalDiscord, guild: Guild, api: Api
) -> None:
    local.kick_bot(guild)
    for method, body in (("GET", None), ("PUT", hello())):
        for guild_id in (guild.id, 1):
            path = f"/applications/{local.state.application_id}/guilds/{guild_id}/commands"
            status, said = await api(method, path, body)
            assert (status, said["code"]) == (403, 50001)


async def test_an_application_is_a_persons_or_a_teams(local: LocalDiscord, mia: Person, api: Api) -> None:
    _, alone = await api("GET", "/oauth2/applications/@me")
    assert (alone["owner"]["id"], alone["team"]) == (str(local.state.owner.id), None)
    lin = local.add_person("Lin")
    local.own_by_team(mia, [TeamMember(lin, "read_only", Membership.INVITED)])
    _, together = await api("GET", "/oauth2/applications/@me")
    team = together["team"]
    assert (together["owner"]["id"], team["owner_user_id"]) == (team["id"], str(mia.id))
    told = [(one["user"]["id"], one["role"], one["membership_state"], one["team_id"]) for one in team["members"]]
    assert told == [(str(mia.id), "admin", 2, team["id"]), (str(lin.id), "read_only", 1, team["id"])]
    local.own_by(lin)
    _, alone = await api("GET", "/oauth2/applications/@me")
    assert (alone["owner"]["id"], alone["team"]) == (str(lin.id), None)
