from dataclasses import replace

import discord
import pytest

from bot.cards.buttons import ITEMS, CancelButton
from bot.cards.job_buttons import JOB_ITEMS, AgainButton, DeleteButton, TurnButton, job_panel, list_panel
from bot.cards.log_buttons import LOG_ITEMS, BlockButton, DecideButton, RemoveButton, ReturnButton
from bot.domain.delivery import DeliveryState
from bot.domain.history import Cursor, Entry, Page, Record, Way
from bot.domain.ids import ChannelId, GuildId, JobId, MemberId, MessageId
from bot.domain.job import Job, JobState
from bot.domain.redelivery import SETTLED
from bot.domain.requester import Requester
from bot.i18n import Texts
from tests.cards.samples import delivery, job, ready

TEXTS = Texts()
ME = MemberId(123456789012345678)
LONGEST = JobId(2**63 - 1)
ASKER = Requester(
    guild_id=GuildId(1), channel_id=ChannelId(2), member_id=ME, locale="zh-CN", guild_locale="en-US", is_moderator=True
)
POSTED = delivery(state=DeliveryState.POSTED, message_id=MessageId(77))


def pressable(panel: discord.ui.LayoutView) -> list[type[object]]:
    """Give the kinds of a panel's interactive items, after checking that nothing of them ever ends."""
    assert panel.timeout is None
    rows = [child for child in panel.walk_children() if isinstance(child, discord.ui.ActionRow)]
    return [type(item) for row in rows for item in row.children]


def seen(of: Job, *, kept: bool = True, posted: bool = True) -> list[type[object]]:
    deliveries = [POSTED] if posted else []
    record = Record(job=of, deliveries=deliveries, lines=[], started_at=None, finished_at=None, kept=kept)
    return pressable(job_panel(TEXTS, ASKER, record))


@pytest.mark.parametrize("state", list(JobState))
async def test_a_job_has_the_buttons_of_its_state(state: JobState) -> None:
    of = ready(state=state, deadline_at=None) if state in SETTLED else job(state=state)
    wanted: dict[JobState, list[type[object]]] = {
        JobState.AWAITING_APPROVAL: [DecideButton, DecideButton, CancelButton],
        JobState.QUEUED: [CancelButton],
        **{settled: [AgainButton, DeleteButton] for settled in SETTLED},
    }
    assert seen(of) == wanted.get(state, [])


async def test_a_member_decides_nothing() -> None:
    record = Record(
        job=job(state=JobState.AWAITING_APPROVAL), deliveries=[], lines=[], started_at=None, finished_at=None
    )
    assert pressable(job_panel(TEXTS, replace(ASKER, is_moderator=False), record)) == [CancelButton]


async def test_a_moderator_removes_the_clips_of_others() -> None:
    of = ready(state=JobState.DELIVERED, deadline_at=None, member_id=MemberId(5))
    assert seen(of) == [AgainButton, RemoveButton]


async def test_what_is_gone_cannot_be_pressed_for() -> None:
    of = ready(state=JobState.DELIVERED, deadline_at=None)
    assert seen(of, kept=False) == [DeleteButton]
    assert seen(of, kept=False, posted=False) == []
    assert seen(ready(state=JobState.DELIVERED)) == []


async def test_a_page_leads_only_where_there_is_more() -> None:
    for older, newer in ((False, False), (True, False), (False, True), (True, True)):
        page = Page([Entry(job(), None)], older=older, newer=newer)
        assert pressable(list_panel(TEXTS, ASKER, None, page)) == [TurnButton] * (older + newer)


@pytest.mark.parametrize("whose", [None, MemberId(LONGEST)])
def test_ids_are_known_again_and_short_enough(whose: MemberId | None) -> None:
    buttons = [
        TurnButton(Cursor(Way.NEWER, LONGEST), whose),
        AgainButton(LONGEST),
        DeleteButton(LONGEST),
        DeleteButton(LONGEST, sure=True),
        DecideButton(LONGEST, approve=True),
        DecideButton(LONGEST, approve=False),
        RemoveButton(LONGEST),
        RemoveButton(LONGEST, sure=True),
        BlockButton(LONGEST),
        ReturnButton(LONGEST),
    ]
    for button in buttons:
        assert button.template.fullmatch(button.custom_id)
        assert len(button.custom_id) <= 100
    for button in buttons:
        known = (*ITEMS, *JOB_ITEMS, *LOG_ITEMS)
        matching = [item for item in known if item.__discord_ui_compiled_template__.fullmatch(button.custom_id)]
        assert matching == [type(button)]
