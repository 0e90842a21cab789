"""`python -m bot.media.encode SOURCE TARGET BYTES`: encode a video anew, so that it has at most so many bytes.

A program of its own because it runs a decoder over a stranger's bytes, and because it takes a processor for a while:
the parent limits and kills it. Exit code 1 and `{"error": …}` when the video cannot be had that small.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream

from bot.media.confined import FAILURES, confine, reason_of

CPU_SECONDS: Final = 240
NICENESS: Final = 10
"""The bot answers and polls on the same processors, and goes first."""
TRIES: Final = 2
MARGIN: Final = 0.03
"""Share of the size that is left free, because an encoder keeps a bit rate only roughly."""
CARE: Final = 0.96
"""Share of what would have been right for the first try that the second one gets."""
LEAST_PICTURE: Final = 0.3
"""The picture gets at least this share of its bytes: the sound is not made smaller, and may be most of a file."""
OPENING: Final[dict[str, str]] = {"protocol_whitelist": "file", "enable_drefs": "0"}


@dataclass(frozen=True)
class Weight:
    """What a video is made of: bytes of the picture, of the sound, and of what holds them together; seconds."""

    picture: int
    sound: int
    frame: int
    seconds: float


def weigh(path: str) -> Weight:
    """Weigh a video by its packets. Raises ValueError or av's errors."""
    weights = {"video": 0, "audio": 0}
    with _opened(path) as container:
        _picture_of(container)
        for packet in container.demux():
            if packet.stream.type in weights:
                weights[packet.stream.type] += packet.size
        seconds = (container.duration or 0) / av.time_base
    if not (seconds > 0 and weights["video"]):
        raise ValueError("no picture to encode")
    held = sum(weights.values())
    return Weight(weights["video"], weights["audio"], max(0, Path(path).stat().st_size - held), seconds)


def fit(source: str, target: str, limit: int) -> int:
    """Encode a video into at most `limit` bytes; gives how many it has. Raises ValueError or av's errors."""
    weight = weigh(source)
    room = limit * (1 - MARGIN) - weight.sound - weight.frame
    if room < LEAST_PICTURE * weight.picture:
        raise ValueError("too little room for the picture")
    rate = room * 8 / weight.seconds
    for _ in range(TRIES):
        encode(source, target, int(rate))
        size = Path(target).stat().st_size
        if size <= limit:
            return size
        rate *= CARE * room / (size - weight.sound - weight.frame)
    raise ValueError("it came out too large")


def encode(source: str, target: str, rate: int) -> None:
    """Encode the picture at `rate` bits a second, in its own size and time, and take the sound over as it is."""
    options = {"movflags": "+faststart"}
    with _opened(source) as container, av.open(target, "w", format="mp4", options=options) as output:
        old = _picture_of(container)
        new = _encoder(output, old, rate)
        sounds = {sound.index: output.add_stream_from_template(sound) for sound in container.streams.audio[:1]}
        for packet in container.demux():
            if packet.stream is old:
                for frame in old.decode(packet):
                    # left in place, the old choice of key frames would be forced on the new
                    frame.pict_type = PictureType.NONE
                    output.mux(new.encode(frame))
            elif packet.stream.index in sounds and packet.dts is not None:
                packet.stream = sounds[packet.stream.index]
                output.mux(packet)
        output.mux(new.encode(None))


def _opened(path: str) -> InputContainer:
    # The demuxer is named, so that no other of the hundreds is tried; and nothing but the file itself is opened.
    return av.open(path, format="mov", options=OPENING)


def _picture_of(container: InputContainer) -> VideoStream:
    if not container.streams.video:
        raise ValueError("no video stream")
    stream = container.streams.video[0]
    stream.thread_count = 1
    return stream


def _encoder(output: OutputContainer, old: VideoStream, rate: int) -> VideoStream:
    stream = output.add_stream("libx264", rate=old.average_rate)
    stream.width, stream.height, stream.pix_fmt = old.width, old.height, "yuv420p"
    stream.time_base = old.time_base
    context, source = stream.codec_context, old.codec_context
    context.color_range, context.colorspace = source.color_range, source.colorspace
    context.color_primaries, context.color_trc = source.color_primaries, source.color_trc
    # one thread leaves the rest of a small machine to the bot
    context.thread_count = 1
    stream.bit_rate = rate
    stream.options = {"preset": "fast", "maxrate": str(rate), "bufsize": str(rate // 2)}
    return stream


def main() -> int:
    source, target, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
    # a first try may come out larger than the limit; one that comes out twice as large is none
    confine(cpu_seconds=CPU_SECONDS, file_bytes=2 * limit)
    os.nice(NICENESS)
    said: dict[str, Any]
    try:
        said = {"size": fit(source, target, limit)}
    except FAILURES as error:
        said = {"error": reason_of(error)}
    sys.stdout.write(json.dumps(said) + "\n")
    return 1 if "error" in said else 0


if __name__ == "__main__":
    sys.exit(main())
