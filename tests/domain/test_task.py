import pytest

from bot.domain.task import field_of


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("INVALID_PROMPT", "prompt"),
        ("INVALID_ASPECT_RATIO", "aspect_ratio"),
        ("INVALID_RESOLUTION", "resolution"),
        ("INVALID_DURATION", "duration"),
        ("TOO_MANY_IMAGES", "image_url"),
        ("INVALID_IMAGE", "image_url"),
        ("INVALID_IMAGE_SIZE", "image_url"),
        ("AN_INVALID_IMAGE", None),
        ("INVALID_REQUEST", None),
        ("", None),
    ],
)
def test_a_word_of_the_vendors_names_the_option_that_is_wrong(code: str, field: str | None) -> None:
    assert field_of(code) == field
