"""What is not kept for ever, on both databases: after an erasure the person is nowhere in the whole of it."""

from pathlib import Path

import pytest
from sqlalchemy import BigInteger, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life, redelivery
from bot.domain.budget import NO_GUILD, Block, Instruction
from bot.domain.chronicle import Lookup
from bot.domain.draft import Draft
from bot.domain.ids import ChannelId, JobId, MemberId, MessageId
from bot.domain.job import FINAL, Ending, Job, JobState
from bot.domain.log_card import Deed
from bot.domain.picture import KeptPicture, Upload
from bot.domain.policy import PolicyChange
from bot.domain.privacy import NOBODY
from bot.store import SqlStore
from bot.store.tables import metadata
from tests.builders import CHANNEL, GUILD, JOB, MEMBER, NO_CAPS, NOW, RULE, a_requester, a_spec, terms
from tests.store.walking import accepted, brought_to, everything, member, nth, rows, said

MINE = MemberId(712_345_678_901_234_567)
PROMPT = "a very private paper boat"
LINK = "https://cdn.example/private.png"
DAY = 86400.0


def word(reason: str = "they asked for it") -> Instruction:
    return Instruction(guild_id=NO_GUILD, by=None, reason=reason, request="erase", at=NOW + DAY)


async def mine(store: SqlStore, state: JobState, job_id: JobId) -> Job:
    spec = a_spec(PROMPT, image_url=LINK)
    return await brought_to(store, state, job_id, member_id=MINE, spec=spec)


async def lived(store: SqlStore) -> list[Job]:
    """Leave every trace that a person can leave: as a member, as a moderator, and as somebody moderated."""
    await store.change_policy(said(), PolicyChange(log_channel=ChannelId(5)))
    jobs = [await mine(store, state, nth(number)) for number, state in enumerate(sorted(FINAL))]
    await store.apply(life.fail(await mine(store, JobState.FETCHING, nth(20)), NOW, Ending.NOT_A_VIDEO, f"no {PROMPT}"))
    begun = Draft(upload=Upload(url=LINK, size=9, content_type="image/png"), spec=a_spec(PROMPT))
    await store.keep_draft(77, a_requester(member_id=MINE), begun, NOW)
    await store.limit_member(said(), MINE, 100)
    await store.give_room(said(request="room"), MINE, 9, terms(RULE))
    await store.block(said(), MINE, Block(until=None, reason=f"<@{MINE}> is rude"))
    await store.limit_all(said(by=MINE), 400)
    other = await brought_to(store, JobState.DELIVERED, nth(30))
    await store.block(said(by=MINE), MEMBER, Block(until=None, reason="no"), other.id)
    for card in await store.claim_cards(NOW + 2 * DAY, NOW + 2 * DAY, 50):
        await store.card_told(card, MessageId(int(card.record.job.id) + 5))
    return jobs


async def in_all_columns(engine: AsyncEngine, wanted: MemberId) -> set[str]:
    """Name every column in which an id stands, as a number or within a text."""
    found = set()
    for table in metadata.sorted_tables:
        for column in table.c:
            number = isinstance(column.type, BigInteger)
            like = f'"{column.name}" = {wanted}' if number else f"CAST(\"{column.name}\" AS text) LIKE '%{wanted}%'"
            if await rows(engine, f'SELECT 1 FROM "{table.name}" WHERE {like} LIMIT 1'):  # noqa: S608 - our own names
                found.add(f"{table.name}.{column.name}")
    return found


async def test_a_member_stands_in_exactly_these_columns(store: SqlStore, engine: AsyncEngine) -> None:
    await lived(store)
    found = await in_all_columns(engine, MINE)
    assert found == {"member.member_id", "job.member_id", "draft.member_id", "block.reason"}


async def test_an_erased_person_is_nowhere_in_the_whole_database(store: SqlStore, engine: AsyncEngine) -> None:
    await lived(store)
    traces = await store.traces(MINE)
    assert (traces.known, traces.videos, len(traces.clips), traces.under_way) == (True, 6, 2, ())
    assert (traces.blocked_in, traces.reasons) == ((GUILD,), 0)
    assert await store.erase(word(), MINE)
    whole = repr(await everything(engine))
    for trace in (str(MINE), PROMPT, LINK):
        assert trace not in whole
    assert not (await store.traces(MINE)).known
    assert await store.check() == []


async def test_its_bytes_are_gone_from_the_file_as_well(sqlite_engine: AsyncEngine, database: Path) -> None:
    store = SqlStore(sqlite_engine)
    await lived(store)
    assert await store.erase(word(), MINE)
    await store.tidy(alone=True)
    kept = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert str(GUILD).encode() in kept
    for trace in (int(MINE).to_bytes(8, "big"), str(MINE).encode(), PROMPT.encode(), LINK.encode()):
        assert trace not in kept


async def test_what_an_erased_persons_videos_took_still_adds_up_and_names_nobody(store: SqlStore) -> None:
    jobs = await lived(store)
    before = await store.budget(GUILD, terms(RULE), NOW)
    listed = await store.chronicle(GUILD, Lookup(), None, 50)
    await store.erase(word(), MINE)
    assert await store.budget(GUILD, terms(RULE), NOW) == before
    after = await store.chronicle(GUILD, Lookup(), None, 50)
    assert len(after.entries) == len(listed.entries)
    for job in jobs:
        record = await store.record(job.id)
        assert record is not None
        assert (record.job.member_id, record.job.spec.prompt, record.job.state) == (NOBODY, "", job.state)
        assert record.job.spec.image_url == ""


async def test_cards_are_written_anew_without_the_person_and_nothing_else_is_told(store: SqlStore) -> None:
    await lived(store)
    assert await store.claim_cards(NOW + 2 * DAY, NOW + 3 * DAY, 50) == []
    await store.erase(word(), MINE)
    cards = await store.claim_cards(NOW + 2 * DAY, NOW + 3 * DAY, 50)
    assert {card.record.job.id for card in cards} == {*(nth(number) for number in range(len(FINAL))), nth(20), nth(30)}
    [noted] = [card for card in cards if card.record.job.id == nth(30)]
    assert [(note.deed, note.by) for note in noted.notes] == [(Deed.BLOCKED, None)]
    assert nth(0) not in {job.id for job in await store.claim_untold(NOW + 2 * DAY, NOW + 3 * DAY, 50)}


async def test_who_comes_back_is_somebody_new(store: SqlStore) -> None:
    await lived(store)
    await store.erase(word(), MINE)
    again = await accepted(store, nth(50), member_id=MINE)
    assert again.member_id == MINE
    balance = await store.balance(GUILD, MINE, (), terms(RULE), NOW)
    assert (balance.share.held, balance.share.spent, balance.block) == (28, 0, None)


@pytest.mark.parametrize("state", sorted(set(JobState) - FINAL))
async def test_nobody_is_erased_with_a_video_under_way(store: SqlStore, engine: AsyncEngine, state: JobState) -> None:
    job = await mine(store, state, JOB)
    before = await everything(engine)
    assert not await store.erase(word(), MINE)
    assert await everything(engine) == before
    assert (await store.traces(MINE)).under_way == (job.id,)


async def test_nobody_is_erased_while_a_clip_is_being_posted_again(store: SqlStore) -> None:
    job = await mine(store, JobState.DELIVERED, JOB)
    newest = await store.delivery(job.id)
    assert newest is not None
    await store.apply(redelivery.deliver_again(job, newest, CHANNEL, NOW, "asked for again"))
    assert not await store.erase(word(), MINE)


async def test_an_erasure_is_on_record_without_the_person(store: SqlStore, engine: AsyncEngine) -> None:
    await mine(store, JobState.DELIVERED, JOB)
    await store.erase(word(), MINE)
    kept = await rows(engine, "SELECT guild_id, actor, after, reason FROM audit")
    assert kept == [(0, "operator", "1 videos", "they asked for it")]


async def test_reasons_that_name_a_person_are_counted_because_they_stay(store: SqlStore) -> None:
    await mine(store, JobState.DELIVERED, JOB)
    await store.limit_member(said(reason=f"<@{MINE}> asks a lot"), MINE, 5)
    await store.give_room(said(reason=f"for {MINE}", request="room"), MINE, 9, terms(RULE))
    assert (await store.traces(MINE)).reasons == 3


async def test_somebody_of_whom_nothing_is_kept_is_not_known(store: SqlStore) -> None:
    await mine(store, JobState.DELIVERED, JOB)
    assert not (await store.traces(member(3))).known
    assert await store.erase(word(), member(3))


async def test_words_go_from_old_final_jobs_alone_and_so_many_at_a_time(store: SqlStore, engine: AsyncEngine) -> None:
    for number, state in enumerate(JobState):
        await mine(store, state, nth(number))
    young = await brought_to(store, JobState.FAILED, nth(40), now=NOW + 5 * DAY)
    counts = [await store.blank_words(NOW + 3 * DAY, 3) for _ in range(3)]
    assert counts == [3, len(FINAL) - 3, 0]
    for number, state in enumerate(JobState):
        job = await store.job(nth(number))
        assert job is not None
        assert (job.spec.prompt, job.spec.image_url) == (("", "") if state in FINAL else (PROMPT, LINK))
        assert job.member_id == MINE
        if state in FINAL:
            assert (job.video_url, job.ending_detail) == (None, None)
    assert await store.job(young.id) == young
    why = "SELECT count(*) FROM job_event WHERE why <> '' AND job_id = :job"
    old = nth(list(JobState).index(JobState.FAILED))
    assert [await rows(engine, why, job=one) for one in (old, young.id)] == [[(0,)], [(4,)]]


async def test_who_read_a_job_before_cannot_write_its_words_back(store: SqlStore) -> None:
    job = await mine(store, JobState.DELIVERED, JOB)
    await store.blank_words(NOW + DAY, 9)
    after = await store.job(job.id)
    assert after is not None
    assert after.rev == job.rev + 1


async def test_a_clip_that_is_being_posted_again_keeps_its_words_until_it_is(store: SqlStore) -> None:
    job = await mine(store, JobState.DELIVERED, JOB)
    newest = await store.delivery(job.id)
    assert newest is not None
    await store.apply(redelivery.deliver_again(job, newest, CHANNEL, NOW, "asked for again"))
    assert await store.blank_words(NOW + 9 * DAY, 9) == 0


async def test_what_was_begun_is_forgotten_when_it_is_too_old(store: SqlStore, engine: AsyncEngine) -> None:
    begun = Draft(spec=a_spec(PROMPT))
    for number, at in ((1, NOW - 3601), (2, NOW)):
        await store.keep_draft(number, a_requester(), begun, at)
    await store.forget_drafts(NOW)
    assert await rows(engine, "SELECT id FROM draft") == [(2,)]


@pytest.mark.parametrize("change", ["why = 'else'", "why = '', at = 1", "target = 'failed'"])
async def test_of_an_event_nothing_but_its_words_may_go(store: SqlStore, engine: AsyncEngine, change: str) -> None:
    await brought_to(store, JobState.DELIVERED)
    with pytest.raises(IntegrityError, match="append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(f"UPDATE job_event SET {change}"))  # noqa: S608 - a test's own words


async def test_a_picture_of_ours_is_among_the_traces(store: SqlStore) -> None:
    kept = KeptPicture("7.png", NOW)
    spec = a_spec(PROMPT, image_url=LINK)
    job = await store.accept(JOB, a_requester(member_id=MINE), spec, terms(RULE), NO_CAPS, NOW, kept)
    assert isinstance(job, Job)
    await store.apply(life.cancel(job, NOW, Ending.BY_REQUESTER))
    assert (await store.traces(MINE)).pictures == (kept,)
