"""The record of a server, page by page, on both databases."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.store
from bot.domain.budget import NO_GUILD, Block, Instruction, RuleChange
from bot.domain.chronicle import (
    Actor,
    ActorKind,
    ChangeEntry,
    Lookup,
    Mark,
    PeriodEntry,
    RecordEntry,
    RecordKind,
    RecordPage,
    Subject,
    Topic,
    VideoEntry,
    subject_of,
)
from bot.domain.history import Line, LineKind, Way
from bot.domain.ids import RoleId
from bot.domain.job import JobState
from bot.domain.period import Allowance, PeriodKind, period_at
from bot.domain.policy import Scope
from bot.store import SqlStore
from bot.store.jobs import AUDITED
from bot.store.policies import NAMED
from bot.store.tables import member as members
from tests.builders import GUILD, JOB, KEY, MEMBER, NOW, terms
from tests.store.walking import accepted, brought_to, everything, guild, member, nth, rows

DAILY = Allowance(credits=100, period=PeriodKind.DAY)
TERMS = terms(DAILY, ceiling=150)
TODAY = period_at(NOW, DAILY)
MODERATOR = member(9)
ALL = Lookup()
CREDITS = Lookup(RecordKind.CREDITS)
CHANGES = Lookup(RecordKind.CHANGES)


def said(now: float = NOW, request: str = "1") -> Instruction:
    return Instruction(guild_id=GUILD, by=MODERATOR, reason="why not", request=request, at=now)


def operator(now: float = NOW) -> Instruction:
    return replace(said(now), by=None)


async def limits(store: SqlStore, *numbers: int) -> None:
    """Change one limit again and again, a second apart."""
    for number in numbers:
        await store.limit_all(said(NOW + number), 1000 + number)


async def first(store: SqlStore, lookup: Lookup = ALL, size: int = 50) -> RecordPage:
    return await store.chronicle(GUILD, lookup, None, size)


async def older(store: SqlStore, page: RecordPage, lookup: Lookup = ALL, size: int = 50) -> RecordPage:
    return await store.chronicle(GUILD, lookup, Mark(Way.OLDER, page.bottom), size)


async def newer(store: SqlStore, page: RecordPage, lookup: Lookup = ALL, size: int = 50) -> RecordPage:
    return await store.chronicle(GUILD, lookup, Mark(Way.NEWER, page.top), size)


def name(entry: RecordEntry) -> str:
    match entry:
        case VideoEntry():
            return f"video {int(entry.job.id) - int(JOB)}"
        case PeriodEntry():
            return "period"
        case ChangeEntry():
            return f"{entry.subject.topic.value} {entry.after}"


def names(page: RecordPage) -> list[str]:
    return [name(entry) for entry in page.entries]


async def test_videos_periods_and_changes_are_one_list_by_time(store: SqlStore) -> None:
    await brought_to(store, JobState.READY, nth(1), rule=DAILY, now=NOW + 1)
    await limits(store, 2)
    await accepted(store, nth(3), rule=DAILY, now=NOW + 3)
    await store.grant_extra(operator(NOW + 4), 40)
    page = await first(store)
    assert names(page) == ["grant 40", "video 3", "limit-server 1002", "video 1", "period"]
    assert (page.older, page.newer) == (False, False)
    grant, _, limit, video, period = page.entries
    assert isinstance(video, VideoEntry)
    assert video.lines == [Line(LineKind.HELD, 28, NOW + 1), Line(LineKind.CAPTURED, 28, NOW + 1)]
    assert period == PeriodEntry(at=TODAY.starts_at, ends_at=TODAY.ends_at, kind=PeriodKind.DAY, granted=100)
    assert isinstance(limit, ChangeEntry)
    assert limit.actor == Actor(ActorKind.MEMBER, MODERATOR)
    assert (limit.before, limit.after, limit.reason) == (None, "1002", "why not")
    assert isinstance(grant, ChangeEntry)
    assert grant.actor == Actor(ActorKind.OPERATOR)


async def test_pages_lead_to_each_other_and_neither_repeat_nor_hide_an_entry(store: SqlStore) -> None:
    for number in (1, 4, 7):
        await accepted(store, nth(number), rule=DAILY, now=NOW + number)
        await limits(store, number + 1, number + 2)
    whole = names(await first(store))
    page, seen = await first(store, size=3), []
    while True:
        seen += names(page)
        if not page.older:
            break
        page = await older(store, page, size=3)
    assert seen == whole
    assert len(whole) == 10
    back = [names(page)]
    while page.newer:
        page = await newer(store, page, size=3)
        back.insert(0, names(page))
    assert back[0] == whole[:3]
    assert {one for part in back for one in part} == set(whole)


async def test_what_is_added_while_one_reads_does_not_move_the_pages(store: SqlStore) -> None:
    for number in (1, 2, 3):
        await accepted(store, nth(number), rule=DAILY, now=NOW + number)
    top = await first(store, size=2)
    assert names(top) == ["video 3", "video 2"]
    await limits(store, 5)
    await store.block(said(NOW + 6), MEMBER, None)
    rest = await older(store, top, size=2)
    assert names(rest) == ["video 1", "period"]
    again = await newer(store, rest, size=2)
    assert names(again) == ["video 3", "video 2"]
    assert names(await newer(store, again, size=2)) == ["limit-server 1005", "video 3"]


async def test_a_clock_that_was_set_back_hides_nothing(store: SqlStore) -> None:
    for number, now in ((1, NOW + 50), (2, NOW), (3, NOW + 20)):
        await accepted(store, nth(number), rule=DAILY, now=now)
        await store.limit_all(said(now), 1000 + number)
    page, seen = await first(store, size=2), []
    while True:
        seen += names(page)
        if not page.older:
            break
        page = await older(store, page, size=2)
    assert sorted(seen) == sorted(names(await first(store)))


async def test_movements_and_changes_can_be_read_apart(store: SqlStore) -> None:
    job = await brought_to(store, JobState.READY, nth(1), rule=DAILY)
    await store.limit_all(said(NOW + 1), 90)
    await store.give_back(said(NOW + 2), job, TERMS)
    await store.give_room(said(NOW + 3), MEMBER, 5, TERMS)
    moved = await first(store, CREDITS)
    assert names(moved) == ["room-member 33", "return 28", "video 1", "period"]
    video = moved.entries[2]
    assert isinstance(video, VideoEntry)
    assert [line.kind for line in video.lines] == [LineKind.HELD, LineKind.CAPTURED]
    assert names(await first(store, CHANGES)) == ["room-member 33", "return 28", "limit-server 90"]


async def test_what_is_about_a_member_or_was_done_by_one_is_found(store: SqlStore) -> None:
    job = await brought_to(store, JobState.READY, nth(1), rule=DAILY)
    await accepted(store, nth(2), rule=DAILY, member_id=member(2))
    await store.limit_member(said(), member(2), 50)
    await store.limit_member(said(), MEMBER, 60)
    await store.give_back(said(), job, TERMS)
    await store.block(said(), MEMBER, Block(until=None, reason="x"))
    mine = names(await first(store, Lookup(member=MEMBER)))
    assert sorted(mine) == ["block-member for good", "limit-member 60", "return 28", "video 1"]
    assert sorted(names(await first(store, Lookup(member=member(2))))) == ["limit-member 50", "video 2"]
    assert len((await first(store, Lookup(member=MODERATOR))).entries) == 4


async def test_a_look_at_who_did_nothing_yet_changes_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    await accepted(store, rule=DAILY)
    before = await everything(engine)
    assert (await first(store, Lookup(member=member(5)))).entries == []
    assert await everything(engine) == before


async def test_other_servers_and_the_operators_business_are_not_in_it(store: SqlStore) -> None:
    await accepted(store, nth(1), rule=DAILY, guild_id=guild(2))
    await store.limit_all(replace(said(), guild_id=guild(2)), 4)
    await store.grant_key(replace(operator(), guild_id=NO_GUILD), KEY, 600)
    await brought_to(store, JobState.EXPIRED, nth(2), rule=DAILY)
    page = await first(store)
    assert names(page) == ["video 2", "period"]
    video = page.entries[0]
    assert isinstance(video, VideoEntry)
    assert [line.kind for line in video.lines] == [LineKind.HELD, LineKind.GIVEN_BACK]


async def test_an_erased_member_has_no_name_any_more(store: SqlStore, engine: AsyncEngine) -> None:
    await store.limit_member(said(), MEMBER, 60)
    async with engine.begin() as connection:
        await connection.execute(update(members).values(member_id=None))
    [change] = (await first(store)).entries
    assert isinstance(change, ChangeEntry)
    assert change.actor == Actor(ActorKind.MEMBER, None)
    assert (change.subject, change.whom) == (Subject(Topic.LIMIT_MEMBER, 1), None)


async def test_a_closed_period_tells_what_expired(store: SqlStore) -> None:
    await brought_to(store, JobState.READY, rule=DAILY)
    await store.budget(GUILD, TERMS, TODAY.ends_at)
    today, _, yesterday = (await first(store)).entries
    assert isinstance(today, PeriodEntry)
    assert isinstance(yesterday, PeriodEntry)
    assert (today.expired, yesterday.expired) == (0, 72)


async def test_an_empty_record_has_no_page_beside_it(store: SqlStore) -> None:
    page = await first(store)
    assert (page.entries, page.older, page.newer) == ([], False, False)
    await limits(store, 1)
    assert (await older(store, page)).entries == []


def filled_in(text: ast.JoinedStr) -> Iterator[str]:
    """Give what an f-string may come to, with 1 in the place of what is filled in, and both ends of an either-or."""
    choices = []
    for part in text.values:
        value = part.value if isinstance(part, ast.FormattedValue) else part
        either = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
        choices.append([str(one.value) if isinstance(one, ast.Constant) else "1" for one in either])
    yield from map("".join, product(*choices))


def written() -> Iterator[str]:
    """Find every subject that the store's code writes into the audit by itself."""
    for path in sorted(Path(bot.store.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or [ast.unparse(one) for one in node.args[:2]] != ["conn", "said"]:
                continue
            subject = node.args[2] if len(node.args) > 2 else None
            if isinstance(subject, ast.JoinedStr):
                yield from filled_in(subject)
            elif isinstance(subject, ast.Constant) and isinstance(subject.value, str):
                yield subject.value


def test_every_subject_that_the_store_writes_is_known() -> None:
    found = {*written(), *NAMED.values(), *(f"{verb}:1" for verb in AUDITED.values())}
    assert {"ceiling", "limit:role:1", "return:1", "approve:1", "refuse:1", "words"} <= found
    # what is filled in here are deeds, the parts of a rule and the kinds of a cap
    found -= {"rule:1", "cap:1:1", "1:1"}
    # and what the operator says that concerns no server stands in no server's record
    found -= {"restore", "erase:member:1", "price:1", "11"}
    found |= {f"rule:{column}" for column in ("credits", "period", "zone", "reset_day")}
    found |= {f"cap:{scope}:1" for scope in Scope}
    unknown = {Topic.OTHER, Topic.SETUP}
    assert [text for text in sorted(found) if subject_of(text).topic in unknown] == []


async def test_the_parts_of_a_rule_are_known(store: SqlStore) -> None:
    change = RuleChange(credits=15, period=PeriodKind.WEEK, zone="Asia/Tokyo", reset_day=2)
    await store.settle_rule(said(), change, TERMS)
    assert sorted(names(await first(store, CHANGES))) == [
        "rule-credits 15",
        "rule-period week",
        "rule-reset-day 2",
        "rule-zone Asia/Tokyo",
    ]
    await store.limit_role(said(), RoleId(4), 5)
    assert names(await first(store, CHANGES, 1)) == ["limit-role 5"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM job WHERE guild_id = 1 AND id < 5 ORDER BY id DESC LIMIT 9",
        "SELECT * FROM audit WHERE guild_id = 1 AND id < 5 ORDER BY id DESC LIMIT 9",
        "SELECT * FROM period WHERE guild_id = 1 AND starts_at < 5 ORDER BY starts_at DESC LIMIT 9",
    ],
)
async def test_no_page_reads_what_it_does_not_show(sqlite_engine: AsyncEngine, query: str) -> None:
    plan = " ".join(str(row) for row in await rows(sqlite_engine, f"EXPLAIN QUERY PLAN {query}"))
    assert "USING INDEX" in plan
    assert "TEMP B-TREE" not in plan
