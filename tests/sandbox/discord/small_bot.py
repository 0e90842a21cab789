"""A small bot on real discord.py, with the habits of the product: no intents, no caches, dynamic buttons."""

import re
from typing import Any, Literal, Self

import discord
from discord import app_commands
from discord.ext import commands

Inter = discord.Interaction[Any]


class Press(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"press:(?P<what>\w+):(?P<job>\d+)"):
    """A button that works after a restart: everything it needs is in its id."""

    def __init__(self, what: str, job: int) -> None:
        label = what.capitalize()
        super().__init__(discord.ui.Button(label=label, custom_id=f"press:{what}:{job}"))
        self.what = what
        self.job = job

    @classmethod
    async def from_custom_id(cls, _interaction: Inter, _item: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        return cls(match["what"], int(match["job"]))

    async def callback(self, interaction: Inter) -> None:
        if self.what == "update":
            await interaction.response.edit_message(content=f"updated {self.job}", view=None)
        elif self.what == "later":
            await interaction.response.defer()
            await interaction.edit_original_response(content=f"later {self.job}")
        elif self.what == "form":
            await interaction.response.send_modal(Form())
        else:
            await interaction.response.send_message(f"pressed {self.job}", ephemeral=True)


class Form(discord.ui.Modal):
    """A form of one label and field."""

    def __init__(self) -> None:
        super().__init__(title="More room", custom_id="form:1", timeout=60)
        self.reason: discord.ui.TextInput[Self] = discord.ui.TextInput(custom_id="reason", min_length=3)
        self.add_item(discord.ui.Label(text="Reason", component=self.reason))

    async def on_submit(self, interaction: Inter) -> None:
        await interaction.response.send_message(f"because {self.reason.value}", ephemeral=True)


def buttons(job: int, *names: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for name in names:
        view.add_item(Press(name, job))
    return view


class SmallBot(commands.AutoShardedBot):
    """What the tests drive; `last` is the newest interaction, `resumed` counts resumed sessions."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            command_prefix=(),
            intents=discord.Intents.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.1,
            allowed_mentions=discord.AllowedMentions.none(),
            **options,
        )
        self.last: Inter | None = None
        self.resumed = 0

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Press)
        everything: list[app_commands.Command[Any, ..., None] | app_commands.Group | app_commands.ContextMenu]
        everything = [generate, silent, quota_group(), ask, panel, animate, every]
        for command in everything:
            self.tree.add_command(command)
        await self.tree.sync()

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between identifies, as discord.py does for the real gateway."""

    async def on_interaction(self, interaction: Inter) -> None:
        self.last = interaction

    async def on_resumed(self) -> None:
        self.resumed += 1


@app_commands.command(description="Make a video")
@app_commands.describe(prompt="What it shows", duration="Seconds", image="First frame")
@app_commands.choices(duration=[app_commands.Choice(name=f"{s} seconds", value=s) for s in (4, 8, 12)])
async def generate(
    interaction: Inter,
    prompt: app_commands.Range[str, 1, 2000],
    duration: int = 8,
    image: discord.Attachment | None = None,
    aspect_ratio: Literal["1:1", "16:9"] = "1:1",
) -> None:
    await interaction.response.defer(ephemeral=True)
    shown = f" of {image.filename} {image.width}x{image.height}" if image else ""
    await interaction.edit_original_response(content=f"{prompt}, {duration} s, {aspect_ratio}{shown}")


@app_commands.command(description="Never answer")
async def silent(_interaction: Inter) -> None:
    return


@app_commands.command(description="Ask")
async def ask(interaction: Inter, job: str) -> None:
    await interaction.response.send_message(f"asked {job}", view=buttons(7, "say", "update", "later", "form"))


@ask.autocomplete("job")
async def job_choices(_interaction: Inter, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"Job {current}{n}", value=f"{current}{n}") for n in range(3)]


class Voices(app_commands.Transformer):
    """A voice channel, as the interaction tells it: there is no cache."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.voice]

    async def transform(self, _interaction: Inter, value: Any, /) -> app_commands.AppCommandChannel:
        channel: app_commands.AppCommandChannel = value
        return channel


@app_commands.command(description="Take an option of every type")
@app_commands.describe(text="Some words", count="A whole number", still="Yes or no", step="Any number")
async def every(
    interaction: Inter,
    text: app_commands.Range[str, 3, 40],
    count: app_commands.Range[int, 1, 9] | None = None,
    step: app_commands.Range[float, 0, 1] | None = None,
    still: bool | None = None,
    shape: Literal["wide", "tall"] | None = None,
    member: discord.Member | None = None,
    role: discord.Role | None = None,
    place: app_commands.Transform[app_commands.AppCommandChannel, Voices] | None = None,
    anybody: discord.Member | discord.Role | None = None,
    file: discord.Attachment | None = None,
    job: str | None = None,
) -> None:
    named = [thing.name for thing in (member, role, place, anybody) if thing]
    said = [text, count, step, still, shape, *named, file.filename if file else None, job]
    await interaction.response.send_message(" | ".join(str(value) for value in said if value is not None))


@every.autocomplete("job")
async def every_job(interaction: Inter, current: str) -> list[app_commands.Choice[str]]:
    if current == "fail":
        raise RuntimeError(current)
    return [app_commands.Choice(name=f"{interaction.namespace.text}: {current}{n}", value=f"{n}") for n in range(2)]


@app_commands.command(description="A panel of the new kind")
@app_commands.default_permissions(manage_guild=True)
async def panel(interaction: Inter) -> None:
    view = discord.ui.LayoutView(timeout=None)
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(Press("say", 9))
    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("# Settings")
    view.add_item(discord.ui.Container(text, row))
    await interaction.response.send_message(view=view, ephemeral=True)


@app_commands.context_menu(name="Animate this image")
async def animate(interaction: Inter, message: discord.Message) -> None:
    names = ", ".join(file.filename for file in message.attachments)
    await interaction.response.send_message(f"animate {names}", ephemeral=True)


def quota_group() -> app_commands.Group:
    group = app_commands.Group(name="quota", description="Shares")

    @group.command(description="Look")
    async def view(interaction: Inter, member: discord.Member | None = None, role: discord.Role | None = None) -> None:
        who = f"{member.display_name} {member._roles}" if member else "server"
        await interaction.response.send_message(f"{who} {role.name if role else ''}", ephemeral=True)

    return group
