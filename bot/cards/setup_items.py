"""The panel of /setup: one message with everything in it, put anew in its own place after each change.

Its menus and buttons are dynamic like all others (see `bot.cards.buttons`), and everything that is shown is read from
the database at every press, so that of two moderators each sees what the other one did.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, Self

import discord

from bot.cards import setup
from bot.cards.door import Services, apologise, defer_update, is_closed, requester_of, say_anyhow, services_of
from bot.cards.press import Outcome, serve_press
from bot.cards.setup import AS_DISCORD, LANGUAGES, SetupWords, Standing
from bot.cards.setup_changes import settle, settle_credits
from bot.cards.setup_forms import CreditsForm, DefaultsForm, Form, PricesForm, RoleForm, form_of
from bot.cards.words import refusal
from bot.domain.budget import RuleChange
from bot.domain.ids import ChannelId, RoleId
from bot.domain.policy import MOST_CHANNELS, Policy, PolicyChange, Setting
from bot.domain.refusals import ChannelUnseen, ManagersOnly, Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.moderation import Request

Panel = discord.ui.LayoutView
Interaction = discord.Interaction[Any]
FROM_PANEL: Final = "/setup"
"""The reason that is kept with a change for which the panel asks no reason."""
PLACES: Final = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.voice,
]
"""Where members may ask for videos."""
WRITTEN: Final = [discord.ChannelType.text]
SMALL: Final = discord.SeparatorSpacing.small
_BUTTON: Final = discord.ButtonStyle.secondary

Act = Callable[[Services, Request], Awaitable[str | Refusal]]
"""What a press or a form does; gives the news of it."""


async def show(services: Services, requester: Requester, news: str | None = None, *, may_press: bool = True) -> Outcome:
    """Read everything anew and build the panel; `news` stands at its top."""
    policy = await services.policies.policy(requester)
    budget = await services.moderation.budget(requester)
    if isinstance(policy, Refusal):
        return policy
    if isinstance(budget, Refusal):
        return budget
    standing = Standing(
        policy=policy,
        budget=budget,
        guild_locale=requester.guild_locale,
        missing=requester.missing_permissions,
        may_press=may_press,
    )
    return setup_panel(services.texts, requester.locale, standing, news)


async def serve_change(interaction: Interaction, act: Act) -> None:
    """Do what was pressed or filled in, and show the panel again with the news of it, or with why it was not done."""

    async def serve(services: Services, requester: Requester) -> Outcome:
        done = await act(services, Request(requester=requester, interaction=interaction.id, reason=FROM_PANEL))
        if isinstance(done, ManagersOnly):
            return done
        news = refusal(services.texts, requester.locale, done) if isinstance(done, Refusal) else done
        return await show(services, requester, news)

    await serve_press(interaction, defer_update, serve)


def chosen(interaction: Interaction, kind: str) -> list[int]:
    """Read the channels or roles that were chosen in a menu. Raises KeyError for one that is not of this server."""
    data: Any = interaction.data or {}
    known = (data.get("resolved") or {}).get(kind) or {}
    return [int(known[one]["id"]) for one in data.get("values") or []]


async def open_form(interaction: Interaction, form: Form) -> None:
    """Show a form. It must be the first answer, so nothing is looked up before it but who presses."""
    try:
        texts, requester = services_of(interaction).texts, requester_of(interaction)
        no = requester if isinstance(requester, Refusal) else None if requester.is_moderator else ManagersOnly()
        if no:
            await say_anyhow(interaction, refusal(texts, interaction.locale.value, no))
        else:
            await interaction.response.send_modal(form.blank(texts, interaction.locale.value))
    except Exception as error:  # noqa: BLE001 - apologise logs it
        await apologise(interaction, error)


class ChannelsMenu(discord.ui.DynamicItem[discord.ui.ChannelSelect[Panel]], template=r"setup:channels"):
    """Chooses where videos may be asked for; nowhere in particular is everywhere."""

    def __init__(self, policy: Policy | None = None, hint: str | None = None) -> None:
        super().__init__(_channels("setup:channels", PLACES, sorted(policy.channels) if policy else [], hint))

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: Any, _match: re.Match[str], /) -> Self:
        """Rebuild the menu that was chosen in."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Settle what was chosen."""

        async def act(services: Services, asked: Request) -> str | Refusal:
            channels = frozenset(map(ChannelId, chosen(interaction, "channels")))
            return await settle(services, asked, PolicyChange(channels=channels))

        await serve_change(interaction, act)


class LogMenu(discord.ui.DynamicItem[discord.ui.ChannelSelect[Panel]], template=r"setup:log-channel"):
    """Chooses the log channel. One that is lost is not shown as chosen, so that it can be chosen again."""

    def __init__(self, policy: Policy | None = None, hint: str | None = None) -> None:
        kept = [policy.log_channel] if policy and policy.log_channel is not None and not policy.log_lost else []
        super().__init__(_channels("setup:log-channel", WRITTEN, kept, hint, most=1))

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: Any, _match: re.Match[str], /) -> Self:
        """Rebuild the menu that was chosen in."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Settle what was chosen; nothing is no log channel."""

        async def act(services: Services, asked: Request) -> str | Refusal:
            channels = chosen(interaction, "channels")
            if not channels:
                return await settle(services, asked, PolicyChange(reset=frozenset({Setting.LOG_CHANNEL})))
            # told at once, because log channels are hidden, often from the bot as well
            if await is_closed(interaction, channels[0]):
                return ChannelUnseen(channels[0])
            return await settle(services, asked, PolicyChange(log_channel=ChannelId(channels[0])))

        await serve_change(interaction, act)


def _channels(
    custom_id: str, kinds: list[discord.ChannelType], kept: list[ChannelId], hint: str | None, most: int = MOST_CHANNELS
) -> discord.ui.ChannelSelect[Panel]:
    channel = discord.SelectDefaultValueType.channel
    return discord.ui.ChannelSelect(
        custom_id=custom_id,
        channel_types=kinds,
        placeholder=hint,
        min_values=0,
        max_values=most,
        required=False,
        default_values=[discord.SelectDefaultValue(id=one, type=channel) for one in kept],
    )


class LanguageMenu(discord.ui.DynamicItem[discord.ui.Select[Panel]], template=r"setup:language"):
    """Chooses the language of public messages."""

    def __init__(self, options: list[discord.SelectOption] | None = None) -> None:
        super().__init__(discord.ui.Select(custom_id="setup:language", options=options or []))

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: Any, _match: re.Match[str], /) -> Self:
        """Rebuild the menu that was chosen in."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Settle what was chosen."""

        async def act(services: Services, asked: Request) -> str | Refusal:
            data: Any = interaction.data
            language = next((one for one in LANGUAGES if [one] == data["values"]), None)
            reset = frozenset({Setting.LANGUAGE} if language is None else set())
            return await settle(services, asked, PolicyChange(language=language, reset=reset))

        await serve_change(interaction, act)


class RoleMenu(discord.ui.DynamicItem[discord.ui.RoleSelect[Panel]], template=r"setup:role"):
    """Chooses the role whose limit the form then asks for."""

    def __init__(self, hint: str | None = None) -> None:
        menu = discord.ui.RoleSelect[Panel](custom_id="setup:role", placeholder=hint, min_values=0, required=False)
        super().__init__(menu)

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: Any, _match: re.Match[str], /) -> Self:
        """Rebuild the menu that was chosen in."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Ask for the limit; a menu that was emptied asks nothing."""
        data: Any = interaction.data
        if not data.get("values"):
            await serve_press(interaction, defer_update, show)
            return
        try:
            (role,) = chosen(interaction, "roles")
            await open_form(interaction, RoleForm(role=RoleId(role)))
        except LookupError as error:
            await apologise(interaction, error)


class FormButton(
    discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"setup:(?:credits|prices|defaults):[A-Za-z0-9_+/:-]+"
):
    """Opens a form, whose id it carries."""

    def __init__(self, form: Form, label: str | None = None) -> None:
        self.form = form
        super().__init__(discord.ui.Button(style=_BUTTON, label=label, emoji="✏️", custom_id=form.custom_id))

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: Any, match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        form = form_of(match.string)
        if form is None:
            raise ValueError(match.string)
        return cls(form)

    async def callback(self, interaction: Interaction) -> None:
        """Show the form."""
        await open_form(interaction, self.form)


class PauseButton(discord.ui.DynamicItem[discord.ui.Button[Panel]], template=r"setup:(?P<what>pause|resume)"):
    """Pauses all videos of the server, or lets them be asked for again."""

    def __init__(self, *, pause: bool, label: str | None = None) -> None:
        self.pause = pause
        style = discord.ButtonStyle.danger if pause else discord.ButtonStyle.success
        custom_id = f"setup:{'pause' if pause else 'resume'}"
        super().__init__(discord.ui.Button(style=style, label=label, emoji="⏸️" if pause else "▶️", custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: Any, match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(pause=match["what"] == "pause")

    async def callback(self, interaction: Interaction) -> None:
        """Settle it for the one who presses."""

        async def act(services: Services, asked: Request) -> str | Refusal:
            return await settle(services, asked, PolicyChange(paused=self.pause))

        await serve_change(interaction, act)


RESETS: Final[dict[str, frozenset[Setting]]] = {
    "channels": frozenset({Setting.CHANNELS}),
    "log-channel": frozenset({Setting.LOG_CHANNEL}),
    "language": frozenset({Setting.LANGUAGE}),
    "credits": frozenset(),
    "prices": frozenset({Setting.CONFIRM_ABOVE, Setting.APPROVE_ABOVE}),
    "defaults": frozenset({Setting.DEFAULTS}),
}
"""What can be reset, and which parts of the policy that is."""


class ResetButton(
    discord.ui.DynamicItem[discord.ui.Button[Panel]], template=rf"setup:reset:(?P<what>{'|'.join(RESETS)})"
):
    """Lets a part be again what it is where nothing is settled."""

    def __init__(self, what: str, label: str | None = None) -> None:
        self.what = what
        super().__init__(discord.ui.Button(style=_BUTTON, label=label, emoji="↩️", custom_id=f"setup:reset:{what}"))

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: Any, match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed from its id alone."""
        return cls(match["what"])

    async def callback(self, interaction: Interaction) -> None:
        """Reset it for the one who presses."""

        async def act(services: Services, asked: Request) -> str | Refusal:
            if RESETS[self.what]:
                return await settle(services, asked, PolicyChange(reset=RESETS[self.what]))
            return await settle_credits(services, asked, RuleChange(inherit=True), None, limits=True)

        await serve_change(interaction, act)


SETUP_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (
    ChannelsMenu,
    LogMenu,
    LanguageMenu,
    RoleMenu,
    FormButton,
    PauseButton,
    ResetButton,
)
"""Every kind of menu and button here, for the client to know them again after a restart."""


def setup_panel(texts: Texts, locale: str, standing: Standing, news: str | None = None) -> Panel:
    """Build the panel; Discord takes 40 components and 4,000 characters in all (Discord: components)."""
    words, policy, own = SetupWords(texts, locale, standing), standing.policy, standing.budget.own
    box = discord.ui.Container[Panel](discord.ui.TextDisplay(words.head(news)))
    parts = _Parts(box, texts, locale, live=standing.may_press)
    parts.line()
    parts.menu(
        words.channels(), "channels", ChannelsMenu(policy, texts.say(locale, "setup-channels-hint")), policy.channels
    )
    parts.menu(
        words.log_channel(), "log-channel", LogMenu(policy, texts.say(locale, "setup-log-hint")), policy.log_channel
    )
    parts.menu(words.language(), "language", _languages(texts, locale, standing), policy.language)
    parts.line()
    settled = (own.credits, own.period, own.zone, own.reset_day, own.member_limit)
    parts.form(words.credits(), "credits", CreditsForm.of(own), any(one is not None for one in settled))
    parts.text(words.roles(), RoleMenu(texts.say(locale, "setup-roles-hint")))
    prices = (policy.confirm_above, policy.approve_above)
    parts.form(words.prices(), "prices", PricesForm.of(policy), any(one is not None for one in prices))
    parts.form(words.defaults(), "defaults", DefaultsForm.of(policy), policy.defaults != Policy().defaults)
    parts.line()
    label = texts.say(locale, "setup-resume" if policy.paused else "setup-pause")
    parts.beside(words.videos(), PauseButton(pause=not policy.paused, label=label))
    box.add_item(discord.ui.TextDisplay(words.foot()))
    panel = Panel(timeout=None)
    panel.add_item(box)
    return panel


def _languages(texts: Texts, locale: str, standing: Standing) -> LanguageMenu:
    now = standing.policy.language
    named = [(AS_DISCORD, setup.as_discord(texts, locale, standing.guild_locale))]
    named += [(code, texts.say(locale, key)) for code, key in LANGUAGES.items()]
    return LanguageMenu(
        [discord.SelectOption(label=name, value=code, default=code == (now or AS_DISCORD)) for code, name in named]
    )


class _Parts:
    """Adds the parts of the panel to its box, with what can be pressed only where it is `live`."""

    def __init__(self, box: discord.ui.Container[Panel], texts: Texts, locale: str, *, live: bool) -> None:
        self._box = box
        self._texts = texts
        self._locale = locale
        self._live = live

    def line(self) -> None:
        self._box.add_item(discord.ui.Separator(spacing=SMALL))

    def text(self, text: str, *items: discord.ui.Item[Any]) -> None:
        self._box.add_item(discord.ui.TextDisplay(text))
        if self._live and items:
            self._box.add_item(discord.ui.ActionRow(*items))

    def beside(self, text: str, button: discord.ui.Item[Any]) -> None:
        if self._live:
            self._box.add_item(discord.ui.Section(text, accessory=button))
        else:
            self.text(text)

    def menu(self, text: str, what: str, menu: discord.ui.Item[Any], settled: object) -> None:
        if not (settled and self._live):
            self.text(text, menu)
            return
        self.beside(text, self._reset(what))
        self._box.add_item(discord.ui.ActionRow(menu))

    def form(self, text: str, what: str, form: Form, settled: bool) -> None:
        button = FormButton(form, self._texts.say(self._locale, f"setup-open-{what}"))
        self.text(text, button, *([self._reset(what)] if settled else []))

    def _reset(self, what: str) -> ResetButton:
        return ResetButton(what, self._texts.say(self._locale, "setup-reset"))
