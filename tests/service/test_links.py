import asyncio

from bot.domain.link import Standing
from bot.domain.upload import MIB
from bot.service.links import NOTE, Links
from tests.builders import NOW, a_clip
from tests.service.house import KEEP_CLIPS, House

URL = "https://bot.example"


def links_of(house: House) -> Links:
    return Links(house.store, house.media, house.clock, URL, KEEP_CLIPS)


async def test_a_link_lives_as_long_as_its_file(house: House) -> None:
    link = await links_of(house).to(a_clip())
    assert link is not None
    assert link.until == int(NOW + KEEP_CLIPS)
    parts = link.url.removeprefix(f"{URL}/clips/").split("/")
    assert await links_of(house).judge(*parts) is Standing.GOOD
    await house.clock.pass_time(KEEP_CLIPS)
    assert await links_of(house).judge(*parts) is Standing.OVER


async def test_every_process_of_a_database_takes_the_links_of_every_other(house: House) -> None:
    made = await asyncio.gather(*(links_of(house).to(a_clip()) for _ in range(5)))
    assert len(set(made)) == 1
    kept = await house.store.recall(NOTE)
    assert kept is not None
    assert len(bytes.fromhex(kept)) == 32


async def test_there_is_no_link_without_a_file_and_none_without_a_public_url(house: House) -> None:
    assert await house.links.to(a_clip()) is None
    house.media.loses(a_clip())
    assert await links_of(house).to(a_clip()) is None


async def test_a_clip_that_is_too_large_goes_as_a_link_of_ours_where_there_is_a_public_url(house: House) -> None:
    house.public_url = URL
    house.start()
    job = await house.ready(size=300 * MIB)
    await house.store.learn_upload(job.guild_id, 20 * MIB, house.clock.now(), taken=False)
    await house.deliverer.deliver(job)
    [link] = house.poster.links
    assert link is not None
    assert link.url.startswith(f"{URL}/clips/")
    assert house.poster.sends[0][1]


async def test_a_clip_that_fits_goes_without_a_link(house: House) -> None:
    house.public_url = URL
    house.start()
    await house.deliverer.deliver(await house.ready())
    assert house.poster.links == [None]
