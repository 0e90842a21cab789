"""Prices that a member is asked about, from the command to the pressed button, and after a restart."""

import asyncio
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.domain.ids import GuildId, JobId
from bot.domain.job import Job
from bot.domain.policy import PolicyChange, Setting
from bot.domain.video import AspectRatio, Defaults, Resolution, VideoSpec
from sandbox.discord import NotPossibleError, SeenMessage, Use
from tests.company import Company, playing
from tests.media.pictures import make_picture
from tests.stage import Stage
from tests.store.walking import said

TALL = ("tall.png", make_picture("PNG", 500, 900))
AGREE = "Make it for 28"


async def settle(stage: Stage, company: Company, **change: object) -> None:
    await company.store.change_policy(said(GuildId(stage.guild.id)), PolicyChange(**change))  # type: ignore[arg-type] # named by the test


async def asked(stage: Stage, company: Company, **options: object) -> tuple[Use, SeenMessage]:
    """Have every price confirmed, and let Mia ask for a video; gives the question."""
    await settle(stage, company, confirm_above=0)
    use = await stage.mia.use("generate", stage.channel, **{"prompt": "a red fox", **options})
    question = await use.answered(10)
    assert question.ephemeral
    return use, question


async def the_job(company: Company, use: Use) -> Job | None:
    return await company.store.job(JobId(use.interaction.id))


async def test_a_question_takes_nothing(stage: Stage, company: Company) -> None:
    use, question = await asked(stage, company)
    assert "This takes **28 credits**. The server has 100 left." in question.text
    assert [button.label for button in question.buttons] == [AGREE, "Rather not"]
    assert await the_job(company, use) is None
    assert "**100** of 100" in (await (await stage.mia.use("credits", stage.channel)).answered(5)).text
    await company.tell()
    assert stage.posted() == []


async def test_who_agrees_reads_the_receipt_in_place_of_the_question(stage: Stage, company: Company) -> None:
    use, question = await asked(stage, company)
    receipt = await (await stage.mia.press(question, AGREE)).answered_matching("Accepted", 5)
    assert receipt.id == question.id
    assert "**28 credits** are set aside" in receipt.text
    assert receipt.buttons == []
    job = await the_job(company, use)
    assert job is not None
    assert job.spec == VideoSpec(prompt="a red fox")


async def test_pressed_twice_at_once_it_is_one_video(stage: Stage, company: Company) -> None:
    _, question = await asked(stage, company)
    presses = await asyncio.gather(*(stage.mia.press(question, AGREE) for _ in range(2)))
    for press in presses:
        assert "Accepted" in (await press.answered_matching("Accepted", 5)).text
    assert "**72** of 100" in (await (await stage.mia.use("credits", stage.channel)).answered(5)).text
    await company.tell()
    assert len(stage.posted()) == 1


async def test_who_declines_spends_nothing(stage: Stage, company: Company) -> None:
    use, question = await asked(stage, company)
    answer = await (await stage.mia.press(question, "Rather not")).answered_matching("Not asked for", 5)
    assert (answer.id, answer.buttons) == (question.id, [])
    assert await the_job(company, use) is None


async def test_it_reads_in_the_members_language(stage: Stage, company: Company) -> None:
    stage.mia.locale = "zh-CN"
    _, question = await asked(stage, company)
    assert "这个视频需要 **28 积分**" in question.text
    _, other = await asked(stage, company)
    declined = await (await stage.mia.press(other, "算了")).answered_matching("没有请求视频", 5)
    assert declined.id == other.id
    assert "已接受" in (await (await stage.mia.press(question, "用 28 积分生成")).answered_matching("已接受", 5)).text


async def test_the_moderators_word_between_question_and_answer_counts(stage: Stage, company: Company) -> None:
    use, question = await asked(stage, company)
    await settle(stage, company, paused=True)
    no = await (await stage.mia.press(question, AGREE)).answered_matching("paused", 5)
    assert "Nothing was spent" in no.text
    assert await the_job(company, use) is None


async def test_nobody_else_sees_the_question(stage: Stage, company: Company) -> None:
    _, question = await asked(stage, company)
    ben = stage.discord.add_person("Ben")
    stage.guild.join(ben)
    with pytest.raises(NotPossibleError):
        await ben.press(question, AGREE)


async def test_a_question_outlives_the_process_that_asked(stage: Stage, tmp_path: Path) -> None:
    async with playing(stage, tmp_path) as before:
        use, question = await asked(stage, before, duration=4)
        _, other = await asked(stage, before, duration=4)
    async with playing(stage, tmp_path) as after:
        receipt = await (await stage.mia.press(question, "Make it for 14")).answered_matching("Accepted", 5)
        assert receipt.id == question.id
        job = await the_job(after, use)
        assert job is not None
        assert job.price == 14
        assert (
            "Not asked for"
            in (await (await stage.mia.press(other, "Rather not")).answered_matching("Not asked for", 5)).text
        )


async def test_a_picture_waits_with_its_question_and_gives_its_shape(stage: Stage, company: Company) -> None:
    await settle(stage, company, confirm_above=0)
    use = await stage.mia.use("animate", stage.channel, image=TALL)
    question = await use.answered(10)
    assert "720p · your picture's shape · 8 s" in question.text
    assert "from a picture" in question.text
    await (await stage.mia.press(question, AGREE)).answered_matching("Accepted", 10)
    job = await the_job(company, use)
    assert job is not None
    assert (job.spec.aspect_ratio, job.picture is not None) == (AspectRatio.TALL, True)


async def test_a_form_that_is_sent_off_asks_about_its_price_too(stage: Stage, company: Company) -> None:
    await settle(stage, company, confirm_above=0)
    message = await stage.mia.post(stage.channel, files=[TALL])
    opened = await stage.mia.use_on("Animate this image", message)
    await opened.modal(5)
    use = await stage.mia.submit_modal(opened, {"What happens?": "rain", "Length": "4"})
    question = await use.answered(10)
    assert "**rain**" in question.text
    assert await the_job(company, use) is None
    await (await stage.mia.press(question, "Make it for 14")).answered_matching("Accepted", 10)
    job = await the_job(company, use)
    assert job is not None
    assert (job.spec.prompt, job.spec.aspect_ratio, job.price) == ("rain", AspectRatio.TALL, 14)


async def test_what_the_server_settled_is_what_is_made_without_a_choice(stage: Stage, company: Company) -> None:
    defaults = Defaults(aspect_ratio=AspectRatio.WIDE, resolution=Resolution.SD, duration=4, generate_audio=True)
    await settle(stage, company, defaults=asdict(defaults))
    use = await stage.mia.use("generate", stage.channel, prompt="x", generate_audio=False, duration=8)
    assert "**14 credits**" in (await use.answered(5)).text
    job = await the_job(company, use)
    assert job is not None
    assert job.spec == VideoSpec(prompt="x", aspect_ratio=AspectRatio.WIDE, resolution=Resolution.SD, duration=8)
    moving = await stage.mia.use("animate", stage.channel, image=TALL)
    assert "**14 credits**" in (await moving.answered(10)).text
    animated = await the_job(company, moving)
    assert animated is not None
    assert (animated.spec.aspect_ratio, animated.spec.generate_audio) == (AspectRatio.TALL, True)


async def test_without_a_line_nobody_is_asked_any_more(stage: Stage, company: Company) -> None:
    await asked(stage, company)
    await settle(stage, company, reset=frozenset({Setting.CONFIRM_ABOVE}))
    answer = await (await stage.mia.use("generate", stage.channel, prompt="x")).answered(5)
    assert "Accepted" in answer.text
