"""Show a picture that comes slowly nearer, as a video made from it would begin."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from sandbox.seedance.picture import open_picture

NEARER: Final = 0.02
"""The share by which it grows in a second."""


class Zoom:
    """A picture cut around its middle to one size, as the model's maker does it, and moving towards the viewer."""

    def __init__(self, path: Path, width: int, height: int, seconds: int) -> None:
        """Open a picture that was kept; raises what `open_picture` does."""
        self._size = (width, height)
        self._growth = NEARER * seconds
        # Large enough for the end of the clip, so that no frame is blown up.
        large = (round(width * (1 + self._growth)), round(height * (1 + self._growth)))
        self._picture = ImageOps.fit(open_picture(path, max(large)), large)

    def frame(self, at: float) -> Image.Image:
        """Draw the moment `at`, from 0 (the whole of it) to 1 (end of the clip)."""
        width, height = self._picture.size
        hidden = (1 - 1 / (1 + self._growth * at)) / 2
        edges = (width * hidden, height * hidden, width * (1 - hidden), height * (1 - hidden))
        return self._picture.resize(self._size, Image.Resampling.BILINEAR, edges)
