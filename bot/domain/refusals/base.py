"""What all refusals have in common."""

import re
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Refusal:
    """An expected no, worded for a person. Nothing was held, charged or changed when one is given."""

    of_change: ClassVar[bool] = False
    """Whether what was refused is a change of the budget rather than a video."""

    @classmethod
    def key(cls) -> str:
        """Name the sentence in the catalogues."""
        return "refusal-" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()
