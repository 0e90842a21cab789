"""What people do beside commands and buttons."""

import pytest

from sandbox.discord import Channel, LocalDiscord, NotPossibleError, Person
from sandbox.discord.world import ChannelKind
from tests.sandbox.discord.conftest import Api
from tests.sandbox.discord.small_bot import SmallBot


async def test_a_menu_is_chosen_in_by_label(bot: SmallBot, mia: Person, channel: Channel, api: Api) -> None:
    options = [{"label": "480p", "value": "a"}, {"label": "720p", "value": "b"}]
    menu = {"type": 3, "custom_id": "size", "placeholder": "Size", "options": options}
    body = {"content": "pick", "components": [{"type": 1, "components": [menu]}]}
    await api("POST", f"/channels/{channel.id}/messages", body)
    seen = mia.sees(channel)[-1]
    use = await mia.select(seen, "Size", "720p")
    assert use.interaction.data["values"] == ["b"]
    with pytest.raises(NotPossibleError, match="does not offer"):
        await mia.select(seen, "size", "1080p")
    with pytest.raises(NotPossibleError, match="choose 1 to 1"):
        await mia.select(seen, "size")
    assert bot.user is not None


async def test_members_are_chosen_in_a_menu_with_what_is_known_of_them(
    local: LocalDiscord, mia: Person, channel: Channel, api: Api
) -> None:
    body = {"content": "who", "components": [{"type": 1, "components": [{"type": 5, "custom_id": "who"}]}]}
    await api("POST", f"/channels/{channel.id}/messages", body)
    use = await mia.select(mia.sees(channel)[-1], "who", mia)
    data = use.interaction.data
    assert data["values"] == [str(mia.id)]
    assert set(data["resolved"]) == {"users", "members"}
    assert local.state.people[mia.id] is mia


async def test_a_channel_is_chosen_of_the_menu_s_kinds_and_told_with_what_the_person_may_do_there(
    mia: Person, channel: Channel, api: Api
) -> None:
    menu = {"type": 8, "custom_id": "where", "channel_types": [0], "min_values": 0, "max_values": 2}
    body = {"content": "where", "components": [{"type": 1, "components": [menu]}]}
    await api("POST", f"/channels/{channel.id}/messages", body)
    seen = mia.sees(channel)[-1]
    assert channel.guild
    voice = channel.guild.add_channel("talk", ChannelKind.VOICE)
    with pytest.raises(NotPossibleError, match="not of a kind"):
        await mia.select(seen, "where", voice)
    channel.bot_permissions = {"VIEW_CHANNEL"}
    data = (await mia.select(seen, "where", channel)).interaction.data
    told = data["resolved"]["channels"][str(channel.id)]["permissions"]
    assert told == str(channel.guild.members[mia.id].permissions)
    data = (await mia.select(seen, "where")).interaction.data
    assert data["values"] == []
    assert "resolved" not in data


async def test_a_dead_or_foreign_button_cannot_be_pressed(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel, api: Api
) -> None:
    dead = {"type": 2, "style": 1, "label": "Gone", "custom_id": "x", "disabled": True}
    link = {"type": 2, "style": 5, "label": "Open", "url": "https://example.org"}
    body = {"content": "x", "components": [{"type": 1, "components": [dead, link]}]}
    await api("POST", f"/channels/{channel.id}/messages", body)
    seen = mia.sees(channel)[-1]
    for label, why in (("Gone", "disabled"), ("Open", r"opens https://example\.org")):
        with pytest.raises(NotPossibleError, match=why):
            await mia.press(seen, label)
    with pytest.raises(LookupError, match="there are: Gone, Open"):
        await mia.press(seen, "Cancel")
    private = await (await mia.use("generate", channel, prompt="x")).answered(5)
    tom = local.add_person("Tom")
    with pytest.raises(NotPossibleError, match="does not see"):
        await tom.press(private, "Gone")
    assert bot.user is not None


async def test_waiting_in_vain_says_what_was_seen(mia: Person, channel: Channel) -> None:
    await mia.post(channel, "only this")
    with pytest.raises(TimeoutError, match="only this"):
        await mia.until_sees(channel, "something else", 0.01)


async def test_a_form_is_checked_like_a_client_does(bot: SmallBot, mia: Person, channel: Channel) -> None:
    asked = await (await mia.use("ask", channel, job="5")).answered(5)
    pressed = await mia.press(asked, "Form")
    with pytest.raises(NotPossibleError, match="required"):
        await mia.submit_modal(pressed, {})
    with pytest.raises(NotPossibleError, match="3 to 4000"):
        await mia.submit_modal(pressed, {"reason": "no"})
    with pytest.raises(NotPossibleError, match="no field 'Amount'"):
        await mia.submit_modal(pressed, {"Reason": "enough", "Amount": 3})
    with pytest.raises(NotPossibleError, match="a form"):
        await pressed.answered(1)
    assert bot.user is not None


async def test_who_left_the_server_sees_nothing(mia: Person, channel: Channel) -> None:
    seen = await mia.post(channel, "hello")
    assert channel.guild is not None
    channel.guild.leave(mia)
    assert mia.sees(channel) == []
    with pytest.raises(NotPossibleError):
        await mia.press(seen, "x")
