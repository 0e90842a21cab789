"""The operator at work, in a server of their own: what was bought, who has how much of it, and the alarm."""

from sandbox.discord import NotPossibleError
from sandbox.scenes.acting import ANSWER, HAN
from sandbox.stage import Stage
from sandbox.transcript import Transcript


async def the_key(stage: Stage, script: Transcript) -> None:
    """Olga, who owns the application, grants what she bought, and gives the Film Club something on top."""
    office, server = stage.office, str(stage.film_club.id)
    script.note("Olga types `/operator key amount:500 reason:bought in May` in her own server.")
    use = await office.olga.use("operator key", office.channel, amount=500, reason="bought in May")
    script.saw("Olga", await use.answered(ANSWER), r"The key has \*\*500 credits\*\*", r"before: 0 credits")
    script.note("She types `/operator extra server:`, chooses what is offered, and `amount:50 reason:a prize`.")
    offered = await office.olga.autocomplete("operator extra", office.channel, "server", server, amount=50, reason="x")
    script.expect(f"{server} · used" in str(offered[0]["name"]), f"{offered}")
    use = await office.olga.use("operator extra", office.channel, server=server, amount=50, reason="a prize")
    script.saw("Olga", await use.answered(ANSWER), r"has \*\*50 credits\*\* extra")
    use = await stage.mia.use("credits", stage.studio)
    script.saw("Mia", await use.answered(ANSWER), r"50 credits")
    script.note("Sam, who moderates the Film Club, is not offered the command there.")
    try:
        await stage.sam.use("operator stats", stage.studio)
    except NotPossibleError:
        return
    script.expect(holds=False, what="a moderator is offered the owner's command")


async def the_whole_in_chinese(stage: Stage, script: Transcript) -> None:
    """Wen, of Olga's team, looks at the whole."""
    script.note("Wen types `/operator stats`.")
    use = await stage.office.wen.use("operator stats", stage.office.channel)
    script.saw("Wen", await use.answered(ANSWER), r"可用.500", r"已发布", str(stage.film_club.id), HAN)


async def running_low(stage: Stage, script: Transcript) -> None:
    """The key's budget falls below the line, and Olga is told in her channel."""
    office = stage.office
    script.note("Olga types `/operator key amount:-450 reason:sold again`; LOW_BUDGET_ALARM is 100.")
    use = await office.olga.use("operator key", office.channel, amount=-450, reason="sold again")
    script.saw("Olga", await use.answered(ANSWER), r"The key has \*\*50 credits\*\*")
    told = await office.olga.until_sees(office.channel, r"budget is low", ANSWER)
    script.saw("Olga", told, r"50 credits are neither spent nor set aside; LOW_BUDGET_ALARM is 100")
