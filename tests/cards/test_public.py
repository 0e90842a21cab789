from dataclasses import replace

import pytest

from bot.cards import public
from bot.domain.job import Ending, JobState
from bot.domain.link import ClipLink
from bot.domain.video import VideoSpec
from bot.i18n import Texts
from tests.cards.samples import CLIP, HOSTILE, NOW, SPEC, at_place, delivery, job, ready

TEXTS = Texts()
LOCALES = ("en-US", "zh-CN")
MARKER = "1300000000000000001"


def test_a_queued_job_shows_its_place() -> None:
    assert public.status(TEXTS, job(), at_place(2)) == (
        "<@123456789012345678> · **A red fox in falling snow**\n"
        "⏳ In the queue that all servers share, place 2. When that will be I cannot say yet: too little is known of "
        "how long the videos ahead of it take. It starts when its turn comes; until then it can be cancelled and costs "
        "nothing.\n"
        "-# 480p · 1:1 · 4 s · no sound · 8 credits"
    )


def test_a_job_whose_place_is_not_known_is_in_the_queue_all_the_same() -> None:
    assert "⏳ In the queue. It" in public.status(TEXTS, job(), None)


def test_a_running_job_lets_discord_count_the_time() -> None:
    running = job(state=JobState.RUNNING)
    assert "🎬 Being made, started <t:1764000005:R>." in public.status(TEXTS, running, None)


def test_an_unknown_job_says_how_much_is_held_and_until_when() -> None:
    unknown = job(state=JobState.UNKNOWN, deadline_at=NOW + 86_400)
    assert "8 credits stay set aside until <t:1764086400:R> at the latest" in public.status(TEXTS, unknown, None)


def test_a_failed_job_says_why_what_came_back_and_its_number() -> None:
    failed = job(state=JobState.FAILED, ending=Ending.VENDOR_FAILED, ending_detail="Content **policy** @everyone <@1>")
    assert public.status(TEXTS, failed, None) == (
        "<@123456789012345678> · **A red fox in falling snow**\n"
        "✖️ The studio tried and gave up. Often a simpler prompt or another picture helps; you can try again right "
        "away. The studio says: “Content \\*\\*policy\\*\\*”\n"
        "↩️ 8 credits went back to the server's pool. Nothing was spent.\n"
        "-# 480p · 1:1 · 4 s · no sound · 8 credits · job 1300000000000000001"
    )


def test_our_own_detail_is_not_shown_to_members() -> None:
    failed = job(state=JobState.FAILED, ending=Ending.NOT_A_VIDEO, ending_detail="moov atom at /secret/path")
    assert "secret" not in public.status(TEXTS, failed, None) + public.direct(TEXTS, failed)


def test_a_vendors_text_of_nothing_but_a_link_is_left_out() -> None:
    failed = job(state=JobState.FAILED, ending=Ending.VENDOR_FAILED, ending_detail="https://evil.example/x")
    assert "The studio says" not in public.status(TEXTS, failed, None)


def test_options_that_were_chosen_are_named() -> None:
    spec = VideoSpec(prompt="x", generate_audio=True, fixed_lens=True, image_url="https://a.example/b.png")
    assert public.status(TEXTS, job(spec=spec, price=56), at_place(1)).splitlines()[-1] == (
        "-# 720p · 1:1 · 8 s · with sound · 56 credits · still camera · from a picture"
    )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("state", JobState)
def test_every_state_can_be_shown_whatever_the_prompt(state: JobState, locale: str) -> None:
    spec = VideoSpec(prompt=HOSTILE * 20)
    shown = job(state=state, guild_locale=locale, spec=spec, ending=Ending.REFUSED, ending_detail="*" * 900)
    for prospect in (None, at_place(1)):
        content = public.status(TEXTS, shown, prospect)
        assert len(content) <= public.CONTENT_LIMIT
        assert "{" not in content


@pytest.mark.parametrize("state", sorted(set(JobState) - {JobState.FAILED, JobState.UNDELIVERABLE}))
def test_a_status_that_a_delivery_may_follow_never_looks_like_it(state: JobState) -> None:
    content = public.status(TEXTS, job(state=state, ending=Ending.NEVER_KNOWN), at_place(1))
    assert MARKER not in content


def test_public_messages_speak_the_servers_language_and_private_ones_the_members() -> None:
    mixed = job(state=JobState.CANCELLED, ending=Ending.BY_MODERATOR, locale="en-US", guild_locale="zh-CN")
    assert "本服务器的管理员已取消" in public.status(TEXTS, mixed, None)
    assert public.direct(TEXTS, mixed).startswith("Your video in <#1200000000000000001> was cancelled.\n> A red fox")


def test_the_result_names_the_requester_the_prompt_and_the_facts() -> None:
    assert public.result(TEXTS, ready(), delivery()) == (
        "<@123456789012345678> **A red fox in falling snow**\n"
        "-# 864\u00d7496 · 4 s · with sound · 8 credits · took 1 min · job 1300000000000000001"
    )


def test_what_a_video_took_does_not_count_the_wait_for_a_moderator() -> None:
    said = public.result(TEXTS, ready(created_at=NOW - 20 * 3600), delivery())
    assert "took 1 min" in said


def test_the_result_in_chinese() -> None:
    assert public.result(TEXTS, ready(guild_locale="zh-TW"), delivery()).splitlines()[1] == (
        "-# 864\u00d7496 · 4 秒 · 有声 · 8 积分 · 用时 1 分钟 · 任务 1300000000000000001"
    )


@pytest.mark.parametrize(
    ("locale", "facts"),
    [
        ("en-US", "4 s · with sound · made smaller to fit this server · 8 credits"),
        ("zh-CN", "4 秒 · 有声 · 已压缩以符合本服务器的大小上限 · 8 积分"),
    ],
)
def test_the_result_says_when_the_file_was_made_smaller(locale: str, facts: str) -> None:
    last = public.result(TEXTS, ready(guild_locale=locale), delivery(fit_to=10_485_760)).splitlines()[-1]
    assert last.startswith(f"-# 864\u00d7496 · {facts} · ")
    assert last.endswith(MARKER)


def test_the_result_names_what_was_captured_and_never_more_than_the_price() -> None:
    assert "· 6 credits ·" in public.result(TEXTS, ready(consumed=6), delivery())
    assert "· 8 credits ·" in public.result(TEXTS, ready(consumed=9), delivery())


def test_a_second_delivery_has_a_marker_of_its_own() -> None:
    assert public.result(TEXTS, ready(), delivery(number=2)).endswith("job 1300000000000000001-2")


def test_a_hostile_prompt_stays_one_bold_line_of_the_result() -> None:
    content = public.result(TEXTS, ready(spec=VideoSpec(prompt=HOSTILE)), delivery())
    first, last = content.splitlines()
    assert first.startswith("<@123456789012345678> **@\u200beveryone ")
    assert first.endswith("gnp.exe -# small**")
    assert last.startswith("-# 864\u00d7496")


def test_a_link_of_ours_says_until_when_it_works() -> None:
    link = ClipLink("https://bot.example/clips/s/1790000000/1.mp4", NOW)
    lines = public.result(TEXTS, ready(), delivery(as_link=True), link).splitlines()
    assert lines[1].endswith(f"It works until <t:{int(NOW)}:F>:")
    assert lines[2].strip() == link.url
    assert link.url not in public.result(TEXTS, ready(), delivery(), link)


def test_a_link_stands_alone_and_says_that_it_expires() -> None:
    linked = ready(video_url="https://cdn.example/a b_c.mp4?sig=x%20y&n=<1>")
    lines = public.result(TEXTS, linked, delivery(as_link=True)).splitlines()
    assert lines[1].endswith("It stops working within about a day, so save the clip soon:")
    assert lines[2] == "https://cdn.example/a%20b_c.mp4?sig=x%20y&n=%3C1%3E"


def test_a_link_too_long_for_a_message_or_lost_is_admitted() -> None:
    for url in (None, "https://cdn.example/" + "x" * 2000):
        content = public.result(TEXTS, ready(video_url=url), delivery(as_link=True))
        assert "the studio's link to it has expired" in content
        assert len(content) <= public.CONTENT_LIMIT


def test_a_long_link_takes_room_from_the_prompt() -> None:
    long = ready(video_url="https://cdn.example/" + "x" * 1500, spec=VideoSpec(prompt="*" * 2000))
    content = public.result(TEXTS, long, delivery(as_link=True))
    assert "x" * 1500 in content
    assert len(content) <= public.CONTENT_LIMIT


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("ending", Ending)
def test_every_ending_can_be_told(ending: Ending, locale: str) -> None:
    state = JobState.UNDELIVERABLE if ending in {Ending.NO_CHANNEL, Ending.NO_ANSWER} else JobState.FAILED
    content = public.direct(TEXTS, job(state=state, ending=ending, locale=locale, clip=CLIP, spec=SPEC))
    assert MARKER in content
    came_back = "went back" in content or "已退回" in content
    assert came_back == (state is JobState.FAILED)


def test_a_refusal_that_may_be_about_the_address_to_call_does_not_blame_the_prompt_alone() -> None:
    refused = job(state=JobState.FAILED, ending=Ending.REFUSED, ending_detail="INVALID_REQUEST", callback="a digest")
    assert "how this bot is set up" in public.reason(TEXTS, refused, "en")
    assert "how this bot is set up" not in public.reason(TEXTS, replace(refused, callback=None), "en")
    assert "`prompt`" in public.reason(TEXTS, replace(refused, ending_detail="INVALID_PROMPT"), "en")
