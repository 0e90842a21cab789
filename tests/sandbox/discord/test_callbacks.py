"""Answers of every kind, and what the token may touch afterwards."""

from typing import Any

from sandbox.discord import Channel, LocalDiscord, Person
from tests.sandbox.discord.conftest import Api
from tests.sandbox.discord.small_bot import SmallBot


async def opened(mia: Person, channel: Channel, api: Api, local: LocalDiscord) -> tuple[str, str, Any]:
    """Use a command of a bot that is away; gives the paths of its callback and webhook, and the use."""
    path = f"/applications/{local.state.application_id}/commands"
    await api("PUT", path, [{"name": "hello", "description": "Say hello"}])
    use = await mia.use("hello", channel)
    token = use.interaction.token
    hook = f"/webhooks/{local.state.application_id}/{token}"
    return f"/interactions/{use.interaction.id}/{token}/callback", hook, use


async def test_buttons_update_defer_and_answer(bot: SmallBot, mia: Person, channel: Channel) -> None:
    asked = await (await mia.use("ask", channel, job="5")).answered(5)
    assert asked.text == "asked 5\n[Say] [Update] [Later] [Form]"
    assert not asked.ephemeral
    assert (await (await mia.press(asked, "Say")).answered(5)).ephemeral
    later = await (await mia.press(asked, "Later")).answered(5)
    assert (later.id, later.content) == (asked.id, "later 7")
    updated = await (await mia.press(asked, "press:update:7")).answered(5)
    assert (updated.id, updated.text, updated.buttons) == (asked.id, "updated 7", [])
    assert bot.user is not None


async def test_a_form_is_filled_in_and_answered(bot: SmallBot, mia: Person, channel: Channel) -> None:
    asked = await (await mia.use("ask", channel, job="5")).answered(5)
    pressed = await mia.press(asked, "Form")
    assert (await pressed.modal(5))["title"] == "More room"
    answer = await (await mia.submit_modal(pressed, {"Reason": "a contest"})).answered(5)
    assert answer.text == "because a contest"
    assert bot.user is not None


async def test_the_first_followup_fills_the_deferred_answer_and_keeps_it_private(
    local: LocalDiscord, mia: Person, channel: Channel, api: Api
) -> None:
    callback, hook, use = await opened(mia, channel, api, local)
    assert (await api("POST", callback, {"type": 5, "data": {"flags": 64}})) == (204, None)
    first = (await api("POST", hook, {"content": "first"}))[1]
    second = (await api("POST", hook, {"content": "second"}))[1]
    assert first["id"] == str(use.interaction.original.id)
    assert [(m.text, m.ephemeral) for m in mia.sees(channel)] == [("first", True), ("second", False)]
    assert second["interaction_metadata"]["user"]["id"] == str(mia.id)


async def test_the_original_answer_can_be_read_changed_and_deleted(
    local: LocalDiscord, mia: Person, channel: Channel, api: Api
) -> None:
    callback, hook, _use = await opened(mia, channel, api, local)
    assert (await api("GET", f"{hook}/messages/@original"))[1]["code"] == 10015
    await api("POST", callback, {"type": 4, "data": {"content": "hello"}})
    assert (await api("GET", f"{hook}/messages/@original"))[1]["content"] == "hello"
    changed = await api("PATCH", f"{hook}/messages/@original", {"content": "bye"}, note__txt=b"1234")
    assert changed[1]["attachments"][0]["filename"] == "note.txt"
    assert mia.sees(channel)[-1].text == "bye\n(note.txt, 4 bytes)"
    assert await api("DELETE", f"{hook}/messages/@original") == (204, None)
    assert mia.sees(channel) == []
    assert (await api("PATCH", f"{hook}/messages/@original", {"content": "x"}))[1]["code"] == 10008


async def test_an_answer_of_the_wrong_kind_leaves_the_interaction_open(
    local: LocalDiscord, mia: Person, channel: Channel, api: Api
) -> None:
    callback, _hook, _use = await opened(mia, channel, api, local)
    status, body = await api("POST", callback, {"type": 7, "data": {"content": "x"}})
    assert (status, body["code"]) == (400, 50035)
    assert (await api("POST", callback, {"type": 4, "data": {}}))[1]["code"] == 50006
    assert (await api("POST", callback, {"type": 4, "data": {"content": "now"}}))[0] == 204


async def test_a_wrong_token_opens_nothing(local: LocalDiscord, mia: Person, channel: Channel, api: Api) -> None:
    callback, hook, use = await opened(mia, channel, api, local)
    token = use.interaction.token
    assert (await api("POST", callback.replace(token, "x"), {"type": 5}))[1]["code"] == 10062
    assert (await api("POST", hook.replace(token, "x"), {"content": "x"}))[1]["code"] == 50027


async def test_autocomplete_offers_choices(bot: SmallBot, mia: Person, channel: Channel) -> None:
    choices = await mia.autocomplete("ask", channel, "job", "4")
    assert [choice["value"] for choice in choices] == ["40", "41", "42"]
    assert bot.user is not None
