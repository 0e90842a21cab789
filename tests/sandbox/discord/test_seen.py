"""What a message looks like to its reader."""

from typing import Any

from sandbox.discord import Channel, LocalDiscord, Person
from tests.sandbox.discord.conftest import Api, MovableClock


async def test_marks_read_as_a_client_shows_them(channel: Channel, mia: Person, api: Api, clock: MovableClock) -> None:
    soon, past = int(clock.now) + 125, int(clock.now) - 7200
    content = f"<@{mia.id}> <#{channel.id}> <@1> <t:{soon}:R> <t:{past}:R> <t:0:f> </quota view:12>"
    await api("POST", f"/channels/{channel.id}/messages", {"content": content})
    expected = "@Mia #studio @unknown-user in 2 minutes 2 hours ago 1970-01-01 00:00 UTC /quota view"
    assert mia.sees(channel)[-1].text == expected
    assert mia.sees(channel)[-1].content == content


async def test_embeds_and_components_read_in_order(channel: Channel, mia: Person, api: Api) -> None:
    options = [{"label": "A", "value": "a"}]
    body = {
        "content": "top",
        "embeds": [{"title": "Title", "description": "Body", "fields": [{"name": "Left", "value": "5"}]}],
        "components": [
            {"type": 1, "components": [{"type": 2, "style": 5, "label": "Open", "url": "https://example.org"}]},
            {"type": 1, "components": [{"type": 3, "custom_id": "s", "placeholder": "Pick", "options": options}]},
        ],
    }
    await api("POST", f"/channels/{channel.id}/messages", body)
    seen = mia.sees(channel)[-1]
    assert seen.text == "top\nTitle\nBody\nLeft: 5\n[Open]\n[Pick ▾]"
    assert seen.buttons[0].url == "https://example.org"
    assert seen.selects[0].options == options


async def test_a_menu_shows_what_is_chosen_beforehand(channel: Channel, mia: Person, api: Api) -> None:
    options = [{"label": "A", "value": "a"}, {"label": "B", "value": "b", "default": True}]
    places = [{"id": str(channel.id), "type": "channel"}, {"id": "5", "type": "channel"}]
    menus: list[dict[str, Any]] = [
        {"type": 3, "custom_id": "s", "placeholder": "Pick", "options": options},
        {"type": 8, "custom_id": "c", "min_values": 0, "max_values": 25, "default_values": places},
        {"type": 8, "custom_id": "d", "min_values": 0, "max_values": 25, "default_values": []},
    ]
    body = {"components": [{"type": 1, "components": [menu]} for menu in menus]}
    await api("POST", f"/channels/{channel.id}/messages", body)
    assert mia.sees(channel)[-1].text == "[B ▾]\n[#studio, #deleted-channel ▾]\n[Make a selection ▾]"


async def test_what_a_menu_has_chosen_is_named_by_strings_as_discord_does(channel: Channel, api: Api) -> None:
    menu = {"type": 8, "custom_id": "c", "default_values": [{"id": channel.id, "type": "channel"}]}
    body = {"components": [{"type": 1, "components": [menu]}]}
    _, answer = await api("POST", f"/channels/{channel.id}/messages", body)
    assert answer["components"][0]["components"][0]["default_values"][0]["id"] == str(channel.id)


async def test_files_of_a_new_style_message_show_only_where_a_component_names_them(
    local: LocalDiscord, channel: Channel, mia: Person, api: Api
) -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    body = {"flags": 1 << 15, "components": [{"type": 10, "content": "hi"}, gallery]}
    status, answer = await api("POST", f"/channels/{channel.id}/messages", body, a__png=b"x", b__png=b"y")
    assert status == 200
    assert answer["components"][1]["items"][0]["media"]["url"].startswith(local.origin)
    assert [file.name for file in mia.sees(channel)[-1].files] == ["a.png"]
    changed = {"content": "words"}
    status, answer = await api("PATCH", f"/channels/{channel.id}/messages/{answer['id']}", changed)
    assert (status, answer["code"]) == (400, 50035)
