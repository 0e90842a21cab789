"""What a reader of the page sees, in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from sandbox.discord import LocalDiscord
from sandbox.page import Page
from tests.browser.conftest import Window, World
from tests.media.videos import make_video

# One browser for all of them: to start it takes longer than most of them do.
pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script> [x](javascript:window.hit=1) &amp;'
MARKUP = """# Head
**bold** *thin* __under__ ~~gone~~ ||hidden|| `code` <@{mia}> <#{studio}> <t:0:D> \\*plain\\* 2 * 3 * 4 snake_case_name
> quoted
- one
- two
```py
print("x")
```
-# small [page](https://example.org/a_b_c)"""

LATER = """(video, moment) => new Promise((done) => {
    const look = () => (video.currentTime > moment ? done() : requestAnimationFrame(look));
    look();
})"""


AT_END = """(list) => new Promise((done) => {
    const left = () => list.scrollHeight - list.scrollTop - list.clientHeight;
    const look = () => (left() < 2 ? done() : requestAnimationFrame(look));
    look();
})"""


async def test_markdown_is_drawn_and_markup_stays_text(world: World, window: Window) -> None:
    await world.voice.say(world.studio, HOSTILE)
    await world.voice.say(world.studio, MARKUP.format(mia=world.mia.id, studio=world.studio.id))
    await window.look(world.mia, world.studio)
    hostile, drawn = (window.page.locator("sandbox-message .body").nth(number) for number in range(2))
    assert await hostile.inner_text() == HOSTILE
    assert await hostile.locator("img, script, a").count() == 0
    assert await window.page.evaluate("window.hit") is None
    for selector, text in {
        "[role=heading]": "Head",
        "strong": "bold",
        "em": "thin",
        "u": "under",
        "s": "gone",
        "p > code": "code",
        ".mention.own": "@Mia",
        "time": "January 1, 1970",
        "blockquote": "quoted",
        "li:last-child": "two",
        "pre": 'print("x")',
        ".small": "small page",
    }.items():
        await expect(drawn.locator(selector)).to_have_text(text)
    assert "*plain* 2 * 3 * 4 snake_case_name" in await drawn.inner_text()
    assert await drawn.locator("a").get_attribute("href") == "https://example.org/a_b_c"
    hidden = drawn.locator(".spoiler > span")
    await expect(hidden).to_be_hidden()
    await drawn.locator(".spoiler").click()
    await expect(hidden).to_be_visible()
    assert window.complaints == []


async def test_a_clip_plays_on_while_its_message_is_changed_and_others_come(world: World, window: Window) -> None:
    clip = make_video(frames=96, audio=True)
    message = await world.voice.say(world.studio, "a clip", file=("clip.mp4", clip))
    await window.look(world.mia, world.studio)
    video = window.page.locator("video")
    await video.evaluate("(video) => { video.mark = 'the same'; return video.play(); }")
    await world.voice.correct(message, "# Another\n\nheading")
    await world.voice.say(world.studio, "and a message after it")
    await expect(window.page.locator("sandbox-message")).to_have_count(2)
    await expect(window.page.locator("sandbox-message").first.locator(".edited")).to_be_visible()
    before = await video.evaluate("(video) => video.currentTime")
    await video.evaluate(LATER, before + 0.2)
    assert await video.evaluate("(video) => [video.mark, video.paused]") == ["the same", False]
    assert window.complaints == []


async def test_a_panel_is_drawn_with_what_was_chosen(world: World, window: Window) -> None:
    studio = {"id": str(world.studio.id), "type": "channel"}
    row = {"type": 1, "components": [{"type": 8, "custom_id": "c", "default_values": [studio]}]}
    button = {"type": 2, "style": 3, "label": "Approve", "custom_id": "b"}
    section = {"type": 9, "components": [{"type": 10, "content": "**Videos** wait"}], "accessory": button}
    panel = {"type": 17, "accent_color": 0xE0A000, "components": [section, {"type": 14}, row]}
    await world.voice.lay_out(world.studio, panel)
    await window.look(world.mia, world.studio)
    drawn = window.page.locator("sandbox-message .container")
    await expect(drawn.locator(".section strong")).to_have_text("Videos")
    await expect(drawn.locator(".select .chosen")).to_have_text("#studio")
    await expect(drawn).to_have_css("border-inline-start-color", "rgb(224, 160, 0)")
    assert window.complaints == []


async def test_whoever_looks_sees_their_own_answers_in_their_own_language(world: World, window: Window) -> None:
    await world.voice.say(world.studio, "for all")
    await world.voice.say(world.studio, "for Mia", to=world.mia)
    await window.look(world.mia, world.studio)
    messages = window.page.locator("sandbox-message")
    await expect(messages).to_have_count(2)
    await expect(messages.last.locator(".only")).to_have_text("◉ Only Mia can see this")
    await window.page.get_by_role("complementary").get_by_role("button", name="Lin").click()
    await expect(messages).to_have_count(1)
    await expect(window.page.get_by_role("log")).to_have_attribute("aria-label", "studio 中的消息")
    assert await window.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert window.complaints == []


async def test_on_a_phone_nothing_is_wider_than_the_screen_and_every_place_is_in_reach(
    world: World, window: Window
) -> None:
    await window.page.set_viewport_size({"width": 390, "height": 844})
    await world.voice.say(world.studio, "long " + "x" * 400 + "\n```\n" + "y" * 400 + "\n```")
    lounge = world.guild.add_channel("lounge")
    await window.look(world.lin, world.studio)
    await expect(window.page.locator("sandbox-message")).to_have_count(1)
    assert await window.page.evaluate("document.documentElement.scrollWidth") == 390
    assert await window.page.locator("#messages").evaluate("(list) => list.scrollWidth - list.clientWidth") == 0
    await window.page.locator("#opener").click()
    await window.page.get_by_role("button", name="lounge").click()
    await expect(window.page.locator("h1")).to_contain_text("lounge")
    await expect(window.page.locator("nav")).to_be_hidden()
    await world.voice.say(lounge, "here")
    await expect(window.page.locator("sandbox-message")).to_have_count(1)
    assert window.complaints == []


async def test_a_reader_who_scrolled_up_stays_there_and_is_led_back(world: World, window: Window) -> None:
    for number in range(30):
        await world.voice.say(world.studio, f"message {number}\n" * 3)
    await window.look(world.mia, world.studio)
    messages = window.page.locator("#messages")
    await expect(window.page.get_by_text("message 29").first).to_be_in_viewport()
    await messages.evaluate("(list) => { list.scrollTop = 300; }")
    newest = window.page.locator("#newest")
    await expect(newest).to_be_visible()
    await world.voice.say(world.studio, "the newest")
    await expect(window.page.locator("sandbox-message")).to_have_count(31)
    assert await messages.evaluate("(list) => list.scrollTop") == 300
    await newest.click()
    await expect(window.page.get_by_text("the newest", exact=True)).to_be_in_viewport()
    assert window.complaints == []


async def test_a_reader_at_the_end_stays_there_when_what_they_read_grows(world: World, window: Window) -> None:
    for number in range(30):
        await world.voice.say(world.studio, f"message {number}\n" * 3)
    await window.look(world.mia, world.studio)
    await expect(window.page.get_by_text("message 29").first).to_be_in_viewport()
    messages = window.page.locator("#messages")
    await messages.evaluate(
        "(list) => { list.querySelector('.group:last-child > :last-child .body').style.paddingBottom = '700px';"
        " list.dispatchEvent(new Event('scroll')); }"
    )
    await messages.evaluate(AT_END)
    await expect(window.page.locator("#newest")).to_be_hidden()
    await messages.evaluate("(list) => { list.scrollTop = 300; }")
    await expect(window.page.locator("#newest")).to_be_visible()
    assert window.complaints == []


async def test_a_page_whose_sandbox_went_away_says_so_and_comes_back_with_it(
    world: World, window: Window, tmp_path: Path
) -> None:
    await window.look(world.mia, world.studio)
    away = window.page.locator("#away")
    await expect(away).to_be_hidden()
    await world.discord.close()
    await expect(away).to_contain_text("make demo")
    again = LocalDiscord(work_dir=tmp_path / "again")
    wei = again.add_person("Wei")
    again.add_guild("Cinema Club").join(wei)
    await again.start(port=int(window.origin.rpartition(":")[2]), also=Page(again).mount)
    await expect(window.page.locator("nav")).to_contain_text("Cinema Club")
    await expect(away).to_be_hidden()
    await again.close()
