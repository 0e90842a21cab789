"""Judge a stranger's picture, keep it in a folder, and open it again. Its size is judged before it is decoded."""

import hashlib
import io
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

# What the model's maker takes. Its other formats (BMP, TIFF, GIF, HEIC) are not the resellers'.
FORMATS: Final = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES: Final = 30 * 1024 * 1024
LEAST_SIDE: Final = 300
MOST_SIDE: Final = 6000
LEAST_RATIO: Final = 0.4
MOST_RATIO: Final = 2.5

TOO_LARGE: Final = "The image is larger than 30 MB."
NOT_A_PICTURE: Final = "The image is not a JPEG, PNG or WEBP picture."
WRONG_SIDES: Final = "The sides of the image are not between 300 and 6000 pixels."
WRONG_RATIO: Final = "The width of the image is not between 0.4 and 2.5 times its height."
PAPER: Final = (255, 255, 255)
"""The colour behind a picture that one can see through."""


class PictureError(Exception):
    """The picture cannot be had or used; the text is what the vendor says of it."""


@dataclass(frozen=True)
class Picture:
    """A picture that was fetched and kept; width and height are pixels, as people see it."""

    sha256: str
    width: int
    height: int
    path: Path = field(compare=False, repr=False)


def keep_picture(data: bytes, folder: Path) -> Picture:
    """Judge a picture and write it into `folder`; raises PictureError, or OSError of the disk."""
    width, height = _decode(data).size
    digest = hashlib.sha256(data).hexdigest()
    path = folder / digest
    part = folder / f"{digest}.{os.getpid()}.{threading.get_ident()}.part"
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Picture(digest, width, height, path)


def open_picture(path: Path, side: int) -> Image.Image:
    """Decode a picture that was kept, upright, in RGB; raises PictureError or OSError.

    A JPEG whose sides are twice `side` pixels or more is decoded at a half, a quarter or an eighth of its size.
    """
    picture = _decode(path.read_bytes(), side)
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture)
    return paper


def _decode(data: bytes, side: int = MOST_SIDE) -> Image.Image:
    """Decode a picture and turn it as its camera says; raises PictureError, also when it breaks off."""
    picture = _read_header(data)
    try:
        picture.draft("RGB", (side, side))
        # Decodes it first, turned or not.
        ImageOps.exif_transpose(picture, in_place=True)
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError(NOT_A_PICTURE) from error
    return picture


def _read_header(data: bytes) -> Image.Image:
    """Find its size, nothing decoded yet; raises PictureError for what is no picture or beyond the limits."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # Only sides beyond the limit get to as many pixels as Pillow warns of.
        raise PictureError(WRONG_SIDES) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError(NOT_A_PICTURE) from error
    if min(picture.size) < LEAST_SIDE or max(picture.size) > MOST_SIDE:
        raise PictureError(WRONG_SIDES)
    if not LEAST_RATIO <= picture.width / picture.height <= MOST_RATIO:
        raise PictureError(WRONG_RATIO)
    return picture
