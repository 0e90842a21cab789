"""Jobs in every state that a fault can meet, of one bot at once: set up, struck, and judged together."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from bot.domain.ids import JobId
from bot.domain.job import FINAL, Ending, Job, JobState
from sandbox.discord import Channel, Person, SeenMessage
from sandbox.seedance import answers
from tests.e2e.conftest import LONG, VERY_LONG, World, clips_of
from tests.waiting import until

PRICE = 8
DEAR = 14
SETTINGS = {"MAX_RUNNING": "20", "MAX_RUNNING_PER_SERVER": "20", "MAX_RUNNING_PER_MEMBER": "1"}
PATIENT = 12.0
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
        self.bought = 0

    async def set_up(self, **settings: str) -> None:
        """Start the bot and bring a job into each state, the one in the middle of its submit last."""
        world = self.world
        await world.start(**SETTINGS, **settings)
        await self._ask(ENDED)
        await world.until_job_is(JobState.DELIVERED)
        await (await world.sam.use("limits price", world.studio, approve_above=DEAR - 1)).answered(LONG)
        world.seedance.hold_all()
        await self._ask(AWAITING, duration=8)
        world.seedance.faults.arm("process-charge-drop")
        await self._ask(UNKNOWN)
        await self._reach(UNKNOWN)
        for name in (RUNNING, FETCHING, READY):
            await self._ask(name)
            await self._seen(name, "Being made")
        # whoever has one at the vendor waits with the next
        for name in (QUEUED, CALLED_OFF):
            self.people[name] = self.people[RUNNING]
            await self._ask(name)
            await self._seen(name, "In the queue")
        await self._hold_back_the_file()
        await self._hold_back_the_post()
        world.seedance.faults.arm("late-answer")
        await self._ask(SUBMITTING)
        await self._reach(SUBMITTING)
        self.bought = world.seedance.posts()

    async def _ask(self, name: str, **options: object) -> None:
        world = self.world
        channel = self.channels[name] = world.guild.add_channel(name.replace(" ", "-"))
        if name not in self.people:
            self.people[name] = world.discord.add_person(name.title())
            world.guild.join(self.people[name])
        use = await world.insist(self.people[name], channel, **options)
        self.ids[name] = JobId(use.interaction.id)

    async def _seen(self, name: str, words: str) -> SeenMessage:
        return await self.people[name].until_sees(self.channels[name], re.escape(words), LONG)

    async def job(self, name: str) -> Job:
        """Read a job."""
        return next(job for job in await self.world.jobs() if job.id == self.ids[name])

    async def _reach(self, name: str) -> None:
        async def there() -> bool | None:
            jobs = await self.world.jobs()
            return any(job.id == self.ids[name] and job.state is STATES[name] for job in jobs) or None

        await until(there, f"the job that is {name}")

    async def _hold_back_the_file(self) -> None:
        task_id = (await self.job(FETCHING)).task_id or ""
        self.world.seedance.faults.arm("media-truncated", times=10_000, task_id=task_id)
        self.world.seedance.finish(task_id)
        await self._reach(FETCHING)

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

    async def all_is_right(self, ends: dict[str, Job], *, lost: frozenset[str] = frozenset({UNKNOWN})) -> None:
        """See that each came to its end once, with its credits where they belong, and told; `lost` are unknown."""
        world = self.world
        delivered = {name for name, job in ends.items() if job.state is JobState.DELIVERED}
        assert delivered == set(NAMES) - {AWAITING, CALLED_OFF} - lost, {n: j.state for n, j in ends.items()}
        assert {name for name, job in ends.items() if job.state is JobState.UNKNOWN} == lost
        assert ends[AWAITING].state is JobState.AWAITING_APPROVAL
        assert (ends[CALLED_OFF].state, ends[CALLED_OFF].ending) == (JobState.CANCELLED, Ending.BY_REQUESTER)
        assert {name: len(self.clips(name)) for name in NAMES} == {name: int(name in delivered) for name in NAMES}
        assert all(self.clips(name)[0].message.mentions for name in delivered)
        # the one of the past, five under way, the queued one: never a second POST for any
        assert world.seedance.posts() == self.bought + 1
        held, spent, findings = await world.ledger()
        assert (held, spent, findings) == (DEAR + PRICE * len(lost), PRICE * len(delivered), [])
        assert world.charged() == PRICE * (len(delivered) + 1)
        for name, words in {AWAITING: "Waiting for a moderator", CALLED_OFF: "Cancelled by the one"}.items():
            await self._seen(name, words)
        for name in lost:
            await self._seen(name, "nobody knows yet whether")

    async def goes_on(self) -> None:
        """See that whoever asks now is served, to the end."""
        person = self.world.discord.add_person("Later")
        self.world.guild.join(person)
        channel = self.world.guild.add_channel("later")
        await self.world.insist(person, channel)
        await self.world.clip(channel)


async def quiet(seconds: float) -> None:
    """Let a fault last, in real time: what is waited for is that nothing happens."""
    await asyncio.sleep(seconds)
