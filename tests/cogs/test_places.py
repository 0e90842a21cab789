"""Where a video may be asked for: every kind of channel that the bot can post in, and a refusal in words elsewhere."""

import pytest

from bot.domain.ids import JobId
from sandbox.discord import PERMISSIONS, Channel, ChannelKind, Person
from tests.company import Company
from tests.stage import Stage
from tests.waiting import until


async def asked(person: Person, channel: Channel) -> tuple[str, JobId]:
    """Use /generate; gives the private answer and the job's number."""
    use = await person.use("generate", channel, prompt="a kite")
    answer = await use.answered(10)
    assert answer.ephemeral
    return answer.text, JobId(use.interaction.id)


async def refused(company: Company, person: Person, channel: Channel, words: str) -> None:
    """Ask where it must be refused; nothing is held."""
    text, job_id = await asked(person, channel)
    assert words in text
    assert "Nothing was spent." in text
    assert await company.store.job(job_id) is None


@pytest.mark.parametrize("kind", ["announcement", "its thread", "voice", "forum post", "private thread"])
async def test_a_video_may_be_asked_for_wherever_there_are_messages(stage: Stage, company: Company, kind: str) -> None:
    guild, bot = stage.guild, company.client.user
    assert bot
    news = guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    places = {
        "announcement": news,
        "its thread": news.add_thread("about it"),
        "voice": guild.add_channel("on air", ChannelKind.VOICE),
        "forum post": guild.add_channel("ideas", ChannelKind.FORUM).add_thread("a kite"),
        "private thread": stage.channel.add_thread("secret", private=True),
    }
    place = places[kind]
    if kind == "private thread":
        await stage.mia.post(place, f"<@{bot.id}>")
    text, _ = await asked(stage.mia, place)
    assert "Accepted" in text
    await company.tell()
    (status,) = stage.discord.posts(place)
    assert "In the queue" in status.content


async def test_in_a_voice_channel_the_right_to_connect_is_needed_too(stage: Stage, company: Company) -> None:
    voice = stage.guild.add_channel("on air", ChannelKind.VOICE)
    voice.bot_permissions &= ~PERMISSIONS["CONNECT"]
    await refused(company, stage.mia, voice, "A moderator can give me: Connect.")
    voice.bot_permissions = PERMISSIONS["ADMINISTRATOR"]
    assert "Accepted" in (await asked(stage.mia, voice))[0]


async def test_a_forum_post_needs_the_right_of_threads(stage: Stage, company: Company) -> None:
    post = stage.guild.add_channel("ideas", ChannelKind.FORUM).add_thread("a kite")
    post.bot_permissions &= ~PERMISSIONS["SEND_MESSAGES_IN_THREADS"]
    await refused(company, stage.mia, post, "give me: Send Messages in Threads.")


async def test_a_locked_thread_is_refused_unless_the_bot_manages_threads(stage: Stage, company: Company) -> None:
    stage.guild.join(stage.mia, manage_guild=True)
    thread = stage.channel.add_thread("takes")
    thread.locked = True
    await refused(company, stage.mia, thread, "This thread is locked")
    thread.bot_permissions |= PERMISSIONS["MANAGE_THREADS"]
    assert "Accepted" in (await asked(stage.mia, thread))[0]


async def test_a_private_thread_without_the_bot_says_how_to_add_it(stage: Stage, company: Company) -> None:
    thread = stage.channel.add_thread("secret", private=True)
    await refused(company, stage.mia, thread, "Mention me in it to add me")
    looks = stage.discord.faults.rate("slow", 0.0, method="GET", path=rf"/channels/{thread.id}$")
    thread.bot_permissions |= PERMISSIONS["MANAGE_THREADS"]
    assert "Accepted" in (await asked(stage.mia, thread))[0]
    assert looks.seen == 0


async def test_what_discord_does_not_tell_about_a_private_thread_stops_nobody(stage: Stage, company: Company) -> None:
    thread = stage.channel.add_thread("secret", private=True)
    for fault, times in (("error-503", 1), ("reset", 2)):
        # aiohttp itself repeats a GET once when a connection that was kept open dies
        struck = stage.discord.faults.arm(fault, method="GET", path=rf"/channels/{thread.id}$", times=times)
        assert "Accepted" in (await asked(stage.mia, thread))[0]
        assert struck.hits >= 1
    assert company.client.user


async def test_only_of_private_threads_is_asked_more_than_the_interaction_tells(stage: Stage, company: Company) -> None:
    looks = stage.discord.faults.rate("slow", 0.0, method="GET", path=r"/channels/\d+$")
    for place in (stage.channel, stage.channel.add_thread("takes")):
        assert "Accepted" in (await asked(stage.mia, place))[0]
    assert (looks.seen, company.client.is_ready()) == (0, True)


async def test_an_answer_that_comes_after_the_interactions_end_is_logged_and_the_job_stands(
    stage: Stage, company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = stage.discord.state.clock
    waits = stage.discord.faults.arm("slow", method="PATCH", path="/@original", seconds=0.5)
    use = await stage.mia.use("generate", stage.channel, prompt="a kite")

    async def answering() -> bool | None:
        return waits.hits == 1 or None

    await until(answering, "the private answer")
    stage.discord.state.clock = lambda: clock() + 16 * 60

    async def logged() -> bool | None:
        return "not answered" in capsys.readouterr().out or None

    later = await stage.mia.use("credits", stage.channel)
    assert "**72** of 100" in (await later.answered(5)).text
    job = await company.store.job(JobId(use.interaction.id))
    assert job
    await until(logged, "the lost answer in the log")
    assert [answer for answer in use.answers if "Accepted" in answer.text] == []
    await company.tell()
    assert len(stage.posted()) == 1


async def test_cancel_on_an_old_message_is_an_interaction_of_its_own(stage: Stage, company: Company) -> None:
    clock = stage.discord.state.clock
    _, job_id = await asked(stage.mia, stage.channel)
    await company.tell()
    stage.discord.state.clock = lambda: clock() + 50 * 60
    (status,) = stage.posted()
    pressed = await stage.mia.press(status, "Cancel")
    assert "28 credits went back" in (await pressed.answered(5)).text
    job = await company.store.job(job_id)
    assert job
    assert job.is_final
