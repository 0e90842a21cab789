"""/setup as moderators use it, in both languages, and what it does to members."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.domain.ids import ChannelId, GuildId
from bot.domain.policy import Policy
from bot.domain.video import AspectRatio, Defaults, Resolution
from sandbox.discord import NotPossibleError, Person, SeenMessage
from sandbox.discord.interactions import Asked
from sandbox.discord.using import Use
from sandbox.discord.world import ChannelKind
from tests.company import Company, playing
from tests.stage import Stage


async def opened(stage: Stage, who: Person) -> SeenMessage:
    panel = await (await who.use("setup", stage.channel)).answered(5)
    assert panel.ephemeral
    return panel


async def chosen(who: Person, panel: SeenMessage, menu: str, *values: Any) -> SeenMessage:
    return await (await who.select(panel, menu, *values)).answered(5)


async def pressed(who: Person, panel: SeenMessage, label: str) -> SeenMessage:
    return await (await who.press(panel, label)).answered(5)


async def filled(who: Person, panel: SeenMessage, label: str, **values: str) -> SeenMessage:
    """Open a form and fill it in; gives the panel that comes after it."""
    use = await who.press(panel, label)
    return await (
        await who.submit_modal(use, {name.replace("_", "-"): text for name, text in values.items()})
    ).answered(5)


async def policy(stage: Stage, company: Company) -> Policy:
    return await company.store.policy(GuildId(stage.guild.id))


async def asked(stage: Stage) -> str:
    """Let Mia ask for a video; gives the answer."""
    return (await (await stage.mia.use("generate", stage.channel, prompt="x")).answered(5)).text


async def test_a_member_does_not_see_the_command(stage: Stage, company: Company) -> None:
    assert company.client.user
    with pytest.raises(NotPossibleError):
        await stage.mia.use("setup", stage.channel)


async def test_a_new_server_sees_what_is_worth_doing_and_nothing_to_reset(
    stage: Stage, company: Company, sam: Person
) -> None:
    assert company.client.user
    panel = await opened(stage, sam)
    assert "Still worth doing" in panel.text
    assert "Where videos may be asked for:** everywhere · not set here" in panel.text
    assert "100 credits per month · from the operator" in panel.text
    assert "[as Discord says of this server (English) ▾]" in panel.text
    assert "set here\n" not in panel.text.replace("not set here", "")
    assert not [button for button in panel.buttons if button.label == "Reset"]


async def test_channels_are_chosen_hold_at_once_and_are_reset(stage: Stage, company: Company, sam: Person) -> None:
    trailers = stage.guild.add_channel("trailers")
    forum = stage.guild.add_channel("ideas", ChannelKind.FORUM)
    panel = await chosen(sam, await opened(stage, sam), "setup:channels", trailers, forum)
    assert panel.text.startswith("✅ Videos may be asked for: #trailers, #ideas (before: everywhere)")
    assert "[#trailers, #ideas ▾]" in panel.text
    assert "Use #trailers, #ideas. A moderator can allow more channels with `/setup`" in await asked(stage)
    panel = await pressed(sam, panel, "setup:reset:channels")
    assert panel.text.startswith("✅ Videos may be asked for: everywhere (before: #trailers, #ideas)")
    assert (await policy(stage, company)).channels == frozenset()
    panel = await chosen(sam, panel, "setup:channels", stage.channel)
    panel = await chosen(sam, panel, "setup:channels")
    assert "everywhere (before: #studio)" in panel.text


async def test_a_log_channel_is_chosen_and_taken_away(stage: Stage, company: Company, sam: Person) -> None:
    log = stage.guild.add_channel("log")
    panel = await opened(stage, sam)
    with pytest.raises(NotPossibleError, match="not of a kind"):
        await sam.select(panel, "setup:log-channel", stage.guild.add_channel("talk", ChannelKind.VOICE))
    panel = await chosen(sam, panel, "setup:log-channel", log)
    assert panel.text.startswith("✅ Log channel: #log (before: none)")
    assert (await policy(stage, company)).log_channel == log.id
    panel = await chosen(sam, panel, "setup:log-channel")
    assert panel.text.startswith("✅ Log channel: none (before: #log)")
    assert (await policy(stage, company)).log_channel is None


async def test_a_log_channel_that_the_bot_does_not_see_is_refused_until_it_is_let_in(
    stage: Stage, company: Company, sam: Person
) -> None:
    log = stage.guild.add_channel("log")
    seen, log.bot_permissions = log.bot_permissions, 0
    panel = await chosen(sam, await opened(stage, sam), "setup:log-channel", log)
    assert panel.text.startswith("⚠️ I do not see #log")
    assert (await policy(stage, company)).log_channel is None
    log.bot_permissions = seen
    panel = await chosen(sam, panel, "setup:log-channel", log)
    assert panel.text.startswith("✅ Log channel: #log (before: none)")


async def test_the_language_of_public_messages_is_chosen(stage: Stage, company: Company, sam: Person) -> None:
    panel = await chosen(sam, await opened(stage, sam), "setup:language", "中文")
    assert panel.text.startswith(
        "✅ Language of public messages: 中文 (before: as Discord says of this server (English))"
    )
    await asked(stage)
    await company.tell()
    assert "排队" in stage.posted()[-1].text
    panel = await chosen(sam, panel, "setup:language", "as Discord says of this server (English)")
    assert (await policy(stage, company)).language is None
    assert not [button for button in panel.buttons if button.label == "Reset"]


async def test_credits_are_settled_part_by_part_and_reset(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    panel = await opened(stage, sam)
    panel = await filled(
        sam, panel, "Credits…", credits="\uff16\uff10", zone="berlin", member_limit=" 30 ", reason="a trial"
    )
    assert "✅ Credits per period: 60 credits (before: from the operator)" in panel.text
    assert "✅ Time zone: Europe\\/Berlin (before: from the operator)" in panel.text
    assert "✅ Limit of everybody without another one: 30 credits (before: no limit)" in panel.text
    assert "comes afresh every month · from the operator" in panel.text
    assert "Your own limit leaves you **2 credits**" in await asked(stage)
    panel = await filled(sam, panel, "Credits…", credits="", period="Every week")
    assert "✅ Credits per period: from the operator (before: 60 credits)" in panel.text
    assert "in the time zone Europe/Berlin · set here" in panel.text
    panel = await pressed(sam, panel, "setup:reset:credits")
    assert "✅ Limit of everybody without another one: no limit (before: 30 credits)" in panel.text
    assert "set here\n" not in panel.text.replace("not set here", "")


async def test_a_day_that_was_settled_elsewhere_is_named_when_it_is_reset(
    stage: Stage, company: Company, sam: Person
) -> None:
    assert company.client.user
    await (await sam.use("quota server", stage.channel, reset_day=15)).answered(5)
    panel = await pressed(sam, await opened(stage, sam), "setup:reset:credits")
    assert panel.text.startswith("✅ Day of the reset: from the operator (before: 15)")


@pytest.mark.parametrize(
    ("form", "values", "words"),
    [
        ("Credits…", {"credits": "abc", "member_limit": "5"}, "“abc” is no whole number"),
        ("Credits…", {"credits": "1e9"}, "“1e9” is no whole number"),
        ("Credits…", {"member_limit": "12.5"}, "“12.5” is no whole number"),
        ("Credits…", {"credits": "101", "member_limit": "5"}, "101 is more than this server may have"),
        ("Credits…", {"credits": "-5"}, "-5 does not do: a whole number from 0 to 100"),
        ("Credits…", {"credits": "50", "member_limit": "-1"}, "-1 does not do"),
        ("Credits…", {"credits": "50", "zone": "Mars"}, "There is no time zone “Mars”"),
        ("Prices…", {"confirm": "20", "approve": "x"}, "“x” is no whole number"),
        ("Prices…", {"confirm": "20", "approve": "-1"}, "-1 does not do"),
    ],
)
async def test_what_makes_no_sense_is_said_and_changes_nothing(
    stage: Stage, company: Company, sam: Person, form: str, values: dict[str, str], words: str
) -> None:
    panel = await filled(sam, await opened(stage, sam), form, **values)
    assert words in panel.text.splitlines()[0]
    assert "Nothing was changed." in panel.text
    assert "set here\n" not in panel.text.replace("not set here", "")
    assert await policy(stage, company) == Policy()


async def test_a_role_gets_a_limit_and_loses_it(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    artists = stage.guild.add_role("Artists")
    panel = await opened(stage, sam)
    use = await sam.select(panel, "setup:role", artists)
    panel = await (await sam.submit_modal(use, {"role-limit": "30"})).answered(5)
    assert panel.text.startswith("✅ Limit of each @Artists: 30 credits (before: no limit)")
    assert "@Artists: 30 credits" in panel.text
    use = await sam.select(panel, "setup:role", artists)
    panel = await (await sam.submit_modal(use, {})).answered(5)
    assert panel.text.startswith("✅ Limit of each @Artists: no limit (before: 30 credits)")
    assert "Limits by role:** none" in (await chosen(sam, panel, "setup:role")).text


async def test_prices_ask_first_and_a_missing_log_channel_is_named(stage: Stage, company: Company, sam: Person) -> None:
    panel = await filled(sam, await opened(stage, sam), "Prices…", confirm="50", approve="80")
    assert "Asking the member above: 50 credits (before: off)" in panel.text
    assert "Above 80 credits a moderator has to agree · set here" in panel.text
    assert "There is no log channel to ask you in" in panel.text
    use = await sam.press(panel, "Prices…")
    fields = [row["component"].get("value") for row in (await use.modal(5))["components"]]
    assert fields == ["50", "80", None]
    panel = await (await sam.submit_modal(use, {"confirm": ""})).answered(5)
    now = await policy(stage, company)
    assert (now.confirm_above, now.approve_above) == (None, 80)
    panel = await pressed(sam, panel, "setup:reset:prices")
    assert await policy(stage, company) == Policy()
    assert "There is no log channel to ask you in" not in panel.text


async def test_defaults_are_settled_and_reset(stage: Stage, company: Company, sam: Person) -> None:
    panel = await filled(
        sam, await opened(stage, sam), "Defaults…", aspect_ratio="Wide 16:9", resolution="480p, a draft"
    )
    assert "Where a member does not choose: wide 16:9, 480p (before: as the studio does it)" in panel.text
    panel = await filled(sam, panel, "Defaults…", aspect_ratio="As the studio does it: Square 1:1")
    assert (await policy(stage, company)).defaults == Defaults(resolution=Resolution.SD)
    assert "Accepted: **14 credits**" in await asked(stage)
    panel = await pressed(sam, panel, "setup:reset:defaults")
    assert (await policy(stage, company)).defaults == Defaults()
    assert "set here\n" not in panel.text.replace("not set here", "")


async def test_videos_are_paused_and_resumed(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    panel = await pressed(sam, await opened(stage, sam), "Pause videos")
    assert panel.text.startswith("✅ Videos: paused (before: can be asked for)")
    assert "A moderator has paused videos" in await asked(stage)
    panel = await pressed(sam, panel, "Resume videos")
    assert panel.text.startswith("✅ Videos: can be asked for (before: paused)")
    assert "Accepted" in await asked(stage)


async def test_of_two_moderators_the_second_sees_what_the_first_did_and_undoes_none_of_it(
    stage: Stage, company: Company, sam: Person, wei: Person
) -> None:
    first, second = await opened(stage, sam), await opened(stage, wei)
    use = await wei.press(second, "默认值……")
    await use.modal(5)
    await filled(sam, first, "Defaults…", resolution="480p, a draft")
    panel = await (await wei.submit_modal(use, {"画面比例": "横屏 16:9"})).answered(5)
    assert re.search("成员没有选择时.横屏 16:9、480p.之前.480p", panel.text)
    assert (await policy(stage, company)).defaults == Defaults(aspect_ratio=AspectRatio.WIDE, resolution=Resolution.SD)
    await filled(sam, first, "Prices…", confirm="10")
    panel = await filled(wei, panel, "价格……", confirm="10")
    assert panel.text.startswith("☑️ 没有更改")


async def test_who_is_no_moderator_any_more_changes_nothing(stage: Stage, company: Company, sam: Person) -> None:
    panel = await opened(stage, sam)
    form = await sam.press(panel, "Prices…")
    await form.modal(5)
    stage.guild.join(sam)
    for label in ("Credits…", "Pause videos"):
        assert "Only moderators of this server" in (await pressed(sam, panel, label)).text
    panel = await (await sam.submit_modal(form, {"confirm": "1"})).answered(5)
    assert "Only moderators of this server" in panel.text
    assert await policy(stage, company) == Policy()


@pytest.mark.parametrize(("menu", "kind"), [("channels", 8), ("log-channel", 8), ("role", 6)])
async def test_what_discord_does_not_know_in_this_server_is_not_taken(
    stage: Stage, company: Company, sam: Person, menu: str, kind: int
) -> None:
    panel = await opened(stage, sam)
    data = {"component_type": kind, "custom_id": f"setup:{menu}", "id": 1, "values": ["42"], "resolved": {}}
    desk = sam.services.desk
    press = desk.open(Asked.COMPONENT, sam, stage.channel, data, panel.message)
    seen = await Use(press, sam.services.state, desk).answered(5)
    assert str(press.id) in seen.text
    assert await policy(stage, company) == Policy()


async def test_the_panel_and_its_forms_outlive_the_process(stage: Stage, tmp_path: Path, sam: Person) -> None:
    async with playing(stage, tmp_path):
        panel = await opened(stage, sam)
        form = await sam.press(panel, "Prices…")
        await form.modal(5)
    async with playing(stage, tmp_path) as company:
        panel = await (await sam.submit_modal(form, {"confirm": "7"})).answered(5)
        assert "Asking the member above: 7 credits" in panel.text
        panel = await pressed(sam, panel, "Pause videos")
        panel = await chosen(sam, panel, "setup:channels", stage.channel)
        now = await policy(stage, company)
        assert (now.confirm_above, now.paused, now.channels) == (7, True, frozenset({ChannelId(stage.channel.id)}))


async def test_every_change_is_kept_with_its_reason(
    stage: Stage, company: Company, sam: Person, tmp_path: Path
) -> None:
    assert company.client.user
    panel = await filled(sam, await opened(stage, sam), "Prices…", confirm="7", reason="dear ones")
    await pressed(sam, panel, "Pause videos")
    with closing(sqlite3.connect(tmp_path / "reelroom.db")) as base:
        kept = base.execute("SELECT subject, before, after, reason FROM audit ORDER BY id").fetchall()
    assert kept == [("price:confirm", None, "7", "dear ones"), ("pause", None, "True", "/setup")]
