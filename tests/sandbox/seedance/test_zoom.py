import io
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from sandbox.seedance.picture import keep_picture
from sandbox.seedance.zoom import Zoom
from tests.sandbox.seedance.pictures import BLUE, RED, halves, is_near, make_split


@pytest.mark.parametrize("size", [(300, 300), (1500, 600), (800, 2000)])
def test_a_picture_is_cut_around_its_middle(tmp_path: Path, size: tuple[int, int]) -> None:
    frame = Zoom(keep_picture(make_split(RED, BLUE, size), tmp_path).path, 320, 180, 4).frame(0.0)
    assert frame.size == (320, 180)
    left, right = halves(frame)
    assert is_near(left, RED)
    assert is_near(right, BLUE)
    assert is_near(frame.getpixel((156, 90)), RED)
    assert is_near(frame.getpixel((163, 90)), BLUE)


def test_a_picture_comes_nearer_all_the_time(tmp_path: Path) -> None:
    file = io.BytesIO()
    ImageOps.expand(Image.new("RGB", (320, 320), RED), 40, BLUE).save(file, "PNG")
    zoom = Zoom(keep_picture(file.getvalue(), tmp_path).path, 320, 320, 12)
    margins = [_blue_columns(zoom.frame(step / 4)) for step in range(5)]
    assert margins[0] == 32
    assert margins == sorted(set(margins), reverse=True)
    assert margins[-1] < 3


def _blue_columns(frame: Image.Image) -> int:
    return next(x for x in range(frame.width) if not is_near(frame.getpixel((x, frame.height // 2)), BLUE))
