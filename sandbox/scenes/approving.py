"""Moderators agree to a price, and look after videos from the log channel."""

import re

from sandbox.discord import Channel, Person, SeenMessage
from sandbox.scenes.acting import ANSWER, CLIP, HAN, clip, status
from sandbox.stage import Stage
from sandbox.transcript import Transcript


async def a_price_that_waits(stage: Stage, script: Transcript) -> None:
    """What takes more than ten credits waits for a moderator: Sam refuses Mia's first wish and approves the second."""
    log = stage.mod_log
    await _chosen(stage.sam, stage.studio, log)
    script.note("Sam has chosen #mod-log in `/setup`. He types `/limits price approve_above:10`.")
    use = await stage.sam.use("limits price", stage.studio, approve_above=10, reason="films are dear")
    script.saw("Sam", await use.answered(ANSWER), r"more than \*\*10 credits\*\* waits for a moderator", absent="⚠️")
    prompt = "A brass band marches through fog"
    script.note("Mia asks for a video of 14 credits.")
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, resolution="480p")
    script.saw("Mia", await use.answered(ANSWER), r"a moderator is asked to agree to this price")
    script.saw("Everyone", await status(stage.sam, stage.studio, prompt, r"Waiting for a moderator"), r"\[Cancel\]")
    card = script.saw("Sam, in #mod-log", await _card(stage.sam, log, prompt), r"Waits for a moderator", r"\[Approve\]")
    press = await stage.sam.press(card, "Refuse")
    script.saw("Sam", await press.answered(ANSWER), r"Refused. 14 credits went back")
    script.saw("Everyone", await status(stage.sam, stage.studio, prompt, r"did not agree"), r"Nothing was spent")
    script.saw("Sam, in #mod-log", await _card(stage.sam, log, prompt, r"Refused by @Sam"), r"14 credits went back")
    prompt = "A lone trumpet at sunrise, hills behind"
    script.note("Mia asks for another one.")
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, resolution="480p")
    await use.answered(ANSWER)
    card = await _card(stage.sam, log, prompt)
    press = await stage.sam.press(card, "Approve")
    script.saw("Sam", await press.answered(ANSWER), r"Approved. The video waits for its turn now")
    press = await stage.sam.press(card, "Refuse")
    script.saw("Sam", await press.answered(ANSWER), r"it was approved before", r"Nothing was changed")
    script.saw("Everyone", await clip(stage.sam, stage.studio, prompt), r"14 credits")


async def from_the_log_channel(stage: Stage, script: Transcript) -> None:
    """From the card of that video Sam returns its credits, removes the clip and blocks Mia, and unblocks her."""
    log, prompt = stage.mod_log, "A lone trumpet at sunrise, hills behind"
    card = await _card(stage.sam, log, prompt, r"Posted: ")
    script.saw("Sam, in #mod-log", card, r"Approved by @Sam", r"\[Remove\] \[Block\] \[Return credits\]")
    press = await stage.sam.press(card, "Return credits")
    script.saw("Sam", await press.answered(ANSWER), r"may use 14 credits more this period")
    sure = await (await stage.sam.press(card, "Remove")).answered(ANSWER)
    press = await stage.sam.press(script.saw("Sam", sure, r"deletes the clip's messages"), "Delete it for good")
    script.saw("Sam", await press.answered(ANSWER), r"is being deleted")
    form = await stage.sam.press(card, "Block")
    script.note("Sam presses **Block**, chooses an hour and writes why.")
    use = await stage.sam.submit_modal(form, {"How long?": "For an hour", "Why?": "trumpets at night"})
    script.saw("Sam", await use.answered(ANSWER), r"@Mia can make no videos here until", r"trumpets at night")
    whole = r"(?s)Made, and deleted since.*returned by @Sam.*removed by @Sam.*blocked by @Sam"
    script.saw("Sam, in #mod-log", await _card(stage.sam, log, prompt, whole), r"14 credits returned by a moderator")
    use = await stage.sam.use("unblock", stage.studio, member=stage.mia)
    script.saw("Sam", await use.answered(ANSWER), r"can make videos here again")
    use = await stage.sam.use("limits price", stage.studio, no_approve=True)
    script.saw("Sam", await use.answered(ANSWER), r"Nothing waits for a moderator")


async def approving_in_chinese(stage: Stage, script: Transcript) -> None:
    """Wei has Lin's price wait in 电影社 and approves it from the log channel."""
    log, prompt = stage.cinema_club.add_channel("日志"), "雨后的山谷里升起薄雾"
    await _chosen(stage.wei, stage.cinema, log)
    script.note("Wei has chosen #日志 in `/setup`. He types `/limits price approve_above:10`. Lin asks for a video.")
    await (await stage.wei.use("limits price", stage.cinema, approve_above=10)).answered(ANSWER)
    use = await stage.lin.use("generate", stage.cinema, prompt=prompt, resolution="480p")
    script.saw("Lin", await use.answered(ANSWER), r"正在请管理员同意这个价格", HAN)
    card = script.saw("Wei, in #日志", await _card(stage.wei, log, prompt), r"@Lin", HAN)
    press = await stage.wei.press(card, "同意")
    script.saw("Wei", await press.answered(ANSWER), r"已同意", HAN)
    script.saw("Everyone", await clip(stage.wei, stage.cinema, prompt), r"14 积分")
    script.saw("Wei, in #日志", await _card(stage.wei, log, prompt, r"已发布"), r"@Wei", HAN)
    await (await stage.wei.use("limits price", stage.cinema, no_approve=True)).answered(ANSWER)


async def _chosen(who: Person, where: Channel, log: Channel) -> None:
    """Choose a log channel in the panel."""
    panel = await (await who.use("setup", where)).answered(ANSWER)
    await (await who.select(panel, "setup:log-channel", log)).answered(ANSWER)


async def _card(who: Person, log: Channel, prompt: str, words: str = "") -> SeenMessage:
    """Wait for the card about a prompt to say something."""

    def wanted(seen: SeenMessage) -> bool:
        return not seen.ephemeral and prompt in seen.text and re.search(words, seen.text) is not None

    return await who.until_sees(log, wanted, CLIP)
