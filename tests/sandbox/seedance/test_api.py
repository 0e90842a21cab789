import asyncio
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.journal import Journal
from sandbox.seedance import LocalSeedance
from tests.sandbox.seedance.calling import KEY, SMALL, Caller

LOST = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


async def test_a_task_is_accepted_in_the_documented_envelope(caller: Caller) -> None:
    reply = await caller.post(SMALL)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert set(reply.body) == {"code", "message", "data"}
    assert (reply.body["code"], reply.message) == (200, "success")
    assert reply.data["status"] == "IN_PROGRESS"
    assert re.fullmatch(r"seed15[0-9a-f]{12}pro", reply.data["task_id"])


async def test_a_task_in_progress_has_a_price_and_no_response(caller: Caller) -> None:
    data = (await caller.status(await caller.generate())).data
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", data.pop("created_at"))
    assert re.fullmatch(r"seed15[0-9a-f]{12}pro", data.pop("task_id"))
    assert data == {
        "status": "IN_PROGRESS",
        "consumed_credits": 8,
        "request": SMALL,
        "response": None,
        "error_message": None,
    }


async def test_a_task_that_succeeded_has_one_link(caller: Caller) -> None:
    task_id = await caller.generate()
    data = await caller.ended(task_id)
    assert (data["status"], data["consumed_credits"], data["error_message"]) == ("SUCCESS", 8, None)
    assert data["response"] == [f"{caller.seedance.origin}/media/{task_id}.mp4"]


async def test_the_request_comes_back_exactly_as_submitted(caller: Caller) -> None:
    sent = {
        "prompt": "她慢慢转身微笑 🦊",
        "image_urls": ["http://127.0.0.1:1/nobody-is-there.png"],
        "fixed_lens": True,
        "callback_url": "https://example.com/done",
    }
    reply = await caller.post(sent)
    assert (await caller.status(reply.data["task_id"])).data["request"] == sent


async def test_a_refusal_names_its_reason_and_charges_nothing(caller: Caller) -> None:
    reply = await caller.post({**SMALL, "prompt": " "})
    assert reply.status == 400
    assert reply.body == {"code": 400, "message": "INVALID_PROMPT", "data": None}
    assert caller.seedance.balance(KEY) == 1000
    assert caller.seedance.tasks() == []


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", f"bearer {KEY}", f"Basic {KEY}", KEY, "Bearer other"])
async def test_anything_but_a_known_bearer_key_is_unauthorised(caller: Caller, header: str) -> None:
    url = f"{caller.seedance.base_url}/generate"
    reply = await caller.send("POST", url, key=None, json=SMALL, headers={"Authorization": header})
    assert (reply.status, reply.message) == (401, "INVALID_API_KEY")


async def test_the_key_is_checked_before_anything_else(caller: Caller) -> None:
    assert (await caller.post_raw(b"{", key=None)).status == 401
    assert (await caller.post_raw(b"x" * 1_100_000, key=None)).status == 401
    assert (await caller.status("seed15none", key="sk-other")).status == 401


async def test_malformed_json_and_large_bodies_are_refused(caller: Caller) -> None:
    malformed = await caller.post_raw(b'{"prompt": "A fox"')
    assert (malformed.status, malformed.message) == (400, "INVALID_REQUEST")
    large = await caller.post_raw(b" " * 1_100_000)
    assert (large.status, large.body["code"]) == (413, 413)


async def test_credits_are_checked_last_and_to_the_last_one(caller: Caller) -> None:
    caller.seedance.add_key("sk-poor-0001", 15)
    assert (await caller.post({**SMALL, "duration": "5"}, key="sk-poor-0001")).status == 400
    assert (await caller.post({**SMALL, "duration": "8"}, key="sk-poor-0001")).status == 200
    short = await caller.post(SMALL, key="sk-poor-0001")
    assert (short.status, short.message, short.data) == (402, "INSUFFICIENT_CREDITS", None)
    assert caller.seedance.balance("sk-poor-0001") == 1
    assert caller.seedance.balance(KEY) == 1000


async def test_twenty_requests_at_once_cannot_overdraw_a_key(caller: Caller) -> None:
    caller.seedance.add_key("sk-poor-0001", 8 * 7 + 3)
    replies = await asyncio.gather(*(caller.post(SMALL, key="sk-poor-0001") for _ in range(20)))
    assert sorted(reply.status for reply in replies) == [200] * 7 + [402] * 13
    assert caller.seedance.balance("sk-poor-0001") == 3
    assert len(caller.seedance.tasks("sk-poor-0001")) == 7


async def test_equal_requests_are_two_tasks_and_two_charges(caller: Caller) -> None:
    assert await caller.generate() != await caller.generate()
    assert caller.seedance.balance(KEY) == 984


async def test_unknown_foreign_and_missing_task_ids_all_look_the_same(caller: Caller) -> None:
    caller.seedance.add_key("sk-other-0001", 10)
    task_id = await caller.generate()
    replies = [
        await caller.status("seed15000000000000pro"),
        await caller.status(""),
        await caller.status(task_id, key="sk-other-0001"),
        await caller.send("GET", f"{caller.seedance.base_url}/status"),
    ]
    assert [reply.body for reply in replies] == [{"code": 404, "message": "TASK_NOT_FOUND", "data": None}] * 4
    assert {reply.status for reply in replies} == {404}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/generate/"),
        ("GET", "/v1/generate"),
        ("POST", "/v1/status"),
        ("GET", "/v1/status/"),
        ("POST", "/generate"),
        ("GET", "/v1/tasks"),
        ("DELETE", "/v1/status"),
        ("GET", "/"),
    ],
)
async def test_nothing_else_exists(caller: Caller, method: str, path: str) -> None:
    reply = await caller.send(method, f"{caller.seedance.origin}{path}", json=SMALL)
    assert reply.status == 404
    assert reply.body == {"code": 404, "message": "NOT_FOUND", "data": None}
    assert caller.seedance.tasks() == []


async def test_the_journal_has_a_line_for_each_request_and_never_a_whole_key(caller: Caller) -> None:
    task_id = await caller.generate()
    await caller.status(task_id)
    await caller.post_raw(b"{", key="sk-99")
    posted, asked, refused = caller.seedance.journal.entries
    assert posted == {
        "method": "POST",
        "path": "/v1/generate",
        "content_type": "application/json",
        "body": SMALL,
        "status": 200,
        "key": "1234",
        "task_id": task_id,
    }
    assert (asked["method"], asked["path"]) == ("GET", f"/v1/status?task_id={task_id}")
    assert (asked["body"], asked["content_type"], asked["task_id"]) == (None, None, task_id)
    assert (refused["body"], refused["status"], refused["task_id"]) == (None, 401, None)
    assert refused["key"] == "99"


async def test_a_charge_whose_answer_is_lost_is_still_a_charge(caller: Caller) -> None:
    caller.seedance.faults.arm("process-charge-drop")
    with pytest.raises(LOST):
        await caller.post(SMALL)
    (task,) = caller.seedance.tasks(KEY)
    assert caller.seedance.balance(KEY) == 992
    (entry,) = caller.seedance.journal.entries
    assert (entry["status"], entry["task_id"], caller.seedance.posts()) == (None, task.task_id, 1)
    assert (await caller.status(task.task_id)).status == 200


async def test_half_an_answer_is_still_a_charge(caller: Caller) -> None:
    with pytest.raises(aiohttp.ClientPayloadError):
        await caller.post({**SMALL, "prompt": "A fox [fault:truncated-json]"})
    assert len(caller.seedance.tasks(KEY)) == 1
    assert caller.seedance.balance(KEY) == 992


async def test_a_refused_connection_processed_nothing(caller: Caller) -> None:
    caller.seedance.faults.arm("refuse-before-processing")
    with pytest.raises(LOST):
        await caller.post(SMALL)
    assert (caller.seedance.tasks(), caller.seedance.balance(KEY), caller.seedance.posts()) == ([], 1000, 1)
    assert caller.seedance.journal.entries[0]["status"] is None


class BellJournal(Journal):
    """A journal that rings when a line is written."""

    def __init__(self) -> None:
        super().__init__()
        self.rung = asyncio.Event()

    def write(self, entry: dict[str, Any]) -> None:
        super().write(entry)
        self.rung.set()


async def test_a_hanging_request_processes_nothing_and_ends_with_the_server(clips: Path) -> None:
    journal = BellJournal()
    seedance = LocalSeedance(work_dir=clips, journal=journal, pictures=1)
    await seedance.start()
    seedance.add_key(KEY, 8)
    seedance.faults.arm("hang")
    async with aiohttp.ClientSession() as session, asyncio.timeout(5):
        waiting = asyncio.create_task(Caller(session, seedance).post(SMALL))
        await journal.rung.wait()
        assert not waiting.done()
        await seedance.close()
        with pytest.raises(LOST):
            await waiting
    assert (seedance.tasks(), seedance.posts(), journal.entries[0]["status"]) == ([], 1, None)


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("error-500", 500, "INTERNAL_ERROR"),
        ("unauthorized", 401, "INVALID_API_KEY"),
        ("out-of-credits", 402, "INSUFFICIENT_CREDITS"),
        ("invalid-prompt", 400, "INVALID_PROMPT"),
        ("too-many", 429, "TOO_MANY_REQUESTS"),
    ],
)
async def test_faults_in_the_vendors_own_words(caller: Caller, name: str, status: int, message: str) -> None:
    reply = await caller.post({**SMALL, "prompt": f"A fox [fault:{name}]"})
    assert (reply.status, reply.body["code"], reply.message) == (status, status, message)
    assert ("Retry-After" in reply.headers) == (name == "too-many")
    assert (caller.seedance.tasks(), caller.seedance.balance(KEY)) == ([], 1000)


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [("error-502", 502, b"Bad Gateway"), ("error-503", 503, b"Unavailable"), ("forbidden-html", 403, b"code: 1010")],
)
async def test_faults_of_the_gateway_are_pages(caller: Caller, name: str, status: int, says: bytes) -> None:
    caller.seedance.faults.arm(name)
    reply = await caller.post(SMALL)
    assert (reply.status, reply.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert says in reply.raw
    assert caller.seedance.tasks() == []


@pytest.mark.parametrize(
    ("name", "status"), [("error-500", 500), ("not-found", 404), ("too-many", 429), ("unauthorized", 401)]
)
async def test_a_status_fault_passes(caller: Caller, name: str, status: int) -> None:
    task_id = await caller.generate()
    caller.seedance.faults.arm(name, endpoint="status", task_id=task_id, text="30" if name == "too-many" else None)
    reply = await caller.status(task_id)
    assert reply.status == status
    assert reply.headers.get("Retry-After") == ("30" if name == "too-many" else None)
    assert (await caller.status(task_id)).status == 200


async def test_a_status_can_be_cut_short_or_dropped(caller: Caller) -> None:
    task_id = await caller.generate()
    caller.seedance.faults.arm("truncated-json", endpoint="status")
    with pytest.raises(aiohttp.ClientPayloadError):
        await caller.status(task_id)
    caller.seedance.faults.arm("refuse-before-processing", endpoint="status", times=2)
    with pytest.raises(LOST):
        await caller.status(task_id)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("[fault:failed]", "The request failed because the output video may contain sensitive information."),
        ("[fault:failed: The image shows a real face.]", "The image shows a real face."),
    ],
)
async def test_a_failed_task_says_why_and_gives_its_credits_back(caller: Caller, word: str, text: str) -> None:
    task_id = await caller.generate(prompt=f"A fox {word}")
    assert caller.seedance.balance(KEY) == 992
    data: dict[str, Any] = await caller.ended(task_id)
    assert (data["status"], data["error_message"]) == ("FAILED", text)
    assert (data["response"], data["consumed_credits"]) == (None, 0)
    assert caller.seedance.balance(KEY) == 1000
    (task,) = caller.seedance.tasks()
    assert (task.state, task.price, task.charged) == ("FAILED", 8, 0)


async def test_a_success_can_come_without_a_link(caller: Caller) -> None:
    data = await caller.ended(await caller.generate(prompt="[fault:silent-success]"))
    assert (data["status"], data["response"], data["consumed_credits"]) == ("SUCCESS", None, 8)
