import json
import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

from bot.media import encode
from bot.media.encode import fit, weigh
from tests.media.videos import make_video


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of 160 by 120 pixels that is hard to make small, with sound."""
    path = tmp_path_factory.mktemp("source") / "1.mp4"
    path.write_bytes(make_video(width=160, height=120, frames=24, audio=True, busy=True))
    return path


def sound_of(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def frames_of(path: Path) -> list[float]:
    """Tell when each frame is shown (seconds)."""
    with av.open(str(path)) as container:
        return [round(frame.time or 0.0, 3) for frame in container.decode(video=0)]


@pytest.mark.parametrize("share", [0.9, 0.6, 0.4])
def test_a_video_is_made_to_fit_with_every_frame_and_its_sound_untouched(
    source: Path, tmp_path: Path, share: float
) -> None:
    target, limit = tmp_path / "fit.mp4", int(source.stat().st_size * share)
    size = fit(str(source), str(target), limit)
    assert size == target.stat().st_size
    assert 0.6 * limit < size <= limit
    assert frames_of(target) == frames_of(source)
    assert sound_of(target) == sound_of(source) != []
    with av.open(str(target)) as container:
        (video,), (audio,) = container.streams.video, container.streams.audio
        assert (video.codec.name, video.width, video.height, video.format.name) == ("h264", 160, 120, "yuv420p")
        assert audio.codec.name == "aac"


def test_it_begins_to_play_before_it_is_loaded(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "fit.mp4"
    fit(str(source), str(target), source.stat().st_size // 2)
    data = target.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_encoder_chooses_its_own_key_frames(tmp_path: Path) -> None:
    source, target = tmp_path / "1.mp4", tmp_path / "fit.mp4"
    source.write_bytes(make_video(all_keys=True))
    encode.encode(str(source), str(target), 200_000)
    keys = []
    for path in (source, target):
        with av.open(str(path)) as container:
            keys.append(sum(frame.key_frame for frame in container.decode(video=0)))
    assert keys == [12, 1]


def test_a_silent_video_stays_silent(tmp_path: Path) -> None:
    silent, target = tmp_path / "1.mp4", tmp_path / "fit.mp4"
    silent.write_bytes(make_video(width=160, height=120, frames=24, busy=True))
    fit(str(silent), str(target), silent.stat().st_size // 2)
    with av.open(str(target)) as container:
        assert not container.streams.audio


def test_the_weight_of_a_video_is_the_weight_of_its_parts(source: Path) -> None:
    weight = weigh(str(source))
    assert weight.picture + weight.sound + weight.frame == source.stat().st_size
    assert weight.picture > 10 * weight.sound > 0
    assert weight.seconds == pytest.approx(1.0, abs=0.05)


def test_where_the_sound_leaves_too_little_for_the_picture_nothing_is_encoded(tmp_path: Path) -> None:
    quiet, target = tmp_path / "1.mp4", tmp_path / "fit.mp4"
    quiet.write_bytes(make_video(frames=2, audio=True))
    with pytest.raises(ValueError, match="too little room"):
        fit(str(quiet), str(target), quiet.stat().st_size // 2)
    assert not target.exists()


@pytest.mark.parametrize(("sizes", "fits"), [((130, 90), True), ((130, 110), False)])
def test_a_first_try_that_came_out_too_large_is_followed_by_one_more_at_a_lower_rate(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, ...], *, fits: bool
) -> None:
    limit, target = source.stat().st_size // 2, tmp_path / "fit.mp4"
    rates: list[int] = []

    def encoded(_source: str, _target: str, rate: int) -> None:
        target.write_bytes(bytes(limit * sizes[len(rates)] // 100))
        rates.append(rate)

    monkeypatch.setattr(encode, "encode", encoded)
    if fits:
        assert fit(str(source), str(target), limit) == limit * 90 // 100
    else:
        with pytest.raises(ValueError, match="too large"):
            fit(str(source), str(target), limit)
    assert len(rates) == 2
    assert rates[1] == pytest.approx(rates[0] / 1.35, rel=0.1)


def run(*words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    how = ["-c", code] if code else ["-m", "bot.media.encode"]
    return subprocess.run([sys.executable, *how, *words], capture_output=True, text=True, check=False)  # noqa: S603 - our own program


def test_the_program_prints_one_line_and_limits_itself(source: Path, tmp_path: Path) -> None:
    limit = source.stat().st_size // 2
    code = (
        "import os, sys, resource as r, bot.media.encode as e; code = e.main();"
        "print(*(r.getrlimit(x)[0] for x in (r.RLIMIT_FSIZE, r.RLIMIT_CPU)), os.nice(0)); sys.exit(code)"
    )
    done = run(str(source), str(tmp_path / "fit.mp4"), str(limit), code=code)
    told, limits = done.stdout.splitlines()
    assert done.returncode == 0
    assert json.loads(told)["size"] <= limit
    assert limits == f"{2 * limit} {encode.CPU_SECONDS} {os.nice(0) + encode.NICENESS}"


@pytest.mark.parametrize("body", [b"", b"\0\0\0\x10ftypisom\0\0\0\0" + b"junk" * 40, make_video(frames=0, audio=True)])
def test_the_program_says_why_not_without_naming_the_file(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "1.mp4"
    path.write_bytes(body)
    done = run(str(path), str(tmp_path / "fit.mp4"), "1000")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]
    assert str(tmp_path) not in done.stdout
