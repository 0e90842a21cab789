import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import life
from bot.domain.job import Ending, IllegalMoveError, JobState, Void
from bot.domain.picture import (
    IMAGE_RATIOS,
    LINK_TRUST,
    MAX_IMAGE_BYTES,
    KeptPicture,
    Upload,
    nearest_ratio,
    refuse_upload,
    too_large,
)
from bot.domain.refusals import ImageNotAnImage, ImageTooLarge
from bot.domain.video import AspectRatio
from tests.builders import NOW, a_job, a_spec

PICTURE = KeptPicture("1.png", NOW + LINK_TRUST)


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (1000, 1000, "1:1"),
        (1920, 1080, "16:9"),
        (1080, 1920, "9:16"),
        (4032, 3024, "4:3"),
        (3024, 4032, "3:4"),
        (2500, 1000, "21:9"),
        (1000, 2500, "9:21"),
        (1100, 1000, "1:1"),
        (1200, 1000, "4:3"),
        (1500, 1000, "4:3"),
        (1600, 1000, "16:9"),
    ],
)
def test_the_nearest_shape_is_the_one_that_cuts_off_least(width: int, height: int, shape: str) -> None:
    assert nearest_ratio(width, height) is AspectRatio(shape)


@given(st.integers(300, 6000), st.integers(300, 6000))
def test_a_picture_and_the_same_picture_turned_get_shapes_turned(width: int, height: int) -> None:
    chosen, turned = nearest_ratio(width, height), nearest_ratio(height, width)
    assert chosen.quotient * turned.quotient == pytest.approx(1)


@given(st.floats(*IMAGE_RATIOS))
def test_no_other_shape_keeps_more_of_the_picture(quotient: float) -> None:
    def kept(shape: AspectRatio) -> float:
        return min(shape.quotient / quotient, quotient / shape.quotient)

    chosen = nearest_ratio(round(quotient * 100_000), 100_000)
    assert kept(chosen) >= max(map(kept, AspectRatio)) - 1e-4


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg; charset=binary", "image/webp", None])
@pytest.mark.parametrize("size", [None, 0, MAX_IMAGE_BYTES])
def test_what_discord_says_of_a_good_picture_is_no_refusal(kind: str | None, size: int | None) -> None:
    assert refuse_upload(Upload(url="x", size=size, content_type=kind)) is None


def test_what_discord_says_of_anything_else_is_one() -> None:
    assert refuse_upload(Upload(url="x", size=1, content_type="image/gif")) == ImageNotAnImage()
    large = Upload(url="x", size=MAX_IMAGE_BYTES + 1, content_type=None)
    assert refuse_upload(large) == ImageTooLarge(10.0, 10)


def test_megabytes_are_told_with_one_decimal_and_their_limit_with_none() -> None:
    assert repr(too_large(12_940_000)) == repr(ImageTooLarge(12.3, 10))


def test_a_link_is_looked_after_once_its_trust_is_over_and_only_for_pictures_of_ours() -> None:
    job = a_job(picture=PICTURE)
    assert not life.wants_picture_link(job, NOW + LINK_TRUST - 1)
    assert life.wants_picture_link(job, NOW + LINK_TRUST)
    assert not life.wants_picture_link(a_job(spec=a_spec(image_url="https://a.example/b.png")), NOW + 9999)


def test_a_fresh_link_is_trusted_anew_and_moves_nothing() -> None:
    job = a_job(picture=PICTURE, spec=a_spec(image_url="https://old.example/"))
    move = life.picture_linked(job, "https://new.example/", NOW + 500)
    assert move.after.state is JobState.QUEUED
    assert move.after.spec.image_url == "https://new.example/"
    assert move.after.picture == KeptPicture("1.png", NOW + 500 + LINK_TRUST)
    with pytest.raises(ValueError, match="no picture"):
        life.picture_linked(a_job(), "https://new.example/", NOW)


def test_a_job_whose_picture_is_gone_ends_from_the_queue_with_its_hold_given_back() -> None:
    move = life.fail(a_job(picture=PICTURE), NOW, Ending.PICTURE_GONE)
    assert (move.after.state, move.settlement) == (JobState.FAILED, Void(0))
    with pytest.raises(IllegalMoveError):
        life.fail(a_job(JobState.DELIVERED), NOW, Ending.PICTURE_GONE)
