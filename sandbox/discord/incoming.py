"""What a test or a page hands in as a file: a path, or a name with bytes."""

import shutil
import tempfile
from pathlib import Path

from sandbox.discord.attachments import Upload

Given = Path | tuple[str, bytes] | Upload


def take(given: Given, incoming: Path) -> Upload:
    """Copy a file given as a path or as (name, bytes) to where uploads come in; one that came in is there already."""
    if isinstance(given, Upload):
        return given
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as file:
        place = Path(file.name)
        if isinstance(given, Path):
            with given.open("rb") as source:
                shutil.copyfileobj(source, file)
            name = given.name
        else:
            name, content = given
            file.write(content)
    return Upload(name, place, place.stat().st_size)
