"""Small real videos for tests."""

import io
import random
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

FRAME_RATE = 24
SAMPLE_RATE = 44100
SAMPLES = 1024


def make_video(
    *,
    width: int = 64,
    height: int = 48,
    frames: int = 12,
    audio: bool = False,
    container: str = "mp4",
    busy: bool = False,
    all_keys: bool = False,
) -> bytes:
    """Encode grey frames, or busy ones that need many bytes, as H.264, with an AAC track if asked.

    With no frames it is sound alone; with `all_keys` every frame is a key frame.
    """
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        video = output.add_stream("libx264", rate=FRAME_RATE) if frames else None
        sound = output.add_stream("aac", rate=SAMPLE_RATE, layout="mono") if audio else None
        if video:
            video.width, video.height, video.pix_fmt = width, height, "yuv420p"
            video.options = {"g": "1"} if all_keys else {}
            _draw(output, video, frames, random.Random(7) if busy else None)
        if sound:
            _hum(output, sound)
    return file.getvalue()


def _draw(output: OutputContainer, stream: VideoStream, frames: int, chance: random.Random | None) -> None:
    for number in range(frames):
        frame = VideoFrame(stream.width, stream.height, "yuv420p")
        for plane in frame.planes:
            grey = bytes([(number * 9) % 256]) * plane.buffer_size
            plane.update(chance.randbytes(plane.buffer_size) if chance else grey)
        frame.pts = number
        output.mux(stream.encode(frame))
    output.mux(stream.encode())


def _hum(output: OutputContainer, stream: AudioStream) -> None:
    frame = AudioFrame(format="fltp", layout="mono", samples=SAMPLES)
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    frame.sample_rate, frame.time_base = SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
    for number in range(20):
        frame.pts = number * SAMPLES
        output.mux(stream.encode(frame))
    output.mux(stream.encode())
