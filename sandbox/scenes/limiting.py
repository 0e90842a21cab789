"""Moderators say what may be asked for: caps, words, prices that are asked about."""

from sandbox.scenes.acting import ANSWER, HAN, SMALL, clip
from sandbox.stage import Stage
from sandbox.transcript import Transcript


async def caps(stage: Stage, script: Transcript) -> None:
    """Sam caps what guests may ask for and blocks a word; Mia meets both."""
    guests = stage.film_club.add_role("Visitors")
    stage.film_club.join(stage.mia, roles=[guests])
    script.note("Mia has the role Visitors. Sam types `/limits cap role:@Visitors resolution:480p audio:False`.")
    use = await stage.sam.use("limits cap", stage.studio, role=guests, resolution="480p", audio=False, reason="drafts")
    script.saw("Sam", await use.answered(ANSWER), r"@Visitors: \*\*up to 480p, no sound\*\* \(before: no cap\)")
    use = await stage.sam.use("limits words", stage.studio, add="zombies, Haunted House")
    script.saw("Sam", await use.answered(ANSWER), r"Blocked words\*\* \(2\)", r"zombies")
    script.note("Mia asks for 720p, then for zombies, and looks at `/credits`.")
    use = await stage.mia.use("generate", stage.studio, prompt="A quiet harbour at dawn", duration=4)
    script.saw("Mia", await use.answered(ANSWER), r"720p is sharper than 480p", r"for the role @Visitors")
    use = await stage.mia.use("generate", stage.studio, prompt="A parade of ZOMBIES, confetti", **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"do not want .zombies. in prompts")
    use = await stage.mia.use("credits", stage.studio)
    script.saw("Mia", await use.answered(ANSWER), r"Limited \(@Visitors\): up to 480p, no sound")
    script.note("Sam types `/limits view`, then takes the cap and the words away.")
    use = await stage.sam.use("limits view", stage.studio)
    script.saw("Sam", await use.answered(ANSWER), r"@Visitors: up to 480p, no sound", r"No price has to be confirmed")
    use = await stage.sam.use("limits cap", stage.studio, role=guests, remove=True)
    script.saw("Sam", await use.answered(ANSWER), r"@Visitors: \*\*no cap\*\* \(before: up to 480p, no sound\)")
    use = await stage.sam.use("limits words", stage.studio, remove="zombies, haunted house")
    script.saw("Sam", await use.answered(ANSWER), r"No words are blocked")


async def a_price_that_is_asked_about(stage: Stage, script: Transcript) -> None:
    """Members confirm what takes more than ten credits: Mia declines once and agrees once."""
    prompt = "A lighthouse keeper waves, gulls overhead"
    script.note("Sam types `/limits price confirm_above:10`. Mia asks for a video of 14 credits.")
    use = await stage.sam.use("limits price", stage.studio, confirm_above=10)
    script.saw("Sam", await use.answered(ANSWER), r"confirms what takes more than \*\*10 credits")
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, resolution="480p")
    asked = script.saw("Mia", await use.answered(ANSWER), r"This takes \*\*14 credits", r"\[Make it for 14\]")
    press = await stage.mia.press(asked, "Rather not")
    script.saw("Mia", await press.answered(ANSWER), r"Not asked for. Nothing was spent")
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, resolution="480p")
    asked = script.saw("Mia", await use.answered(ANSWER), r"This takes \*\*14 credits")
    press = await stage.mia.press(asked, "Make it for 14")
    script.saw("Mia", await press.answered(ANSWER), r"Accepted: \*\*14 credits")
    script.saw("Everyone", await clip(stage.sam, stage.studio, prompt), r"14 credits")
    use = await stage.sam.use("limits price", stage.studio, no_confirm=True)
    script.saw("Sam", await use.answered(ANSWER), r"No price has to be confirmed", r"Before: A member confirms")


async def limiting_in_chinese(stage: Stage, script: Transcript) -> None:
    """Wei caps the length in 电影社, and Lin meets the cap."""
    script.note("Wei types `/limits cap duration:4` in 电影社. Lin asks for eight seconds.")
    use = await stage.wei.use("limits cap", stage.cinema, duration=4)
    script.saw("Wei", await use.answered(ANSWER), r"所有人.\*\*最长 4 秒")
    use = await stage.lin.use("generate", stage.cinema, prompt="一只纸船漂过池塘")
    script.saw("Lin", await use.answered(ANSWER), r"最长只能用 4 秒", HAN)
    use = await stage.wei.use("limits cap", stage.cinema, remove=True)
    script.saw("Wei", await use.answered(ANSWER), r"不限制")
