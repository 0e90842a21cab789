"""Chance in tests: the same examples in every run of CI, fresh ones wherever somebody can look into a finding.

And the one option of the tests, the shape of the vendor's answers in the end-to-end tests; and the clips of all.
"""

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests import bytecode
from tests.e2e.forked_bot import close_nursery

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("desk", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

gc.disable()  # until all tests are collected: nothing of what they are made of is ever garbage

LONG = 120.0
"""Seconds that a test has whose timeout is not its own."""


def pytest_xdist_auto_num_workers() -> int:
    """Run twice as many as there are processors: the tests of processes wait more than they compute."""
    return 2 * (os.cpu_count() or 1)


def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Leave the workers nothing to compile, where its results may be kept."""
    if not sys.dont_write_bytecode:
        bytecode.keep(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, keep those that wait beside those that compute, and deal them all out.

    Each worker is given one stretch of them; who is through with theirs takes half of what another has before it.
    """
    groups: dict[tuple[bool, bool], list[pytest.Item]] = {}
    for item in items:
        groups.setdefault((_is_short(item), "e2e" in item.path.parts), []).append(item)
    places = {
        item: (short, (at + 0.5) / len(group)) for (short, _), group in groups.items() for at, item in enumerate(group)
    }
    items.sort(key=places.__getitem__)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = [item for worker in range(workers) for item in items[worker::workers]]


def _is_short(item: pytest.Item) -> bool:
    own = item.get_closest_marker("timeout")
    return own is None or float(own.args[0]) <= LONG


def pytest_collection_finish() -> None:
    """Look for garbage from now on, but among what the tests leave, not among the thousands of tests themselves."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shape",
        help="run the end-to-end tests under this shape of the vendor's answers, such as envelope=word-in-code "
        "(default: each test has one of its own)",
    )


def pytest_sessionfinish() -> None:
    close_nursery()


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Share a folder of clips between all processes of a run, so that equal ones are encoded once."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "clips"
    folder.mkdir(exist_ok=True)
    return folder
