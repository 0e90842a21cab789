"""Draw a moving landscape: sky, sun, clouds, birds and hills that pass at different speeds."""

import math
import random
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """The colours of one time of day; hills run from `far` to `near`, fading into `mist` at their feet."""

    top: Colour
    middle: Colour
    horizon: Colour
    sun: Colour
    cloud: Colour
    far: Colour
    near: Colour
    mist: Colour
    stars: bool = False


PALETTES: Final = (
    Palette(
        (44, 62, 120),
        (214, 120, 128),
        (255, 205, 140),
        (255, 244, 214),
        (255, 214, 190),
        (176, 112, 138),
        (34, 26, 58),
        (246, 176, 140),
    ),
    Palette(
        (52, 128, 196),
        (132, 194, 232),
        (226, 240, 236),
        (255, 250, 226),
        (255, 255, 255),
        (132, 176, 190),
        (24, 70, 66),
        (206, 228, 222),
    ),
    Palette(
        (9, 13, 38),
        (32, 42, 92),
        (92, 92, 148),
        (240, 240, 255),
        (104, 110, 160),
        (62, 68, 122),
        (8, 12, 30),
        (84, 92, 146),
        stars=True,
    ),
    Palette(
        (30, 92, 110),
        (120, 186, 170),
        (250, 226, 170),
        (255, 248, 220),
        (250, 240, 214),
        (120, 156, 140),
        (24, 44, 46),
        (226, 220, 176),
    ),
    Palette(
        (70, 44, 104),
        (190, 92, 150),
        (255, 176, 150),
        (255, 228, 206),
        (250, 188, 200),
        (142, 82, 140),
        (40, 18, 60),
        (230, 140, 156),
    ),
)

HILLS: Final = 4
# Pillow draws jagged edges; at twice the size and shrunk they come out smooth.
SMOOTH: Final = 2


@dataclass(frozen=True)
class Layer:
    """A picture that slides from right to left over the clip; `travel` and the corner are in pixels."""

    picture: Image.Image
    mask: Image.Image
    left: int
    top: int
    travel: float


class Scene:
    """A landscape of one size; the same seed draws the same one."""

    def __init__(self, width: int, height: int, seconds: int, seed: int) -> None:
        self._size = (width, height)
        self._unit = math.sqrt(width * height)
        self._seconds = seconds
        self._random = random.Random(seed)
        self._palette = self._random.choice(PALETTES)
        self._sky = self._draw_sky()
        self._sun = self._draw_sun()
        self._clouds = [self._draw_cloud(number) for number in range(4)]
        self._hills = [self._draw_hill(number) for number in range(HILLS)]
        self._flock = [(0.03 * bird + self._random.uniform(0, 0.02), self._random.uniform(0, 0.1)) for bird in range(6)]

    def frame(self, at: float) -> Image.Image:
        """Draw the moment `at`, from 0 (start) to 1 (end of the clip)."""
        picture = self._sky.copy()
        width, height = self._size
        glow = self._sun.width
        rise = 0.40 - 0.10 * at
        sun_at = (round(width * 0.66 - glow / 2), round(height * rise - glow / 2))
        picture.paste(self._palette.sun, sun_at, self._sun)
        for layer in self._clouds:
            _slide(picture, layer, at)
        self._draw_birds(picture, at)
        for layer in self._hills:
            _slide(picture, layer, at)
        return picture

    def _draw_sky(self) -> Image.Image:
        width, height = self._size
        ramp = Image.linear_gradient("L").resize((width, round(height * 0.78)))
        shades = Image.new("L", self._size, 255)
        shades.paste(ramp, (0, 0))
        palette = self._palette
        sky = ImageOps.colorize(shades, palette.top, palette.horizon, palette.middle, midpoint=150)
        if palette.stars:
            pen = ImageDraw.Draw(sky)
            for _ in range(110):
                x, y = self._random.uniform(0, width), self._random.uniform(0, height * 0.55)
                radius = self._random.choice((0.5, 0.8, 1.4)) * self._unit / 900
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), palette.sun)
        return sky

    def _draw_sun(self) -> Image.Image:
        side = round(self._unit * 0.8)
        # Pillow's gradient is 0 in the middle and 180 where it meets the sides: the glow has to end there.
        fade = [round(158 * max(0.0, 1 - shade / 180) ** 2) for shade in range(256)]
        glow = Image.radial_gradient("L").point(fade)
        mask = glow.resize((side, side), Image.Resampling.BICUBIC)
        disc = Image.new("L", (side * SMOOTH, side * SMOOTH))
        middle, radius = side * SMOOTH / 2, side * SMOOTH * 0.085
        edges = (middle - radius, middle - radius, middle + radius, middle + radius)
        ImageDraw.Draw(disc).ellipse(edges, 255)
        disc = disc.resize((side, side), Image.Resampling.BOX)
        mask.paste(255, (0, 0), disc)
        return mask

    def _draw_cloud(self, number: int) -> Layer:
        width, height = self._size
        long = self._unit * self._random.uniform(0.30, 0.46)
        high = long * 0.30
        mask = Image.new("L", (round(long * 1.3), round(high * 2)))
        pen = ImageDraw.Draw(mask)
        for puff in range(7):
            x = mask.width * (0.16 + 0.68 * puff / 6)
            radius = high * self._random.uniform(0.22, 0.5) * (1 - abs(puff - 3) / 6)
            pen.ellipse((x - radius * 1.7, high - radius, x + radius * 1.7, high + radius * 0.7), 190)
        mask = mask.filter(ImageFilter.GaussianBlur(high * 0.10))
        left = round(width * (number * 0.34 - 0.10))
        top = round(height * self._random.uniform(0.04, 0.34))
        travel = self._unit * 0.016 * self._seconds * self._random.uniform(0.6, 1.2)
        return Layer(Image.new("RGB", mask.size, self._palette.cloud), mask, left, top, travel)

    def _draw_hill(self, number: int) -> Layer:
        width, height = self._size
        nearness = number / (HILLS - 1)
        travel = self._unit * (0.010 + 0.045 * nearness**1.6) * self._seconds
        crest = height * (0.52 + 0.10 * number)
        swing = self._unit * (0.085 - 0.012 * number)
        # The waves add up to 1.63 swings above the crest, and a pine may stand on top of them.
        top = round(crest - swing * 2.9)
        wide, tall = math.ceil(width + travel), height - top
        mask = Image.new("L", (wide * SMOOTH, tall * SMOOTH))
        self._draw_ridge(mask, (crest - top) * SMOOTH, swing * SMOOTH, pines=number >= HILLS - 2)
        mask = mask.resize((wide, tall), Image.Resampling.BOX)
        colour = _blend(self._palette.far, self._palette.near, nearness)
        foot = _blend(colour, self._palette.mist, 0.55 * (1 - nearness) + 0.06)
        ramp = Image.linear_gradient("L").resize((wide, tall))
        return Layer(ImageOps.colorize(ramp, colour, foot), mask, 0, top, travel)

    def _draw_ridge(self, mask: Image.Image, crest: float, swing: float, *, pines: bool) -> None:
        wave = self._unit * SMOOTH * self._random.uniform(0.55, 0.8)
        turns = [(self._random.uniform(0, math.tau), wave / part, 1 / part) for part in (1, 2.3, 5.1)]
        heights = [
            crest - swing * sum(share * math.sin(x / length * math.tau + turn) for turn, length, share in turns)
            for x in range(0, mask.width + 4, 4)
        ]
        pen = ImageDraw.Draw(mask)
        outline = [(x * 4.0, y) for x, y in enumerate(heights)]
        pen.polygon([(0.0, float(mask.height)), *outline, (float(mask.width), float(mask.height))], 255)
        if pines:
            for _ in range(mask.width * 9 // round(wave)):
                x = self._random.randrange(mask.width)
                self._draw_pine(pen, x, heights[x // 4], swing * self._random.uniform(0.45, 1.0))

    @staticmethod
    def _draw_pine(pen: ImageDraw.ImageDraw, x: float, foot: float, tall: float) -> None:
        for tier in range(3):
            base = foot - tall * (0.08 + 0.24 * tier)
            half = tall * (0.24 - 0.055 * tier)
            pen.polygon([(x - half, base), (x, base - tall * 0.42), (x + half, base)], 255)
        pen.rectangle((x - tall * 0.03, foot - tall * 0.1, x + tall * 0.03, foot + tall * 0.1), 255)

    def _draw_birds(self, picture: Image.Image, at: float) -> None:
        width, height = self._size
        unit = self._unit * SMOOTH
        mask = Image.new("L", (round(unit * 0.24), round(unit * 0.16)))
        pen = ImageDraw.Draw(mask)
        for number, (right, down) in enumerate(self._flock):
            x, y = unit * (0.03 + right), unit * (0.03 + down)
            span = unit * 0.015
            flap = math.sin(at * self._seconds * 7 + number * 1.3) * span * 0.55
            wings = [(x - span, y - flap), (x, y), (x + span, y - flap)]
            pen.line(wings, 220, max(2, round(unit / 420)), "curve")
        mask = mask.resize((mask.width // SMOOTH, mask.height // SMOOTH), Image.Resampling.BOX)
        corner = (round(width * (0.08 + 0.42 * at)), round(height * (0.20 - 0.05 * at)))
        picture.paste(self._palette.near, corner, mask)


def _slide(picture: Image.Image, layer: Layer, at: float) -> None:
    picture.paste(layer.picture, (layer.left - round(layer.travel * at), layer.top), layer.mask)


def _blend(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
