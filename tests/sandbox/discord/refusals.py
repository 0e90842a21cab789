"""Read the refusals of a form."""

from typing import Any


def codes(errors: Any) -> set[str]:
    """Give the codes anywhere in a nested form."""
    if isinstance(errors, list):
        return {error["code"] for error in errors}
    return {code for inner in errors.values() for code in codes(inner)}
