"""What moderators settle besides credits, on both databases."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import ChannelId, RoleId
from bot.domain.policy import (
    MOST_WORDS,
    Cap,
    CapChange,
    CapChanged,
    Policy,
    PolicyChange,
    PolicyChanged,
    Scope,
    Setting,
    Whose,
    WordsChanged,
)
from bot.domain.refusals import WordsUnfit
from bot.domain.video import AspectRatio, Defaults, Resolution
from bot.store import SqlStore
from tests.builders import CHANNEL, GUILD
from tests.store.walking import everything, guild, member, rows, said

SERVER = Whose(Scope.SERVER, GUILD)
ARTISTS = Whose(Scope.ROLE, RoleId(11))
HERE = Whose(Scope.CHANNEL, CHANNEL)
OTHER = guild(2)
AUDIT = "SELECT subject, before, after FROM audit ORDER BY id"
ALL = PolicyChange(
    channels=frozenset({CHANNEL, ChannelId(5)}),
    log_channel=ChannelId(6),
    language="zh-CN",
    defaults={
        "aspect_ratio": AspectRatio.TALL,
        "resolution": Resolution.SD,
        "duration": 4,
        "generate_audio": True,
        "fixed_lens": False,
    },
    paused=True,
    confirm_above=0,
    approve_above=56,
)
SETTLED = Policy(
    channels=frozenset({CHANNEL, ChannelId(5)}),
    log_channel=ChannelId(6),
    language="zh-CN",
    defaults=Defaults(
        aspect_ratio=AspectRatio.TALL, resolution=Resolution.SD, duration=4, generate_audio=True, fixed_lens=False
    ),
    paused=True,
    confirm_above=0,
    approve_above=56,
)


async def test_a_server_never_seen_has_settled_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    assert await store.policy(GUILD) == Policy()
    assert await rows(engine, "SELECT 1 FROM guild") == []


async def test_everything_that_is_settled_comes_back(store: SqlStore) -> None:
    assert await store.change_policy(said(), ALL) == PolicyChanged(before=Policy(), after=SETTLED)
    assert await store.policy(GUILD) == SETTLED


@pytest.mark.parametrize("setting", list(Setting))
async def test_each_part_is_settled_and_reset_alone(store: SqlStore, setting: Setting) -> None:
    name = setting.value.replace("-", "_")
    await store.change_policy(said(), PolicyChange(**{name: getattr(ALL, name)}))
    only = replace(Policy(), **{name: getattr(SETTLED, name)})
    assert await store.policy(GUILD) == only
    await store.change_policy(said(), ALL)
    changed = await store.change_policy(said(), PolicyChange(reset=frozenset({setting})))
    assert changed.after == await store.policy(GUILD) == replace(SETTLED, **{name: getattr(Policy(), name)})


async def test_who_settled_what_and_why_is_written_down_once(store: SqlStore, engine: AsyncEngine) -> None:
    await store.change_policy(said(), ALL)
    await store.change_policy(said(), ALL)
    assert sorted(await rows(engine, AUDIT)) == [
        ("pause", None, "True"),
        ("price:approve", None, "56"),
        ("price:confirm", None, "0"),
        ("setup:channels", None, f"5 {CHANNEL}"),
        (
            "setup:defaults",
            None,
            "aspect_ratio=9:16 resolution=480p duration=4 generate_audio=True fixed_lens=False",
        ),
        ("setup:language", None, "zh-CN"),
        ("setup:log-channel", None, "6"),
    ]
    assert await rows(engine, "SELECT DISTINCT actor, reason, guild_id FROM audit") == [("member:1", "because", GUILD)]
    await store.change_policy(said(by=member(8), reason="enough"), PolicyChange(reset=frozenset(Setting)))
    assert len(await rows(engine, AUDIT)) == 14
    assert (await rows(engine, AUDIT + " LIMIT 1 OFFSET 13")) == [("price:approve", "56", None)]
    latest = "SELECT DISTINCT actor, reason FROM audit WHERE after IS NULL"
    assert await rows(engine, latest) == [("member:2", "enough")]


async def test_a_change_of_nothing_leaves_no_trace(store: SqlStore, engine: AsyncEngine) -> None:
    await store.change_policy(said(), ALL)
    await store.cap_video(said(), HERE, CapChange(audio=False))
    await store.block_words(said(), "cat", "")
    before = await everything(engine)
    await store.change_policy(said(), PolicyChange())
    await store.cap_video(said(), HERE, CapChange(audio=False, jobs=0))
    await store.cap_video(said(), SERVER, CapChange(resolution=Resolution.HD))
    assert await store.block_words(said(), "CAT", "dog") == WordsChanged(("cat",), ("cat",))
    assert await everything(engine) == before


async def test_a_cap_is_settled_changed_and_taken_away(store: SqlStore, engine: AsyncEngine) -> None:
    full = Cap(resolution=Resolution.SD, duration=8, audio=False, images=False, jobs=2)
    wanted = CapChange(resolution=Resolution.SD, duration=8, audio=False, images=False, jobs=2)
    for whose in (SERVER, ARTISTS, HERE):
        assert await store.cap_video(said(), whose, wanted) == CapChanged(before=Cap(), after=full)
    assert (await store.policy(GUILD)).caps == {SERVER: full, ARTISTS: full, HERE: full}
    less = await store.cap_video(said(), ARTISTS, CapChange(duration=12, audio=True))
    assert less == CapChanged(before=full, after=Cap(resolution=Resolution.SD, images=False, jobs=2))
    gone = await store.cap_video(said(), HERE, CapChange(remove=True))
    assert gone == CapChanged(before=full, after=Cap())
    assert (await store.policy(GUILD)).caps == {SERVER: full, ARTISTS: less.after}
    told = "resolution=480p duration=8 audio=False images=False jobs=2"
    assert await rows(engine, AUDIT) == [
        (f"cap:server:{GUILD}", None, told),
        ("cap:role:11", None, told),
        (f"cap:channel:{CHANNEL}", None, told),
        ("cap:role:11", told, "resolution=480p images=False jobs=2"),
        (f"cap:channel:{CHANNEL}", told, None),
    ]


async def test_words_come_and_go_and_are_kept_as_typed(store: SqlStore, engine: AsyncEngine) -> None:
    assert await store.block_words(said(), "Dog, 猫, ass", "") == WordsChanged((), ("ass", "Dog", "猫"))
    assert await store.block_words(said(), "bee", "DOG,猫") == WordsChanged(("ass", "Dog", "猫"), ("ass", "bee"))
    assert (await store.policy(GUILD)).blocked_words == ("ass", "bee")
    assert await store.block_words(said(), "BEE", "bee") == WordsChanged(("ass", "bee"), ("ass", "BEE"))
    assert await rows(engine, AUDIT) == [
        ("words", None, "ass, Dog, 猫"),
        ("words", "ass, Dog, 猫", "ass, bee"),
        ("words", "ass, bee", "ass, BEE"),
    ]


async def test_too_many_words_change_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    many = ",".join(map(str, range(MOST_WORDS)))
    await store.block_words(said(), many, "")
    before = await everything(engine)
    for add in ("one more", "1, another", "x" * 61):
        assert isinstance(await store.block_words(said(), add, "1" if add.startswith("x") else ""), WordsUnfit)
    assert await everything(engine) == before


async def test_nothing_of_it_concerns_another_server(store: SqlStore) -> None:
    await store.change_policy(said(OTHER), PolicyChange(confirm_above=7, channels=frozenset({ChannelId(9)})))
    await store.cap_video(said(OTHER), ARTISTS, CapChange(audio=False))
    await store.block_words(said(OTHER), "cat, dog", "")
    there = await store.policy(OTHER)
    assert await store.policy(GUILD) == Policy()
    await store.change_policy(said(), ALL)
    await store.cap_video(said(), ARTISTS, CapChange(images=False))
    await store.cap_video(said(), ARTISTS, CapChange(remove=True))
    await store.block_words(said(), "cat", "")
    await store.block_words(said(), "", "cat")
    await store.change_policy(said(), PolicyChange(reset=frozenset(Setting)))
    assert await store.policy(OTHER) == there
    assert await store.policy(GUILD) == Policy()


async def test_what_one_part_of_the_product_settles_another_does_not_undo(store: SqlStore) -> None:
    await store.change_policy(said(), ALL)
    await store.limit_all(said(), 30)
    await store.set_ceiling(said(by=None), 400)
    await store.cap_video(said(), HERE, CapChange(jobs=1))
    assert await store.policy(GUILD) == replace(SETTLED, caps={HERE: Cap(jobs=1)})


async def settle(store: SqlStore, number: int) -> Any:
    """Let the nth of several moderators settle something of each kind at once."""
    word = said(by=member(50 + number), request=str(number))
    return await asyncio.gather(
        store.change_policy(word, PolicyChange(confirm_above=number, channels=frozenset({ChannelId(number + 1)}))),
        store.cap_video(word, SERVER, CapChange(jobs=number + 1)),
        store.block_words(word, f"word{number}", ""),
    )


async def chained(store: SqlStore, answers: list[Any]) -> None:
    """Check that each of several changes at once began where another ended, and that the last one stands."""
    policy = await store.policy(GUILD)
    lines = {
        policy.confirm_above: [(prices.before.confirm_above, prices.after.confirm_above) for prices, _, _ in answers],
        policy.caps[SERVER].jobs: [(caps.before.jobs, caps.after.jobs) for _, caps, _ in answers],
    }
    for last, steps in lines.items():
        leads = dict(steps)
        at, seen = None, []
        while at in leads:
            at = leads.pop(at)
            seen.append(at)
        assert (seen[-1], len(seen)) == (last, len(answers))
    assert policy.blocked_words == tuple(sorted(f"word{number}" for number in range(len(answers))))
    assert policy.channels == frozenset({ChannelId((policy.confirm_above or 0) + 1)})


async def test_moderators_at_once_change_one_after_the_other(store: SqlStore) -> None:
    await chained(store, list(await asyncio.gather(*(settle(store, number) for number in range(6)))))


async def test_what_was_settled_for_roles_and_channels_that_are_gone_is_forgotten_and_noted(
    store: SqlStore, engine: AsyncEngine
) -> None:
    for whose in (SERVER, ARTISTS, HERE):
        await store.cap_video(said(), whose, CapChange(duration=4))
    for role in (RoleId(11), RoleId(12)):
        await store.limit_role(said(), role, 20)
    await store.limit_role(said(OTHER), RoleId(11), 20)
    painters = Whose(Scope.ROLE, 12)
    assert await store.named(GUILD) == {ARTISTS, painters, HERE}
    before = len(await rows(engine, AUDIT))
    await store.forget(said(), {ARTISTS, HERE, Whose(Scope.ROLE, 99)})
    assert await store.named(GUILD) == {painters}
    assert await store.named(OTHER) == {ARTISTS}
    assert set((await store.policy(GUILD)).caps) == {SERVER}
    assert (await rows(engine, AUDIT))[before:] == [
        (f"cap:channel:{CHANNEL}", "duration=4", None),
        ("cap:role:11", "duration=4", None),
        ("limit:role:11", "20", None),
    ]
