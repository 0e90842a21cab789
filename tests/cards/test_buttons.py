import pytest

from bot.cards.buttons import ITEMS, CancelButton, status_view
from bot.domain.ids import JobId
from bot.domain.job import WAITING, JobState
from bot.i18n import Texts
from tests.cards.samples import job

TEXTS = Texts()


@pytest.mark.parametrize("state", sorted(WAITING))
async def test_a_job_that_waits_can_be_cancelled_for_ever(state: JobState) -> None:
    view = status_view(TEXTS, job(state=state))
    assert view
    assert view.timeout is None
    (button,) = view.children
    assert isinstance(button, CancelButton)
    assert (button.item.label, button.custom_id) == ("Cancel", "cancel:1300000000000000001")


async def test_every_message_gets_a_view_of_its_own_in_the_servers_language() -> None:
    first, second = status_view(TEXTS, job()), status_view(TEXTS, job(guild_locale="zh-CN"))
    assert first is not second
    assert second
    (button,) = second.children
    assert isinstance(button, CancelButton)
    assert button.item.label == "取消"


@pytest.mark.parametrize("state", sorted(set(JobState) - WAITING))
async def test_what_waits_no_more_has_nothing_to_press(state: JobState) -> None:
    assert status_view(TEXTS, job(state=state)) is None


def test_the_buttons_id_carries_action_and_job_and_nothing_else() -> None:
    assert CancelButton in ITEMS
    template = CancelButton(JobId(1)).template
    assert template.fullmatch("cancel:18446744073709551615")
    for foreign in ("cancel:", "cancel:x", "cancel:1:2", "retry:1", "cancel:123456789012345678901"):
        assert not template.fullmatch(foreign)
