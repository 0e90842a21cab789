"""All looks in one round, the nearest first."""

from collections.abc import AsyncIterator, Iterable

from bot.doctor import configuration, database, machine, on_discord, reach, vendor
from bot.doctor.finding import Finding, Level
from bot.settings import Problem, SettingsError, load


async def look() -> AsyncIterator[Finding]:
    """Look at everything, one finding after the other; without settings there is nothing to look at."""
    try:
        settings = load()
    except SettingsError as wrong:
        yield configuration.wrong_settings([_named(one) for one in wrong.problems])
        return
    for finding in (*configuration.look(settings), *machine.look(settings)):
        yield finding
    yield await machine.port(settings)
    yield await reach.look(settings)
    async for finding in database.look(settings):
        yield finding
    yield await vendor.look(settings)
    async for finding in on_discord.look(settings):
        yield finding


def _named(problem: Problem) -> str:
    detail = f"line {problem.detail}" if problem.kind == "broken" else problem.detail
    return f"{problem.name} ({detail or problem.kind})"


def is_well(findings: Iterable[Finding]) -> bool:
    """Whether nothing keeps the bot from running safely."""
    return all(finding.level is not Level.BAD for finding in findings)
