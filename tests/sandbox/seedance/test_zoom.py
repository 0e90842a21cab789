import io
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from sandbox.seedance.picture import keep_picture
from sandbox.seedance.zoom import Zoom
from tests.sandbox.seedance.pictures import BLUE, GREEN, RED, encoded, is_near, make_split


@pytest.mark.parametrize(("size", "cut"), [((1500, 600), (200, 0)), ((800, 2000), (0, 700)), ((300, 300), (0, 0))])
def test_a_picture_is_cut_around_its_middle_and_not_bent(
    tmp_path: Path, size: tuple[int, int], cut: tuple[int, int]
) -> None:
    picture = Image.new("RGB", size, GREEN)
    inner = (size[0] - 2 * cut[0], size[1] - 2 * cut[1])
    picture.paste(Image.open(io.BytesIO(make_split(RED, BLUE, inner))), cut)
    frame = Zoom(keep_picture(encoded(picture), tmp_path).path, 320, 180, 4).frame(0.0)
    assert frame.size == (320, 180)
    for x, colour in ((2, RED), (156, RED), (163, BLUE), (317, BLUE)):
        assert all(is_near(frame.getpixel((x, y)), colour) for y in (2, 90, 177))


def test_a_picture_comes_nearer_all_the_time(tmp_path: Path) -> None:
    picture = ImageOps.expand(Image.new("RGB", (320, 320), RED), 40, BLUE)
    zoom = Zoom(keep_picture(encoded(picture), tmp_path).path, 320, 320, 12)
    margins = [_blue_columns(zoom.frame(step / 4)) for step in range(5)]
    assert margins[0] == 32
    assert margins == sorted(set(margins), reverse=True)
    assert margins[-1] < 3


def _blue_columns(frame: Image.Image) -> int:
    return next(x for x in range(frame.width) if not is_near(frame.getpixel((x, frame.height // 2)), BLUE))
