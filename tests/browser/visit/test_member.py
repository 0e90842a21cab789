"""What members do at the sandbox's page with the unmodified bot: ask, wait, watch, call off, be refused."""

import pytest
from playwright.async_api import expect

from sandbox.scenes.acting import postcard
from sandbox.stage import Stage
from tests.browser.test_composing import COPY
from tests.browser.visit.conftest import Visit

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

CLIP = 90_000
PLAYED = """(video) => new Promise((done) => {
    const heard = () => done(video.webkitAudioDecodedByteCount);
    const look = () => (video.currentTime > 0.4 ? heard() : requestAnimationFrame(look));
    video.play();
    look();
})"""


async def test_a_video_with_every_option_is_made_and_its_clip_plays_with_sound(stage: Stage, visit: Visit) -> None:
    mia = await visit(stage.mia)
    await mia.look(stage.studio)
    filling = await mia.begin("generate")
    await mia.page.keyboard.type("A red kite over the dunes")
    for option, value in (
        ("aspect_ratio", "9:16"),
        ("resolution", "480p"),
        ("duration", "4"),
        ("generate_audio", "True"),
        ("fixed_lens", "True"),
    ):
        await mia.add(option, value)
    await mia.add("image", "")
    async with mia.page.expect_file_chooser() as choosing:
        await mia.page.keyboard.press("Enter")
    card = postcard(600, 1000)
    await (await choosing.value).set_files({"name": "kite.png", "mimeType": "image/png", "buffer": card})
    await expect(filling).to_contain_text("kite.png")
    await mia.send()
    await expect(mia.message("14 credits").and_(mia.page.locator(".ephemeral"))).to_be_visible()
    video = mia.page.locator("sandbox-message video")
    await expect(video).to_be_visible(timeout=CLIP)
    assert await video.evaluate(PLAYED) > 0
    assert await video.evaluate("(video) => [video.videoWidth, video.videoHeight]") == [496, 864]
    request = stage.seedance.tasks(stage.key)[-1].request
    assert (request["fixed_lens"], request["generate_audio"], request["duration"]) == (True, True, "4")


async def test_a_picture_from_the_clipboard_is_animated(stage: Stage, visit: Visit) -> None:
    lin = await visit(stage.lin)
    await lin.look(stage.cinema)
    await lin.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=stage.discord.origin)
    await lin.begin("animate")
    card = postcard(1200, 700)
    await lin.page.evaluate(COPY, list(card))
    await lin.page.keyboard.press("Control+v")
    await lin.add("resolution", "480p")
    await lin.add("duration", "4")
    await lin.send()
    await expect(lin.page.locator("sandbox-message video")).to_be_visible(timeout=CLIP)
    picture = stage.seedance.tasks(stage.key)[-1].picture
    assert picture is not None
    assert picture.width == 1200


async def test_a_video_that_waits_is_called_off_and_nothing_is_spent(stage: Stage, visit: Visit) -> None:
    stage.seedance.hold_all()
    mia = await visit(stage.mia)
    await mia.look(stage.studio)
    for prompt in ("The first of two", "The second of two"):
        await mia.use("generate", prompt=prompt, resolution="480p", duration="4")
        await expect(mia.message(prompt)).to_be_visible()
    waiting = mia.message("The second of two")
    await mia.press(waiting, "Cancel")
    await expect(waiting).to_contain_text("Nothing was spent")
    stage.seedance.release_all()
    await expect(mia.message("The first of two").locator("video")).to_be_visible(timeout=CLIP)


async def test_a_refusal_speaks_the_language_of_whom_it_is_for(stage: Stage, visit: Visit) -> None:
    sam, lin = await visit(stage.sam), await visit(stage.lin)
    await sam.look(stage.studio)
    await sam.use("quota member", member="Lin", limit="5", reason="for today")
    await expect(sam.message("5 credits").last).to_be_visible()
    await lin.look(stage.studio)
    await lin.use("generate", prompt="一只橘猫", resolution="480p", duration="4")
    refused = lin.page.locator("sandbox-message.ephemeral").last
    await expect(refused).to_contain_text("积分")
    await expect(refused).to_contain_text("管理员")
