from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.cards.confirmation import CONFIRMATION_ITEMS, ConfirmButton, DeclineButton, confirmation_panel
from bot.domain.budget import LimitSource, MemberLimit, Share
from bot.domain.ids import JobId
from bot.domain.video import AspectRatio, VideoSpec
from bot.i18n import Texts
from bot.service.requests import Confirmation
from tests.cards.samples import HOSTILE, SPEC, balance

TEXTS = Texts()
LONGEST = JobId(2**63 - 1)


def question(spec: VideoSpec = SPEC, locale: str = "en-US", **changes: Any) -> discord.ui.LayoutView:
    asked = Confirmation(draft_id=LONGEST, spec=spec, balance=balance())
    return confirmation_panel(TEXTS, locale, replace(asked, **changes))


def words(panel: discord.ui.LayoutView) -> str:
    return "\n".join(item.content for item in panel.walk_children() if isinstance(item, discord.ui.TextDisplay))


def buttons(panel: discord.ui.LayoutView) -> list[ConfirmButton | DeclineButton]:
    rows = [child for child in panel.walk_children() if isinstance(child, discord.ui.ActionRow)]
    found = [item for row in rows for item in row.children]
    kept = [item for item in found if isinstance(item, ConfirmButton | DeclineButton)]
    assert kept == found
    return kept


async def test_the_question_names_the_video_its_price_and_what_is_left() -> None:
    assert words(question()).splitlines() == [
        "💳 **A red fox in falling snow**",
        "480p · 1:1 · 4 s · no sound · 8 credits",
        "This takes **8 credits**. The server has 372 left. Nothing is set aside yet.",
    ]
    assert (
        words(question(locale="zh-CN")).splitlines()[2] == "这个视频需要 **8 积分**。服务器还剩 372。现在还没有预留。"
    )


async def test_what_a_limit_leaves_to_the_member_is_said_too() -> None:
    share = Share(held=8, limit=MemberLimit(credits=20, source=LimitSource.OWN))
    assert "left. Your own limit leaves you **12 credits**. Nothing" in words(question(balance=balance(share=share)))


@pytest.mark.parametrize(("locale", "shape"), [("en-US", "your picture's shape"), ("zh-CN", "与图片最接近的比例")])
async def test_a_shape_that_only_the_picture_gives_is_not_named_before(locale: str, shape: str) -> None:
    spec = VideoSpec(prompt="x", aspect_ratio=AspectRatio.CINEMA, image_url="https://a.example/b.png")
    assert f"720p · {shape} · 8" in words(question(spec, locale, like_picture=True))
    assert "720p · 21:9 · 8" in words(question(spec, locale))
    assert ("from a picture" in words(question(spec))) is True


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("prompt", [HOSTILE, "x" * 2000, "*" * 2000])
async def test_any_prompt_stays_on_its_line_and_within_the_panel(locale: str, prompt: str) -> None:
    said = words(question(VideoSpec(prompt=prompt), locale))
    assert len(said.splitlines()) == 3
    assert len(said) < 4000
    assert "@everyone" not in said
    assert "://" not in said


@pytest.mark.parametrize(
    ("locale", "labels"), [("en-US", ["Make it for 8", "Rather not"]), ("zh-CN", ["用 8 积分生成", "算了"])]
)
async def test_it_can_be_agreed_to_and_declined_for_ever(locale: str, labels: list[str]) -> None:
    panel = question(locale=locale)
    assert panel.timeout is None
    assert [button.item.label for button in buttons(panel)] == labels
    assert [type(button) for button in buttons(panel)] == [ConfirmButton, DeclineButton]
    assert [button.custom_id for button in buttons(panel)] == [f"confirm:{LONGEST}", f"decline:{LONGEST}"]


async def test_each_button_is_known_again_by_its_id_alone() -> None:
    for button in (ConfirmButton(LONGEST), DeclineButton(LONGEST)):
        matching = [
            item for item in CONFIRMATION_ITEMS if item.__discord_ui_compiled_template__.fullmatch(button.custom_id)
        ]
        assert matching == [type(button)]
        assert len(button.custom_id) <= 100
