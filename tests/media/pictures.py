"""Small real pictures for tests."""

import io
from typing import Any

from PIL import Image


def make_picture(format_name: str, width: int = 400, height: int = 300, **options: Any) -> bytes:
    """Encode a grey picture as Pillow would."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (120, 120, 120)).save(file, format_name, **options)
    return file.getvalue()
