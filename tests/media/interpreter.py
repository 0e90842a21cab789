"""A shell script in the place of Python, to see what becomes of a child process that behaves badly."""

import sys
from pathlib import Path

import pytest


def fake_interpreter(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a shell script in the place of Python; returns the file where it leaves its process id."""
    pid_file = folder / "pid"
    fake = folder / "python"
    fake.write_text(f"#!/bin/sh\necho $$ > {pid_file}\n{script}\n")
    fake.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(fake))
    return pid_file
