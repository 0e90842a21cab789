"""Compose a soft little tune: plucked notes of a pentatonic scale over a quiet bass."""

import math
import operator
import random
from array import array
from functools import cache
from typing import Final

SAMPLE_RATE: Final = 44100
BEAT: Final = 0.5
RING: Final = 1.5
REST: Final = 0.15
SCALE: Final = (261.63, 293.66, 329.63, 392.00, 440.00, 523.25)
BASS: Final = (130.81, 110.00, 174.61, 196.00)


def melody(seconds: int, seed: int) -> "array[float]":
    """Give mono samples between -1 and 1, SAMPLE_RATE a second; the same seed plays the same tune."""
    chance = random.Random(seed)
    tune = array("f", bytes(4 * SAMPLE_RATE * seconds))
    scale = [_pluck(pitch, 0.16) for pitch in SCALE]
    bass = [_pluck(pitch, 0.14) for pitch in BASS]
    step = chance.randrange(len(SCALE))
    for beat in range(round(seconds / BEAT)):
        if beat % 4 == 0:
            _add(tune, beat, bass[beat // 4 % len(bass)])
        # A tune that walks sounds intended, one that jumps anywhere sounds random.
        step = min(len(SCALE) - 1, max(0, step + chance.choice((-2, -1, -1, 1, 1, 2))))
        if chance.random() >= REST:
            _add(tune, beat, scale[step])
    return tune


@cache
def _pluck(pitch: float, loudness: float) -> "array[float]":
    """Let one note ring: a short rise against a click, then a decay that ends in silence."""
    samples = array("f")
    turn = math.tau * pitch / SAMPLE_RATE
    for n in range(round(RING * SAMPLE_RATE)):
        at = n / SAMPLE_RATE
        shape = min(1.0, at / 0.012) * math.exp(-3.2 * at) * (1 - at / RING)
        samples.append(loudness * shape * (math.sin(turn * n) + 0.25 * math.sin(2 * turn * n)))
    return samples


def _add(tune: "array[float]", beat: int, note: "array[float]") -> None:
    start = round(beat * BEAT * SAMPLE_RATE)
    end = min(len(tune), start + len(note))
    tune[start:end] = array("f", map(operator.add, tune[start:end], note))
