"""One use of a command or button, seen by the person who did it: wait for the answer, then read it."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.discord.interactions import Desk, Interaction
from sandbox.discord.options import NotPossibleError
from sandbox.discord.seen import SeenMessage, look
from sandbox.discord.state import State

Json = dict[str, Any]
Wanted = str | re.Pattern[str] | Callable[[SeenMessage], bool]


def meets(seen: SeenMessage, wanted: Wanted) -> bool:
    """Tell whether a message is the one: by a regex searched in its text, or by a predicate."""
    if callable(wanted):
        return wanted(seen)
    return re.search(wanted, seen.text) is not None


class Use:
    """What became of one interaction; timeouts are seconds of real time."""

    def __init__(self, interaction: Interaction, state: State, desk: Desk) -> None:
        self.interaction = interaction
        self._state = state
        self._desk = desk

    @property
    def failed(self) -> bool:
        """Whether the bot gave no answer within three seconds."""
        self._desk.expire()
        return self.interaction.failed

    @property
    def answers(self) -> list[SeenMessage]:
        """The messages this interaction made or changed and that still stand, the latest touched last."""
        self._desk.expire()
        person = self.interaction.person
        standing = [m for m in self.interaction.answers if not m.deleted]
        return [look(message, person, self._state) for message in standing]

    async def answered(self, timeout: float = 10.0) -> SeenMessage:
        """Wait for an answer that is more than "is thinking…"; a failure to respond is one, with `failed` set."""
        return await self.answered_matching(lambda _seen: True, timeout)

    async def answered_matching(self, wanted: Wanted, timeout: float = 10.0) -> SeenMessage:
        """Wait until an answer matches a regex (searched in its text) or a predicate, after edits too."""

        def find() -> SeenMessage | None:
            if self.interaction.modal is not None:
                raise NotPossibleError("the answer is a form: see modal()")
            matching = [seen for seen in self.answers if not seen.thinking and meets(seen, wanted)]
            return matching[-1] if matching else None

        return await self._state.changes.until(find, timeout, f"an answer to {self._described()}")

    async def acknowledged(self, timeout: float = 10.0) -> None:
        """Wait for the first answer of any kind, or for the lack of one to show."""

        def find() -> bool:
            return self.interaction.answered or self.failed

        await self._state.changes.until(find, timeout, f"an acknowledgement of {self._described()}")

    async def modal(self, timeout: float = 10.0) -> Json:
        """Wait for a form; gives the modal object as the bot sent it."""
        look_for = f"a form in answer to {self._described()}"
        return await self._state.changes.until(lambda: self.interaction.modal, timeout, look_for)

    def _described(self) -> str:
        data = self.interaction.data
        seen = "; ".join(repr(answer.text) for answer in self.answers)
        return f"{data.get('name') or data.get('custom_id')}" + (f" (so far: {seen})" if seen else "")
