"""What a local server was asked, one JSON object a request: the oracle of the tests and of the tour."""

import json
from pathlib import Path
from typing import Any


class Journal:
    """An append-only list of entries, kept in memory and, given a path, in a file of JSON lines as well."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[dict[str, Any]] = []
        self._file = path.open("a", encoding="utf-8") if path else None

    def write(self, entry: dict[str, Any]) -> None:
        self.entries.append(entry)
        if self._file:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
