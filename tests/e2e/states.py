"""Jobs in every state that a fault can meet, of one bot at once: set up, struck, and judged together."""

import asyncio
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from bot.domain.ids import JobId
from bot.domain.job import FINAL, Ending, Job, JobState
from sandbox.discord import Channel, Person, SeenMessage
from sandbox.seedance import answers
from tests.e2e.conftest import KEY, LONG, VERY_LONG, World, clips_of
from tests.waiting import until

PRICE = 8
DEAR = 14
SETTINGS = {"MAX_RUNNING": "20", "MAX_RUNNING_PER_SERVER": "20", "MAX_RUNNING_PER_MEMBER": "1"}
PATIENT = 8.0
"""Seconds that the vendor takes for the answer to the submit that is under way."""
AWAITING, QUEUED, CALLED_OFF, SUBMITTING, UNKNOWN, RUNNING, FETCHING, READY, ENDED = NAMES = (
    "awaiting approval",
    "queued",
    "cancel asked",
    "submitting",
    "unknown",
    "running",
    "fetching",
    "delivering",
    "after the end",
)
"""The columns of docs/faults.md."""
BOUGHT = 6
"""Tasks of theirs that the vendor has, once the submit under way has reached it."""
STATES = {
    AWAITING: JobState.AWAITING_APPROVAL,
    QUEUED: JobState.QUEUED,
    CALLED_OFF: JobState.QUEUED,
    SUBMITTING: JobState.SUBMITTING,
    UNKNOWN: JobState.UNKNOWN,
    RUNNING: JobState.RUNNING,
    FETCHING: JobState.FETCHING,
    READY: JobState.READY,
    ENDED: JobState.DELIVERED,
}


@contextmanager
def a_patient_vendor() -> Iterator[None]:
    """Let late answers take so long that a fault comes and goes meanwhile."""
    with patch.object(answers, "LATE", PATIENT):
        yield


class Nine:
    """One job in each state. What holds it there is the test's: nothing passes by itself until `let_go`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ids: dict[str, JobId] = {}
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Person] = {}

    async def set_up(self, *, submits_slowly: bool = True, **settings: str) -> None:
        """Start the bot and bring a job into each state, the one in the middle of its submit last.

        Unless it `submits_slowly`, that one is running by now.
        """
        world = self.world
        await world.start(**SETTINGS, **settings)
        await self.ask(ENDED)
        await world.until_job_is(JobState.DELIVERED)
        await (await world.sam.use("limits price", world.studio, approve_above=DEAR - 1)).answered(LONG)
        world.seedance.hold_all()
        await self.ask(AWAITING, duration=8)
        world.seedance.faults.arm("process-charge-drop")
        await self.ask(UNKNOWN)
        await self.reach(UNKNOWN)
        for name in (RUNNING, FETCHING, READY):
            await self.ask(name)
            await self.reads(name, "Being made")
        # whoever has one at the vendor waits with the next
        for name in (QUEUED, CALLED_OFF):
            self.people[name] = self.people[RUNNING]
            await self.ask(name)
            await self.reads(name, "In the queue")
        await self._hold_back_the_file()
        await self._hold_back_the_post()
        if submits_slowly:
            world.seedance.faults.arm("late-answer")
        await self.ask(SUBMITTING)
        await self.reach(SUBMITTING, JobState.SUBMITTING if submits_slowly else JobState.RUNNING)

    async def ask(self, name: str, **options: object) -> None:
        """Have somebody ask for a video in a channel of its own."""
        world = self.world
        channel = self.channels[name] = world.guild.add_channel(name.replace(" ", "-"))
        if name not in self.people:
            self.people[name] = world.discord.add_person(name.title())
            world.guild.join(self.people[name])
        use = await world.insist(self.people[name], channel, **options)
        self.ids[name] = JobId(use.interaction.id)

    async def reads(self, name: str, words: str) -> SeenMessage:
        """Wait until the member of a job reads something in its channel."""
        return await self.people[name].until_sees(self.channels[name], re.escape(words), LONG)

    async def job(self, name: str) -> Job:
        """Read a job."""
        return next(job for job in await self.world.jobs() if job.id == self.ids[name])

    async def reach(self, name: str, state: JobState | None = None) -> None:
        """Wait until a job is in a state, or in its own."""
        wanted = state or STATES[name]

        async def there() -> bool | None:
            jobs = await self.world.jobs()
            return any(job.id == self.ids[name] and job.state is wanted for job in jobs) or None

        await until(there, f"the job that is {name} to be {wanted}", LONG)

    async def _hold_back_the_file(self) -> None:
        task_id = (await self.job(FETCHING)).task_id or ""
        self.world.seedance.faults.arm("media-truncated", times=10_000, task_id=task_id)
        self.world.seedance.finish(task_id)
        await self.reach(FETCHING)

    async def _hold_back_the_post(self) -> None:
        path = rf"/channels/{self.channels[READY].id}/messages$"
        fault = self.world.discord.faults.arm("hang", method="POST", path=path)
        self.world.seedance.finish((await self.job(READY)).task_id or "")

        async def sent() -> bool | None:
            return fault.hits > 0 or None

        await until(sent, "a clip that is being sent")

    async def states(self) -> dict[str, JobState]:
        """Tell where each job is now."""
        found = {job.id: job.state for job in await self.world.jobs()}
        return {name: found[job_id] for name, job_id in self.ids.items()}

    async def call_off(self) -> str:
        """Press the button of the one that is to be cancelled; gives what its member reads."""
        person, channel = self.people[CALLED_OFF], self.channels[CALLED_OFF]
        (status,) = [seen for seen in person.sees(channel) if "A red kite" in seen.text and not seen.ephemeral]
        return (await (await person.press(status, "Cancel")).answered(LONG)).text

    def let_go(self) -> None:
        """Hold nothing back any more, on the vendor's side nor on Discord's."""
        self.world.seedance.faults.clear()
        self.world.discord.faults.clear()
        self.world.seedance.release_all()

    async def finish(self, *, left: frozenset[str] = frozenset({AWAITING, UNKNOWN})) -> dict[str, Job]:
        """Let everything go on, and wait for the ends of all but what waits for a person."""
        self.let_go()

        async def over() -> dict[str, Job] | None:
            found = {job.id: job for job in await self.world.jobs()}
            jobs = {name: found[job_id] for name, job_id in self.ids.items()}
            return jobs if all(job.state in FINAL for name, job in jobs.items() if name not in left) else None

        return await until(over, "the ends of the jobs", VERY_LONG)

    def clips(self, name: str) -> list[SeenMessage]:
        """Every clip that stands in the channel of a job."""
        return [seen for seen in self.world.sam.sees(self.channels[name]) if clips_of(seen)]

    async def all_is_right(
        self,
        ends: dict[str, Job],
        *,
        given_up: Collection[str] = (),
        spent: Collection[str] = (),
        called_off: bool = True,
        beside: Collection[Job] = (),
        taken: int = 0,
    ) -> None:
        """See that each came to its end once, with its credits where they belong, and told.

        Of those that were `given_up` some `spent` what they cost: their file is kept, and could not be posted. Those
        `beside` ended as the test knows; of one whose submit was answered by nothing the vendor had `taken` so much.
        """
        world = self.world
        delivered = {name for name, job in ends.items() if job.state is JobState.DELIVERED}
        assert delivered == set(NAMES) - {AWAITING, UNKNOWN, *({CALLED_OFF} if called_off else ()), *given_up}
        assert (ends[AWAITING].state, ends[UNKNOWN].state) == (JobState.AWAITING_APPROVAL, JobState.UNKNOWN)
        assert {name: len(self.clips(name)) for name in NAMES} == {name: int(name in delivered) for name in NAMES}
        more = sum(job.state is JobState.DELIVERED for job in beside)
        blind = sum(job.state is JobState.UNKNOWN for job in beside)
        bought = BOUGHT + len(delivered & {QUEUED, CALLED_OFF}) + more
        assert len(world.seedance.tasks(KEY)) == bought + (taken > 0 and blind), "one task for each that has one"
        assert world.seedance.posts() <= sum(job.submits for job in [*ends.values(), *beside])
        paid = PRICE * (len(delivered) + len(spent) + more)
        assert await world.ledger() == (DEAR + PRICE * (1 + blind), paid, [])
        assert await world.absorbed() == 0, "nobody bears what nobody lost"
        assert world.charged() == PRICE * bought + taken * blind
        await self.reads(AWAITING, "Waiting for a moderator")
        await self.reads(UNKNOWN, "nobody knows yet whether")
        if called_off:
            assert (ends[CALLED_OFF].state, ends[CALLED_OFF].ending) == (JobState.CANCELLED, Ending.BY_REQUESTER)
            await self.reads(CALLED_OFF, "Cancelled by the one")

    async def goes_on(self) -> None:
        """See that whoever asks now is served, to the end."""
        await self.ask("later")
        await self.reach("later", JobState.DELIVERED)
        assert len(self.clips("later")) == 1


async def quiet(seconds: float) -> None:
    """Let a fault last, in real time: what is waited for is that nothing happens."""
    await asyncio.sleep(seconds)
