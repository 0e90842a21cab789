"""Uploads: names, links that expire, ranges."""

from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from sandbox.discord import Channel, LocalDiscord, Person
from sandbox.discord.attachments import safe_name
from tests.sandbox.discord.conftest import MovableClock


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a clip (1).mp4", "a_clip_1.mp4"),
        ("红.png", "unknown.png"),
        ("红", "unknown"),
        ("../x.txt", "x.txt"),
        ("...", "unknown"),
    ],
)
def test_names_are_spelled_as_in_a_url(given: str, kept: str) -> None:
    assert safe_name(given).lstrip("_/") == kept


async def test_an_upload_is_no_page_that_runs_on_this_origin(channel: Channel, mia: Person) -> None:
    file = (await mia.post(channel, "look", files=[("a.html", b"<script>1</script>")])).files[0]
    async with aiohttp.ClientSession() as session, session.get(file.url) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_link_serves_ranges_until_it_expires(
    local: LocalDiscord, channel: Channel, mia: Person, clock: MovableClock
) -> None:
    file = (await mia.post(channel, "look", files=[("a.bin", b"0123456789")])).files[0]
    assert file.url.startswith(f"{local.origin}/cdn/attachments/{channel.id}/")
    async with aiohttp.ClientSession() as session:
        async with session.get(file.url, headers={"Range": "bytes=2-4"}) as part:
            assert (part.status, await part.read()) == (206, b"234")
        async with session.get(file.url.replace("hm=", "hm=0")) as forged:
            assert forged.status == 404
        clock.now += local.state.shelf.link_life + 1
        async with session.get(file.url) as late:
            assert late.status == 404
        async with session.get(mia.sees(channel)[-1].files[0].url) as afresh:
            assert await afresh.read() == b"0123456789"


async def test_faults_strike_downloads_too(local: LocalDiscord, channel: Channel, mia: Person) -> None:
    file = (await mia.post(channel, files=[("a.bin", b"01")])).files[0]
    local.faults.arm("error-503", path=r"^/cdn/")
    async with aiohttp.ClientSession() as session:
        for expected in (503, 200):
            async with session.get(file.url) as response:
                assert response.status == expected


async def test_pictures_are_measured(channel: Channel, mia: Person, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("RGB", (64, 36)).save(picture)
    seen = await mia.post(channel, files=[picture, ("b.png", b"not a picture")])
    assert [(file.width, file.height, file.content_type) for file in seen.files] == [
        (64, 36, "image/png"),
        (None, None, "image/png"),
    ]
