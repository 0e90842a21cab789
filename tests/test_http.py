from collections.abc import Mapping
from http import HTTPStatus

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.http import health_app

WELL: Mapping[str, bool | str] = {"database": True, "gateway": True, "ledger": True, "studio": "open"}
SERIES = b"reelroom_database_up 1.0\n"


def _server(parts: Mapping[str, bool | str] = WELL, *, ready: bool = True) -> TestServer:
    async def health() -> Mapping[str, bool | str]:
        return parts

    async def readiness() -> tuple[bool, Mapping[str, object]]:
        return ready, {"ready": ready}

    async def measure(accept: str) -> tuple[bytes, str]:
        return SERIES, f"text/plain; charset=utf-8; was={len(accept) > 0}"

    return TestServer(health_app(health, readiness, measure))


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        (WELL, HTTPStatus.OK),
        ({**WELL, "gateway": False}, HTTPStatus.SERVICE_UNAVAILABLE),
        ({**WELL, "database": False}, HTTPStatus.SERVICE_UNAVAILABLE),
        ({**WELL, "ledger": False}, HTTPStatus.OK),
        ({**WELL, "studio": "credits"}, HTTPStatus.OK),
    ],
)
async def test_every_part_is_named_and_the_status_is_about_what_a_restart_may_help(
    parts: Mapping[str, bool | str], status: HTTPStatus
) -> None:
    async with TestClient(_server(parts)) as client, client.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (status, parts)


@pytest.mark.parametrize(("ready", "status"), [(True, HTTPStatus.OK), (False, HTTPStatus.SERVICE_UNAVAILABLE)])
async def test_readiness_is_a_status_and_says_why_in_json(*, ready: bool, status: HTTPStatus) -> None:
    async with TestClient(_server(ready=ready)) as client, client.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (status, {"ready": ready})


async def test_what_is_measured_is_given_in_the_form_that_is_asked_for() -> None:
    async with TestClient(_server()) as client, client.get("/metrics", headers={"Accept": "text/plain"}) as answer:
        assert (answer.status, await answer.read()) == (HTTPStatus.OK, SERIES)
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8; was=True"
