import pytest

from bot.cards import private
from bot.domain.drift import CELLS
from bot.domain.job import JobState
from bot.domain.video import PRICES, AspectRatio, Resolution, VideoSpec
from bot.i18n import Texts
from tests.cards.samples import balance, job

TEXTS = Texts()


def test_the_receipt_says_price_rest_and_what_happens_next() -> None:
    said = private.receipt(TEXTS, "en-US", job(), balance())
    assert said.startswith(
        "🎬 Accepted: **8 credits** are set aside for this video.\nThe server's pool has **372** of 500"
    )
    assert "<t:1764086400:R>" in said
    assert said.endswith("If there is no clip, nothing is spent.")


@pytest.mark.parametrize(
    ("locale", "asked", "left"),
    [
        ("en-US", "a moderator is asked to agree to this price", "**372** of 500 credits left after it and 40 extra;"),
        ("zh-CN", "正在请管理员同意这个价格", "**372** / 500 积分\uff0c另有 40 额外积分\uff1b"),
    ],
)
def test_the_receipt_of_what_waits_for_a_moderator_says_so(locale: str, asked: str, left: str) -> None:
    of = job(state=JobState.AWAITING_APPROVAL)
    said = private.receipt(TEXTS, locale, of, balance(extra=40))
    assert said.startswith("🙋")
    assert asked in said
    assert left in said
    assert " 40 " not in private.receipt(TEXTS, locale, of, balance())


@pytest.mark.parametrize(
    ("own_prompt", "own_shape", "lines"),
    [
        (True, True, []),
        (True, False, ["🖼️ The video gets the shape 9:16, the nearest to your picture's."]),
        (False, True, ["💬 You gave no description, so it reads: “It moves”."]),
    ],
)
def test_the_receipt_of_a_picture_says_what_was_chosen_for_the_member(
    own_prompt: bool, own_shape: bool, lines: list[str]
) -> None:
    of = job(spec=VideoSpec(prompt="It moves", aspect_ratio=AspectRatio.TALL, resolution=Resolution.SD, duration=4))
    said = private.picture_receipt(TEXTS, "en-US", of, balance(), own_prompt=own_prompt, own_shape=own_shape)
    assert said.splitlines() == [*private.receipt(TEXTS, "en-US", of, balance()).splitlines(), *lines]


def test_the_credits_card_shows_pool_held_spent_own_part_reset_and_prices() -> None:
    said = private.credits_card(TEXTS, "en-US", balance())
    assert said.startswith(
        "**Credits of this server**\n**372** of 500 credits left\nSpent 100 · set aside for videos under way 28\n"
        "Of that yours: spent 14 · set aside 28\nFresh credits <t:1764086400:F> (<t:1764086400:R>)\n"
    )


def test_a_lowered_allowance_shows_nothing_left_rather_than_less() -> None:
    assert "**0** of 50 credits left" in private.credits_card(TEXTS, "en-US", balance(allowance=50))


def test_the_price_table_holds_all_prices_and_fits_a_phone() -> None:
    rows = private.price_table().splitlines()[1:-1]
    assert rows == [
        "          4 s  8 s 12 s",
        "480p        8   14   19",
        "480p ♪     14   28   38",
        "720p       14   28   42",
        "720p ♪     28   56   84",
    ]
    assert len(PRICES) == 12


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_price_that_is_closed_has_a_cross_and_a_line_says_why(locale: str) -> None:
    closed = {CELLS["480p-8s-sound"]}
    said = private.credits_card(TEXTS, locale, balance(), (), closed)
    assert "480p ♪     14  ×28   38\n" in said
    assert said.endswith(TEXTS.say(locale, "credits-closed"))
    assert "×" not in private.credits_card(TEXTS, locale, balance())


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_help_is_one_screen_and_a_moderators_is_longer(locale: str) -> None:
    member = private.help_screen(TEXTS, locale, for_moderator=False)
    moderator = private.help_screen(TEXTS, locale, for_moderator=True)
    assert moderator.startswith(member)
    assert len(member) < len(moderator) < 1500
    for command in ("/generate", "/jobs", "/credits"):
        assert command in member


def test_the_help_names_to_moderators_what_the_bot_must_be_allowed() -> None:
    assert private.help_screen(TEXTS, "en-US", for_moderator=True).endswith(
        "In each channel I need: View Channel, Send Messages, Attach Files, Embed Links, Read Message History, "
        "Send Messages in Threads, Connect."
    )


def test_a_cancelled_job_gives_its_credits_back() -> None:
    assert private.cancelled(TEXTS, "en-US", job()) == "🚫 Cancelled. 8 credits went back to the server's pool."
