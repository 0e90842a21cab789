import dataclasses
import re

import pytest

from bot.domain import refusals
from bot.domain.refusals import AllowanceUsedUp, ImageNotAnImage, Refusal, StudioClosed
from tests.builders import NOW

EVERY = Refusal.__subclasses__()


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (StudioClosed, "refusal-studio-closed"),
        (ImageNotAnImage, "refusal-image-not-an-image"),
        (AllowanceUsedUp, "refusal-allowance-used-up"),
    ],
)
def test_a_refusal_names_its_sentence(kind: type[Refusal], key: str) -> None:
    assert kind.key() == key


def test_every_refusal_has_a_key_of_its_own() -> None:
    keys = {kind.key() for kind in EVERY}
    assert len(keys) == len(EVERY) > 10
    assert all(re.fullmatch(r"refusal(-[a-z]+)+", key) for key in keys)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_a_refusal_is_a_frozen_value(kind: type[Refusal]) -> None:
    assert kind.__module__.startswith(f"{refusals.__name__}.")
    assert getattr(refusals, kind.__name__) is kind
    one, same = (kind(*range(len(dataclasses.fields(kind)))) for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)


def test_the_refusal_about_money_tells_what_remains_and_until_when() -> None:
    refusal = AllowanceUsedUp(price=28, available=5, held=10, allowance=500, resets_at=NOW)
    assert dataclasses.asdict(refusal) == {
        "price": 28,
        "available": 5,
        "held": 10,
        "allowance": 500,
        "resets_at": NOW,
    }
