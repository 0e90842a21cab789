"""The forms of /setup: what they open with, what Discord takes, what they ask for when they are sent off."""

from typing import Any

import discord
import pytest

from bot.cards.setup_forms import CreditsForm, DefaultsForm, FilledCredits, Form, PricesForm, RoleForm, form_of
from bot.domain.budget import MOST, OwnRule, RuleChange, RulePart
from bot.domain.ids import RoleId
from bot.domain.period import PeriodKind, zones
from bot.domain.policy import Policy, PolicyChange, Setting
from bot.domain.refusals import NumberUnreadable
from bot.domain.video import AspectRatio, Defaults, Resolution
from bot.i18n import Texts

TEXTS = Texts()
FULL = CreditsForm.of(
    OwnRule(credits=MOST, period=PeriodKind.MONTH, zone=max(zones(), key=len), member_limit=MOST, reset_day=3)
)
DEFAULTS = Defaults(aspect_ratio=AspectRatio.TOWER, resolution=Resolution.SD, duration=12, generate_audio=False)
FORMS: list[Form] = [
    FULL,
    CreditsForm.of(OwnRule()),
    PricesForm.of(Policy(confirm_above=MOST, approve_above=0)),
    PricesForm.of(Policy()),
    DefaultsForm(shown=DEFAULTS),
    DefaultsForm(shown=Defaults()),
    RoleForm(role=RoleId(2**63 - 1)),
]


def credits_filled(**changes: Any) -> dict[str, Any]:
    return {"credits": "", "member-limit": "", "period": ["-"], "zone": "", "reason": "", **changes}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.custom_id)
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_a_form_is_known_again_by_its_id_and_is_no_longer_than_discord_takes(form: Form, locale: str) -> None:
    assert form_of(form.custom_id) == form
    blank = form.blank(TEXTS, locale)
    assert blank.custom_id == form.custom_id
    assert len(form.custom_id) <= 100
    assert len(blank.title) <= 45
    assert 1 <= len(blank.children) <= 5
    for label in blank.children:
        assert isinstance(label, discord.ui.Label)
        assert len(label.text) <= 45
        assert len(label.description or "") <= 100
        field = label.component
        if isinstance(field, discord.ui.TextInput):
            assert len(field.placeholder or "") <= 100
            assert len(field.default or "") <= (field.max_length or 0)
        else:
            assert isinstance(field, discord.ui.Select)
            assert [option.default for option in field.options].count(True) == 1
            assert all(len(option.label) <= 100 for option in field.options)


@pytest.mark.parametrize("custom_id", ["", "animate:1", "setup:pause", "setup:prices:1", "setup:role:x", "setup:role"])
def test_another_id_is_no_form_of_ours(custom_id: str) -> None:
    assert form_of(custom_id) is None


def test_every_zone_can_be_carried() -> None:
    for zone in zones():
        form = CreditsForm.of(OwnRule(zone=zone))
        assert form_of(form.custom_id) == form


def test_what_was_not_touched_is_not_asked_for() -> None:
    same = credits_filled(**{"credits": str(MOST), "member-limit": str(MOST), "period": ["month"], "zone": FULL.zone})
    assert FULL.read(same) == FilledCredits(RuleChange(), MOST, limits=False)
    assert PricesForm(confirm_above=0, approve_above=None).read({"confirm": "0", "approve": " "}) == PolicyChange()


def test_what_was_emptied_goes_back_to_the_operator_s() -> None:
    assert FULL.read(credits_filled()) == FilledCredits(RuleChange(forget=frozenset(RulePart)), None, limits=True)
    prices = PricesForm(confirm_above=5, approve_above=6).read({"confirm": "", "approve": "7"})
    assert prices == PolicyChange(approve_above=7, reset=frozenset({Setting.CONFIRM_ABOVE}))


def test_nothing_at_all_is_an_allowance_too() -> None:
    filled = CreditsForm.of(OwnRule()).read(credits_filled(credits="0", period=["day"], zone="new york"))
    wanted = RuleChange(credits=0, period=PeriodKind.DAY, zone="America/New_York")
    assert filled == FilledCredits(wanted, None, limits=False)


def test_a_place_that_is_none_is_passed_on_as_it_was_typed() -> None:
    filled = CreditsForm.of(OwnRule()).read(credits_filled(zone=" Mars "))
    assert filled == FilledCredits(RuleChange(zone="Mars"), None, limits=False)


def test_the_first_number_that_cannot_be_read_is_named() -> None:
    form = CreditsForm.of(OwnRule())
    assert form.read(credits_filled(credits="x", **{"member-limit": "y"})) == NumberUnreadable("x")
    assert form.read(credits_filled(credits="1", **{"member-limit": "y"})) == NumberUnreadable("y")
    assert RoleForm(role=RoleId(1)).read({"role-limit": "1.5"}) == NumberUnreadable("1.5")


def test_defaults_name_only_what_differs() -> None:
    form = DefaultsForm(shown=DEFAULTS)
    filled = {
        "aspect-ratio": ["-"],
        "resolution": ["0"],
        "duration": ["2"],
        "generate-audio": ["1"],
        "fixed-lens": ["-"],
    }
    assert form.read(filled) == {"aspect_ratio": None, "generate_audio": True}
