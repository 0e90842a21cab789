import asyncio
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.cards.words import refusal
from bot.domain.ids import JobId
from bot.domain.job import Ending, Job, JobState
from bot.domain.refusals import PromptBlank
from bot.domain.video import AspectRatio, Resolution, VideoSpec
from sandbox.discord import ChannelKind, NotPossibleError
from tests.cards.samples import HOSTILE
from tests.company import Company
from tests.stage import Stage


async def the_job(company: Company, interaction_id: int) -> Job:
    job = await company.store.job(JobId(interaction_id))
    assert job is not None
    return job


async def test_a_prompt_alone_queues_a_video_with_the_apis_defaults(stage: Stage, company: Company) -> None:
    use = await stage.mia.use("generate", stage.channel, prompt="a red fox")
    answer = await use.answered(5)
    assert answer.ephemeral
    assert answer.text.startswith("🎬 Accepted: **28 credits** are set aside")
    assert "**72** of 100 credits left" in answer.text
    job = await the_job(company, use.interaction.id)
    assert job.spec == VideoSpec(prompt="a red fox")
    assert (job.guild_id, job.channel_id, job.member_id) == (stage.guild.id, stage.channel.id, stage.mia.id)
    assert stage.posted() == []


async def test_every_option_reaches_the_job(stage: Stage, company: Company) -> None:
    use = await stage.mia.use(
        "generate",
        stage.channel,
        prompt="a red fox",
        aspect_ratio="Cinema 21:9",
        resolution="480p",
        duration=12,
        generate_audio=True,
        fixed_lens=True,
    )
    await use.answered(5)
    assert (await the_job(company, use.interaction.id)).spec == VideoSpec(
        prompt="a red fox",
        aspect_ratio=AspectRatio.CINEMA,
        resolution=Resolution.SD,
        duration=12,
        generate_audio=True,
        fixed_lens=True,
    )


async def test_an_attached_picture_starts_the_video(stage: Stage, company: Company) -> None:
    picture = BytesIO()
    Image.new("RGB", (400, 400), "teal").save(picture, "PNG")
    use = await stage.mia.use("generate", stage.channel, prompt="move", image=("a.png", picture.getvalue()))
    assert "Accepted" in (await use.answered(10)).text
    assert "a.png" in ((await the_job(company, use.interaction.id)).spec.image_url or "")


async def test_a_picture_and_a_link_are_one_too_many(stage: Stage, company: Company) -> None:
    use = await stage.mia.use(
        "generate", stage.channel, prompt="x", image=("a.png", b"png"), image_url="https://a.example/b.png"
    )
    answer = await use.answered(5)
    assert answer.ephemeral
    assert "both a picture and a link" in answer.text
    assert await company.store.job(JobId(use.interaction.id)) is None


async def test_a_blank_prompt_is_refused_in_the_members_language(stage: Stage, company: Company) -> None:
    stage.mia.locale = "zh-CN"
    use = await stage.mia.use("generate", stage.channel, prompt="   ")
    answer = await use.answered(5)
    assert answer.ephemeral
    assert answer.content == refusal(company.services.texts, "zh-CN", PromptBlank())
    assert "没有可以拍摄的描述" in answer.content
    assert await company.store.job(JobId(use.interaction.id)) is None


async def test_discord_lets_no_longer_prompt_through(stage: Stage, company: Company) -> None:
    assert company.client.user
    with pytest.raises(NotPossibleError):
        await stage.mia.use("generate", stage.channel, prompt="x" * 2001)


async def test_what_the_pool_lacks_is_refused_with_price_rest_and_reset(stage: Stage, company: Company) -> None:
    assert company.client.user
    await (await stage.mia.use("generate", stage.channel, prompt="x", duration=12, generate_audio=True)).answered(5)
    use = await stage.mia.use("generate", stage.channel, prompt="x")
    answer = await use.answered(5)
    assert answer.ephemeral
    assert "This video takes 28 credits, but the server has 16 of 100 left. 84 are set aside" in answer.text


async def test_a_channel_closed_to_the_bot_is_refused_before_anything_is_held(stage: Stage, company: Company) -> None:
    stage.channel.bot_permissions = {"VIEW_CHANNEL", "SEND_MESSAGES", "READ_MESSAGE_HISTORY"}
    use = await stage.mia.use("generate", stage.channel, prompt="x")
    assert "A moderator can give me: Attach Files, Embed Links." in (await use.answered(5)).text
    assert await company.store.job(JobId(use.interaction.id)) is None


async def test_in_a_thread_it_is_the_threads_own_permission_that_counts(stage: Stage, company: Company) -> None:
    thread = stage.channel.add_thread("shots")
    assert thread.kind is ChannelKind.PUBLIC_THREAD
    stage.channel.bot_permissions = thread.bot_permissions = {
        "VIEW_CHANNEL",
        "SEND_MESSAGES",
        "ATTACH_FILES",
        "EMBED_LINKS",
        "READ_MESSAGE_HISTORY",
    }
    use = await stage.mia.use("generate", thread, prompt="x")
    assert "give me: Send Messages in Threads." in (await use.answered(5)).text
    assert await company.store.job(JobId(use.interaction.id)) is None


@pytest.mark.parametrize("fault", ["lost-answer", "reset"])
async def test_a_lost_acknowledgement_makes_one_job_and_one_answer(stage: Stage, company: Company, fault: str) -> None:
    stage.discord.faults.arm(fault, method="POST", path="/callback")
    use = await stage.mia.use("generate", stage.channel, prompt="x")
    answer = await use.answered(5)
    assert answer.ephemeral
    assert "**72** of 100" in answer.text
    assert (await the_job(company, use.interaction.id)).price == 28


async def test_an_interaction_that_comes_twice_is_one_job(
    stage: Stage, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsers = company.client._connection.parsers
    once = parsers["INTERACTION_CREATE"]

    def twice(data: Any) -> None:
        once(data)
        once(data)

    monkeypatch.setitem(parsers, "INTERACTION_CREATE", twice)
    use = await stage.mia.use("generate", stage.channel, prompt="x")
    await use.answered(5)
    monkeypatch.undo()
    card = await (await stage.mia.use("credits", stage.channel)).answered(5)
    assert "**72** of 100" in card.text
    assert use.answers[0].text.startswith("🎬 Accepted")


async def test_an_answer_that_cannot_be_shown_does_not_undo_the_job(stage: Stage, company: Company) -> None:
    stage.discord.faults.arm("lost-answer", method="PATCH", path="/@original")
    use = await stage.mia.use("generate", stage.channel, prompt="x")
    answer = await use.answered(5)
    assert "Accepted" in answer.text
    await company.tell()
    assert len(stage.posted()) == 1


async def test_a_hostile_prompt_pings_nobody_and_stays_plain(stage: Stage, company: Company) -> None:
    ben = stage.discord.add_person("Ben")
    stage.guild.join(ben)
    role = stage.guild.add_role("Everybody Else")
    prompt = f"{HOSTILE} <@{ben.id}> <@&{role.id}>"
    use = await stage.mia.use("generate", stage.channel, prompt=prompt)
    await use.answered(5)
    await company.tell()
    (status,) = stage.posted()
    assert status.message.pings == set()
    assert not status.message.mention_everyone
    assert status.flags & 4
    assert len(status.content.splitlines()) == 3
    assert "https:\\/\\/discord.gg" in status.content


async def test_cancel_gives_the_credits_back_and_says_so_privately(stage: Stage, company: Company) -> None:
    use = await stage.mia.use("generate", stage.channel, prompt="x")
    await use.answered(5)
    await company.tell()
    pressed = await stage.mia.press(stage.posted()[0], "Cancel")
    answer = await pressed.answered(5)
    assert answer.ephemeral
    assert answer.text == "🚫 Cancelled. 28 credits went back to the server's pool."
    await company.tell()
    (status,) = stage.posted()
    assert "Cancelled by the one who asked for it." in status.text
    assert status.buttons == []
    job = await the_job(company, use.interaction.id)
    assert (job.state, job.ending) == (JobState.CANCELLED, Ending.BY_REQUESTER)


async def test_only_the_requester_and_moderators_cancel(stage: Stage, company: Company) -> None:
    ben, mod = stage.discord.add_person("Ben"), stage.discord.add_person("Mod", locale="zh-CN")
    stage.guild.join(ben)
    stage.guild.join(mod, manage_guild=True)
    use = await stage.mia.use("generate", stage.channel, prompt="x")
    await use.answered(5)
    await company.tell()
    (status,) = stage.posted()
    answer = await (await ben.press(status, "Cancel")).answered(5)
    assert answer.ephemeral
    assert "Only the one who asked" in answer.text
    assert "已取消" in (await (await mod.press(status, "Cancel")).answered(5)).text
    assert "too late to cancel" in (await (await stage.mia.press(status, "Cancel")).answered(5)).text
    assert (await the_job(company, use.interaction.id)).ending is Ending.BY_MODERATOR


async def test_a_command_that_breaks_is_answered_with_an_apology_and_a_number(
    stage: Stage, company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_args: object) -> None:
        await asyncio.sleep(0)
        raise RuntimeError("the disk is full")

    object.__setattr__(company.services.requests._store, "accept", broken)
    use = await stage.mia.use("generate", stage.channel, prompt="x")
    answer = await use.answered(5)
    assert answer.ephemeral
    assert answer.text.startswith("😔 Something went wrong on our side")
    assert str(use.interaction.id) in answer.text
    logged = capsys.readouterr().out
    assert "the disk is full" in logged
    assert use.interaction.token not in logged
