"""Make a real mp4: H.264 at 24 frames a second and, when asked for, an AAC mono track."""

import hashlib
import os
import threading
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.video.stream import VideoStream
from PIL import Image, ImageDraw

from sandbox.seedance.caption import caption
from sandbox.seedance.melody import SAMPLE_RATE, melody
from sandbox.seedance.picture import Picture
from sandbox.seedance.scene import Scene
from sandbox.seedance.zoom import Zoom

FPS: Final = 24
PICTURES: Final = 12
"""Pictures drawn a second, each of which is shown for several frames: drawing costs more than encoding."""


class StoppedError(Exception):
    """The encoding was given up because the server closes."""


@dataclass(frozen=True)
class Film:
    """What makes one clip differ from another; sizes in pixels."""

    width: int
    height: int
    seconds: int
    audio: bool
    prompt: str
    picture: Picture | None = None

    @property
    def seed(self) -> int:
        text = f"{self.width}x{self.height} {self.seconds} {self.audio} {self.prompt}"
        if self.picture is not None:
            text = f"{self.picture.sha256} {text}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    @property
    def file_name(self) -> str:
        return f"{self.seed:016x}.mp4"


def encode(film: Film, path: Path, stop: Callable[[], bool], pictures: int = PICTURES) -> None:
    """Write the clip to `path`, whole or not at all; raises StoppedError once `stop` says so.

    `pictures` are drawn a second, a divisor of FPS.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        _write(film, part, stop, FPS // pictures)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write(film: Film, part: Path, stop: Callable[[], bool], shown_for: int) -> None:
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = _video_stream(container.add_stream("libx264", rate=FPS), film)
        audio = container.add_stream("aac", rate=SAMPLE_RATE) if film.audio else None
        tune = array("f")
        if audio is not None:
            audio.layout = "mono"
            audio.bit_rate = 96_000
            tune = melody(film.seconds, film.seed)
        for number, frame in enumerate(_frames(film, shown_for)):
            if stop():
                raise StoppedError
            container.mux(video.encode(frame))
            if audio is not None and number % FPS == 0:
                container.mux(audio.encode(_second_of(tune, number // FPS)))
        container.mux(video.encode(None))
        if audio is not None:
            container.mux(audio.encode(None))


def _video_stream(stream: VideoStream, film: Film) -> VideoStream:
    stream.width, stream.height = film.width, film.height
    stream.pix_fmt = "yuv420p"
    stream.options = {"preset": "ultrafast", "crf": "24"}
    # One clip at a time on one thread leaves the rest of a small machine to what is being tried out.
    stream.codec_context.thread_count = 1
    return stream


def _frames(film: Film, shown_for: int) -> Iterator[av.VideoFrame]:
    """Draw the clip; each frame is the same object until the next picture, only its time moves."""
    draw = _drawing(film)
    sound = "with sound" if film.audio else "silent"
    facts = f"{film.width} x {film.height}  |  {film.seconds} s  |  {sound}  |  local Seedance"
    panel = caption(film.prompt, facts, film.width, film.height)
    total = film.seconds * FPS
    for number in range(0, total, shown_for):
        picture = draw(number / total)
        picture.paste(panel, (0, film.height - panel.height), panel)
        _draw_progress(picture, number / total)
        frame = _yuv(picture)
        frame.time_base = Fraction(1, FPS)
        for shown in range(shown_for):
            frame.pts = number + shown
            yield frame


def _drawing(film: Film) -> Callable[[float], Image.Image]:
    """Choose what is behind the caption: the picture it starts from, else a landscape."""
    if film.picture is None:
        return Scene(film.width, film.height, film.seconds, film.seed).frame
    return Zoom(film.picture.path, film.width, film.height, film.seconds).frame


def _yuv(picture: Image.Image) -> av.VideoFrame:
    rgb = av.VideoFrame(picture.width, picture.height, "rgb24")
    plane = rgb.planes[0]
    # A plane's rows are padded to a round number of bytes, so the picture's have to be too.
    plane.update(picture.tobytes("raw", "RGB", plane.line_size, 1))
    return rgb.reformat(format="yuv420p")


def _draw_progress(picture: Image.Image, at: float) -> None:
    tall = max(3, round(picture.height / 160))
    edges = (0, picture.height - tall, round(picture.width * at), picture.height)
    ImageDraw.Draw(picture).rectangle(edges, (255, 255, 255))


def _second_of(tune: "array[float]", second: int) -> av.AudioFrame:
    frame = av.AudioFrame(format="fltp", layout="mono", samples=SAMPLE_RATE)
    frame.planes[0].update(tune[second * SAMPLE_RATE : (second + 1) * SAMPLE_RATE].tobytes())
    frame.sample_rate = SAMPLE_RATE
    frame.time_base = Fraction(1, SAMPLE_RATE)
    frame.pts = second * SAMPLE_RATE
    return frame
