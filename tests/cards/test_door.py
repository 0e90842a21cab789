from typing import Any
from unittest.mock import create_autospec

import aiohttp
import discord
import pytest

from bot.cards.door import Handout, Services, answer, apologise, defer_privately, say_anyhow
from bot.client import ReelroomClient
from bot.i18n import Texts
from bot.ports import StoreAwayError
from bot.service.archive import Archive
from bot.service.clips import Clips
from bot.service.drafts import Drafts
from bot.service.moderation import Moderation
from bot.service.operation import Operation
from bot.service.policies import Policies
from bot.service.reports import Reports
from bot.service.requests import Requests


def refused(status: int, code: int) -> discord.HTTPException:
    response = create_autospec(aiohttp.ClientResponse, instance=True)
    response.status, response.reason = status, "no"
    return discord.HTTPException(response, {"code": code, "message": "no"})


@pytest.fixture
def interaction() -> Any:
    interaction = create_autospec(discord.Interaction, instance=True)
    interaction.id, interaction.token, interaction.locale = 33, "a-token-of-15-minutes", discord.Locale.american_english
    interaction.response = create_autospec(discord.InteractionResponse, instance=True)
    interaction.response.is_done.return_value = True
    interaction.client = create_autospec(ReelroomClient, instance=True)
    services = Services(
        requests=create_autospec(Requests, instance=True),
        archive=create_autospec(Archive, instance=True),
        clips=create_autospec(Clips, instance=True),
        drafts=create_autospec(Drafts, instance=True),
        moderation=create_autospec(Moderation, instance=True),
        policies=create_autospec(Policies, instance=True),
        operation=create_autospec(Operation, instance=True),
        reports=create_autospec(Reports, instance=True),
        texts=Texts(),
    )
    interaction.client.services = services
    return interaction


async def test_an_acknowledgement_that_was_one_already_counts(interaction: Any) -> None:
    interaction.response.defer.side_effect = refused(400, 40060)
    await defer_privately(interaction)
    interaction.response.defer.assert_awaited_once_with(ephemeral=True, thinking=True)


async def test_an_acknowledgement_that_got_lost_is_tried_once_more(interaction: Any) -> None:
    interaction.response.defer.side_effect = [aiohttp.ServerDisconnectedError(), refused(400, 40060)]
    await defer_privately(interaction)
    interaction.response.defer.side_effect = aiohttp.ServerDisconnectedError()
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await defer_privately(interaction)


async def test_an_acknowledgement_that_came_too_late_is_no_acknowledgement(interaction: Any) -> None:
    interaction.response.defer.side_effect = refused(404, 10062)
    with pytest.raises(discord.HTTPException):
        await defer_privately(interaction)


async def test_nobody_is_left_to_apologise_to_when_discord_gave_up_waiting(interaction: Any) -> None:
    await apologise(interaction, refused(404, 10062))
    interaction.edit_original_response.assert_not_called()
    interaction.response.send_message.assert_not_called()


async def test_an_apology_carries_the_number_under_which_the_defect_is_logged(
    interaction: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    await apologise(interaction, RuntimeError("broken by a-token-of-15-minutes"))
    assert "`33`" in interaction.edit_original_response.call_args.kwargs["content"]
    logged = capsys.readouterr().out
    assert "RuntimeError: broken by [token]" in logged
    assert "33" in logged


async def test_a_database_that_cannot_be_used_is_said_in_words(interaction: Any) -> None:
    await apologise(interaction, StoreAwayError("database is locked"))
    said = interaction.edit_original_response.call_args.kwargs["content"]
    assert "I cannot get at my records" in said
    assert "nothing was set aside, spent or changed" in said
    assert "`33`" in said
    assert "locked" not in said


async def test_what_was_not_acknowledged_is_answered_directly(interaction: Any) -> None:
    interaction.response.is_done.return_value = False
    await say_anyhow(interaction, "hello")
    interaction.response.send_message.assert_awaited_once_with("hello", ephemeral=True)
    interaction.edit_original_response.assert_not_called()


async def test_what_was_acknowledged_without_our_knowing_is_answered_by_an_edit(interaction: Any) -> None:
    interaction.response.is_done.return_value = False
    interaction.response.send_message.side_effect = refused(400, 40060)
    await say_anyhow(interaction, "hello")
    assert interaction.edit_original_response.call_args.kwargs["content"] == "hello"


@pytest.mark.parametrize("error", [refused(401, 50027), aiohttp.ServerDisconnectedError(), TimeoutError()])
async def test_an_answer_that_cannot_be_shown_is_no_defect(interaction: Any, error: Exception) -> None:
    interaction.edit_original_response.side_effect = error
    await answer(interaction, "hello")


async def test_a_file_goes_along_with_the_answer(interaction: Any) -> None:
    await answer(interaction, Handout(words="here", name="a.csv", data=b"a,b", description="a table"))
    shown = interaction.edit_original_response.call_args.kwargs
    [file] = shown["attachments"]
    assert (shown["content"], file.filename, file.description, file.fp.read()) == ("here", "a.csv", "a table", b"a,b")


async def test_a_file_that_discord_does_not_take_is_said_in_words(interaction: Any) -> None:
    interaction.edit_original_response.side_effect = [refused(413, 40005), None]
    await answer(interaction, Handout(words="here", name="a.csv", data=b"a,b"))
    assert "Discord did not take the file" in interaction.edit_original_response.call_args.kwargs["content"]


async def test_an_answer_whose_time_is_over_is_tried_no_more_than_twice(interaction: Any) -> None:
    interaction.edit_original_response.side_effect = refused(401, 50027)
    await answer(interaction, Handout(words="here", name="a.csv", data=b"a,b"))
    assert interaction.edit_original_response.await_count == 2
