import discord
import pytest

from bot.cards.buttons import ITEMS
from bot.cards.chronicle_buttons import RECORD_ITEMS, RecordButton, RestButton, record_panel, rest_view
from bot.cards.job_buttons import JOB_ITEMS
from bot.domain.chronicle import Lookup, Mark, Place, RecordKind, RecordPage, VideoEntry
from bot.domain.history import Way
from bot.domain.ids import JobId, MemberId
from bot.domain.report import Stretch
from bot.i18n import Texts
from tests.cards.samples import job

TEXTS = Texts()
LONGEST = 2**63 - 1
FAR = Place(job=LONGEST, period=99_999_999_999, change=LONGEST)


def pressable(panel: discord.ui.LayoutView) -> list[discord.ui.Item[discord.ui.LayoutView]]:
    """Give a panel's interactive items, after checking that nothing of them ever ends."""
    assert panel.timeout is None
    rows = [child for child in panel.walk_children() if isinstance(child, discord.ui.ActionRow)]
    return [item for row in rows for item in row.children]


@pytest.mark.parametrize("whose", [None, MemberId(LONGEST)])
@pytest.mark.parametrize("kind", list(RecordKind))
async def test_ids_are_known_again_and_short_enough(whose: MemberId | None, kind: RecordKind) -> None:
    buttons = [RecordButton(Mark(Way.OLDER, FAR), Lookup(kind, whose)), RestButton(0, 99_999_999_999, JobId(LONGEST))]
    for button in buttons:
        match = button.template.fullmatch(button.custom_id)
        assert match
        assert len(button.custom_id) <= 100
        known = [
            item
            for item in (*ITEMS, *JOB_ITEMS, *RECORD_ITEMS)
            if item.__discord_ui_compiled_template__.fullmatch(button.custom_id)
        ]
        assert known == [type(button)]


async def test_a_page_leads_only_where_there_is_more() -> None:
    top, bottom = Place(job=9, period=9, change=9), Place(job=1, period=1, change=1)
    for older, newer in ((False, False), (True, False), (False, True), (True, True)):
        page = RecordPage(entries=[VideoEntry(job(), [])], older=older, newer=newer, top=top, bottom=bottom)
        items = pressable(record_panel(TEXTS, "zh-CN", Lookup(), page))
        marks = [item.mark for item in items if isinstance(item, RecordButton)]
        wanted = [Mark(Way.NEWER, top)] * newer + [Mark(Way.OLDER, bottom)] * older
        assert marks == wanted


async def test_a_table_that_was_cut_goes_on_before_its_last_line() -> None:
    view = rest_view(TEXTS, "en-US", Stretch(starts_at=10.0, ends_at=20.5, zone="UTC"), JobId(5))
    [button] = view.children
    assert isinstance(button, RestButton)
    assert (button.custom_id, view.timeout) == ("rest:10:20:5", None)
