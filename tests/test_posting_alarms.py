"""What the operator is told without asking."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.domain.ids import ChannelId, JobId
from bot.domain.reconcile import MatterKind
from bot.domain.studio import Closure
from bot.i18n import Texts
from bot.posting import DiscordPoster
from tests.desk import Desk, seated

TOLD = (
    *("The studio is closed", "The ledger is wrong", "The disk is almost full", "One video needs a look"),
    *("The vendor refuses what names PUBLIC_URL", "is damaged:** file is not a database"),
)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Set the stage, with an application that is Mia's."""
    async with seated(tmp_path) as desk:
        desk.stage.discord.own_by(desk.stage.mia)
        yield desk


async def _alarmed(poster: DiscordPoster) -> None:
    assert await poster.alarm_studio(Closure.KEY, "a1")
    assert await poster.alarm_ledger(2, "g1")
    assert await poster.alarm_disk(5_000_000, "k1")
    assert await poster.alarm_matters(MatterKind.UNKNOWN, [JobId(7)], "munknown1")
    assert await poster.alarm_address(3, "c1")
    assert await poster.alarm_damaged("file is not a database", "damaged")


async def test_alarms_are_posted_where_the_operator_wants_them(desk: Desk) -> None:
    await _alarmed(desk.poster)
    assert all(words in seen.text for words, seen in zip(TOLD, desk.stage.posted(), strict=True))
    assert desk.stage.mia.direct_messages() == []


async def test_without_such_a_channel_they_go_to_the_owner_of_the_application(desk: Desk) -> None:
    await _alarmed(DiscordPoster(desk.client, Texts(), SystemClock(), None))
    seen = desk.stage.mia.direct_messages()
    assert all(words in one.text for words, one in zip(TOLD, seen, strict=True))
    assert desk.stage.posted() == []


async def test_alarms_are_in_the_language_of_the_operators_shell(desk: Desk) -> None:
    poster = DiscordPoster(desk.client, Texts(), SystemClock(), ChannelId(desk.stage.channel.id), "zh_CN.UTF-8")
    assert await poster.alarm_studio(Closure.CREDITS, "a1")
    (seen,) = desk.stage.posted()
    assert "工作室已关闭" in seen.text


async def test_an_owner_who_takes_no_direct_messages_is_not_asked_again(desk: Desk) -> None:
    desk.stage.mia.closes_dms()
    assert await DiscordPoster(desk.client, Texts(), SystemClock(), None).alarm_ledger(2, "g1")


async def test_of_a_team_the_owner_is_told(desk: Desk) -> None:
    desk.stage.discord.own_by_team(desk.stage.mia)
    await DiscordPoster(desk.client, Texts(), SystemClock(), None).alarm_studio(Closure.KEY, "a1")
    assert len(desk.stage.mia.direct_messages()) == 1
