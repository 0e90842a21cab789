"""What moderators settle besides credits, who may, and what it does to the next request."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.ids import GuildId, JobId
from bot.domain.policy import Cap, CapChange, CapChanged, Policy, PolicyChange, PolicyChanged, Setting, WordsChanged
from bot.domain.policy import whose_cap as whose
from bot.domain.refusals import (
    AmountUnfit,
    AudioCapped,
    ManagersOnly,
    NothingAsked,
    VideosPaused,
    WordBlocked,
    WordsUnfit,
)
from bot.service.moderation import Request
from bot.service.policies import Policies
from bot.service.requests import Receipt
from tests.builders import GUILD, JOB, a_requester, a_wish
from tests.service.house import House
from tests.store.walking import member

MODERATOR = a_requester(member_id=member(9), is_moderator=True)
SERVER = whose(GUILD, None, None)
Deed = Callable[[Policies, Request], Awaitable[Any]]
CHANGES: dict[str, Deed] = {
    "settle": lambda policies, asked: policies.settle(asked, PolicyChange(paused=True)),
    "cap": lambda policies, asked: policies.cap(asked, SERVER, CapChange(audio=False)),
    "block words": lambda policies, asked: policies.block_words(asked, "boat", ""),
}


def asked(requester: Any = MODERATOR) -> Request:
    return Request(requester=requester, interaction=1, reason="why not")


async def generated(house: House, **wish: Any) -> Any:
    return await house.requests.generate(JOB, a_requester(), a_wish(**wish))


async def settled(house: House) -> Policy:
    policy = await house.policies.policy(MODERATOR)
    assert isinstance(policy, Policy)
    return policy


@pytest.mark.parametrize("deed", CHANGES)
async def test_who_is_no_moderator_changes_nothing(house: House, deed: str) -> None:
    assert await CHANGES[deed](house.policies, asked(a_requester())) == ManagersOnly()
    assert await settled(house) == Policy()


async def test_who_is_no_moderator_neither_learns_what_is_limited_nor_tidies_it_up(house: House) -> None:
    artists = whose(GUILD, 11, None)
    await house.policies.cap(asked(), artists, CapChange(audio=False))
    assert await house.policies.named(a_requester()) == ManagersOnly()
    assert await house.policies.forget(asked(a_requester()), {artists}) == ManagersOnly()
    assert await house.policies.named(MODERATOR) == frozenset({artists})
    assert await house.policies.forget(asked(), {artists}) is None
    assert await house.policies.named(MODERATOR) == frozenset()


async def test_who_is_no_moderator_sees_no_list_of_blocked_words(house: House) -> None:
    assert await house.policies.policy(a_requester()) == ManagersOnly()


@pytest.mark.parametrize("deed", CHANGES)
async def test_a_moderator_of_another_server_changes_nothing_here(house: House, deed: str) -> None:
    stranger = replace(MODERATOR, guild_id=GuildId(2))
    await CHANGES[deed](house.policies, asked(stranger))
    assert await settled(house) == Policy()
    assert isinstance(await generated(house, generate_audio=True), Receipt)
    assert await house.policies.policy(stranger) != Policy()


@pytest.mark.parametrize(
    ("deed", "refusal"),
    [("settle", VideosPaused()), ("cap", AudioCapped("server", GUILD)), ("block words", WordBlocked("boat"))],
)
async def test_what_is_settled_acts_from_the_next_request_on(house: House, deed: str, refusal: Any) -> None:
    before = await house.balance()
    await CHANGES[deed](house.policies, asked())
    assert await generated(house, generate_audio=True) == refusal
    assert await house.balance() == before


async def test_a_change_tells_what_was_before(house: House) -> None:
    first = await house.policies.settle(asked(), PolicyChange(confirm_above=5))
    assert first == PolicyChanged(before=Policy(), after=Policy(confirm_above=5))
    again = await house.policies.settle(asked(), PolicyChange(reset=frozenset({Setting.CONFIRM_ABOVE})))
    assert again == PolicyChanged(before=Policy(confirm_above=5), after=Policy())
    capped = await house.policies.cap(asked(), SERVER, CapChange(jobs=2))
    assert capped == CapChanged(before=Cap(), after=Cap(jobs=2))
    assert await house.policies.block_words(asked(), "cat", "") == WordsChanged((), ("cat",))


@pytest.mark.parametrize("name", ["confirm_above", "approve_above"])
@pytest.mark.parametrize(("price", "fits"), [(-1, False), (0, True), (100_000_000, True), (100_000_001, False)])
async def test_a_price_that_makes_no_sense_is_refused_with_all_that_came_with_it(
    house: House, name: str, price: int, *, fits: bool
) -> None:
    change: dict[str, Any] = {"paused": True, name: price}
    answer = await house.policies.settle(asked(), PolicyChange(**change))
    assert isinstance(answer, PolicyChanged if fits else AmountUnfit)
    policy = await settled(house)
    assert (policy.paused, getattr(policy, name)) == ((True, price) if fits else (False, None))


async def test_a_change_of_nothing_is_said_to_be_none(house: House) -> None:
    assert await house.policies.cap(asked(), SERVER, CapChange()) == NothingAsked()
    for add, remove in (("", ""), ("  ", "\n")):
        assert await house.policies.block_words(asked(), add, remove) == NothingAsked()


async def test_words_that_are_too_long_are_refused(house: House) -> None:
    assert isinstance(await house.policies.block_words(asked(), "cat, " + "x" * 61, ""), WordsUnfit)
    assert await settled(house) == Policy()


async def test_moderators_ask_under_the_same_caps(house: House) -> None:
    await house.policies.cap(asked(), SERVER, CapChange(audio=False))
    answer = await house.requests.generate(JobId(7), MODERATOR, a_wish(generate_audio=True))
    assert answer == AudioCapped("server", GUILD)
