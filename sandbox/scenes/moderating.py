"""Moderators at work: they divide the server's credits, answer for a limit, and give back."""

from sandbox.discord import Role
from sandbox.scenes.acting import ANSWER, HAN, SMALL, clip, status
from sandbox.stage import Stage
from sandbox.transcript import Transcript


async def the_rule(stage: Stage, script: Transcript) -> None:
    """Sam looks at the server's budget and settles when it comes afresh."""
    script.note("Sam types `/quota view`.")
    use = await stage.sam.use("quota view", stage.studio)
    script.saw("Sam", await use.answered(ANSWER), r"of 200 credits left", r"from the operator", absent=r"set here")
    script.note("Sam types `/quota server time_zone:Europe/Berlin reset_day:15`, then `allowance:5000`.")
    use = await stage.sam.use("quota server", stage.studio, time_zone="Europe/Berlin", reset_day=15)
    script.saw("Sam", await use.answered(ANSWER), r"Berlin · set here", r"day 15 of the month · set here", r"a part of")
    use = await stage.sam.use("quota server", stage.studio, allowance=5000)
    script.saw("Sam", await use.answered(ANSWER), r"5,000 is more than this server may have: 200", r"Only the operator")


async def a_role_limit(stage: Stage, script: Transcript) -> None:
    """Guests get a limit; Mia, who made three videos already, meets it, asks why, and is given more room."""
    guests = stage.film_club.add_role("Guests")
    stage.film_club.join(stage.mia, roles=[guests])
    script.note("Mia has the role Guests. Sam types `/quota role role:@Guests limit:42 reason:trying out`.")
    use = await stage.sam.use("quota role", stage.studio, role=guests, limit=42, reason="trying out")
    script.saw("Sam", await use.answered(ANSWER), r"@Guests may now use \*\*42 credits", r"before: no limit")
    prompt = "A guest's first steps on a stage, curtain rising"
    script.note(f"Mia types `/generate prompt:{prompt}`, and once more.")
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"Your own limit leaves you \*\*4 credits")
    script.saw("Everyone", await clip(stage.sam, stage.studio, prompt), r"8 credits")
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"4 of 42 left \(by your role @Guests\)", r"A moderator can raise")
    await _more_room(stage, script, guests)


async def _more_room(stage: Stage, script: Transcript, guests: Role) -> None:
    script.note("Mia asks Sam why. Sam types `/quota view member:@Mia`, then `/quota member member:@Mia extra:8`.")
    use = await stage.sam.use("quota view", stage.studio, member=stage.mia)
    script.saw("Sam", await use.answered(ANSWER), r"\*\*4 credits\*\* can be used right now", r"by the role @Guests")
    use = await stage.sam.use("quota member", stage.studio, member=stage.mia, extra=8, reason="encore")
    script.saw("Sam", await use.answered(ANSWER), r"@Mia may use \*\*8 credits\*\* more until the period ends")
    prompt = "The same guest takes a bow, applause"
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, generate_audio=False, **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"Accepted", r"leaves you \*\*4 credits")
    script.saw("Everyone", await clip(stage.sam, stage.studio, prompt), r"8 credits")
    script.note("Sam types `/quota role role:@Guests`, which takes the limit away.")
    use = await stage.sam.use("quota role", stage.studio, role=guests)
    script.saw("Sam", await use.answered(ANSWER), r"The limit of @Guests is removed \(before: 42 credits\)")


async def a_return(stage: Stage, script: Transcript) -> None:
    """Sam gives back what a video took, once."""
    script.note("Sam types `/jobs member:@Mia`, then `/jobs id:` with the newest, and presses **Return credits**.")
    use = await stage.sam.use("jobs", stage.studio, member=stage.mia)
    listed = script.saw("Sam", await use.answered(ANSWER), r"takes a bow")
    number = listed.text.split("job ")[1].split()[0].strip("`")
    use = await stage.sam.use("jobs", stage.studio, id=number)
    panel = script.saw("Sam", await use.answered(ANSWER), r"8 credits spent", r"\[Return credits\]")
    press = await stage.sam.press(panel, "Return credits")
    script.saw(
        "Sam", await press.answered(ANSWER), r"may use 8 credits more this period", r"only the operator can raise"
    )
    press = await stage.sam.press(panel, "Return credits")
    script.saw("Sam", await press.answered(ANSWER), r"were returned before", r"Nothing was changed")


async def a_block(stage: Stage, script: Transcript) -> None:
    """Sam blocks Mia, whose waiting video is called off, and lets her in again."""
    prompt = "A parade that nobody asked for"
    script.note("The studio is busy. Mia asks for two videos; Sam types `/block member:@Mia until:day reason:…`.")
    stage.seedance.hold_all()
    for number in ("first", "second"):
        use = await stage.mia.use("generate", stage.studio, prompt=f"{prompt}, {number}", **SMALL)
        await use.answered(ANSWER)
    await status(stage.sam, stage.studio, f"{prompt}, second", r"place 1")
    use = await stage.sam.use("block", stage.studio, member=stage.mia, until="day", reason="ask before parades")
    script.saw(
        "Sam", await use.answered(ANSWER), r"@Mia can make no videos here until", r"One waiting video was cancel"
    )
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"blocked you from making videos here until", r"ask before parades")
    stage.seedance.release_all()
    script.saw("Everyone", await clip(stage.sam, stage.studio, f"{prompt}, first"), r"8 credits")
    script.note("Sam types `/unblock member:@Mia`.")
    use = await stage.sam.use("unblock", stage.studio, member=stage.mia)
    script.saw("Sam", await use.answered(ANSWER), r"@Mia can make videos here again")


async def dividing_in_chinese(stage: Stage, script: Transcript) -> None:
    """Wei moderates the Chinese server and limits Lin."""
    script.note("Wei types `/quota member member:@Lin limit:8` in 电影社, then `/quota view`.")
    use = await stage.wei.use("quota member", stage.cinema, member=stage.lin, limit=8)
    script.saw("Wei", await use.answered(ANSWER), r"@Lin 现在每周期可用 \*\*8 积分", HAN)
    use = await stage.wei.use("quota view", stage.cinema)
    script.saw("Wei", await use.answered(ANSWER), r"来自运营者", HAN)
    script.note("Lin, who made a video before, types `/generate` again.")
    use = await stage.lin.use("generate", stage.cinema, prompt="一盏灯笼在雨夜里晃动", **SMALL)
    script.saw("Lin", await use.answered(ANSWER), r"你还剩 0 / 8.为你单独设定", r"管理员可以")
    use = await stage.wei.use("quota member", stage.cinema, member=stage.lin, no_limit=True)
    script.saw("Wei", await use.answered(ANSWER), r"已取消 @Lin 的上限.+8 积分")
