"""A small bot that asks for everything a person can answer: every kind of button, menu and form."""

import asyncio
from typing import Any

import discord
from discord import app_commands

from tests.sandbox.discord.small_bot import Inter, SmallBot

COLOURS = ("Red", "Green", "Blue")
MANY = 14
Style = discord.ButtonStyle


class AskingBot(SmallBot):
    """Writes down what arrives in `heard`; what is called slow waits until `go` is set."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.heard: list[Any] = []
        self._news = asyncio.Event()
        self.go = asyncio.Event()
        self.silent = False

    async def setup_hook(self) -> None:
        everything: list[app_commands.Command[Any, ..., None] | app_commands.ContextMenu]
        everything = [offer, menus, form, greet, look]
        for command in everything:
            self.tree.add_command(command)
        await super().setup_hook()

    def hear(self, what: Any) -> None:
        """Write down what arrived."""
        self.heard.append(what)
        self._news.set()

    async def until_heard(self, count: int) -> Any:
        """Wait until so many things arrived; gives the last of them."""
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
        return self.heard[count - 1]


def bot_of(interaction: Inter) -> AskingBot:
    assert isinstance(interaction.client, AskingBot)
    return interaction.client


class Buttons(discord.ui.View):
    """What can be pressed, and what cannot."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="Page", url="https://example.org/page"))
        self.add_item(discord.ui.Button(label="Dead", custom_id="dead", disabled=True))

    @discord.ui.button(label="Slow", custom_id="slow", style=Style.primary, emoji="🐢")
    async def slow(self, interaction: Inter, _button: Any) -> None:
        bot = bot_of(interaction)
        bot.hear("slow")
        await bot.go.wait()
        await interaction.response.send_message("slowly", ephemeral=True)

    @discord.ui.button(label="Silent", custom_id="silent")
    async def silent(self, interaction: Inter, _button: Any) -> None:
        bot_of(interaction).hear("silent")

    @discord.ui.button(label="Paint", custom_id="paint", row=1)
    async def paint(self, interaction: Inter, button: discord.ui.Button[Any]) -> None:
        """Stay, in another colour and with another name."""
        button.style, button.label = Style.danger, "Painted"
        await interaction.response.edit_message(content="painted", view=self)

    @discord.ui.button(label="Vanish", custom_id="vanish", row=1)
    async def vanish(self, interaction: Inter, _button: Any) -> None:
        await interaction.response.edit_message(content="gone", view=None)

    @discord.ui.button(label="Whole form", custom_id="whole", row=2)
    async def whole(self, interaction: Inter, _button: Any) -> None:
        await interaction.response.send_modal(Choosing())

    @discord.ui.button(label="Words", custom_id="words", row=2)
    async def words(self, interaction: Inter, _button: Any) -> None:
        await interaction.response.send_modal(Writing())

    @discord.ui.button(label="Old form", custom_id="old", row=2)
    async def old(self, interaction: Inter, _button: Any) -> None:
        await interaction.response.send_modal(Old())


class Asking(discord.ui.Modal):
    """A form that says what it was given, or nothing at all while the bot is silent."""

    async def on_submit(self, interaction: Inter) -> None:
        bot = bot_of(interaction)
        bot.hear(self.given())
        if bot.silent:
            # A form that failed is remembered by discord.py, one that went well is not.
            raise RuntimeError("silent")
        await interaction.response.send_message("thank you", ephemeral=True)

    async def on_error(  # type: ignore[override]  # a modal is told of no item, other than the view it is
        self, interaction: Inter, error: Exception, /
    ) -> None:
        if not bot_of(interaction).silent:
            await super().on_error(interaction, error)

    def given(self) -> dict[str, Any]:
        """Give the values by label; each form has its own."""
        raise NotImplementedError


def asked(text: str, component: discord.ui.Item[Any], description: str | None = None) -> discord.ui.Label[Any]:
    return discord.ui.Label(text=text, component=component, description=description)


class Writing(Asking):
    """Words, and menus of every kind that a form has besides."""

    def __init__(self) -> None:
        super().__init__(title="Words and people", custom_id="writing")
        self.name: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="name", placeholder="A short name", min_length=3, max_length=10
        )
        self.story: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="story", style=discord.TextStyle.paragraph, required=False, default="Once", max_length=4000
        )
        options = [discord.SelectOption(label=name, value=name.lower(), default=name == "Green") for name in COLOURS]
        self.colour: discord.ui.Select[Any] = discord.ui.Select(custom_id="colour", options=options)
        self.who: discord.ui.UserSelect[Any] = discord.ui.UserSelect(custom_id="who", required=False, max_values=2)
        self.add_item(discord.ui.TextDisplay("Tell us **everything**"))
        self.add_item(asked("Name", self.name, "What it is called"))
        self.add_item(asked("Story", self.story))
        self.add_item(asked("Colour", self.colour))
        self.add_item(asked("Who", self.who))

    def given(self) -> dict[str, Any]:
        who = [user.name for user in self.who.values]
        return {"name": self.name.value, "story": self.story.value, "colour": self.colour.values, "who": who}


class Choosing(Asking):
    """What is ticked, picked and sent along."""

    def __init__(self) -> None:
        super().__init__(title="Choices", custom_id="choosing")
        radios = [discord.RadioGroupOption(label=name, value=name.lower(), description="A colour") for name in COLOURS]
        self.one: discord.ui.RadioGroup[Any] = discord.ui.RadioGroup(custom_id="one", options=radios)
        boxes = [discord.CheckboxGroupOption(label=name, value=name.lower()) for name in COLOURS]
        self.some: discord.ui.CheckboxGroup[Any] = discord.ui.CheckboxGroup(
            custom_id="some", options=boxes, min_values=1, max_values=2
        )
        self.yes: discord.ui.Checkbox[Any] = discord.ui.Checkbox(custom_id="yes")
        self.files: discord.ui.FileUpload[Any] = discord.ui.FileUpload(custom_id="files", min_values=1, max_values=2)
        self.where: discord.ui.ChannelSelect[Any] = discord.ui.ChannelSelect(
            custom_id="where", channel_types=[discord.ChannelType.voice], required=False
        )
        self.add_item(asked("One colour", self.one))
        self.add_item(asked("Some colours", self.some))
        self.add_item(asked("Agreed", self.yes, "Read the rules first"))
        self.add_item(asked("Files", self.files))
        self.add_item(asked("Where", self.where))

    def given(self) -> dict[str, Any]:
        return {
            "one": self.one.value,
            "some": self.some.values,
            "yes": self.yes.value,
            "files": [(file.filename, file.size) for file in self.files.values],
            "where": [channel.name for channel in self.where.values],
        }


class Old(Asking):
    """A field in a row of its own, as forms were once."""

    def __init__(self) -> None:
        super().__init__(title="Old form", custom_id="old")
        self.line: discord.ui.TextInput[Any] = discord.ui.TextInput(label="Line", custom_id="line")
        self.add_item(self.line)

    def given(self) -> dict[str, Any]:
        return {"line": self.line.value}


class Menus(discord.ui.View):
    """A menu of every kind."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        colours = [
            discord.SelectOption(label=name, value=name.lower(), description=f"As {name} as can be", emoji="🎨")
            for name in COLOURS
        ]
        self.add(discord.ui.Select(custom_id="colour", placeholder="A colour", options=colours))
        many = [discord.SelectOption(label=f"Scene {n}", value=str(n), default=n == 2) for n in range(MANY)]
        scenes: discord.ui.Select[Any] = discord.ui.Select(
            custom_id="scenes", placeholder="Scenes", options=many, min_values=2, max_values=3
        )
        scenes.options[3].default = True
        self.add(scenes)
        self.add(discord.ui.RoleSelect(custom_id="role", placeholder="A role", min_values=0))
        self.add(discord.ui.MentionableSelect(custom_id="anybody", placeholder="Anybody", max_values=2))
        voice = [discord.ChannelType.voice]
        self.add(discord.ui.ChannelSelect(custom_id="voice", placeholder="A voice channel", channel_types=voice))

    def add(self, menu: Any) -> None:
        async def chosen(interaction: Inter) -> None:
            bot_of(interaction).hear((menu.custom_id, [str(value) for value in menu.values]))
            await interaction.response.defer()

        menu.callback = chosen
        self.add_item(menu)


@app_commands.command(description="Buttons to press")
async def offer(interaction: Inter) -> None:
    await interaction.response.send_message("press something", view=Buttons())


@app_commands.command(description="Menus to choose from")
async def menus(interaction: Inter) -> None:
    await interaction.response.send_message("choose something", view=Menus())


@app_commands.command(description="A form to fill in")
async def form(interaction: Inter) -> None:
    await interaction.response.send_modal(Old())


@app_commands.context_menu(name="Greet")
async def greet(interaction: Inter, member: discord.Member) -> None:
    await interaction.response.send_message(f"greetings, {member.name}", ephemeral=True)


@app_commands.context_menu(name="Look at this")
async def look(interaction: Inter, message: discord.Message) -> None:
    await interaction.response.send_message(f"looked at {message.content}", ephemeral=True)
