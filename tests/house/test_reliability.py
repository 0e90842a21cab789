"""docs/reliability.md knows every effect at which the bot is killed."""

from pathlib import Path

import pytest

from tests.e2e.crash.points import EFFECTS

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


@pytest.mark.parametrize("name", sorted({effect.name for effect in EFFECTS}))
def test_every_effect_has_its_row(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
