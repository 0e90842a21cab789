"""Secrets as canaries: where one of them stands in what was written, it got out."""

from collections.abc import Collection
from pathlib import Path


def written_secrets(folder: Path, secrets: Collection[str]) -> list[str]:
    """Name every file below a folder in which a secret stands: logs, databases, clips, whatever there is."""
    wanted = [secret.encode() for secret in secrets]
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [str(path.relative_to(folder)) for path in files if any(secret in path.read_bytes() for secret in wanted)]
