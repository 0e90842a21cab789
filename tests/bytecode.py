"""What Python compiles and pytest rewrites, done once before the workers start, on all processors, and read by all.

Else each of them would do all of it by itself, which takes longer than to import what comes of it.
"""

import compileall
import contextlib
import multiprocessing
import os
from fnmatch import fnmatch
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "cogs", "sandbox", "tests")
REWRITTEN = ("test_*.py", "conftest.py")


def keep(config: pytest.Config) -> None:
    """Write down the bytecode of everything that has none of its present text."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), _Keeper.begin, (config,)) as pool:
        pool.map(_Keeper.keep, paths, chunksize=8)


class _Keeper:
    """One of the processes that do it."""

    hook: AssertionRewritingHook

    @classmethod
    def begin(cls, config: pytest.Config) -> None:
        cls.hook = AssertionRewritingHook(config)

    @classmethod
    def keep(cls, path: Path) -> None:
        if not any(fnmatch(path.name, pattern) for pattern in REWRITTEN):
            compileall.compile_file(path, quiet=1)
            return
        module = ModuleType(path.stem)
        module.__spec__ = spec_from_file_location(path.stem, path, loader=cls.hook)
        vars(module)["__builtins__"] = {}
        with contextlib.suppress(ImportError):  # it runs as far as its first import, and nothing can import here
            cls.hook.exec_module(module)
