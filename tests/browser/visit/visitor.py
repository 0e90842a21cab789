"""Somebody at the page: types commands, presses, chooses, and reads. Keys and clicks alone, as people have them."""

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from sandbox.discord import Channel, Person
from tests.browser.conftest import Window


@dataclass
class Visitor:
    """A window of the browser and who sits before it."""

    window: Window
    who: Person

    @property
    def page(self) -> Page:
        return self.window.page

    async def look(self, channel: Channel) -> None:
        """Open the page in a channel."""
        await self.window.look(self.who, channel)

    async def begin(self, command: str) -> Locator:
        """Type a command's name and choose it; gives the group of its options."""
        await self.page.locator("#line").click()
        await self.page.keyboard.type(f"/{command}")
        await expect(self.page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
        await self.page.keyboard.press("Enter")
        filling = self.page.locator(".filling")
        await expect(filling).to_be_visible()
        return filling

    async def add(self, option: str, value: str) -> None:
        """Add an option that is not needed, and type what it is to be."""
        await self.page.locator(".filling").get_by_role("combobox", name=re.compile("Add an option|添加选项")).focus()
        await self.page.keyboard.type(option)
        await expect(self.page.get_by_role("listbox").get_by_role("option").first).to_contain_text(option)
        await self.page.keyboard.press("Enter")
        added = self.page.locator(f'[data-option="{option}"]')
        await expect(added.locator("textarea, input[type=text], .pick-file")).to_be_focused()
        await self.fill(option, value)

    async def fill(self, option: str, value: str) -> None:
        """Type into an option that is there already, and take what is offered first."""
        field = self.page.locator(f'[data-option="{option}"]')
        choice = field.get_by_role("combobox")
        chosen_from = await choice.count() > 0
        await (choice if chosen_from else field.locator("textarea, input, button").first).focus()
        await self.page.keyboard.type(value)
        if chosen_from:
            await expect(self.page.get_by_role("listbox").get_by_role("option").first).to_contain_text(value)
            await self.page.keyboard.press("Enter")

    async def send(self) -> None:
        """Send the command that stands in the line."""
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator(".filling")).to_have_count(0)

    async def use(self, command: str, **options: str) -> None:
        """Use a command with options that are all typed."""
        await self.begin(command)
        for name, value in options.items():
            there = await self.page.locator(f'[data-option="{name}"]').count() > 0
            await (self.fill(name, value) if there else self.add(name, value))
        await self.send()

    def message(self, words: str) -> Locator:
        """Give the messages that say something, as a regex."""
        return self.page.locator("sandbox-message").filter(has_text=re.compile(words))

    async def press(self, message: Locator, label: str) -> None:
        """Press a button of a message."""
        await message.get_by_role("button", name=label, exact=True).click()

    async def choose(self, message: Locator, menu: str, *options: str) -> None:
        """Choose in a menu of a message."""
        await message.get_by_role("button", name=menu).click()
        listbox = self.page.get_by_role("listbox")
        for option in options:
            await listbox.get_by_role("option", name=option).click()
