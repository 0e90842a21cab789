"""What `python -m bot reconcile` says: the jobs that need a look with all that is known, and what was made of one."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.cards.stats import written
from bot.cards.words import amount, one_line
from bot.domain.job import JobState
from bot.domain.reconcile import Matter, NotReconciled, Reconciled, Step, may_bind, may_reckon
from bot.domain.refusals import AmountUnfit
from bot.i18n import Texts

Answer = Reconciled | NotReconciled | AmountUnfit
PROMPT: Final = 100
"""Characters of a prompt, enough to find it in the vendor's own list."""
SAID: Final = 300
"""Characters of what the vendor answered."""


def listed(texts: Texts, locale: str, matters: Sequence[Matter]) -> str:
    """Word all that needs a look."""
    if not matters:
        return texts.say(locale, "reconcile-none")
    parts = [_matter(texts, locale, matter) for matter in matters]
    parts.append(texts.say(locale, "reconcile-how"))
    return "\n\n".join([texts.say(locale, "reconcile-count", count=len(matters)), *parts])


def one(texts: Texts, locale: str, matter: Matter | None) -> str:
    """Word one job."""
    if matter is None:
        return texts.say(locale, "reconcile-not-no-job")
    parts = [_matter(texts, locale, matter)]
    if may_bind(matter.job) or may_reckon(matter.job):
        parts.append(texts.say(locale, "reconcile-how"))
    return "\n\n".join(parts)


def _matter(texts: Texts, locale: str, matter: Matter) -> str:
    return "\n  ".join(_lines(texts, locale, matter))


def _lines(texts: Texts, locale: str, matter: Matter) -> Iterator[str]:
    job = matter.job
    kind = matter.kind.value if matter.kind else "none"
    since = written(job.state_at)
    yield texts.say(locale, f"reconcile-kind-{kind}", job=str(job.id), state=job.state.value, since=since)
    who = {"member": str(job.member_id), "server": str(job.guild_id), "channel": str(job.channel_id)}
    yield texts.say(locale, "reconcile-who", at=written(job.created_at), **who)
    prompt = one_line(job.spec.prompt, PROMPT) if job.spec.prompt else texts.say(locale, "prompt-gone")
    yield texts.say(locale, "reconcile-what", prompt=prompt)
    price = amount(texts, locale, job.price)
    yield texts.say(locale, "reconcile-credits", price=price, held=matter.held, borne=matter.borne)
    if matter.submitted_at is not None:
        yield texts.say(locale, "reconcile-submitted", at=written(matter.submitted_at))
    if job.task_id is not None:
        yield texts.say(locale, "reconcile-task", task=job.task_id)
    if matter.said:
        yield texts.say(locale, "reconcile-said", said=one_line(matter.said, SAID))
    if job.deadline_at is not None:
        yield texts.say(locale, "reconcile-until", until=written(job.deadline_at))
    if matter.worker is not None:
        yield texts.say(locale, "reconcile-worker", worker=matter.worker)
    if matter.settled is not None:
        yield texts.say(locale, "reconcile-settled", word=one_line(matter.settled, SAID))


def is_good(answer: Answer) -> bool:
    """Whether what was asked for was done, is planned, or was so already."""
    return isinstance(answer, Reconciled)


def answer(texts: Texts, locale: str, said: Answer) -> str:
    """Word what was made of a job, or why nothing."""
    if isinstance(said, AmountUnfit):
        values = {"amount": said.amount, "least": said.least, "most": said.most}
        return texts.say(locale, "refusal-amount-unfit", **values)
    if isinstance(said, NotReconciled):
        return texts.say(locale, f"reconcile-not-{said.trouble.value}", detail=one_line(said.detail, 2 * SAID))
    if said.step is Step.ALREADY:
        word, job = said.before.settled, str(said.after.id)
        if word is None:
            return texts.say(locale, "reconcile-already", job=job)
        return texts.say(locale, "reconcile-already-so", job=job, word=one_line(word, SAID))
    lines = [texts.say(locale, f"reconcile-{said.step.value}", what=_change(texts, locale, said))]
    if said.unseen:
        lines.append(texts.say(locale, "reconcile-unseen"))
    if said.step is Step.PLANNED:
        lines.append(texts.say(locale, "reconcile-dry"))
    return "\n".join(lines)


def _change(texts: Texts, locale: str, said: Reconciled) -> str:
    before, after = said.before, said.after
    job = str(after.id)
    price = amount(texts, locale, after.price)
    if said.charged is None:
        key = "reconcile-binds-free" if after.free else "reconcile-binds"
        return texts.say(locale, key, job=job, task=after.task_id or "", vendor=said.vendor, price=price)
    borne = amount(texts, locale, said.charged)
    if before.job.state is JobState.UNKNOWN:
        return texts.say(locale, "reconcile-voids", job=job, price=price, borne=borne)
    return texts.say(locale, "reconcile-corrects", job=job, before=before.borne, borne=borne)
