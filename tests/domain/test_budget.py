from dataclasses import replace
from typing import Any

import pytest

from bot.domain.budget import (
    MOST,
    Balance,
    Block,
    LimitSource,
    MemberLimit,
    OwnRule,
    RuleChange,
    RulePart,
    Share,
    Terms,
    ceiling_of,
    change_rule,
    member_limit,
    refuse_amount,
    rule_of,
)
from bot.domain.ids import RoleId
from bot.domain.period import Allowance, PeriodKind
from bot.domain.refusals import AllowanceOverCeiling, AmountUnfit, Refusal, ResetDayUnknown, ZoneUnknown
from tests.builders import NOW, terms

DAY, WEEK, MONTH = PeriodKind
TERMS = terms(Allowance(credits=500, period=MONTH), ceiling=620)
ONE, TWO, THREE = RoleId(1), RoleId(2), RoleId(3)


def of(period: PeriodKind, credits_: int = 100) -> Terms:
    return terms(Allowance(credits=credits_, period=period), ceiling=credits_)


@pytest.mark.parametrize(
    ("given_for", "asked_for", "ceiling"),
    [
        (MONTH, MONTH, 1000),
        (MONTH, WEEK, 225),
        (MONTH, DAY, 32),
        (WEEK, MONTH, 1000),
        (WEEK, WEEK, 1000),
        (WEEK, DAY, 142),
        (DAY, MONTH, 1000),
        (DAY, WEEK, 1000),
        (DAY, DAY, 1000),
    ],
)
def test_a_ceiling_is_prorated_for_a_shorter_period_and_no_higher_for_a_longer_one(
    given_for: PeriodKind, asked_for: PeriodKind, ceiling: int
) -> None:
    assert ceiling_of(of(given_for, 1000), OwnRule(), asked_for) == ceiling
    assert ceiling_of(of(given_for, 7), OwnRule(ceiling=1000), asked_for) == ceiling


@pytest.mark.parametrize("days", [28, 29, 30, 31])
def test_no_month_of_days_comes_to_more_than_a_month(days: int) -> None:
    assert days * ceiling_of(TERMS, OwnRule(), DAY) <= ceiling_of(TERMS, OwnRule(), MONTH)


def test_what_is_not_settled_is_what_the_terms_say() -> None:
    weekly = terms(Allowance(credits=90, period=WEEK, zone="Asia/Tokyo", reset_day=3))
    assert rule_of(weekly, OwnRule()) == weekly.rule


def test_parts_of_a_rule_are_forgotten_by_themselves() -> None:
    own = OwnRule(credits=60, period=WEEK, zone="Asia/Shanghai", reset_day=3, ceiling=900, member_limit=9)
    changed = change_rule(TERMS, own, RuleChange(forget=frozenset({RulePart.CREDITS, RulePart.ZONE})))
    assert changed == replace(own, credits=None, zone=None)
    # the day was one of the week, and the operator's period is the month
    changed = change_rule(TERMS, own, RuleChange(forget=frozenset({RulePart.PERIOD})))
    assert changed == replace(own, period=None, reset_day=None)
    assert change_rule(TERMS, own, RuleChange(credits=61, forget=frozenset({RulePart.CREDITS}))) == replace(
        own, credits=61
    )


@pytest.mark.parametrize(
    ("own", "rule"),
    [
        (OwnRule(credits=0), {"credits": 0}),
        (OwnRule(credits=620), {"credits": 620}),
        (OwnRule(credits=700), {"credits": 620}),
        (OwnRule(credits=700, ceiling=650), {"credits": 650}),
        (OwnRule(ceiling=40), {"credits": 40}),
        (OwnRule(ceiling=0), {"credits": 0}),
        (OwnRule(period=DAY), {"credits": 20, "period": DAY}),
        (OwnRule(period=DAY, credits=5), {"credits": 5, "period": DAY}),
        (OwnRule(zone="Asia/Tokyo"), {"zone": "Asia/Tokyo"}),
        (OwnRule(reset_day=15), {"reset_day": 15}),
    ],
)
def test_what_is_settled_counts_as_far_as_the_ceiling_lets_it(own: OwnRule, rule: dict[str, Any]) -> None:
    assert rule_of(TERMS, own) == replace(TERMS.rule, **rule)


def test_a_reset_day_of_the_terms_means_nothing_for_another_period() -> None:
    late = terms(Allowance(credits=100, period=MONTH, reset_day=25))
    assert rule_of(late, OwnRule()).reset_day == 25
    assert rule_of(late, OwnRule(period=MONTH)).reset_day == 25
    assert rule_of(late, OwnRule(period=WEEK)).reset_day == 1


@pytest.mark.parametrize(
    ("own", "change", "after"),
    [
        (OwnRule(), RuleChange(credits=300), OwnRule(credits=300)),
        (OwnRule(), RuleChange(credits=620), OwnRule(credits=620)),
        (OwnRule(), RuleChange(credits=0), OwnRule(credits=0)),
        (OwnRule(credits=300), RuleChange(period=MONTH), OwnRule(credits=300, period=MONTH)),
        (OwnRule(), RuleChange(zone="Asia/Tokyo", reset_day=31), OwnRule(zone="Asia/Tokyo", reset_day=31)),
        (OwnRule(reset_day=31), RuleChange(period=WEEK), OwnRule(period=WEEK)),
        (OwnRule(reset_day=31), RuleChange(period=WEEK, reset_day=7), OwnRule(period=WEEK, reset_day=7)),
        (OwnRule(reset_day=31), RuleChange(period=MONTH), OwnRule(period=MONTH, reset_day=31)),
        (OwnRule(reset_day=5), RuleChange(credits=3), OwnRule(credits=3, reset_day=5)),
        (OwnRule(period=DAY), RuleChange(reset_day=1), OwnRule(period=DAY, reset_day=1)),
        (OwnRule(credits=3, period=DAY, zone="Asia/Tokyo", reset_day=1), RuleChange(inherit=True), OwnRule()),
        (OwnRule(credits=3, zone="Asia/Tokyo"), RuleChange(inherit=True, credits=4), OwnRule(credits=4)),
        (
            OwnRule(ceiling=900, member_limit=5, credits=3),
            RuleChange(inherit=True),
            OwnRule(ceiling=900, member_limit=5),
        ),
    ],
)
def test_a_change_settles_what_it_names_and_leaves_the_rest(own: OwnRule, change: RuleChange, after: OwnRule) -> None:
    assert change_rule(TERMS, own, change) == after


@pytest.mark.parametrize(
    ("own", "change", "no"),
    [
        (OwnRule(), RuleChange(credits=621), AllowanceOverCeiling(621, 620, "month")),
        (OwnRule(ceiling=700), RuleChange(credits=701), AllowanceOverCeiling(701, 700, "month")),
        (OwnRule(), RuleChange(credits=21, period=DAY), AllowanceOverCeiling(21, 20, "day")),
        (OwnRule(credits=300), RuleChange(period=WEEK), AllowanceOverCeiling(300, 140, "week")),
        (OwnRule(), RuleChange(credits=-1), AmountUnfit(-1, 0, 620)),
        (OwnRule(), RuleChange(reset_day=0), ResetDayUnknown(0, 31, "month")),
        (OwnRule(), RuleChange(reset_day=32), ResetDayUnknown(32, 31, "month")),
        (OwnRule(), RuleChange(period=WEEK, reset_day=8), ResetDayUnknown(8, 7, "week")),
        (OwnRule(period=WEEK), RuleChange(reset_day=8), ResetDayUnknown(8, 7, "week")),
        (OwnRule(), RuleChange(period=DAY, reset_day=2), ResetDayUnknown(2, 1, "day")),
        (OwnRule(), RuleChange(zone="Mars/Olympus", credits=1), ZoneUnknown("Mars/Olympus")),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_as_a_whole(own: OwnRule, change: RuleChange, no: Refusal) -> None:
    assert change_rule(TERMS, own, change) == no


@pytest.mark.parametrize(("amount", "fits"), [(0, True), (-1, False), (MOST, True), (MOST + 1, False)])
def test_an_amount_is_a_natural_number_that_somebody_could_mean(amount: int, fits: bool) -> None:
    assert refuse_amount(amount) == (None if fits else AmountUnfit(amount, 0, MOST))


def test_an_amount_may_have_bounds_of_its_own() -> None:
    assert [refuse_amount(one, least=-5, most=5) is None for one in (-6, -5, 5, 6)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("own", "by_role", "roles", "default", "limit"),
    [
        (None, {}, (), None, None),
        (None, {ONE: 50}, (TWO,), None, None),
        (None, {}, (), 30, MemberLimit(credits=30, source=LimitSource.SERVER)),
        (None, {}, (), 0, MemberLimit(credits=0, source=LimitSource.SERVER)),
        (None, {ONE: 50}, (ONE,), 90, MemberLimit(credits=50, source=LimitSource.ROLE, role=ONE)),
        (None, {ONE: 50, TWO: 60}, (ONE, TWO), 90, MemberLimit(credits=60, source=LimitSource.ROLE, role=TWO)),
        (None, {TWO: 60, ONE: 60}, (TWO, ONE), 90, MemberLimit(credits=60, source=LimitSource.ROLE, role=ONE)),
        (None, {ONE: 0}, (ONE, THREE), None, MemberLimit(credits=0, source=LimitSource.ROLE, role=ONE)),
        (10, {ONE: 50}, (ONE,), 90, MemberLimit(credits=10, source=LimitSource.OWN)),
        (0, {ONE: 50}, (ONE,), 90, MemberLimit(credits=0, source=LimitSource.OWN)),
    ],
)
def test_a_members_limit_is_the_own_one_else_the_best_role_s_else_the_server_s(
    own: int | None,
    by_role: dict[RoleId, int],
    roles: tuple[RoleId, ...],
    default: int | None,
    limit: MemberLimit | None,
) -> None:
    assert member_limit(own, by_role, roles, default) == limit


LIMIT = MemberLimit(credits=100, source=LimitSource.OWN)


def test_what_a_limit_leaves_is_what_was_neither_spent_nor_held_of_it_and_of_the_room() -> None:
    assert Share(held=28, spent=14).left is None
    assert Share(held=28, spent=14, limit=LIMIT).left == 58
    assert Share(held=28, spent=14, limit=LIMIT, room=5).left == 63
    assert Share(held=28, spent=84, limit=LIMIT).left == 0


def test_who_has_used_nothing_has_used_nothing() -> None:
    assert Share() == Share(held=0, spent=0, room=0)
    empty = Balance(allowance=0, held=0, spent=0, resets_at=NOW)
    assert (empty.extra, empty.extra_held) == (0, 0)


def test_who_is_blocked_may_hold_nothing() -> None:
    balance = Balance(allowance=500, held=0, spent=0, resets_at=NOW, block=Block(until=None, reason=""))
    assert (balance.available, balance.available_to_member) == (500, 0)


def test_what_is_available_is_neither_held_nor_spent() -> None:
    balance = Balance(allowance=500, held=28, spent=100, resets_at=NOW)
    assert (balance.left, balance.available, balance.available_to_member) == (372, 372, 372)
    rich = replace(balance, extra=30)
    assert (rich.left, rich.available, rich.available_to_member) == (372, 402, 402)
    limited = replace(rich, share=Share(spent=90, limit=LIMIT))
    assert (limited.available, limited.available_to_member) == (402, 10)
    poor = replace(limited, spent=470, extra=4)
    assert (poor.left, poor.available, poor.available_to_member) == (2, 6, 6)
    assert replace(balance, spent=600).left == 0


def test_a_change_leaves_what_it_does_not_name() -> None:
    own = OwnRule(credits=20, period=DAY, zone="Asia/Tokyo", reset_day=1, ceiling=700, member_limit=9)
    assert change_rule(TERMS, own, RuleChange(credits=1)) == replace(own, credits=1)
    assert change_rule(TERMS, own, RuleChange(zone="UTC")) == replace(own, zone="UTC")
    assert change_rule(TERMS, replace(own, reset_day=None), RuleChange(period=WEEK, reset_day=4)) == replace(
        own, period=WEEK, reset_day=4
    )
