from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.domain.budget import Instruction
from bot.domain.draft import Draft
from bot.domain.ids import GuildId, JobId, MemberId
from bot.domain.job import Job
from bot.domain.policy import PolicyChange
from bot.domain.video import AspectRatio, Defaults, Resolution, VideoSpec
from sandbox.discord import Channel, Person, SeenMessage, Use
from tests.builders import a_requester
from tests.company import Company, playing
from tests.media.pictures import make_picture
from tests.stage import Stage
from tests.waiting import until

TALL = ("tall.png", make_picture("PNG", 500, 900))
MENU = "Animate this image"
DEFAULT = "The picture comes to life with gentle, natural movement"


async def job_of(company: Company, use: Use) -> Job:
    job = await company.store.job(JobId(use.interaction.id))
    assert job is not None
    return job


async def no_job(company: Company, use: Use) -> bool:
    return await company.store.job(JobId(use.interaction.id)) is None


async def sent_off(person: Person, opened: Use, **values: Any) -> tuple[Use, SeenMessage]:
    """Fill a form in and send it off; gives what the person reads."""
    use = await person.submit_modal(opened, values)
    return use, await use.answered(10)


async def test_a_picture_alone_moves_gently_in_its_own_shape(stage: Stage, company: Company) -> None:
    use = await stage.mia.use("animate", stage.channel, image=TALL)
    answer = await use.answered(10)
    assert answer.ephemeral
    assert "**28 credits** are set aside" in answer.text
    assert "shape 9:16, the nearest to your picture's" in answer.text
    assert f"it reads: “{DEFAULT}”" in answer.text
    job = await job_of(company, use)
    assert replace(job.spec, image_url=None) == VideoSpec(prompt=DEFAULT, aspect_ratio=AspectRatio.TALL)
    assert job.picture is not None


async def test_the_fixed_sentence_is_in_the_members_language(stage: Stage, company: Company) -> None:
    stage.mia.locale = "zh-CN"
    use = await stage.mia.use("animate", stage.channel, image=TALL)
    assert "画面自然地动起来" in (await use.answered(10)).text
    assert (await job_of(company, use)).spec.prompt.startswith("画面自然地动起来")


async def test_what_the_member_chose_is_what_is_made(stage: Stage, company: Company) -> None:
    use = await stage.mia.use(
        "animate",
        stage.channel,
        image=TALL,
        prompt="she turns to the camera",
        aspect_ratio="21:9",
        resolution="480p",
        duration=12,
        generate_audio=True,
        fixed_lens=True,
    )
    answer = await use.answered(10)
    assert "nearest" not in answer.text
    assert "it reads" not in answer.text
    assert replace((await job_of(company, use)).spec, image_url=None) == VideoSpec(
        prompt="she turns to the camera",
        aspect_ratio=AspectRatio.CINEMA,
        resolution=Resolution.SD,
        duration=12,
        generate_audio=True,
        fixed_lens=True,
    )


async def test_the_status_message_of_a_waiting_job_shows_the_picture(stage: Stage, company: Company) -> None:
    await (await stage.mia.use("animate", stage.channel, image=TALL)).answered(10)
    await company.tell()
    (seen,) = stage.posted()
    assert "from a picture" in seen.text
    assert [file.path.read_bytes() for file in seen.files] == [TALL[1]]


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (("cat.gif", b"GIF89a" + bytes(64)), "JPEG, PNG and WEBP"),
        (("cat.png", b"no picture at all"), "JPEG, PNG and WEBP"),
        (("cat.png", make_picture("PNG", 100, 100)), "100×100 pixels"),
        (("cat.png", make_picture("PNG", 1600, 400)), "1600×400 pixels"),
    ],
)
async def test_a_picture_that_does_not_do_is_refused_in_words(
    stage: Stage, company: Company, image: tuple[str, bytes], words: str
) -> None:
    use = await stage.mia.use("animate", stage.channel, image=image)
    assert words in (await use.answered(10)).text
    assert await no_job(company, use)


async def test_a_message_with_a_picture_offers_a_form_that_can_be_sent_off_as_it_is(
    stage: Stage, company: Company
) -> None:
    message = await stage.mia.post(stage.channel, "look", files=[("notes.txt", b"x"), TALL])
    opened = await stage.mia.use_on(MENU, message)
    form = await opened.modal(5)
    assert form["title"] == "Animate this image"
    assert [row["label"] for row in form["components"]] == [
        "What happens?",
        "Shape",
        "Sharpness",
        "Length",
        "Sound",
    ]
    use, answer = await sent_off(stage.mia, opened)
    assert "**28 credits** are set aside" in answer.text
    assert "shape 9:16" in answer.text
    job = await job_of(company, use)
    assert replace(job.spec, image_url=None) == VideoSpec(prompt=DEFAULT, aspect_ratio=AspectRatio.TALL)
    assert "tall.png" in (job.spec.image_url or "")


async def test_what_is_chosen_in_the_form_is_what_is_made(stage: Stage, company: Company) -> None:
    message = await stage.mia.post(stage.channel, files=[TALL])
    values = {"What happens?": "rain", "Shape": "Square 1:1", "Sharpness": "480p", "Length": "4", "Sound": "With sound"}
    use, answer = await sent_off(stage.mia, await stage.mia.use_on(MENU, message), **values)
    assert "**14 credits**" in answer.text
    assert replace((await job_of(company, use)).spec, image_url=None) == VideoSpec(
        prompt="rain", resolution=Resolution.SD, duration=4, generate_audio=True
    )


async def test_what_is_left_as_usual_in_the_form_is_the_servers_default(stage: Stage, company: Company) -> None:
    usual = Defaults(resolution=Resolution.SD, duration=12, generate_audio=True)
    said = Instruction(guild_id=GuildId(stage.guild.id), by=None, reason="", request="usual", at=0.0)
    await company.store.change_policy(said, PolicyChange(defaults=asdict(usual)))
    message = await stage.mia.post(stage.channel, files=[TALL])
    use, answer = await sent_off(stage.mia, await stage.mia.use_on(MENU, message), Length="4 seconds")
    assert "**14 credits**" in answer.text
    spec = (await job_of(company, use)).spec
    assert (spec.resolution, spec.duration, spec.generate_audio) == (Resolution.SD, 4, True)


async def test_the_form_speaks_the_members_language(stage: Stage, company: Company) -> None:
    stage.mia.locale = "zh-CN"
    message = await stage.mia.post(stage.channel, files=[TALL])
    opened = await stage.mia.use_on(MENU, message)
    assert (await opened.modal(5))["title"] == "让这张图片动起来"
    _, answer = await sent_off(stage.mia, opened, 时长="4 秒")
    assert "与图片最接近的比例 9:16" in answer.text
    assert company.client.is_ready()


async def test_a_form_is_answered_by_a_process_that_never_showed_it(stage: Stage, tmp_path: Path) -> None:
    async with playing(stage, tmp_path) as before:
        message = await stage.mia.post(stage.channel, files=[TALL])
        opened = await stage.mia.use_on(MENU, message)
        mia = a_requester(guild_id=GuildId(stage.guild.id), member_id=MemberId(stage.mia.id))

        async def kept() -> Draft | None:
            return await before.store.draft(opened.interaction.id, mia, SystemClock().now())

        await until(kept, "the form's picture to be kept")
    await stage.discord.until_away(10)
    async with playing(stage, tmp_path) as company:
        use, answer = await sent_off(stage.mia, opened)
        assert "are set aside" in answer.text
        assert (await job_of(company, use)).spec.aspect_ratio is AspectRatio.TALL


async def test_a_form_whose_picture_is_not_known_any_more_says_so(stage: Stage, company: Company) -> None:
    message = await stage.mia.post(stage.channel, files=[TALL])
    opened = await stage.mia.use_on(MENU, message)
    (await opened.modal(5))["custom_id"] = "animate:77"
    use, answer = await sent_off(stage.mia, opened)
    assert "open for too long" in answer.text
    assert await no_job(company, use)


async def test_a_message_without_a_picture_says_so_at_once(stage: Stage, company: Company) -> None:
    for message in (await stage.mia.post(stage.channel, "just words"), await clip_of(stage)):
        answer = await (await stage.mia.use_on(MENU, message)).answered(5)
        assert answer.ephemeral
        assert "no picture in this message" in answer.text
    assert company.client.is_ready()


async def clip_of(stage: Stage) -> SeenMessage:
    return await stage.mia.post(stage.channel, files=[("clip.mp4", b"x")])


async def test_a_picture_in_a_preview_does_as_well(stage: Stage, company: Company) -> None:
    kept = await stage.mia.post(stage.channel, files=[TALL])
    message = await stage.mia.post(stage.channel, "a link")
    message.message.embeds.append({"type": "image", "thumbnail": {"url": kept.files[0].url}})
    use, _ = await sent_off(stage.mia, await stage.mia.use_on(MENU, message))
    assert (await job_of(company, use)).spec.image_url == kept.files[0].url


async def test_of_several_pictures_the_first_that_can_be_taken_is(stage: Stage, company: Company) -> None:
    gif = ("a.gif", b"GIF89a" + bytes(64))
    message = await stage.mia.post(stage.channel, files=[gif, TALL])
    use, _ = await sent_off(stage.mia, await stage.mia.use_on(MENU, message))
    assert "tall.png" in ((await job_of(company, use)).spec.image_url or "")


async def test_where_the_bot_may_not_post_no_form_is_shown(stage: Stage, company: Company) -> None:
    quiet: Channel = stage.guild.add_channel("quiet")
    quiet.bot_permissions = {"VIEW_CHANNEL", "READ_MESSAGE_HISTORY"}
    message = await stage.mia.post(quiet, files=[TALL])
    answer = await (await stage.mia.use_on(MENU, message)).answered(5)
    assert "could not post it in this channel" in answer.text
    assert company.client.is_ready()
