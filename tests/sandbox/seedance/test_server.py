import json
from pathlib import Path

import aiohttp
import pytest

from sandbox.journal import Journal
from sandbox.seedance import ASSUMPTIONS, LocalSeedance
from tests.sandbox.seedance.calling import KEY, Caller


async def test_at_high_speed_a_task_ends_once_its_clip_is_encoded(clips: Path) -> None:
    server = LocalSeedance(work_dir=clips, speed=1e9, pictures=1)
    await server.start()
    server.add_key(KEY, 8)
    async with aiohttp.ClientSession() as session:
        caller = Caller(session, server)
        task_id = await caller.generate()
        await server.encoded(task_id)
        assert (await caller.status(task_id)).data["status"] == "SUCCESS"
    await server.close()


async def test_the_same_seed_gives_the_same_ids(clips: Path) -> None:
    ids = []
    for seed in (5, 5, 6):
        server = LocalSeedance(work_dir=clips, seed=seed, pictures=1)
        await server.start()
        server.add_key(KEY, 8)
        async with aiohttp.ClientSession() as session:
            ids.append(await Caller(session, server).generate())
        await server.close()
    assert ids[0] == ids[1] != ids[2]


async def test_a_server_closed_and_started_again_remembers(caller: Caller, seedance: LocalSeedance) -> None:
    task_id = await caller.generate(prompt="This clip is interrupted")
    await seedance.close()
    await seedance.start()
    seedance.finish(task_id)
    assert (await caller.status(task_id)).data["status"] == "IN_PROGRESS"
    assert (await caller.ended(task_id))["status"] == "SUCCESS"
    assert seedance.balance(KEY) == 992


async def test_an_address_exists_only_while_running(tmp_path: Path) -> None:
    server = LocalSeedance(work_dir=tmp_path)
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url
    await server.start()
    assert server.origin.startswith("http://127.0.0.1:")
    assert server.base_url == f"{server.origin}/v1"
    await server.close()


async def test_a_journal_given_is_the_one_written(tmp_path: Path, clips: Path) -> None:
    journal = Journal(tmp_path / "seedance.jsonl")
    server = LocalSeedance(work_dir=clips, journal=journal, pictures=1)
    await server.start()
    async with aiohttp.ClientSession() as session:
        caller = Caller(session, server)
        assert (await caller.post({"prompt": "狐狸 🦊"})).status == 401
        assert (await caller.post_raw(b'{"prompt": "\\ud800"}')).status == 401
        assert (await caller.send("GET", f"{server.base_url}/status?task_id=%ff")).status == 401
    await server.close()
    journal.close()
    lines = (tmp_path / "seedance.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["body"] for line in lines] == [{"prompt": "狐狸 🦊"}, None, None]
    assert server.journal is journal
    assert server.posts() == 2


async def test_a_key_can_be_topped_up(caller: Caller, seedance: LocalSeedance) -> None:
    seedance.add_key("sk-late-0001", 0)
    body = {"prompt": "A fox", "resolution": "480p", "duration": "4"}
    assert (await caller.post(body, key="sk-late-0001")).status == 402
    seedance.add_key("sk-late-0001", 8)
    assert (await caller.post(body, key="sk-late-0001")).status == 200
    assert [task.key for task in seedance.tasks("sk-late-0001")] == ["sk-late-0001"]
    with pytest.raises(KeyError):
        seedance.balance("sk-nobody")


def test_the_unknown_task_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="seed15none"):
        LocalSeedance(work_dir=tmp_path).finish("seed15none")


def test_what_is_not_the_vendors_word_is_said() -> None:
    said = " ".join(ASSUMPTIONS)
    for topic in ("give", "deducted", "INVALID_PROMPT", "UTF-16", "callback", "404", "9:21"):
        assert topic in said
