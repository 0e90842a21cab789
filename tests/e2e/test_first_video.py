"""One video, from the command to the clip, by the real bot."""

import av

from bot.domain.job import JobState
from tests.e2e.conftest import KEY, READY, World, clips_of


async def test_a_bot_that_was_never_here_makes_a_video_of_a_command(world: World) -> None:
    await world.bot.start()
    await world.discord.until_ready(READY)
    use = await world.generate(aspect_ratio="16:9", generate_audio=True)
    answer = await use.answered(10)
    assert answer.ephemeral
    assert "14 credits" in answer.text
    assert "986" in answer.text

    clip = await world.clip()
    assert clip.pinged
    assert [person.name for person in clip.message.pings] == ["Mia"]
    with av.open(str(clips_of(clip)[0])) as video:
        stream = video.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 864, 496)
        assert len(video.streams.audio) == 1
    assert world.seedance.posts() == 1
    assert await world.ledger() == (0, 14, [])
    assert world.charged() == 14


async def test_the_status_message_goes_when_the_clip_stands(world: World) -> None:
    await world.start()
    await world.generate()
    await world.clip()

    def only_the_clip() -> bool:
        return [bool(seen.files) for seen in world.sam.sees(world.studio)] == [True]

    await world.discord.until(only_the_clip, 10, "the status message to go")


async def test_a_request_leaves_with_every_field_said(world: World) -> None:
    await world.start()
    await world.generate(prompt="A kite --dur 12 in the wind", fixed_lens=True)
    await world.clip()
    request = world.seedance.tasks(KEY)[0].request
    assert "--" not in request.pop("prompt")
    assert request == {
        "aspect_ratio": "1:1",
        "resolution": "480p",
        "duration": "4",
        "generate_audio": False,
        "fixed_lens": True,
    }


async def test_no_secret_prompt_or_link_stands_in_the_log(world: World) -> None:
    await world.start()
    await world.generate(prompt="A canary of unusual colour")
    await world.until_job_is(JobState.DELIVERED)
    await world.bot.stop()
    log = world.log()
    assert "delivered" in log
    for secret in (KEY, world.discord.bot_token, "canary of unusual", "/media/", "/webhooks/", "/interactions/"):
        assert secret not in log
