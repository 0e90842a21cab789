"""What the operator and the moderators may do to budgets, in random histories over the real store."""

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life
from bot.domain.budget import NO_GUILD, Budget, Changed, Instruction, OwnRule, Returned, RuleChange, change_rule
from bot.domain.ids import GuildId, MemberId, RoleId
from bot.domain.job import OPEN, Ending, Job, JobState, Move
from bot.domain.log_card import Deed
from bot.domain.period import Allowance, PeriodKind
from bot.domain.policy import (
    Cap,
    CapChange,
    CapChanged,
    Policy,
    PolicyChange,
    PolicyChanged,
    Setting,
    change_cap,
    change_policy,
    whose_cap,
)
from bot.domain.refusals import AmountUnfit, NothingToReturn, ReturnedAlready
from bot.domain.video import DURATIONS, Resolution
from bot.store import SqlStore
from tests import sqlite
from tests.builders import KEY, NOW, terms
from tests.soak.driver import StoreAtOnce, at_once
from tests.store.ledger_model import Ledger, Pool, Use
from tests.store.walking import guild, member

T = TypeVar("T")
WHICH = st.integers(0, 99)
CEILING = 250
"""No ceiling of a history is higher."""
AMOUNTS = st.sampled_from([0, 1, 14, 28, 100, 300, -1, -28, -100])
MODERATOR = member(9)


def _put(limits: dict[Any, int], key: object, value: int | None) -> None:
    if value is None:
        limits.pop(key, None)
    else:
        limits[key] = value


class Moderating(RuleBasedStateMachine):
    """Two servers, two members who may have two roles, one clock that jumps, and the model beside the store."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.closing = AsyncExitStack()
        self.engine = self.do(self.closing.enter_async_context(self.opened()))
        self.store = self.kept()
        self.model = Ledger()
        self.jobs: dict[int, Job] = {}
        self.moves: list[Move] = []
        self.now = NOW
        self.terms = terms(Allowance(credits=100, period=PeriodKind.DAY, zone="Europe/Berlin"), ceiling=150)
        self.roles: dict[MemberId, tuple[RoleId, ...]] = {member(1): (), member(2): ()}
        self.policies: dict[GuildId, Policy] = {}
        self.asked = 0

    def opened(self) -> AbstractAsyncContextManager[AsyncEngine]:
        """Open the database of one history."""
        return sqlite.database()

    def kept(self) -> SqlStore:
        """Give the store on it."""
        return StoreAtOnce(self.engine, self.closing.enter_context(at_once(str(self.engine.url.database))))

    def teardown(self) -> None:
        self.do(self.closing.aclose())
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def has(self, *states: JobState) -> bool:
        return any(job.state in states for job in self.jobs.values())

    def pick(self, which: int, *states: JobState) -> Job:
        fitting = [job for job in self.jobs.values() if job.state in states]
        return fitting[which % len(fitting)]

    def apply(self, move: Move, paid: int = 0, absorbed: int = 0) -> None:
        self.jobs[move.before.id] = self.do(self.store.apply(move))
        self.moves.append(move)
        if move.before.state in OPEN and move.after.state not in OPEN:
            if move.before.free:
                self.model.correct(move.before.id, absorbed)
            else:
                self.model.end(move.before.id, paid, absorbed)

    @rule(credits_=st.integers(0, 250), ceiling=st.integers(0, 250))
    def the_operator_changes_the_terms(self, credits_: int, ceiling: int) -> None:
        self.terms = replace(self.terms, rule=replace(self.terms.rule, credits=credits_), ceiling=ceiling)

    def said(self, of: int = 1, by: MemberId | None = MODERATOR) -> Instruction:
        """Let somebody say something once."""
        self.asked += 1
        return Instruction(guild_id=guild(of), by=by, reason="because", request=str(self.asked), at=self.now)

    @rule(
        of=st.integers(1, 2),
        change=st.builds(
            RuleChange,
            credits=st.none() | st.integers(-1, 250),
            period=st.none() | st.sampled_from(PeriodKind),
            zone=st.none() | st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Mars/Olympus"]),
            reset_day=st.none() | st.integers(0, 32),
            inherit=st.booleans(),
        ),
    )
    def settle_the_rule(self, of: int, change: RuleChange) -> None:
        server = guild(of)
        own = self.model.own.get(server, OwnRule())
        answer = self.do(self.store.settle_rule(self.said(of), change, self.terms))
        wanted = change_rule(self.terms, own, change)
        if not isinstance(wanted, OwnRule):
            assert answer == wanted
            return
        self.model.current(server, self.terms, self.now)
        self.model.own[server] = wanted
        span = self.model.current(server, self.terms, self.now)
        assert isinstance(answer, Budget)
        assert (answer.own, answer.balance.allowance) == (wanted, span.granted + span.returned)

    @rule(of=st.integers(1, 2), ceiling=st.none() | st.integers(0, 250))
    def the_operator_sets_a_ceiling(self, of: int, ceiling: int | None) -> None:
        self.do(self.store.set_ceiling(self.said(of, None), ceiling))
        self.model.own[guild(of)] = replace(self.model.own.get(guild(of), OwnRule()), ceiling=ceiling)

    def granted(self, pool: Pool, amount: int, answer: Changed | AmountUnfit) -> None:
        """Add to a pool of the model what was granted, or taken back."""
        if amount < -pool.available:
            assert isinstance(answer, AmountUnfit)
            return
        assert answer == Changed(before=pool.available, after=pool.available + amount)
        pool.granted += max(0, amount)
        pool.spent += max(0, -amount)
        self.model.taken_back += max(0, -amount)

    @rule(amount=AMOUNTS)
    def the_operator_grants_the_key(self, amount: int) -> None:
        said = self.said(by=None)
        said = replace(said, guild_id=NO_GUILD)
        pool = self.model.key or Pool()
        self.granted(pool, amount, self.do(self.store.grant_key(said, KEY, amount)))
        if amount > 0:
            self.model.key = pool
        self.do(self.store.grant_key(said, KEY, amount))

    @rule(of=st.integers(1, 2), amount=AMOUNTS)
    def the_operator_grants_extra_credits(self, of: int, amount: int) -> None:
        said = self.said(of, None)
        pool = self.model.extra.get(guild(of), Pool())
        self.granted(pool, amount, self.do(self.store.grant_extra(said, amount)))
        if amount > 0:
            self.model.extra[guild(of)] = pool
        self.do(self.store.grant_extra(said, amount))

    @rule(of=st.integers(1, 2), by=st.integers(0, 2), role=st.integers(0, 2), credits_=st.none() | st.integers(0, 120))
    def limit(self, of: int, by: int, role: int, credits_: int | None) -> None:
        server, said = guild(of), self.said(of)
        if by:
            self.do(self.store.limit_member(said, member(by), credits_))
            _put(self.model.of_members, (server, member(by)), credits_)
        elif role:
            self.do(self.store.limit_role(said, RoleId(role), credits_))
            _put(self.model.of_roles, (server, RoleId(role)), credits_)
        else:
            self.do(self.store.limit_all(said, credits_))
            self.model.own[server] = replace(self.model.own.get(server, OwnRule()), member_limit=credits_)

    @rule(by=st.integers(1, 2), roles=st.sets(st.integers(1, 2)))
    def roles_change(self, by: int, roles: set[int]) -> None:
        self.roles[member(by)] = tuple(map(RoleId, roles))

    @rule(of=st.integers(1, 2), by=st.integers(1, 2), amount=st.integers(0, 100))
    def give_room(self, of: int, by: int, amount: int) -> None:
        said = self.said(of)
        answer = self.do(self.store.give_room(said, member(by), amount, self.terms))
        if amount:
            use = self.model.current(guild(of), self.terms, self.now).used.setdefault(member(by), Use())
            assert answer == Changed(before=use.room, after=use.room + amount)
            use.room += amount
            assert self.do(self.store.give_room(said, member(by), amount, self.terms)) == answer
        else:
            assert isinstance(answer, AmountUnfit)

    @precondition(lambda self: self.jobs)
    @rule(which=WHICH)
    def give_back(self, which: int) -> None:
        job = list(self.jobs.values())[which % len(self.jobs)]
        answer = self.do(self.store.give_back(self.said(), job, self.terms))
        paid = self.model.paid.get(job.id, 0)
        if not paid:
            assert isinstance(answer, NothingToReturn)
        elif job.id in self.model.returned:
            assert isinstance(answer, ReturnedAlready)
        else:
            into = self.model.give_back(job.id, job.guild_id, job.member_id, self.terms, self.now)
            assert answer == Returned(credits=paid, to_pool=into)

    def policy(self, server: GuildId) -> Policy:
        """Tell what the moderators of a server settled besides credits."""
        return self.policies.get(server, Policy())

    @rule(of=st.integers(1, 2), above=st.none() | st.sampled_from([0, 14, 28, 56]))
    def ask_moderators(self, of: int, above: int | None) -> None:
        change = PolicyChange(approve_above=above, reset=frozenset({Setting.APPROVE_ABOVE}))
        before, after = self.policy(guild(of)), change_policy(self.policy(guild(of)), change)
        answer = self.do(self.store.change_policy(self.said(of), change))
        assert answer == PolicyChanged(before=before, after=after)
        self.policies[guild(of)] = after

    @rule(
        of=st.integers(1, 2),
        role=st.integers(0, 2),
        change=st.builds(
            CapChange,
            resolution=st.none() | st.sampled_from(Resolution),
            duration=st.none() | st.sampled_from(DURATIONS),
            audio=st.none() | st.booleans(),
            jobs=st.none() | st.integers(0, 4),
            remove=st.booleans(),
        ),
    )
    def cap(self, of: int, role: int, change: CapChange) -> None:
        server = guild(of)
        whose = whose_cap(server, role or None, None)
        caps = dict(self.policy(server).caps)
        before = caps.pop(whose, Cap())
        after = change_cap(before, change)
        assert self.do(self.store.cap_video(self.said(of), whose, change)) == CapChanged(before=before, after=after)
        self.policies[server] = replace(self.policy(server), caps=caps if after == Cap() else {**caps, whose: after})
        assert self.do(self.store.policy(server)) == self.policies[server]

    @precondition(lambda self: self.has(JobState.AWAITING_APPROVAL))
    @rule(which=WHICH, yes=st.booleans())
    def decide(self, which: int, yes: bool) -> None:
        job = self.pick(which, JobState.AWAITING_APPROVAL)
        move = life.approve(job, self.now) if yes else life.cancel(job, self.now, Ending.NOT_APPROVED)
        self.jobs[job.id] = self.do(self.store.decide(self.said(), move, Deed.APPROVED if yes else Deed.REFUSED))
        self.moves.append(move)
        if not yes:
            self.model.end(job.id, 0, 0)

    @invariant()
    def no_moderator_multiplies(self) -> None:
        """What a server had of a period and got back never came to more than its ceiling at some time."""
        for spans in self.model.spans.values():
            assert all(span.granted + span.returned <= CEILING for span in spans)
