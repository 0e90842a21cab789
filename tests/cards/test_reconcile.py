import pytest

from bot.cards.reconcile import answer, is_good, listed, one
from bot.domain import reconcile
from bot.domain.ids import TaskId
from bot.domain.job import JobState
from bot.domain.reconcile import Matter, MatterKind, NotReconciled, Reconciled, Step, Trouble
from bot.domain.refusals import AmountUnfit
from bot.i18n import Texts
from tests.builders import KEY, NOW, a_job

TEXTS = Texts()
EN, ZH = "en_GB.UTF-8", "zh_CN.UTF-8"


def matter(state: JobState = JobState.UNKNOWN, kind: MatterKind | None = MatterKind.UNKNOWN) -> Matter:
    return Matter(
        job=a_job(state),
        kind=kind,
        submitted_at=NOW,
        said="outcome unknown: HTTP 500\nno luck",
        held=28,
        worker="this-process",
    )


LISTED = """\
One video needs a look:

1400000000000000001: unknown since 2026-09-21 14:13 UTC: nobody knows whether the vendor took it
  asked for 2026-09-21 14:13 UTC by member 700000000000000001 in server 900000000000000001, channel 800000000000000001
  prompt: a paper boat on a pond
  price 28 credits, set aside now 28, borne by you 0
  submitted 2026-09-21 14:13 UTC
  kept of the answer: outcome unknown: HTTP 500 no luck
  goes on by itself 2026-09-22 14:13 UTC
  being worked on by process this-process

"""


def test_a_list_says_all_that_is_known_and_what_to_do() -> None:
    text = listed(TEXTS, EN, [matter()])
    assert text.startswith(LISTED)
    assert "python -m bot reconcile JOB --not-charged --reason" in text
    assert "没有需要查看的视频" in listed(TEXTS, ZH, [])


@pytest.mark.parametrize("locale", [EN, ZH])
@pytest.mark.parametrize("kind", [*MatterKind, None])
def test_every_kind_has_its_words(locale: str, kind: MatterKind | None) -> None:
    assert str(a_job().id) in one(TEXTS, locale, matter(kind=kind))


def test_one_that_is_settled_says_so_and_offers_nothing() -> None:
    text = one(TEXTS, EN, matter(JobState.DELIVERED, None))
    assert "nothing needs a look" in text
    assert "--task" not in text
    assert "no video of this number" in one(TEXTS, EN, None)


def test_a_plan_says_what_would_be_done_and_how_to_do_it() -> None:
    before = matter()
    after = reconcile.bind(before.job, TaskId("task-9"), NOW, key=KEY).after
    planned = Reconciled(step=Step.PLANNED, before=before, after=after, vendor="SUCCESS")
    assert answer(TEXTS, EN, planned) == (
        "Would be done: 1400000000000000001 is task task-9 (the vendor says SUCCESS); it is followed like any other, "
        "and 28 credits stay set aside for it.\nNothing was changed. Say it again with --yes."
    )
    assert is_good(planned)


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", [JobState.UNKNOWN, JobState.EXPIRED])
@pytest.mark.parametrize("locale", [EN, ZH])
def test_every_change_has_its_words(step: Step, state: JobState, locale: str) -> None:
    before = matter(state)
    bound = reconcile.bind(before.job, TaskId("task-9"), NOW, key=KEY).after
    reckoned = reconcile.reckon(before.job, 14, NOW).after
    assert answer(TEXTS, locale, Reconciled(step=step, before=before, after=bound, vendor="SUCCESS"))
    assert answer(TEXTS, locale, Reconciled(step=step, before=before, after=reckoned, charged=14))


@pytest.mark.parametrize("trouble", list(Trouble))
@pytest.mark.parametrize("locale", [EN, ZH])
def test_every_trouble_has_its_words_and_says_that_nothing_changed(trouble: Trouble, locale: str) -> None:
    said = NotReconciled(trouble=trouble, detail="task-9")
    assert ("Nothing was changed." if locale == EN else "没有任何更改。") in answer(TEXTS, locale, said)
    assert not is_good(said)


def test_an_unfit_amount_has_words() -> None:
    assert "-1 does not do" in answer(TEXTS, EN, AmountUnfit(-1, 0, 100))
