"""The client against the vendor as it might be: every question its documentation leaves open (docs/vendor.md)."""

import random

import pytest
from aiohttp import web

from bot.domain.ids import TaskId
from bot.domain.task import (
    Accepted,
    Ambiguous,
    Failed,
    PollFailed,
    Rejected,
    RejectionKind,
    Running,
    Succeeded,
    TaskNotFound,
    Throttled,
)
from bot.domain.video import AspectRatio, Resolution, VideoSpec
from bot.seedance.client import SeedanceClient
from sandbox.seedance import CHOICES, LocalSeedance
from tests.media.file_server import serving_files
from tests.media.pictures import make_picture
from tests.sandbox.seedance.calling import CREDITS, HandClock
from tests.seedance.connected import DOOMED, KEY, SPEC, client, ended, submitted

PRICE = 8
EVERY = [(mode, value) for mode, values in CHOICES.items() for value in values]
NO_LINK = {("response", "empty-list"), ("response", "ftp")}
CONSUMED = {"absent": None, "null": None, "negative": None, "nan": None, "higher": 2 * PRICE}
SPOKEN = {"lower-case": "in_progress", "queued": "QUEUED", "other": "GENERATING"}
DAY = 24 * 3600


@pytest.mark.parametrize(("mode", "value"), EVERY)
async def test_a_video_comes_about_under_every_mode(
    vendor: LocalSeedance, api: SeedanceClient, mode: str, value: str
) -> None:
    vendor.modes.choose(**{mode: value})
    task_id = await submitted(api)
    running = SPOKEN.get(value, "IN_PROGRESS") if mode == "status_words" else "IN_PROGRESS"
    assert await api.poll(task_id) == Running(running)
    await vendor.encoded(task_id)
    vendor.finish(task_id)
    link = None if (mode, value) in NO_LINK else f"{vendor.origin}/media/{task_id}.mp4"
    consumed = CONSUMED.get(value, PRICE) if mode == "consumed" else PRICE
    assert await api.poll(task_id) == Succeeded(link, consumed)
    assert vendor.posts() == 1
    assert vendor.balance(KEY) == CREDITS - PRICE


@pytest.mark.parametrize("seed", range(40))
async def test_a_video_comes_about_under_any_modes_at_once(
    vendor: LocalSeedance, api: SeedanceClient, seed: int
) -> None:
    chance = random.Random(seed)
    chosen = {mode: chance.choice(values) for mode, values in CHOICES.items()}
    vendor.modes.choose(**chosen)
    task_id = await submitted(api)
    assert await api.poll(task_id) == Running(SPOKEN.get(chosen["status_words"], "IN_PROGRESS"))
    await vendor.encoded(task_id)
    vendor.finish(task_id)
    link = None if ("response", chosen["response"]) in NO_LINK else f"{vendor.origin}/media/{task_id}.mp4"
    assert await api.poll(task_id) == Succeeded(link, CONSUMED.get(chosen["consumed"], PRICE))


@pytest.mark.parametrize("seed", range(40))
async def test_nothing_is_bought_and_nothing_made_of_a_doomed_request_under_any_modes_at_once(
    vendor: LocalSeedance, api: SeedanceClient, seed: int
) -> None:
    chance = random.Random(seed)
    vendor.modes.choose(**{mode: chance.choice(values) for mode, values in CHOICES.items() if mode != "refund"})
    answer = await api.submit(DOOMED)
    if isinstance(answer, Accepted):
        vendor.finish(answer.task_id)
        assert isinstance(await api.poll(answer.task_id), Failed)
    else:
        assert isinstance(answer, Rejected | Ambiguous)
    assert vendor.balance(KEY) == CREDITS
    assert vendor.posts() == 1


@pytest.mark.parametrize("status_words", CHOICES["status_words"])
@pytest.mark.parametrize("no_response", CHOICES["no_response"])
@pytest.mark.parametrize("failed_message", CHOICES["failed_message"])
async def test_a_failure_needs_neither_a_text_nor_a_response(
    vendor: LocalSeedance, api: SeedanceClient, failed_message: str, no_response: str, status_words: str
) -> None:
    vendor.modes.choose(failed_message=failed_message, no_response=no_response, status_words=status_words)
    task_id = await submitted(api, DOOMED)
    assert isinstance(await api.poll(task_id), Running)
    vendor.finish(task_id)
    assert await api.poll(task_id) == Failed("No real faces" if failed_message in {"text", "object"} else "", 0)


@pytest.mark.parametrize(("consumed", "kept"), [(value, CONSUMED.get(value, PRICE)) for value in CHOICES["consumed"]])
async def test_what_a_failed_task_kept_is_read(
    vendor: LocalSeedance, api: SeedanceClient, consumed: str, kept: int | None
) -> None:
    vendor.modes.choose(refund="kept", consumed=consumed)
    assert await ended(vendor, api, DOOMED) == Failed("No real faces", kept)
    assert vendor.balance(KEY) == CREDITS - PRICE


async def test_moderation_at_once_is_told_in_the_vendors_words(vendor: LocalSeedance, api: SeedanceClient) -> None:
    vendor.modes.moderation = "refused"
    assert await api.submit(DOOMED) == Rejected(RejectionKind.INVALID, "No real faces")


async def test_credits_may_run_out_at_once_or_later(vendor: LocalSeedance, api: SeedanceClient) -> None:
    vendor.add_key(KEY, -CREDITS)
    assert await api.submit(SPEC) == Rejected(RejectionKind.CREDITS, "INSUFFICIENT_CREDITS")
    vendor.modes.no_credits = "fails-later"
    assert await ended(vendor, api) == Failed("INSUFFICIENT_CREDITS", 0)


async def test_a_wrong_key_may_meet_the_gateway_instead(vendor: LocalSeedance) -> None:
    vendor.modes.wrong_key = "403-page"
    async with client(vendor.base_url, key="sk-unknown-0001") as api:
        assert await api.submit(SPEC) == Rejected(RejectionKind.GATEWAY, "HTTP 403")
        assert await api.probe() is RejectionKind.GATEWAY
        answer = await api.poll(TaskId("seed15000000000000pro"))
    assert isinstance(answer, PollFailed)
    assert answer.kind is RejectionKind.GATEWAY


@pytest.mark.parametrize(("mode", "seconds"), [("with-seconds", 10.0), ("with-date", 10.0), ("without-header", None)])
async def test_the_twenty_first_submit_in_ten_seconds_is_throttled(
    vendor: LocalSeedance, api: SeedanceClient, clock: HandClock, mode: str, seconds: float | None
) -> None:
    vendor.modes.choose(rate_limit=mode)
    for _ in range(20):
        await submitted(api, DOOMED)
    answer = await api.submit(DOOMED)
    assert isinstance(answer, Throttled)
    # a date has whole seconds, and is taken against the answer's own, whose clock goes on
    assert answer.retry_after == (seconds and pytest.approx(seconds, abs=3))
    clock.now += 10
    await submitted(api, DOOMED)


async def test_one_task_too_many_is_throttled_until_another_ends(vendor: LocalSeedance, api: SeedanceClient) -> None:
    vendor.modes.concurrency = "refused"
    first, *_others = [await submitted(api, DOOMED) for _ in range(3)]
    assert await api.submit(DOOMED) == Throttled(None)
    vendor.finish(first)
    await submitted(api, DOOMED)
    assert len(vendor.tasks()) == 4


async def test_one_task_too_many_may_be_queued(vendor: LocalSeedance, api: SeedanceClient, clock: HandClock) -> None:
    vendor.modes.concurrency = "queued"
    tasks = [await submitted(api, DOOMED) for _ in range(4)]
    assert [await api.poll(task) for task in tasks] == [Running("IN_PROGRESS")] * 3 + [Running("QUEUED")]
    clock.now += 39
    assert await api.poll(tasks[3]) == Running("IN_PROGRESS")
    assert isinstance(await api.poll(tasks[0]), Failed)
    clock.now += 39
    assert isinstance(await api.poll(tasks[3]), Failed)


async def test_a_server_error_may_have_made_and_charged_the_task(vendor: LocalSeedance, api: SeedanceClient) -> None:
    vendor.modes.error_500 = "made-and-charged"
    vendor.faults.arm("error-500")
    assert isinstance(await api.submit(SPEC), Ambiguous)
    assert (vendor.posts(), len(vendor.tasks()), vendor.balance(KEY)) == (1, 1, CREDITS - PRICE)


async def test_a_task_may_be_forgotten_after_a_day(
    vendor: LocalSeedance, api: SeedanceClient, clock: HandClock
) -> None:
    vendor.modes.task_life = "a-day"
    task_id = await submitted(api, DOOMED)
    clock.now += DAY
    assert isinstance(await api.poll(task_id), Failed)
    clock.now += 1
    assert await api.poll(task_id) == TaskNotFound()


async def test_a_success_that_is_taken_back_is_one_until_then(vendor: LocalSeedance, api: SeedanceClient) -> None:
    vendor.modes.success = "taken-back"
    assert isinstance(await ended(vendor, api), Succeeded)
    task = vendor.tasks()[0]
    assert await api.poll(TaskId(task.task_id)) == Running("IN_PROGRESS")


@pytest.mark.parametrize("image", ["shown", "gives-the-ratio"])
async def test_a_picture_may_give_the_video_its_shape(vendor: LocalSeedance, api: SeedanceClient, image: str) -> None:
    vendor.modes.choose(image=image)
    async with serving_files(_picture) as origin:
        assert isinstance(await ended(vendor, api, _with_image(f"{origin}/canary.png")), Succeeded)


async def test_a_picture_may_be_refused_at_once_or_later(vendor: LocalSeedance, api: SeedanceClient) -> None:
    vendor.modes.image = "beyond-limits"
    assert await api.submit(_with_image()) == Rejected(RejectionKind.INVALID, "INVALID_IMAGE_URL", "image_url")
    vendor.modes.image = "fetch-fails"
    assert await ended(vendor, api, _with_image()) == Failed("The image could not be downloaded.", 0)


async def test_the_shape_9_21_may_fail_later(vendor: LocalSeedance, api: SeedanceClient) -> None:
    vendor.modes.tall_ratio = "fails-later"
    tower = VideoSpec(prompt="a tower", aspect_ratio=AspectRatio.TOWER)
    assert await ended(vendor, api, tower) == Failed("The ratio 9:21 is not supported by this model.", 0)


async def test_a_video_may_be_silent_although_sound_was_asked_for(vendor: LocalSeedance, api: SeedanceClient) -> None:
    vendor.modes.sound = "never"
    loud = VideoSpec(prompt=SPEC.prompt, resolution=Resolution.SD, duration=4, generate_audio=True)
    assert isinstance(await ended(vendor, api, loud), Succeeded)
    assert vendor.balance(KEY) == CREDITS - 14


def _with_image(link: str = "https://cdn.example/canary.png") -> VideoSpec:
    return VideoSpec(prompt=SPEC.prompt, resolution=Resolution.SD, duration=4, image_url=link)


async def _picture(_request: web.Request) -> web.Response:
    return web.Response(body=make_picture("PNG"))
