"""/operator as the owner of the application uses it in a server of their own, and what anybody else gets to see."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.ids import GuildId
from sandbox.discord import Channel, Guild, Membership, NotPossibleError, Person, SeenMessage, TeamMember
from tests.company import Company, playing
from tests.stage import Stage


@dataclass(frozen=True)
class Office:
    """The operator's server with Olga, who owns the application; Adam is an administrator there as well."""

    guild: Guild
    channel: Channel
    olga: Person
    adam: Person

    async def says(self, who: Person, command: str, **options: object) -> SeenMessage:
        answer = await (await who.use(f"operator {command}", self.channel, **options)).answered(5)
        assert answer.ephemeral
        return answer

    async def told(self, command: str, **options: object) -> str:
        """Let Olga use a command; gives the answer without its bold marks."""
        return (await self.says(self.olga, command, **options)).text.replace("**", "")


@pytest.fixture
def office(stage: Stage) -> Office:
    guild = stage.discord.add_guild("Office")
    administrators = guild.add_role("Administrators", permissions=["ADMINISTRATOR"])
    olga, adam = stage.discord.add_person("Olga"), stage.discord.add_person("Adam")
    for person in (olga, adam):
        guild.join(person, roles=[administrators])
    stage.discord.own_by(olga)
    return Office(guild, guild.add_channel("money"), olga, adam)


@pytest.fixture
async def company(stage: Stage, office: Office, tmp_path: Path) -> AsyncIterator[Company]:
    async with playing(stage, tmp_path, operators=GuildId(office.guild.id)) as company:
        yield company


async def test_it_is_offered_in_the_operators_server_and_to_administrators_alone(
    stage: Stage, company: Company, office: Office, sam: Person
) -> None:
    assert company.client.user
    administrators = stage.guild.add_role("Administrators", permissions=["ADMINISTRATOR"])
    stage.guild.join(office.olga, roles=[administrators])
    office.guild.join(sam, manage_guild=True)
    for person, channel in ((office.olga, stage.channel), (sam, stage.channel), (sam, office.channel)):
        with pytest.raises(NotPossibleError):
            await person.use("operator stats", channel)


async def test_the_key_is_given_a_budget_and_less_of_it(company: Company, office: Office) -> None:
    assert company.client.user
    assert "The key has 1,000 credits that are neither spent nor set aside (before: 0 credits)" in await office.told(
        "key", amount=1000, reason="bought in May"
    )
    assert "has 900 credits" in await office.told("key", amount=-100, reason="a slip")
    no = await office.told("key", amount=-901, reason="a slip")
    assert "-901 does not do: a whole number from -900" in no
    assert "Nothing was changed" in no


async def test_a_server_is_given_extra_credits_and_another_ceiling(
    stage: Stage, company: Company, office: Office, sam: Person
) -> None:
    assert company.client.user
    await (await stage.mia.use("generate", stage.channel, prompt="x")).answered(5)
    server = str(stage.guild.id)
    assert await office.told("extra", server=server, amount=50, reason="a prize") == (
        f"✅ Server `{server}` has 50 credits extra that are neither spent nor set aside (before: 0 credits)."
    )
    assert "50 credits" in (await (await sam.use("credits", stage.channel)).answered(5)).text
    said = await office.told("ceiling", server=server, credits=900, reason="they grow")
    assert "may set up to 900 credits per DEFAULT_PERIOD (before: MAX_ALLOWANCE)" in said
    set_to = await (await sam.use("quota server", stage.channel, allowance=900)).answered(5)
    assert "900 credits per month · set here" in set_to.text
    back = await office.told("ceiling", server=server, reason="they shrank")
    assert "up to MAX_ALLOWANCE per DEFAULT_PERIOD (before: 900 credits)" in back


async def test_a_server_that_nobody_knows_is_named_as_such(company: Company, office: Office) -> None:
    assert company.client.user
    for command, options in (("extra", {"amount": 5}), ("ceiling", {"credits": 5})):
        assert "No server of this id has used the bot yet" in await office.told(
            command, server="123", reason="x", **options
        )


@pytest.mark.parametrize("given", ["Film Club", "-5", "0", "1.5", "9223372036854775808", "١٢٣"])
async def test_what_is_no_id_is_refused_in_words(company: Company, office: Office, given: str) -> None:
    assert company.client.user
    for command, options in (("extra", {"amount": 5}), ("ceiling", {"credits": 5})):
        no = await office.told(command, server=given, reason="x", **options)
        assert "is not the id of a server" in no
        assert "Nothing was changed" in no


async def test_servers_are_offered_with_what_they_used_and_to_an_owner_alone(
    stage: Stage, company: Company, office: Office
) -> None:
    assert company.client.user
    await (await stage.mia.use("generate", stage.channel, prompt="x")).answered(5)
    choices = await office.olga.autocomplete("operator extra", office.channel, "server", "", amount=5, reason="x")
    server = str(stage.guild.id)
    assert choices == [{"name": f"{server} · used 28 of 100 credits", "value": server}]
    assert await office.olga.autocomplete("operator extra", office.channel, "server", "no", amount=5, reason="x") == []
    assert await office.adam.autocomplete("operator extra", office.channel, "server", "", amount=5, reason="x") == []
    ceiling = await office.olga.autocomplete("operator ceiling", office.channel, "server", server[:5], reason="x")
    assert [choice["value"] for choice in ceiling] == [server]


async def test_stats_says_in_short_what_the_shell_says(stage: Stage, company: Company, office: Office) -> None:
    assert company.client.user
    assert "not tracked" in await office.told("stats")
    await office.told("key", amount=1000, reason="bought in May")
    await (await stage.mia.use("generate", stage.channel, prompt="x")).answered(5)
    said = await office.told("stats")
    assert "free: 972" in said
    assert "set aside: 28" in said
    assert "waiting: 1 · 1 · 1" in said
    assert f"{stage.guild.id}: 28 · 100 · MAX_ALLOWANCE" in said


async def test_an_administrator_who_is_no_owner_does_nothing_of_it(
    stage: Stage, company: Company, office: Office
) -> None:
    server = str(stage.guild.id)
    deeds: dict[str, dict[str, object]] = {
        "key": {"amount": 5, "reason": "x"},
        "extra": {"server": server, "amount": 5, "reason": "x"},
        "ceiling": {"server": server, "credits": 5, "reason": "x"},
        "stats": {},
    }
    before = await company.services.operation.stats()
    for command, options in deeds.items():
        no = (await office.says(office.adam, command, **options)).text
        assert "Only the owner of this bot's application can do that" in no, command
        assert "Nothing was changed" in no
    after = await company.services.operation.stats()
    assert (after.key, after.servers) == (before.key, before.servers) == (None, 0)


async def test_in_a_team_whoever_may_change_the_application_and_has_accepted_is_an_owner(
    stage: Stage, company: Company, office: Office
) -> None:
    assert company.client.user
    roles = office.guild.members[office.olga.id].roles
    people = {name: stage.discord.add_person(name) for name in ("Ada", "Dev", "Rae", "Ivy")}
    for person in people.values():
        office.guild.join(person, roles=roles)
    stage.discord.own_by_team(
        office.olga,
        [
            TeamMember(people["Ada"], "admin"),
            TeamMember(people["Dev"], "developer"),
            TeamMember(people["Rae"], "read_only"),
            TeamMember(people["Ivy"], "admin", Membership.INVITED),
        ],
    )
    everybody = {"Olga": office.olga, "Adam": office.adam, **people}
    said = {name: (await office.says(person, "stats")).text for name, person in everybody.items()}
    owners = {name for name, text in said.items() if "Only the owner" not in text}
    assert owners == {"Olga", "Ada", "Dev"}


async def test_an_owner_reads_chinese(stage: Stage, company: Company, office: Office) -> None:
    assert company.client.user
    wen = stage.discord.add_person("Wen", locale="zh-CN")
    office.guild.join(wen, roles=office.guild.members[office.olga.id].roles)
    stage.discord.own_by(wen)
    assert "未花费也未预留的有 **1,000 积分**" in (await office.says(wen, "key", amount=1000, reason="五月")).text
    assert "密钥的预算" in (await office.says(wen, "stats")).text
    assert "不是服务器的 ID" in (await office.says(wen, "extra", server="x", amount=1, reason="五月")).text


async def test_who_owns_it_is_asked_once_a_minute_and_not_with_every_word_typed(
    stage: Stage, company: Company, office: Office
) -> None:
    assert company.client.user
    for typed in ("1", "12", "123"):
        await office.olga.autocomplete("operator ceiling", office.channel, "server", typed, reason="x")
    asked = [json.loads(line)["path"] for line in stage.journal.read_text(encoding="utf-8").splitlines()]
    assert sum(path.endswith("/oauth2/applications/@me") for path in asked) <= 2
