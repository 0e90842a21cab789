"""/block and /unblock as a moderator uses them, and what the member reads."""

import pytest

from sandbox.discord import NotPossibleError, Person
from tests.company import Company
from tests.stage import Stage


async def said(stage: Stage, who: Person, command: str, **options: object) -> str:
    answer = await (await who.use(command, stage.channel, **options)).answered(5)
    assert answer.ephemeral
    return answer.text.replace("**", "")


async def test_a_member_blocks_nobody(stage: Stage, company: Company) -> None:
    assert company.client.user
    for command in ("block", "unblock"):
        with pytest.raises(NotPossibleError):
            await stage.mia.use(command, stage.channel, member=stage.mia)


async def test_a_block_is_said_to_both_and_ends_what_waits(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    assert "Accepted" in await said(stage, stage.mia, "generate", prompt="x")
    told = await said(stage, sam, "block", member=stage.mia, until="day", reason="too **many** cats")
    assert "@Mia can make no videos here until 20" in told
    assert r"Reason: “too \*\*many\*\* cats”." in told
    assert "One waiting video was cancelled." in told
    no = await said(stage, stage.mia, "generate", prompt="x")
    assert "A moderator of this server has blocked you from making videos here until 20" in no
    assert "Reason: “too" in no
    assert "🚫 Blocked until 20" in await said(stage, stage.mia, "credits")
    view = await said(stage, sam, "quota view", member=stage.mia)
    assert "0 credits can be used right now" in view
    assert "🚫 Blocked until 20" in view


async def test_a_block_without_an_end_lasts_until_it_is_taken_away(stage: Stage, company: Company, wei: Person) -> None:
    assert company.client.user
    assert "直到管理员解除" in await said(stage, wei, "block", member=stage.mia)
    assert "until a moderator unblocks. Ask" in await said(stage, stage.mia, "generate", prompt="x")
    assert "@Mia 可以重新在这里生成视频" in await said(stage, wei, "unblock", member=stage.mia)
    assert "没有被禁止" in await said(stage, wei, "unblock", member=stage.mia)
    assert "Accepted" in await said(stage, stage.mia, "generate", prompt="x")
