"""Where a server of the sandbox is heard."""

import aiohttp
import pytest
from aiohttp import web

from sandbox.serving import serve


async def _hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a person may ask for


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", EVERYWHERE, "localhost"])
async def test_wherever_it_listens_a_browser_on_this_machine_reaches_it(host: str) -> None:
    app = web.Application()
    app.router.add_get("/", _hello)
    served = await serve(app, host, 0)
    port = served.origin.rpartition(":")[2]
    async with aiohttp.ClientSession() as session:
        for address in (f"http://127.0.0.1:{port}/", served.origin):
            async with session.get(address) as answer:
                assert await answer.text() == "hello"
    await served.close()
