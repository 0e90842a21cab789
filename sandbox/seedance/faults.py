"""What can go wrong on purpose: by the nth request, by a rate, or by a word in the prompt."""

import random
import re
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

Endpoint = Literal["generate", "status", "media"]

_CALLS: Final[tuple[Endpoint, ...]] = ("generate", "status")

# Each fault and the endpoints it makes sense at. The first is where `arm` and a word in the prompt put it.
FAULTS: Final[dict[str, tuple[Endpoint, ...]]] = {
    "process-charge-drop": ("generate",),
    "refuse-before-processing": _CALLS,
    "hang": _CALLS,
    "error-500": _CALLS,
    "error-502": _CALLS,
    "error-503": _CALLS,
    "truncated-json": _CALLS,
    "late-answer": _CALLS,
    "too-many": _CALLS,
    "forbidden-html": _CALLS,
    "unauthorized": _CALLS,
    "out-of-credits": ("generate",),
    "invalid-prompt": ("generate",),
    "not-found": ("status",),
    "failed": ("generate",),
    "slow": ("generate",),
    "never": ("generate",),
    "silent-success": ("generate",),
    "media-404": ("media",),
    "media-403": ("media",),
    "media-truncated": ("media",),
    "media-not-a-video": ("media",),
    "media-redirect-private": ("media",),
    "media-slow": ("media",),
}

_WORD = re.compile(r"\[fault:\s*([a-z0-9-]+)\s*(?::\s*([^\]]*?)\s*)?\]")


@dataclass(frozen=True)
class Fault:
    """A fault that struck; `text` is the vendor's message for `failed`, the Retry-After for `too-many`."""

    name: str
    text: str | None = None


@dataclass
class Armed:
    """A fault that waits: `skip` more matching requests pass, then it strikes `times` of them."""

    fault: Fault
    endpoint: Endpoint
    task_id: str | None
    skip: int
    times: int


class Faults:
    """The faults in force. What is armed comes before a word in the prompt, and that before a rate."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(f"faults {seed}")
        self._armed: list[Armed] = []
        self._rates: dict[tuple[Endpoint, str], float] = {}

    def arm(
        self,
        name: str,
        *,
        endpoint: Endpoint | None = None,
        nth: int = 1,
        times: int = 1,
        text: str | None = None,
        task_id: str | None = None,
    ) -> None:
        """Strike the nth matching request from now, and `times - 1` after it.

        A `task_id` narrows it to status and media requests for that task. When two are due for the same
        request, the one armed first strikes and the other waits for the next. Raises ValueError for an
        unknown name, a count below 1, or an endpoint where the fault makes no sense.
        """
        place = _place(name, endpoint)
        if nth < 1 or times < 1 or (task_id is not None and place == "generate"):
            raise ValueError(f"cannot arm {name}: nth={nth}, times={times}, task_id={task_id}, at {place}")
        self._armed.append(Armed(Fault(name, text), place, task_id, nth - 1, times))

    def rate(self, name: str, probability: float, *, endpoint: Endpoint | None = None) -> None:
        """Strike each matching request with this probability (0 ends it); raises ValueError as `arm` does."""
        if not 0 <= probability <= 1:
            raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
        self._rates[_place(name, endpoint), name] = probability

    @property
    def armed(self) -> list[Armed]:
        """What waits to strike, in the order in which it was armed."""
        return [replace(armed) for armed in self._armed]

    @property
    def rates(self) -> dict[tuple[Endpoint, str], float]:
        """The probabilities in force, by endpoint and name."""
        return {place: probability for place, probability in self._rates.items() if probability}

    def clear(self, name: str | None = None) -> None:
        """End everything, or everything of one name."""
        self._armed = [armed for armed in self._armed if name and armed.fault.name != name]
        self._rates = {place: rate for place, rate in self._rates.items() if name and place[1] != name}

    def pick(self, endpoint: Endpoint, *, prompt: str = "", task_id: str | None = None) -> Fault | None:
        """Count one request and name the fault that strikes it; `prompt` is its own or its task's."""
        return self._due(endpoint, task_id) or _spoken(endpoint, prompt) or self._drawn(endpoint)

    def _due(self, endpoint: Endpoint, task_id: str | None) -> Fault | None:
        struck: Fault | None = None
        for armed in self._armed:
            if armed.endpoint != endpoint or armed.task_id not in {None, task_id}:
                continue
            if armed.skip:
                armed.skip -= 1
            elif struck is None:
                struck = armed.fault
                armed.times -= 1
        self._armed = [armed for armed in self._armed if armed.times]
        return struck

    def _drawn(self, endpoint: Endpoint) -> Fault | None:
        for (place, name), probability in self._rates.items():
            if place == endpoint and self._random.random() < probability:
                return Fault(name)
        return None


def _spoken(endpoint: Endpoint, prompt: str) -> Fault | None:
    for word in _WORD.finditer(prompt):
        name, text = word.groups()
        if name in FAULTS and FAULTS[name][0] == endpoint:
            return Fault(name, text or None)
    return None


def _place(name: str, endpoint: Endpoint | None) -> Endpoint:
    if name not in FAULTS:
        raise ValueError(f"no fault is called {name}; there are {', '.join(FAULTS)}")
    place = endpoint or FAULTS[name][0]
    if place not in FAULTS[name] or place not in get_args(Endpoint):
        raise ValueError(f"{name} makes no sense at {place}; try {', '.join(FAULTS[name])}")
    return place
