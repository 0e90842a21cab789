"""The operator's commands. What is heavy is imported inside of them, so that `--help` answers at once."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot import upkeep
from bot.terminal import WRONG_SETTINGS, answered
from bot.terminal import language as _language
from bot.terminal import say as _say
from bot.terminal import settings as _settings

if TYPE_CHECKING:
    from bot.domain.ids import JobId
    from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Reelroom: a video studio in a Discord channel.")
ledger = typer.Typer(no_args_is_help=True, help="Look at the record of every credit.")
app.add_typer(ledger, name="ledger")
app.command()(upkeep.doctor)
app.command()(upkeep.backup)
app.command()(upkeep.restore)


@app.command()
def run() -> None:
    """Run the bot until it is told to stop (Ctrl-C or SIGTERM)."""
    settings = _settings()
    from bot import app as bot_app
    from bot.opening import StartError

    try:
        asyncio.run(bot_app.run(settings))
    except StartError as reason:
        _say(reason.key, err=True, **reason.values)
        raise typer.Exit(1) from None


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this version; `run` does so by itself."""
    settings = _settings()
    from bot import shell
    from bot.opening import StartError

    try:
        _say("migrated", revision=asyncio.run(shell.migrate_database(settings)))
    except StartError as reason:
        _say(reason.key, err=True, **reason.values)
        raise typer.Exit(1) from None


Reason = Annotated[str, typer.Option(help="Why; it is kept with the change.", show_default=False)]
Key = Annotated[int | None, typer.Option(help="Credits to add to the key's budget; with a minus to take from it.")]
Server = Annotated[int | None, typer.Option(help="The server's id, for --extra and --ceiling.")]
Extra = Annotated[int | None, typer.Option(help="Credits for the server that do not expire; a minus takes back.")]
Ceiling = Annotated[int | None, typer.Option(help="The most that its moderators may set per DEFAULT_PERIOD.")]
DefaultCeiling = Annotated[bool, typer.Option("--default-ceiling", help="Back to MAX_ALLOWANCE.")]


@app.command()
def grant(
    reason: Reason,
    key: Key = None,
    server: Server = None,
    extra: Extra = None,
    ceiling: Ceiling = None,
    default_ceiling: DefaultCeiling = False,
) -> None:
    """Add credits, or raise what a server may have; works beside a running bot. A key's budget counts once granted."""
    wanted = [one for one in (key, extra, ceiling, default_ceiling or None) if one is not None]
    if len(wanted) != 1 or (key is None) == (server is None) or not reason.strip():
        _say("grant-usage", err=True)
        raise typer.Exit(WRONG_SETTINGS)
    settings = _settings()
    from bot import shell
    from bot.domain.budget import Changed
    from bot.domain.ids import GuildId
    from bot.opening import StartError

    guild = None if server is None else GuildId(server)
    asked = shell.Grant(reason=reason.strip(), server=guild, key=key, extra=extra, ceiling=ceiling)
    try:
        answer = asyncio.run(shell.grant(settings, asked))
    except StartError as no:
        _say(no.key, err=True, **no.values)
        raise typer.Exit(1) from None
    if not isinstance(answer, Changed):
        _say("refusal-amount-unfit", err=True, amount=answer.amount, least=answer.least, most=answer.most)
        raise typer.Exit(1)
    what = "key" if key is not None else "extra" if extra is not None else "ceiling"
    _say(f"grant-{what}", before=_number(answer.before), after=_number(answer.after), server=str(server))


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="Say it for machines, under keys that stay.")] = False,
) -> None:
    """Sum up the key's budget, videos, credits and servers; safe beside a running bot."""
    settings = _settings()
    from bot import shell
    from bot.cards import stats as cards
    from bot.domain.stats import plain
    from bot.i18n import Texts
    from bot.opening import StartError

    try:
        found = asyncio.run(shell.stats(settings))
    except StartError as reason:
        _say(reason.key, err=True, **reason.values)
        raise typer.Exit(1) from None
    if found is None:
        _say_no_database(settings, err=True)
        raise typer.Exit(1)
    typer.echo(json.dumps(plain(found), indent=2) if as_json else cards.report(Texts(), _language(), found))


Confirm = Annotated[str | None, typer.Option(metavar="CELL", help="Say that the price of a cell stands; opens it.")]
ConfirmReason = Annotated[str, typer.Option(help="What you compared; it is kept.", show_default=False)]


@app.command()
def prices(confirm: Confirm = None, reason: ConfirmReason = "") -> None:
    """List the price table and where the vendor took more, or open a price that closed; beside a running bot."""
    settings = _settings()
    from bot import shell
    from bot.cards import prices as cards
    from bot.domain.drift import CELLS
    from bot.i18n import Texts

    if confirm is None:
        typer.echo(cards.table(Texts(), _language(), answered(shell.drifts(settings))))
        return
    if confirm not in CELLS or not reason.strip():
        _say("prices-usage", err=True)
        raise typer.Exit(WRONG_SETTINGS)
    before = answered(shell.confirm_price(settings, CELLS[confirm], reason.strip()))
    typer.echo(cards.confirmed(Texts(), _language(), before))


def _say_no_database(settings: "Settings", *, err: bool = False) -> None:
    if settings.database_url.get_secret_value():
        _say("ledger-empty", err=err)
    else:
        _say("ledger-none", err=err, folder=str(settings.data_dir))


def _number(credits_: int | None) -> str:
    return "MAX_ALLOWANCE" if credits_ is None else str(credits_)


JobNumber = Annotated[int | None, typer.Argument(metavar="[JOB]", help="A job's number; without one, all that wait.")]
Task = Annotated[str | None, typer.Option(help="The id of the vendor's task that the job turned out to be.")]
NotCharged = Annotated[bool, typer.Option("--not-charged", help="The vendor took nothing for it.")]
Charged = Annotated[int | None, typer.Option(min=1, help="Credits that the vendor took for it, without a video.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Bind a task though it was asked for with something else.")]
FoundOut = Annotated[str | None, typer.Option(help="How you know; it is kept with the change.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this, only say what would be done.")]


@app.command()
def reconcile(
    job: JobNumber = None,
    task: Task = None,
    not_charged: NotCharged = False,
    charged: Charged = None,
    anyway: Anyway = False,
    reason: FoundOut = None,
    yes: Yes = False,
) -> None:
    """List videos that nobody knows the end of, or say what you found out about one; works beside a running bot."""
    words = [one for one in (task, charged, not_charged or None) if one is not None]
    if (
        len(words) > 1
        or (words and (job is None or not (reason or "").strip()))
        or (yes and not words)
        or (anyway and task is None)
    ):
        _say("reconcile-usage", err=True)
        raise typer.Exit(WRONG_SETTINGS)
    settings = _settings()
    from bot import shell
    from bot.cards import reconcile as cards
    from bot.domain.ids import JobId, TaskId
    from bot.i18n import Texts
    from bot.opening import StartError

    texts, language = Texts(), _language()
    try:
        if not words:
            lines, found = _matters(settings, None if job is None else JobId(job))
            typer.echo(lines)
            raise typer.Exit(0 if found else 1)
        word = shell.Word(
            job=JobId(job or 0),
            reason=(reason or "").strip(),
            task=None if task is None else TaskId(task),
            charged=charged or 0,
            anyway=anyway,
            really=yes,
        )
        answer = asyncio.run(shell.reconcile(settings, word))
    except StartError as no:
        _say(no.key, err=True, **no.values)
        raise typer.Exit(1) from None
    typer.echo(cards.answer(texts, language, answer), err=not cards.is_good(answer))
    if not cards.is_good(answer):
        raise typer.Exit(1)


def _matters(settings: "Settings", job: "JobId | None") -> tuple[str, bool]:
    """Word the list, or one job, and tell whether there was something to look into."""
    from bot import shell
    from bot.cards import reconcile as cards
    from bot.i18n import Texts

    texts, language = Texts(), _language()
    if job is not None:
        one = asyncio.run(shell.matter(settings, job))
        return cards.one(texts, language, one), one is not None
    every = asyncio.run(shell.matters(settings))
    return cards.listed(texts, language, every or ()), True


MemberNumber = Annotated[int, typer.Argument(min=1, metavar="ID", help="The member's id.", show_default=False)]
EraseReason = Annotated[str, typer.Option(help="Why; it is kept, so name nobody in it.", show_default=False)]


@app.command("erase-member")
def erase_member(member: MemberNumber, reason: EraseReason, yes: Yes = False) -> None:
    """Forget a person for good: who asked, prompts, pictures and kept clips; works beside a running bot."""
    settings = _settings()
    from bot import shell
    from bot.cards import privacy as cards
    from bot.domain.ids import MemberId
    from bot.domain.privacy import Outcome
    from bot.i18n import Texts
    from bot.opening import StartError

    if not reason.strip() or str(member) in reason:
        _say("erase-usage", err=True)
        raise typer.Exit(WRONG_SETTINGS)
    try:
        done = asyncio.run(shell.erase_member(settings, MemberId(member), reason.strip(), really=yes))
    except StartError as no:
        _say(no.key, err=True, **no.values)
        raise typer.Exit(1) from None
    refused = done.outcome is Outcome.UNDER_WAY
    typer.echo(cards.erasure(Texts(), _language(), done.outcome, done.traces), err=refused)
    if refused:
        raise typer.Exit(1)


@ledger.command("check")
def ledger_check() -> None:
    """Verify that every credit is accounted for; safe beside a running bot. Ends with 1 if not."""
    settings = _settings()
    from bot import shell
    from bot.opening import StartError

    try:
        findings = asyncio.run(shell.check_ledger(settings))
    except StartError as reason:
        _say(reason.key, err=True, **reason.values)
        raise typer.Exit(1) from None
    if findings is None:
        _say_no_database(settings)
        return
    for finding in findings:
        _say("ledger-finding", invariant=finding.invariant, subject=finding.subject, detail=finding.detail)
    if findings:
        _say("ledger-bad", err=True, count=len(findings))
        raise typer.Exit(1)
    _say("ledger-good")


@app.command()
def health() -> None:
    """Ask the running bot on this machine whether it is well (needs HTTP_PORT). Ends with 1 if not."""
    settings = _settings()
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, build_opener

    if not settings.http_port:
        _say("health-off", err=True)
        raise typer.Exit(1)
    address = f"http://{settings.http_host}:{settings.http_port}/healthz"
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=5) as answer:
            said = answer.read().decode()
    except HTTPError as refused:
        said = refused.read().decode(errors="replace")
    except OSError as reason:
        _say("health-away", err=True, address=address, detail=str(getattr(reason, "reason", reason)))
        raise typer.Exit(1) from None
    try:
        unwell = [name for name, well in json.loads(said).items() if not well]
    except (ValueError, AttributeError):
        _say("health-other", err=True, address=address)
        raise typer.Exit(1) from None
    typer.echo(said)
    if unwell:
        _say("health-bad", err=True, parts=", ".join(unwell))
        raise typer.Exit(1)
