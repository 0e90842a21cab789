from bot.domain.budget import MOST, Budget, Changed
from bot.domain.refusals import AmountUnfit
from bot.service.operation import Operation, Order
from tests.builders import GUILD, KEY
from tests.service.house import House
from tests.service.test_moderation import MODERATOR


def operation(house: House) -> Operation:
    return Operation(house.store, house.clock, house.nudge, KEY)


def order(request: str = "1") -> Order:
    return Order(reason="bought in May", request=request)


async def test_the_key_gets_credits_once_for_each_request_and_gives_back_what_is_free(house: House) -> None:
    for _ in range(2):
        assert await operation(house).grant_key(order(), 100) == Changed(before=0, after=100)
    await house.queued()
    assert await operation(house).grant_key(order("2"), -73) == AmountUnfit(-73, -72, MOST - 72)
    assert await operation(house).grant_key(order("3"), -72) == Changed(before=72, after=0)


async def test_a_server_gets_credits_that_do_not_expire(house: House) -> None:
    for _ in range(2):
        assert await operation(house).grant_extra(order(), GUILD, 50) == Changed(before=0, after=50)
    assert (await house.balance()).extra == 50
    assert await operation(house).grant_extra(order("2"), GUILD, -50) == Changed(before=50, after=0)


async def test_a_ceiling_is_set_and_left_to_the_settings_again(house: House) -> None:
    assert isinstance(await operation(house).set_ceiling(order(), GUILD, -1), AmountUnfit)
    assert await operation(house).set_ceiling(order(), GUILD, 900) == Changed(before=None, after=900)
    budget = await house.moderation.budget(MODERATOR)
    assert isinstance(budget, Budget)
    assert budget.ceiling == 900
    assert await operation(house).set_ceiling(order("2"), GUILD, None) == Changed(before=900, after=None)


async def test_a_grant_wakes_whoever_waits_for_credits(house: House) -> None:
    heard = house.nudge.listen()
    await operation(house).grant_key(order(), 100)
    assert heard.is_set()


async def test_the_whole_is_summed_up_for_this_key(house: House) -> None:
    await operation(house).grant_key(order(), 100)
    await house.queued()
    stats = await operation(house).stats()
    assert stats.key is not None
    assert (stats.at, stats.key.free, stats.servers) == (house.clock.now(), 72, 1)
    assert [use.used for use in await operation(house).servers()] == [28]
