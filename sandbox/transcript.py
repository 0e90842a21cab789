"""What each person saw, in order, for people to read."""

import re
from pathlib import Path

from sandbox.discord import SeenMessage


class SurpriseError(Exception):
    """Somebody saw something else than the script says."""


class Transcript:
    """Writes Markdown as it goes, so that a tour that breaks off can be read as well."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._scenes = 0
        self._write("# What people saw\n\nA tour of Reelroom against the local Seedance and the local Discord.")

    def _write(self, text: str) -> None:
        self._file.write(f"{text}\n\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def scene(self, title: str) -> None:
        """Begin a scene."""
        self._scenes += 1
        self._write(f"## {self._scenes}. {title}")

    def note(self, text: str) -> None:
        """Say what happens."""
        self._write(text)

    def saw(self, who: str, message: SeenMessage, *expected: str, absent: str | None = None) -> SeenMessage:
        """Write down what somebody saw; raises SurpriseError when a pattern of `expected` is not in it."""
        lines = "\n".join(f"> {line}  " for line in message.text.splitlines())
        self._write(f"**{who}** sees{' privately' if message.ephemeral else ''}:\n\n{lines}")
        missing = [pattern for pattern in expected if not re.search(pattern, message.text)]
        if missing:
            raise SurpriseError(f"{who} does not see {missing} in: {message.text}")
        if absent and re.search(absent, message.text):
            raise SurpriseError(f"{who} sees {absent!r} in: {message.text}")
        return message

    def expect(self, holds: bool, what: str) -> None:
        """Check what nobody sees; raises SurpriseError."""
        if not holds:
            raise SurpriseError(what)
