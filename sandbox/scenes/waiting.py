"""Waiting: places in the queue, and taking back what waits."""

from sandbox.scenes.acting import ANSWER, HAN, SMALL, clip, status
from sandbox.stage import Stage
from sandbox.transcript import Transcript


async def the_queue(stage: Stage, script: Transcript) -> None:
    """Two servers wait in one queue; Mia and Lin take back what they do not want any more."""
    stage.seedance.hold_all()
    script.note("Mia, Sam and Lin ask for two videos each; a member has one at a time with the vendor.")
    asked = (
        (stage.mia, stage.studio, "A slow river", "A fast river", r"Being made", r"place \d"),
        (stage.sam, stage.studio, "A quiet lake", "A loud lake", r"Being made", r"place \d"),
        (stage.lin, stage.cinema, "缓缓流淌的河", "奔腾的急流", r"制作中", r"第 \d+ 位"),
    )
    for person, channel, first, _, made, _ in asked:
        await person.use("generate", channel, prompt=first, **SMALL)
        script.saw("Everyone", await status(person, channel, first, made))
    for person, channel, _, second, _, place in asked:
        await person.use("generate", channel, prompt=second, **SMALL)
        script.saw("Everyone", await status(person, channel, second, place), r"\[(Cancel|取消)\]")
    await _take_back(stage, script)
    stage.seedance.release_all()
    for person, channel, first, *_ in asked:
        script.saw("Everyone", await clip(person, channel, first), r"640×640")
    await clip(stage.sam, stage.studio, "A loud lake")


async def _take_back(stage: Stage, script: Transcript) -> None:
    script.note("Lin presses **Cancel** on Mia's, then Mia does, and Lin on Lin's own.")
    waiting = await status(stage.mia, stage.studio, "A fast river", r"queue")
    press = await stage.lin.press(waiting, "Cancel")
    script.saw("Lin", await press.answered(ANSWER), HAN)
    press = await stage.mia.press(waiting, "Cancel")
    script.saw("Mia", await press.answered(ANSWER), r"Cancelled", r"8 credits")
    seen = await status(stage.sam, stage.studio, "A fast river", r"went back")
    script.saw("Everyone", seen, absent=r"\[Cancel\]")
    press = await stage.lin.press(await status(stage.lin, stage.cinema, "奔腾的急流", r"位"), "取消")
    script.saw("Lin", await press.answered(ANSWER), r"已取消", r"8 积分")
    script.saw("Everyone", await status(stage.lin, stage.cinema, "奔腾的急流", r"已退回"), absent=r"\[取消\]")


async def moderator(stage: Stage, script: Transcript) -> None:
    """Sam moderates: more help, and a hand against a video that should not be made."""
    script.note("Sam types `/help`.")
    use = await stage.sam.use("help", stage.studio)
    script.saw("Sam", await use.answered(ANSWER), r"moderators", r"Integrations")
    stage.seedance.hold_all()
    first, second = "A kind picture", "An unkind picture"
    await stage.lin.use("generate", stage.studio, prompt=first, **SMALL)
    await status(stage.lin, stage.studio, first, r"Being made")
    await stage.lin.use("generate", stage.studio, prompt=second, **SMALL)
    waiting = await status(stage.sam, stage.studio, second, r"\[Cancel\]")
    script.note("Lin asks for two videos; Sam presses **Cancel** on the second.")
    press = await stage.sam.press(waiting, "Cancel")
    script.saw("Sam", await press.answered(ANSWER), r"Cancelled")
    script.saw("Everyone", await status(stage.lin, stage.studio, second, r"moderator"), r"8 credits went back")
    stage.seedance.release_all()
    script.saw("Everyone", await clip(stage.lin, stage.studio, first), r"640×640")
