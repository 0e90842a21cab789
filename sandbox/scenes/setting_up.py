"""A server is set up from its one panel by somebody who has read nothing."""

from sandbox.discord import Channel, Person, SeenMessage
from sandbox.scenes.acting import ANSWER, HAN, SMALL
from sandbox.stage import Stage
from sandbox.transcript import Transcript


async def first_look(stage: Stage, script: Transcript) -> None:
    """Sam, who has never seen a manual, opens the panel of an empty server."""
    script.note("Sam types `/setup`.")
    panel = await _opened(stage.sam, stage)
    script.saw("Sam", panel, r"Still worth doing", r"everywhere · not set here", r"from the operator")
    script.expect(panel.ephemeral, "others see the panel")
    script.expect("[Reset]" not in panel.text, "something can be reset where nothing is set")


async def from_one_panel(stage: Stage, script: Transcript) -> None:
    """Sam sets the Film Club up from it: where, the log, the language, credits, prices, defaults."""
    studio, log = stage.studio, stage.mod_log
    panel = await _hidden_at_first(stage, script, log)
    script.note(
        "Sam lets the bot in, and chooses #studio in the first menu, #mod-log in the second and 中文 in the third."
    )
    for menu, choice, words in (
        ("setup:channels", studio, r"asked for: #studio \(before: everywhere\)"),
        ("setup:log-channel", log, r"Log channel: #mod-log \(before: none\)"),
        ("setup:language", "中文", r"public messages: 中文 \(before: as Discord says"),
    ):
        panel = await (await stage.sam.select(panel, menu, choice)).answered(ANSWER)
        script.expect(panel.text.startswith("✅"), f"no news of the choice: {panel.text}")
        script.saw("Sam", panel, words)
    script.note("He presses **Credits…**, writes “lots” for the limit of each member, and then 150.")
    panel = await _filled(stage.sam, panel, "Credits…", **{"Limit of each member": "lots"})
    script.saw("Sam", panel, r"“lots” is no whole number", r"Nothing was changed")
    panel = await _filled(stage.sam, panel, "Credits…", **{"Limit of each member": "150", "Why": "share alike"})
    script.saw("Sam", panel, r"another one: 150 credits \(before: no limit\)", r"Everything that matters is set")
    script.note("He presses **Prices…** and **Defaults…**.")
    panel = await _filled(stage.sam, panel, "Prices…", **{"Ask the member above": "50", "Ask a moderator above": "80"})
    script.saw("Sam", panel, r"Asking the member above: 50 credits \(before: off\)", r"Asking a moderator above: 80")
    panel = await _filled(stage.sam, panel, "Defaults…", Shape="Wide 16:9")
    script.saw("Sam", panel, r"does not choose: wide 16:9 \(before: as the studio does it\)", r"wide 16:9 · set here")


async def _hidden_at_first(stage: Stage, script: Transcript, log: Channel) -> SeenMessage:
    seen, log.bot_permissions = log.bot_permissions, 0
    script.note("Sam chooses #mod-log for the log, which is hidden from members and, he finds, from the bot as well.")
    panel = await _opened(stage.sam, stage)
    panel = await (await stage.sam.select(panel, "setup:log-channel", log)).answered(ANSWER)
    script.saw("Sam", panel, r"I do not see #mod-log", r"Nothing was changed", absent=r"· set here")
    log.bot_permissions = seen
    return panel


async def what_members_meet(stage: Stage, script: Transcript) -> None:
    """Mia asks in another channel, and while videos are paused; then Sam takes everything back."""
    lounge = stage.film_club.add_channel("lounge")
    script.note("Mia types `/generate` in #lounge.")
    use = await stage.mia.use("generate", lounge, prompt="A kite over the sea", **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"Use #studio\. A moderator can allow more", r"Nothing was spent")
    panel = await _opened(stage.sam, stage)
    script.note("Sam presses **Pause videos**, Mia tries in #studio.")
    panel = await (await stage.sam.press(panel, "Pause videos")).answered(ANSWER)
    script.saw("Sam", panel, r"Videos: paused \(before: can be asked for\)", r"\[Resume videos\]")
    use = await stage.mia.use("generate", stage.studio, prompt="A kite over the sea", **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"A moderator has paused videos", r"Nothing was spent")
    script.note("Sam presses **Resume videos**, then **Reset** beside everything that he set.")
    panel = await (await stage.sam.press(panel, "Resume videos")).answered(ANSWER)
    for part in ("channels", "log-channel", "language", "credits", "prices", "defaults"):
        panel = await (await stage.sam.press(panel, f"setup:reset:{part}")).answered(ANSWER)
    script.saw("Sam", panel, r"as the studio does it \(before: wide 16:9\)", absent=r"· set here|\[Reset\]")


async def first_look_in_chinese(stage: Stage, script: Transcript) -> None:
    """Wei opens the panel in Chinese, and limits what each member may use."""
    script.note("Wei types `/setup` in 电影社, presses **积分……** and writes the limit in full-width digits.")
    use = await stage.wei.use("setup", stage.cinema)
    panel = script.saw("Wei", await use.answered(ANSWER), r"还值得做的事", r"所有频道 · 未在此设定", HAN)
    panel = await _filled(stage.wei, panel, "积分……", 每个成员的上限="\uff19\uff10")
    script.saw("Wei", panel, r"上限.90 积分.之前.无上限", r"在此设定")
    panel = await (await stage.wei.press(panel, "setup:reset:credits")).answered(ANSWER)
    script.saw("Wei", panel, r"上限.无上限.之前.90 积分", absent=r"· 在此设定")


async def _opened(who: Person, stage: Stage) -> SeenMessage:
    return await (await who.use("setup", stage.studio)).answered(ANSWER)


async def _filled(who: Person, panel: SeenMessage, button: str, **values: str) -> SeenMessage:
    """Open a form and fill it in; gives the panel that comes after it."""
    use = await who.press(panel, button)
    return await (await who.submit_modal(use, values)).answered(ANSWER)
