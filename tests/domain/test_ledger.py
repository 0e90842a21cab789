import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import GuildId, JobId
from bot.domain.ledger import (
    Account,
    AccountKind,
    Leg,
    allowance_account,
    extra_account,
    hold_id,
    key_account,
    member_account,
    resolution_id,
    resolve,
    spread,
)

POOL, METER = AccountKind.ALLOWANCE, AccountKind.MEMBER


def a_pool(name: str, credits_: int, posted: int = 0, pending: int = 0, *, closed: bool = False) -> Account:
    return Account(id=name, kind=POOL, credits=credits_, posted=posted, pending=pending, closed=closed)


def legs_of(*pools: int) -> list[Leg]:
    """Build a hold: a leg on each pool, and the meter's by their sum."""
    parts = [Leg(transfer_id=f"1:hold:{n}", account_id=f"a{n}", kind=POOL, amount=part) for n, part in enumerate(pools)]
    meter = Leg(transfer_id=f"1:hold:{len(pools)}", account_id="m", kind=METER, amount=sum(pools))
    return [*parts, meter]


def test_names_are_made_from_what_they_name() -> None:
    assert allowance_account(GuildId(7), "100") == "a:7:100"
    assert member_account(GuildId(7), 3, "100") == "m:7:3:100"
    assert extra_account(GuildId(7)) == "x:7"
    assert key_account("0123456789ab") == "k:0123456789ab"
    assert hold_id(JobId(9), 0) == "9:hold:0"
    assert resolution_id("9:hold:0") == "9:hold:0:resolved"


def test_a_new_account_is_empty_and_open() -> None:
    new = Account(id="a", kind=POOL)
    assert (new.credits, new.posted, new.pending, new.closed) == (0, 0, 0, False)


def test_what_is_available_is_neither_posted_nor_pending() -> None:
    assert a_pool("a", 100, posted=30, pending=20).available == 50


def test_a_closed_account_gives_nothing() -> None:
    assert a_pool("a", 100, closed=True).available == 0


def test_a_hold_takes_the_pools_in_their_order() -> None:
    pools = [a_pool("a", 20, pending=5), a_pool("closed", 99, closed=True), a_pool("empty", 0), a_pool("t", 100)]
    assert spread(28, pools) == [("a", 15), ("t", 13)]


def test_a_hold_that_fits_exactly_is_placed_and_one_credit_more_is_not() -> None:
    assert spread(28, [a_pool("a", 28)]) == [("a", 28)]
    assert spread(29, [a_pool("a", 28)]) is None
    assert spread(1, []) is None


@given(st.integers(1, 200), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 40), st.booleans()), max_size=4))
def test_a_hold_is_spread_without_loss_and_within_every_pool(price: int, wanted: list[tuple[int, int, bool]]) -> None:
    pools = [a_pool(str(n), held + free, pending=held, closed=shut) for n, (free, held, shut) in enumerate(wanted)]
    parts = spread(price, pools)
    room = {pool.id: pool.available for pool in pools}
    if parts is None:
        assert sum(room.values()) < price
        return
    assert sum(part for _, part in parts) == price
    assert all(0 < part <= room[name] for name, part in parts)
    assert len({name for name, _ in parts}) == len(parts)


@pytest.mark.parametrize(
    ("captured", "posts"), [(0, [0, 0, 0]), (5, [5, 0, 5]), (10, [10, 0, 10]), (12, [10, 2, 12]), (28, [10, 18, 28])]
)
def test_a_capture_takes_the_legs_in_the_order_they_were_held(captured: int, posts: list[int]) -> None:
    assert [part for _, part in resolve(captured, legs_of(10, 18))] == posts


@pytest.mark.parametrize("captured", [-1, 29, 1000])
def test_more_than_was_held_cannot_be_captured(captured: int) -> None:
    with pytest.raises(ValueError, match="cannot capture"):
        resolve(captured, legs_of(10, 18))


def test_nothing_can_be_captured_of_a_hold_that_is_not_there() -> None:
    assert resolve(0, []) == []
    with pytest.raises(ValueError, match="cannot capture"):
        resolve(1, [])


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4), st.data())
def test_every_leg_is_resolved_once_within_its_amount_and_the_meter_by_the_sum(
    pools: list[int], data: st.DataObject
) -> None:
    legs = legs_of(*pools)
    captured = data.draw(st.integers(0, sum(pools)))
    posts = resolve(captured, legs)
    assert [leg for leg, _ in posts] == legs
    assert all(0 <= part <= leg.amount for leg, part in posts)
    assert sum(part for leg, part in posts if leg.kind is POOL) == captured
    assert [part for leg, part in posts if leg.kind is METER] == [captured]


def test_extra_credits_pay_what_the_allowance_does_not_and_the_key_pays_the_whole() -> None:
    parts = ((AccountKind.KEY, 30), (POOL, 20), (AccountKind.EXTRA, 10), (METER, 30))
    legs = [
        Leg(transfer_id=f"1:hold:{n}", account_id=kind.value, kind=kind, amount=amount)
        for n, (kind, amount) in enumerate(parts)
    ]
    for captured, posts in ((0, [0, 0, 0, 0]), (15, [15, 15, 0, 15]), (24, [24, 20, 4, 24]), (30, [30, 20, 10, 30])):
        assert [part for _, part in resolve(captured, legs)] == posts
    with pytest.raises(ValueError, match="31"):
        resolve(31, legs)
