import itertools
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PIL import ImageChops, ImageStat

from sandbox.seedance.film import FPS, Film, StoppedError, encode
from sandbox.seedance.picture import keep_picture
from tests.sandbox.seedance.pictures import BLUE, GREEN, RED, first_frame, frames, halves, is_near, make_split


def never() -> bool:
    return False


@pytest.mark.parametrize("audio", [False, True])
@pytest.mark.parametrize("size", [(864, 496), (560, 752)])
def test_a_clip_is_what_the_vendor_would_send(tmp_path: Path, size: tuple[int, int], audio: bool) -> None:
    path = tmp_path / "clip.mp4"
    encode(Film(*size, 4, audio, "A fox"), path, never)
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.width, video.height) == size
        assert video.average_rate == 24
        assert container.duration == 4_000_000
        assert [(track.codec_context.name, track.channels) for track in container.streams.audio] == (
            [("aac", 1)] if audio else []
        )
        assert sum(1 for _ in container.decode(video)) == 96
    head = path.read_bytes()
    assert 0 < head.index(b"moov") < head.index(b"mdat")


def test_fewer_pictures_make_it_sooner_and_change_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    encode(Film(640, 640, 4, False, "A fox"), path, never, pictures=1)
    moved = [ImageStat.Stat(ImageChops.difference(*pair)).mean[0] for pair in itertools.pairwise(frames(path))]
    assert len(moved) == 4 * FPS - 1
    assert [number for number, much in enumerate(moved, 1) if much > 2] == [FPS, 2 * FPS, 3 * FPS]


def test_an_encoding_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        encode(Film(640, 640, 4, False, "A fox"), tmp_path / "clip.mp4", lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_films_that_differ_have_names_that_differ() -> None:
    films = [
        Film(640, 640, 4, False, "A fox"),
        Film(960, 960, 4, False, "A fox"),
        Film(640, 640, 8, False, "A fox"),
        Film(640, 640, 4, True, "A fox"),
        Film(640, 640, 4, False, "A dog"),
    ]
    assert len({film.file_name for film in films}) == 5


def test_a_clip_with_a_picture_begins_with_it_and_carries_the_caption(tmp_path: Path) -> None:
    picture = keep_picture(make_split(RED, BLUE), tmp_path)
    film = Film(864, 496, 4, False, "A fox", picture)
    encode(film, tmp_path / film.file_name, never)
    frame = first_frame(tmp_path / film.file_name)
    assert frame.size == (864, 496)
    left, right = halves(frame)
    assert is_near(left, RED)
    assert is_near(right, BLUE)
    # The caption's panel darkens what is behind it.
    assert not is_near(frame.getpixel((60, 440)), RED)


def test_the_picture_is_a_part_of_what_a_film_is(tmp_path: Path) -> None:
    fox, dog = [keep_picture(make_split(RED, right), tmp_path) for right in (GREEN, BLUE)]
    films = [Film(640, 640, 4, False, "A fox", picture) for picture in (None, fox, dog)]
    assert len({film.file_name for film in films}) == len(set(films)) == 3
    again = replace(films[1], picture=replace(fox, path=tmp_path / "elsewhere"))
    assert (again, again.file_name) == (films[1], films[1].file_name)
