"""A vendor and files that err by chance, in virtual time."""

import random
from collections.abc import Callable

from bot.domain.ids import Instant, TaskId
from bot.domain.task import PollAnswer, RejectionKind, SubmitAnswer
from bot.domain.video import VideoSpec
from tests.builders import NOW
from tests.fakes import FakeMedia, FakeVideoApi


class Vendor(FakeVideoApi):
    """Takes tasks, makes them for some seconds, and errs at a few per cent of what it is asked."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.accepts_everything()
        self.lets_in()
        self.now: Callable[[], Instant] = lambda: NOW
        """What time it is."""
        self._chance = chance
        self._ends: dict[TaskId, Instant] = {}
        self._prices: dict[TaskId, int] = {}
        self.charged = 0
        """Credits taken and kept."""
        self.guessed = 0
        """Price of what was sent, never taken, and of which nobody can know that."""

    async def submit(self, spec: VideoSpec, callback_url: str | None = None) -> SubmitAnswer:
        self._err(spec)
        before = len(self.tasks)
        try:
            return await super().submit(spec, callback_url)
        finally:
            for task_id in self.tasks[before:]:
                self._ends[task_id] = self.now() + self._chance.uniform(3, 16)
                self._prices[task_id] = spec.price
                self.charged += spec.price

    def _err(self, spec: VideoSpec) -> None:
        roll = self._chance.random()
        taken = self._chance.random() < 0.5
        if roll < 0.001:
            self.loses_the_answer(taken=taken)
        elif roll < 0.0015:
            self.kills_us(taken=taken)
        elif roll < 0.04:
            self.throttles(2.0)
        elif roll < 0.05:
            self.is_unreachable()
        elif roll < 0.06:
            self.refuses(RejectionKind.INVALID)
        elif roll < 0.0605:
            self.refuses(RejectionKind.CREDITS)
        if roll < 0.0015 and not taken:
            self.guessed += spec.price

    async def poll(self, task_id: TaskId) -> PollAnswer:
        if self._chance.random() < 0.02:
            self.fails_polls(task_id)
        ends = self._ends.get(task_id)
        if ends is not None and self.now() >= ends:
            del self._ends[task_id]
            self._end(task_id)
        return await super().poll(task_id)

    def _end(self, task_id: TaskId) -> None:
        price = self._prices.pop(task_id)
        if self._chance.random() < 0.03:
            self.charged -= price
            self.fails(task_id, consumed=0)
        else:
            self.succeeds(task_id, consumed=price)

    def forget_the_evening(self) -> None:
        """Keep the counts of what is over, not what it was."""
        self.polls.clear()


class Files(FakeMedia):
    """Has a video behind every link; some are silent for a while, and some kill whoever fetches them."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.has_everything()
        self._chance = chance
        self.on_fetch = self._err

    async def _err(self) -> None:
        if self._chance.random() < 0.01:
            self.kills_us()
