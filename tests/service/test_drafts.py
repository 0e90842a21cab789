from bot.domain.ids import GuildId, MemberId
from bot.domain.picture import Upload
from bot.domain.refusals import FormTooOld
from bot.service.drafts import Drafts
from tests.builders import a_requester
from tests.service.house import House

UPLOAD = Upload(url="https://cdn.example/a.png", size=None, content_type="image/png")


async def test_a_form_is_known_to_the_member_who_opened_it_for_an_hour(house: House) -> None:
    drafts = Drafts(house.store, house.clock)
    await drafts.keep(5, a_requester(), UPLOAD)
    house.clock.leap(3599)
    assert await Drafts(house.store, house.clock).find(5, a_requester(locale="zh-CN")) == UPLOAD
    house.clock.leap(2)
    assert await drafts.find(5, a_requester()) == FormTooOld()


async def test_a_form_is_nobody_elses(house: House) -> None:
    drafts = Drafts(house.store, house.clock)
    await drafts.keep(5, a_requester(), UPLOAD)
    assert await drafts.find(6, a_requester()) == FormTooOld()
    assert await drafts.find(5, a_requester(member_id=MemberId(1))) == FormTooOld()
    assert await drafts.find(5, a_requester(guild_id=GuildId(1))) == FormTooOld()
