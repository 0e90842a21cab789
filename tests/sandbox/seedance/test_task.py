"""What becomes of a task with a picture, as the vendor's own people and a plain client see it."""

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from sandbox.seedance import LocalSeedance
from tests.media.file_server import serving_files
from tests.media.pictures import make_picture
from tests.sandbox.seedance.calling import KEY, SMALL, Caller, HandClock
from tests.sandbox.seedance.pictures import BLUE, GREEN, RED, first_frame, halves, is_near, make_split, serving

FOX = make_split(RED, BLUE)


async def test_the_video_begins_with_the_picture(caller: Caller, clips: Path, clock: HandClock) -> None:
    async with serving({"fox.png": FOX}) as origin:
        task_id = await caller.generate(image_urls=[f"{origin}/fox.png"], aspect_ratio="16:9")
        (task,) = caller.seedance.tasks()
        assert task.picture is None
        clock.now += 2
        data = await caller.ended(task_id)
    assert (data["status"], data["consumed_credits"]) == ("SUCCESS", 8)
    assert task.picture is not None
    assert (task.picture.width, task.picture.height) == (800, 600)
    assert task.picture.sha256 == hashlib.sha256(FOX).hexdigest()
    assert task.picture.path.read_bytes() == FOX
    assert task.fetch is not None
    assert (task.fetch.ended_at, task.fetch.problem) == (task.created_at + timedelta(seconds=2), None)
    left, right = halves(first_frame(clips / task.film.file_name))
    assert is_near(left, RED)
    assert is_near(right, BLUE)


async def test_equal_prompts_with_two_pictures_are_two_clips_and_with_one_the_same(caller: Caller) -> None:
    async with serving({"fox.png": FOX, "copy.png": FOX, "dog.png": make_split(RED, GREEN)}) as origin:
        links = [await caller.link(image_urls=[f"{origin}/{name}.png"]) for name in ("fox", "dog", "copy")]
    fox, dog, copy = [(await caller.send("GET", link, key=None)).raw for link in links]
    assert fox == copy != dog
    names = [task.film.file_name for task in caller.seedance.tasks()]
    assert names[0] == names[2] != names[1]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nobody.png", "The image could not be downloaded: HTTP 404."),
        ("page.png", "The image is not a JPEG, PNG or WEBP picture."),
        ("huge.png", "The image is larger than 30 MB."),
        ("tiny.png", "The sides of the image are not between 300 and 6000 pixels."),
        ("wide.png", "The width of the image is not between 0.4 and 2.5 times its height."),
    ],
)
async def test_a_task_whose_picture_cannot_be_had_fails_and_says_why(
    caller: Caller, clock: HandClock, name: str, message: str
) -> None:
    files = {
        "page.png": b"<html>Sorry</html>",
        "huge.png": bytes(30 * 1024 * 1024 + 1),
        "tiny.png": make_picture("PNG", 200, 200),
        "wide.png": make_picture("PNG", 900, 300),
    }
    async with serving(files) as origin:
        task_id = await caller.generate(image_urls=[f"{origin}/{name}"])
        assert caller.seedance.balance(KEY) == 992
        await caller.seedance.fetched(task_id)
    assert (await caller.status(task_id)).data["status"] == "IN_PROGRESS"
    clock.now += 100
    data = (await caller.status(task_id)).data
    assert (data["status"], data["error_message"]) == ("FAILED", message)
    assert (data["response"], data["consumed_credits"], caller.seedance.balance(KEY)) == (None, 0, 1000)
    (task,) = caller.seedance.tasks()
    assert task.fetch is not None
    assert (task.picture, task.fetch.problem) == (None, message)
    assert task.fetch.ended_at == task.created_at


class Gate:
    """A server with one picture that comes once it is let through."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.opened = asyncio.Event()

    async def answer(self, _request: web.Request) -> web.Response:
        self.asked.set()
        await self.opened.wait()
        return web.Response(body=FOX)


async def test_a_task_that_waits_for_its_picture_is_in_progress(caller: Caller, clock: HandClock) -> None:
    gate = Gate()
    async with serving_files(gate.answer) as origin:
        task_id = await caller.generate(prompt="A fox behind a gate", image_urls=[origin])
        await gate.asked.wait()
        (task,) = caller.seedance.tasks()
        assert caller.seedance._studio.order_of(task.film) is None
        clock.now += 1000
        assert (await caller.status(task_id)).data["status"] == "IN_PROGRESS"
        gate.opened.set()
        await caller.seedance.encoded(task_id)
        assert (await caller.status(task_id)).data["status"] == "SUCCESS"


async def test_a_picture_is_fetched_again_after_a_start_that_its_fetch_did_not_live_to_see(
    caller: Caller, seedance: LocalSeedance
) -> None:
    gate = Gate()
    async with serving_files(gate.answer) as origin:
        task_id = await caller.generate(image_urls=[origin])
        await gate.asked.wait()
        await seedance.close()
        gate.opened.set()
        seedance.finish(task_id)
        (task,) = seedance.tasks()
        assert (task.state, task.picture) == ("IN_PROGRESS", None)
        assert task.fetch is not None
        assert task.fetch.ended_at is None

        await seedance.start()
        assert (await caller.status(task_id)).data["status"] == "IN_PROGRESS"
        assert (await caller.ended(task_id))["status"] == "SUCCESS"
        assert task.picture is not None


async def test_a_task_that_fails_for_another_reason_has_its_picture_all_the_same(caller: Caller) -> None:
    async with serving({"fox.png": FOX}) as origin:
        task_id = await caller.generate(prompt="A fox [fault:failed:No real faces]", image_urls=[f"{origin}/fox.png"])
        data = await caller.ended(task_id)
    (task,) = caller.seedance.tasks()
    assert task.picture is not None
    assert (data["status"], data["error_message"]) == ("FAILED", "No real faces")


async def test_the_first_reason_to_fail_is_the_one_told(caller: Caller) -> None:
    async with serving({}) as origin:
        prompt = "A fox [fault:failed:No real faces]"
        data = await caller.ended(await caller.generate(prompt=prompt, image_urls=[f"{origin}/fox.png"]))
    assert data["error_message"] == "No real faces"


async def test_a_refused_request_fetches_nothing(caller: Caller) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=FOX)

    caller.seedance.add_key("sk-poor-0001", 7)
    async with serving_files(answer) as origin:
        refused = {**SMALL, "image_urls": [f"{origin}/refused"]}
        assert (await caller.post(refused, key="sk-poor-0001")).status == 402
        assert (await caller.post({**refused, "mood": "happy"})).status == 400
        await caller.seedance.fetched(await caller.generate(image_urls=[f"{origin}/accepted"]))
    assert asked == ["/accepted"]
