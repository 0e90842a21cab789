from collections.abc import Mapping
from http import HTTPStatus

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.http import health_app

WELL = {"database": True, "gateway": True, "ledger": True}


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        (WELL, HTTPStatus.OK),
        ({**WELL, "gateway": False}, HTTPStatus.SERVICE_UNAVAILABLE),
        ({**WELL, "database": False}, HTTPStatus.SERVICE_UNAVAILABLE),
        ({**WELL, "ledger": False}, HTTPStatus.OK),
    ],
)
async def test_every_part_is_named_and_the_status_is_about_what_a_restart_may_help(
    parts: Mapping[str, bool], status: HTTPStatus
) -> None:
    async def health() -> Mapping[str, bool]:
        return parts

    async with TestClient(TestServer(health_app(health))) as client, client.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (status, parts)
