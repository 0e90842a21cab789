"""Try the vendor out with the cheapest video, and see which of what is assumed of it holds."""

import secrets
from collections.abc import AsyncIterator
from typing import Any, Final

from bot.domain.budget import NO_GUILD, Instruction
from bot.domain.ids import TaskId
from bot.domain.job import Clip
from bot.domain.task import Accepted, Failed, PollAnswer, PollFailed, Rejected, RejectionKind, Running, Succeeded
from bot.domain.task import TaskNotFound as NotFound
from bot.domain.trial import PATIENCE, PRICE, REFUSED, SECONDS, SPEC, Seen, is_refused_as, may_cost, named
from bot.ports import Clock, TrialMedia, TrialStore, TrialVendor
from bot.service.operation import Order

NOTE: Final = "doctor:live"
"""How far the last trial came."""
ENDED: Final = "ended"
CLIP: Final = "1.mp4"
DOCUMENTED: Final = "IN_PROGRESS"


class Trial:
    """Spends at most the price of one video, unless the vendor takes what its documentation refuses.

    Before each POST that may cost something, that is booked as borne by the operator; when it turns out that it cost
    nothing, or something else, that is booked instead. So a crash before the POST leaves a few credits booked that were
    not spent, and one after it never leaves any spent that are not booked. The note says which trial did not end.
    """

    def __init__(
        self,
        store: TrialStore,
        vendor: TrialVendor,
        media: TrialMedia,
        clock: Clock,
        order: Order,
        pause: float,
    ) -> None:
        """Ask how the task stands every `pause` seconds."""
        self._store = store
        self._vendor = vendor
        self._media = media
        self._clock = clock
        self._order = order
        self._pause = pause
        self._borne = 0

    async def run(self, body: dict[str, Any]) -> AsyncIterator[Seen]:
        """Try everything, the free before the dear; `body` is the request for the cheapest video."""
        former = await self._store.recall(NOTE)
        if former is not None and not former.endswith(ENDED):
            yield Seen(name="unfinished", held=False, what=former)
        kind = await self._vendor.probe()
        yield Seen(name="let-in", held=kind is None, what=kind.value if kind else "yes")
        if kind is not None:
            return
        await self._note("began")
        async for seen in self._refusals(body):
            yield seen
        async for seen in self._video(body):
            yield seen

    async def _refusals(self, body: dict[str, Any]) -> AsyncIterator[Seen]:
        answer, _ = await self._vendor.look(TaskId(f"reelroom-{secrets.token_hex(8)}"))
        yield Seen(name="unknown-task", held=isinstance(answer, NotFound), what=type(answer).__name__)
        refused, status = await self._vendor.attempt(body, api_key=f"sk-{secrets.token_hex(16)}")
        is_key = isinstance(refused, Rejected) and refused.kind is RejectionKind.KEY
        yield Seen(name="wrong-key", held=is_key, what=f"{status} {named(refused)}")
        for name, (word, wrong) in REFUSED.items():
            await self._book(self._borne + PRICE)
            refused, status = await self._vendor.attempt({**body, **wrong})
            yield Seen(name=name, held=is_refused_as(refused, word), what=f"{status} {named(refused)}")
            if may_cost(refused):
                # a vendor that takes this may take the others as well
                return
            await self._book(self._borne - PRICE)

    async def _video(self, body: dict[str, Any]) -> AsyncIterator[Seen]:
        before = self._borne
        await self._book(before + PRICE)
        await self._note("asked")
        answer, status = await self._vendor.attempt(body)
        if not isinstance(answer, Accepted):
            yield Seen(name="accepted", held=False, what=f"{status} {named(answer)}")
            if not may_cost(answer):
                await self._book(before)
                await self._note(ENDED)
            return
        task_id = answer.task_id
        await self._note(f"task {task_id}")
        yield Seen(name="accepted", held=True, what=f"{status} {task_id}")
        began = self._clock.now()
        words: set[str] = set()
        asked: dict[str, str] = {}
        found: PollAnswer = PollFailed("")
        while not isinstance(found, Succeeded | Failed) and self._clock.now() - began < PATIENCE:
            await self._clock.sleep(self._pause)
            found, said = await self._vendor.look(task_id)
            asked.update(said)
            words |= {found.word} if isinstance(found, Running) else set()
        yield Seen(name="words", held=words <= {DOCUMENTED}, what=", ".join(sorted(words)) or "-")
        yield Seen(name="echo", held=asked.get("prompt") == SPEC.prompt, what=", ".join(asked) or "-")
        async for seen in self._ended(found, before, self._clock.now() - began):
            yield seen

    async def _ended(self, found: PollAnswer, before: int, took: float) -> AsyncIterator[Seen]:
        yield Seen(name="time", held=isinstance(found, Succeeded), what=f"{type(found).__name__}, {took:.0f} s")
        if not isinstance(found, Succeeded | Failed):
            return
        if found.consumed is not None:
            await self._book(before + found.consumed)
        await self._note(ENDED)
        wanted = PRICE if isinstance(found, Succeeded) else 0
        yield Seen(name="credits", held=found.consumed == wanted, what=str(found.consumed))
        if isinstance(found, Succeeded):
            yield Seen(name="link", held=found.url is not None, what=found.url or "-")
            if found.url is not None:
                async for seen in self._file(found.url):
                    yield seen

    async def _file(self, url: str) -> AsyncIterator[Seen]:
        part = await self._media.first_bytes(url)
        yield Seen(name="range", held=part.startswith("206"), what=part)
        clip = await self._media.fetch(url, CLIP)
        if isinstance(clip, Clip):
            fits = SECONDS[0] <= clip.seconds <= SECONDS[1] and not clip.has_audio
            sound = "sound" if clip.has_audio else "silent"
            what = f"{clip.width}×{clip.height}, {clip.seconds:.1f} s, {sound}, {clip.size} bytes"
            yield Seen(name="video", held=fits, what=what)
        else:
            yield Seen(name="video", held=False, what=f"{type(clip).__name__}: {clip.detail}")

    async def _book(self, amount: int) -> None:
        said = Instruction(
            guild_id=NO_GUILD,
            by=None,
            reason=self._order.reason,
            request=self._order.request,
            at=self._clock.now(),
        )
        await self._store.book_trial(said, self._vendor.key_fingerprint, amount)
        self._borne = amount

    async def _note(self, state: str) -> None:
        await self._store.remember(NOTE, f"{self._order.request} {state}")
