"""Axe finds nothing serious on the page, in either language, on a wide screen and on a phone."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it carries no types
from playwright.async_api import Browser, Page, expect

from sandbox.discord import Message
from sandbox.discord.interactions import SLASH_ANSWER
from sandbox.discord.posts import Origin, Posts
from sandbox.discord.world import TEN_MIB, Channel, ChannelKind, Flag
from tests.browser.conftest import Window, World
from tests.browser.crowd import Crowd, embed
from tests.sandbox.page.theatre import theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDE, NARROW = {"width": 1200, "height": 800}, {"width": 390, "height": 844}
GRAVE = {"serious", "critical"}
EVERYTHING = """# One
## Two
### Three
**bold** *thin* ||hidden|| `code` <@{mia}> <#{studio}> <t:0:R> <:reel:123456789012345678> https://example.org
> quoted
- one
1. two
```py
print("x")
```
-# small"""


def _panel(text: str) -> list[dict[str, object]]:
    """Give a layout with a component of every kind."""
    buttons = [
        {"type": 2, "style": style, "label": f"Style {style}", "custom_id": f"b{style}", "disabled": style == 2}
        for style in range(1, 5)
    ]
    link = {"type": 2, "style": 5, "label": "Page", "url": "https://example.org"}
    options = [{"label": "One", "value": "1", "default": True}, {"label": "Two", "value": "2", "description": "more"}]
    menus = [{"type": 3, "custom_id": "m3", "placeholder": "One of two", "options": options}]
    menus += [{"type": kind, "custom_id": f"m{kind}", "placeholder": f"Menu {kind}"} for kind in (5, 6, 7)]
    menus += [{"type": 8, "custom_id": "m8", "disabled": True}]
    thumbnail = {"type": 11, "media": {"url": "attachment://a.png"}, "description": "a blue field"}
    section = {"type": 9, "components": [{"type": 10, "content": text}], "accessory": thumbnail}
    media = [{"media": {"url": f"attachment://{name}"}, "description": "a clip"} for name in ("a.png", "a.mp4")]
    inside = [section, {"type": 14}, {"type": 12, "items": media}, {"type": 13, "file": {"url": "attachment://a.txt"}}]
    inside += [{"type": 1, "components": [*buttons, link]}, *({"type": 1, "components": [menu]} for menu in menus)]
    return [{"type": 17, "accent_color": 0x4488CC, "components": inside}]


async def _fill(world: World) -> Message:
    """Write a message of every kind; gives the first."""
    crowd, posts = Crowd(world.discord, [world.mia, world.lin]), Posts(world.discord.state)
    text = EVERYTHING.format(mia=world.mia.id, studio=world.studio.id)
    first = await crowd.post(world.studio, {"content": text}, a_png=crowd.picture, a_mp4=crowd.clip, a_txt=b"words")
    for person in (world.mia, world.lin):
        world.studio.add_thread(f"of {person.name}", start=first).archived = person is world.mia
        await world.voice.say(world.studio, "for one alone", to=person)
    await crowd.post(world.studio, {"embeds": [embed(1)]})
    data = {"components": _panel(text), "flags": int(Flag.COMPONENTS_V2)}
    await crowd.post(world.studio, data, a_png=crowd.picture, a_mp4=crowd.clip, a_txt=b"words")
    await world.voice.answer(first, f"<@{world.mia.id}> <@{world.lin.id}>")
    for person in (world.mia, world.lin):
        posts.notice(world.studio, person, "The application did not respond")
    origin = Origin(kind=SLASH_ANSWER, visible_to=None, interaction={"id": "0"}, upload_limit=TEN_MIB)
    posts.thinking(world.studio, origin, world.discord.state.now() + 900)
    return first


async def _grave(page: Page) -> list[str]:
    """Give what Axe finds serious or critical: its rule, and where."""
    found = (await Axe().run(page)).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("who", ["mia", "lin"])
async def test_a_channel_with_everything_in_it(world: World, window: Window, who: str, size: dict[str, int]) -> None:
    first = await _fill(world)
    lounge = world.guild.add_channel("lounge")
    person = {"mia": world.mia, "lin": world.lin}[who]
    await window.page.set_viewport_size({"width": size["width"], "height": 4000})
    await window.look(person, world.studio)
    await world.voice.say(lounge, f"<@{world.mia.id}> <@{world.lin.id}>")
    await expect(window.page.locator(f'[data-message="{first.id}"]')).to_be_visible()
    assert await _grave(window.page) == []
    if size is NARROW:
        await window.page.locator("#opener").click()
        assert await _grave(window.page) == []
    assert window.complaints == []


async def test_a_forum_and_an_empty_channel(world: World, window: Window) -> None:
    forum = world.guild.add_channel("ideas", ChannelKind.FORUM)
    places: list[Channel] = [world.studio, forum]
    await world.voice.say(forum.add_thread("a kite"), "high up")
    for place in places:
        await window.look(world.mia, place)
        assert await _grave(window.page) == []
    assert window.complaints == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_what_opens_above_it(world: World, window: Window, size: dict[str, int]) -> None:
    page = window.page
    await page.set_viewport_size({"width": size["width"], "height": size["height"]})
    await (await world.lin.use("offer", world.studio)).answered()
    await window.look(world.lin, world.studio)
    await page.locator("sandbox-message .more").first.press("Enter")
    await page.get_by_role("menu").wait_for()
    assert await _grave(page) == []
    await page.keyboard.press("Escape")
    line = page.locator("sandbox-composer").get_by_role("textbox")
    await line.fill("/")
    await expect(page.get_by_role("listbox")).to_be_visible()
    # The list is scrolled by the keys of its field, which keeps the focus.
    assert [one for one in await _grave(page) if not one.startswith("scrollable-region-focusable: ['.pick']")] == []
    await line.fill("")
    await page.get_by_role("button", name="Words").press("Enter")
    await page.get_by_role("dialog").wait_for()
    assert await _grave(page) == []
    assert window.complaints == []


async def test_the_drawer_behind_the_curtain(tmp_path: Path, clips: Path, browser: Browser) -> None:
    async with theatre(tmp_path, clips) as stage:
        guild = stage.discord.add_guild("Film Club")
        lin, studio = stage.discord.add_person("Lin", locale="zh-CN"), guild.add_channel("studio")
        guild.join(lin)
        await stage.ask_for_video()
        window = Window(await browser.new_page(), stage.discord.origin)
        window.watch()
        for size in (WIDE, NARROW):
            await window.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            await window.look(lin, studio)
            await expect(window.page.locator("#curtain-opener")).to_be_visible()
            if not await window.page.locator("sandbox-curtain").is_visible():
                await window.page.locator("#curtain-opener").click()
            for section in await window.page.locator("sandbox-curtain [data-section]").all():
                await section.click()
                assert await _grave(window.page) == []
        assert window.complaints == []
        await window.page.close()
