"""Who may read the page."""

import aiohttp
import pytest

from sandbox.discord import LocalDiscord, Person


@pytest.mark.usefixtures("mia")
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8300", "10.0.0.7", "[::2]:80", "local:host"])
@pytest.mark.parametrize("path", ["/", "/page/state", "/page/events", "/page/app.js"])
async def test_a_name_that_was_bent_to_point_here_gets_nothing(
    browser: aiohttp.ClientSession, host: str, path: str
) -> None:
    async with browser.get(path, headers={"Host": host}) as answer:
        assert answer.status == 403
        assert "Film Club" not in await answer.text()


@pytest.mark.usefixtures("mia")
async def test_another_page_gets_nothing(browser: aiohttp.ClientSession, local: LocalDiscord) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.ws_connect("/page/events", headers={"Origin": "http://evil.example"})
    assert refused.value.status == 403
    async with browser.ws_connect("/page/events", headers={"Origin": local.origin}) as window:
        assert (await window.receive_json())["kind"] == "whole"


async def test_localhost_is_a_name_of_this_machine(browser: aiohttp.ClientSession, mia: Person) -> None:
    async with browser.get("/page/state", headers={"Host": "localhost:8300"}) as answer:
        assert (await answer.json())["viewer"] == str(mia.id)
