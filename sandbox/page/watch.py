"""One person's eyes: what changed in what they see, numbered, so that a window that was away can catch up."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from sandbox.discord import Channel, Message, Person
from sandbox.discord.seen import look
from sandbox.discord.state import State
from sandbox.page.view import EARLIER, NEWEST, channels_of, message_seen_json, places_json, stretch_json

Json = dict[str, Any]

REMEMBERED = 500
"""Events that a window may have missed; after more it is shown everything anew."""
BREATH = 0.03
"""Seconds in which changes are told together."""


class Watch:
    """What `viewer` was told of the world, and the events that led there.

    Each channel numbers its news; only messages that are news since the last look are looked at.
    """

    def __init__(self, viewer: Person, state: State) -> None:
        self._viewer = viewer
        self._state = state
        self._events: deque[Json] = deque(maxlen=REMEMBERED)
        self._places: Json = places_json(viewer, state)
        self._told = {channel.id: channel.news for channel in channels_of(viewer, state)}
        self._thinking = {m.id: m for channel in channels_of(viewer, state) for m in channel.log.values() if _thinks(m)}
        self._seq = 0
        self._windows: set[Callable[[Json], None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._stop = state.changes.listen(self._rung)

    def whole(self) -> Json:
        """Give what there is to see, of each channel the newest, with the number of the event it includes last."""
        self.refresh()
        channels = channels_of(self._viewer, self._state)
        stretches = [stretch_json(self._viewer, channel, self._state, NEWEST) for channel in channels]
        messages = {stretch["channel"]: stretch["messages"] for stretch in stretches}
        more = [stretch["channel"] for stretch in stretches if stretch["more"]]
        return {"kind": "whole", "seq": self._seq, **self._places, "messages": messages, "more": more}

    def earlier(self, channel_id: str, before: str) -> Json | None:
        """Give messages of a channel from before the one with this id; they include what the last event told."""
        channels = channels_of(self._viewer, self._state)
        channel = next((channel for channel in channels if str(channel.id) == channel_id), None)
        if channel is None or not before.isdecimal():
            return None
        self.refresh()
        stretch = stretch_json(self._viewer, channel, self._state, EARLIER, int(before))
        return {"kind": "earlier", "seq": self._seq, **stretch}

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
        self._viewer.services.desk.expire()
        places = places_json(self._viewer, self._state)
        if places != self._places:
            self._places = places
            self._tell({"kind": "places", **places})
        channels = {channel.id: channel for channel in channels_of(self._viewer, self._state)}
        self._told = {number: news for number, news in self._told.items() if number in channels}
        for channel in channels.values():
            self._tell_news(channel)
        for message in [m for m in self._thinking.values() if _thinks(m) and look(m, self._viewer, self._state).failed]:
            self._tell_message(message)
            del self._thinking[message.id]

    def _tell_news(self, channel: Channel) -> None:
        """Tell what is new in a channel; of one that was not there before, no more than the newest."""
        told = self._told.get(channel.id)
        self._told[channel.id] = channel.news
        if told is None:
            stretch = stretch_json(self._viewer, channel, self._state, NEWEST)
            if stretch["more"]:
                self._tell({"kind": "earlier", **stretch})
                return
        for message in channel.noted_since(told or 0):
            self._thinking.pop(message.id, None)
            if _thinks(message):
                self._thinking[message.id] = message
            self._tell_message(message)

    def _tell_message(self, message: Message) -> None:
        seen = self._viewer.find(message.channel, message.id)
        channel = str(message.channel.id)
        if seen:
            self._tell({"kind": "message", "channel": channel, "message": message_seen_json(seen, self._state)})
        elif message.deleted and message.visible_to in {None, self._viewer}:
            self._tell({"kind": "gone", "channel": channel, "id": str(message.id)})

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


def _thinks(message: Message) -> bool:
    return message.thinking_until is not None and not message.deleted
