"""Chance in tests: the same examples in every run of CI, fresh ones wherever somebody can look into a finding.

And the one option of the tests: the shape of the vendor's answers in the end-to-end tests.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("desk", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shape",
        help="run the end-to-end tests under this shape of the vendor's answers, such as envelope=word-in-code "
        "(default: each test has one of its own)",
    )
