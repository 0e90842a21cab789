"""One person's eyes: what changed in what they see, numbered, so that a window that was away can catch up."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from typing import Any

from sandbox.discord import Person
from sandbox.discord.state import State
from sandbox.page.view import channels_of, messages_json, places_json

Json = dict[str, Any]
Key = tuple[str, str]

REMEMBERED = 500
"""Events that a window may have missed; after more it is shown everything anew."""
BREATH = 0.03
"""Seconds in which changes are told together."""


def lasting(value: Any) -> Any:
    """Give JSON without the signatures of links, which differ each time somebody looks."""
    if isinstance(value, str):
        return re.sub(r"(/cdn/[^?\s]+)\?ex=\w+&is=\w+&hm=\w+&?", r"\1", value)
    if isinstance(value, list):
        return [lasting(item) for item in value]
    if isinstance(value, dict):
        return {key: lasting(item) for key, item in value.items()}
    return value


class Watch:
    """What `viewer` sees now, and the events that led there."""

    def __init__(self, viewer: Person, state: State) -> None:
        self._viewer = viewer
        self._state = state
        self._events: deque[Json] = deque(maxlen=REMEMBERED)
        self._places: Json = places_json(viewer, state)
        self._shown: dict[Key, Json] = {}
        self._seq = 0
        self._windows: set[Callable[[Json], None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._shown = self._look()
        self._stop = state.changes.listen(self._rung)

    def whole(self) -> Json:
        """Give everything there is to see, with the number of the event it includes last."""
        self.refresh()
        messages: dict[str, list[Json]] = {str(c.id): [] for c in channels_of(self._viewer, self._state)}
        for (channel, _), message in self._shown.items():
            messages.setdefault(channel, []).append(message)
        return {"kind": "whole", "seq": self._seq, **self._places, "messages": messages}

    def since(self, seq: int) -> list[Json] | None:
        """Give the events after the one with this number; None when they are no longer, or not yet, known."""
        self.refresh()
        if seq > self._seq or seq < self._seq - len(self._events):
            return None
        return [event for event in self._events if event["seq"] > seq]

    def open(self, window: Callable[[Json], None]) -> Callable[[], None]:
        """Tell `window` of every event from now on; the result ends that."""
        self._windows.add(window)
        return lambda: self._windows.discard(window)

    def close(self) -> None:
        self._stop()
        if self._timer:
            self._timer.cancel()

    def refresh(self) -> None:
        """Find out what changed, and tell it."""
        places = places_json(self._viewer, self._state)
        if places != self._places:
            self._places = places
            self._tell({"kind": "places", **places})
        shown = self._look()
        before, self._shown = self._shown, shown
        for key in before:
            if key not in shown:
                self._tell({"kind": "gone", "channel": key[0], "id": key[1]})
        for key, message in shown.items():
            if key not in before or lasting(message) != lasting(before[key]):
                self._tell({"kind": "message", "channel": key[0], "message": message})

    def _look(self) -> dict[Key, Json]:
        return {
            (str(channel.id), message["id"]): message
            for channel in channels_of(self._viewer, self._state)
            for message in messages_json(self._viewer, channel, self._state)
        }

    def _rung(self) -> None:
        if self._windows and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(BREATH, self._due)

    def _due(self) -> None:
        self._timer = None
        self.refresh()

    def _tell(self, event: Json) -> None:
        self._seq += 1
        numbered = {**event, "seq": self._seq}
        self._events.append(numbered)
        for window in list(self._windows):
            window(numbered)
