from dataclasses import fields

import pytest

from bot.cards.offers import OFFERED, STUDIO, value_key
from bot.domain.video import Defaults, VideoSpec
from bot.i18n import Texts


def test_every_default_is_offered_with_the_vendor_s_own_value() -> None:
    assert list(OFFERED) == [field.name for field in fields(Defaults)]
    assert VideoSpec(prompt="x") == VideoSpec(prompt="x", **STUDIO)
    assert all(STUDIO[name] in values for name, values in OFFERED.items())


@pytest.mark.parametrize("name", OFFERED)
def test_every_choice_has_its_words_and_a_place_of_one_digit(name: str) -> None:
    assert all(Texts().has(value_key(name, value)) for value in OFFERED[name])
    assert len(OFFERED[name]) <= 10
