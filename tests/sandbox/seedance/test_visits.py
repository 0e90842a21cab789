"""What is remembered of the newest requests."""

from sandbox.seedance.visits import REMEMBERED, Visits
from tests.sandbox.seedance.calling import KEY, Caller


def test_the_newest_stay_under_numbers_of_their_own() -> None:
    visits = Visits()
    for number in range(REMEMBERED + 5):
        visits.add("GET", f"/v1/status?task_id={number}", 200, None, None)
    assert len(visits.newest) == REMEMBERED
    assert [visits.newest[0].number, visits.newest[-1].number] == [6, REMEMBERED + 5]


async def test_requests_of_every_kind_are_there_with_what_went_wrong_on_purpose(caller: Caller) -> None:
    task = await caller.generate()
    caller.seedance.faults.arm("error-502", endpoint="status")
    caller.seedance.faults.arm("media-403")
    await caller.send("GET", f"{caller.seedance.base_url}/status?task_id={task}")
    caller.seedance.finish(task)
    await caller.seedance.encoded(task)
    assert [one.task_id for one in caller.seedance.tasks(KEY)] == [task]
    await caller.send("GET", f"{caller.seedance.origin}/media/{task}.mp4", key=None)
    await caller.send("GET", f"{caller.seedance.origin}/media/{task}.mp4", key=None)
    assert [
        (one.path.partition("?")[0], one.status, one.task_id, one.fault) for one in caller.seedance.visits.newest
    ] == [
        ("/v1/generate", 200, task, None),
        ("/v1/status", 502, task, "error-502"),
        (f"/media/{task}.mp4", 403, task, "media-403"),
        (f"/media/{task}.mp4", 200, task, None),
    ]
