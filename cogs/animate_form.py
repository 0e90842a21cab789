"""The form behind "Animate this image": built for the one who opens it, read from what Discord sends back.

It is answered by whatever process is there when it comes back, so nothing is kept in its object.
"""

import re
from typing import Any, Final

import discord

from bot.cards.form import fields_of
from bot.domain.video import DURATIONS, MAX_PROMPT_UNITS, AspectRatio, Resolution, Wish
from bot.i18n import Texts
from cogs.video_options import offered

FORM: Final = re.compile(r"animate:(?P<draft>[0-9]{1,19})")
LIKE_PICTURE: Final = "like-picture"
USUAL: Final = "usual"
"""What the server's moderators settled, else the API's own; it must not be looked up before the form is shown."""
YES: Final = "yes"
NO: Final = "no"
PATIENCE: Final = 900.0
"""Seconds after which discord.py forgets the form's object; the form itself still works."""


class AnimateForm(discord.ui.Modal):
    """Asks for what /animate asks for; everything has a choice already, so that it can be sent off as it is."""

    def __init__(self, texts: Texts, locale: str, draft_id: int) -> None:
        super().__init__(title=texts.say(locale, "form-title"), custom_id=f"animate:{draft_id}", timeout=PATIENCE)
        self._texts = texts
        self._locale = locale
        prompt = discord.ui.TextInput[Any](
            custom_id="prompt",
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=MAX_PROMPT_UNITS,
            placeholder=texts.say(locale, "animate-prompt"),
        )
        self._ask("prompt", prompt, texts.say(locale, "form-prompt-hint"))
        shapes = [(ratio.value, f"cmd-choice-aspect-ratio-{ratio.value.replace(':', '-')}") for ratio in AspectRatio]
        self._offer("aspect_ratio", [(LIKE_PICTURE, "form-like-picture"), *shapes], LIKE_PICTURE)
        usual = (USUAL, "form-usual")
        sizes = [(resolution.value, f"cmd-choice-resolution-{resolution.value}") for resolution in Resolution]
        self._offer("resolution", [usual, *sizes], USUAL)
        lengths = [(str(seconds), f"cmd-choice-duration-{seconds}") for seconds in DURATIONS]
        self._offer("duration", [usual, *lengths], USUAL)
        self._offer("generate_audio", [usual, (YES, "form-with-sound"), (NO, "form-without-sound")], USUAL)

    def _offer(self, name: str, choices: list[tuple[str, str]], default: str) -> None:
        options = [
            discord.SelectOption(label=self._texts.say(self._locale, key), value=value, default=value == default)
            for value, key in choices
        ]
        key = f"form-{name.replace('_', '-')}-hint"
        hint = self._texts.say(self._locale, key) if self._texts.has(key) else None
        self._ask(name.replace("_", "-"), discord.ui.Select[Any](custom_id=name, options=options), hint)

    def _ask(self, name: str, component: discord.ui.Item[Any], hint: str | None = None) -> None:
        text = self._texts.say(self._locale, f"form-{name}")
        self.add_item(discord.ui.Label[Any](text=text, component=component, description=hint))


def read_form(interaction: discord.Interaction[Any]) -> Wish:
    """Read a form that was sent off; without a shape the picture gives it, without a prompt the catalogue.

    What is as usual is left to the server's defaults. Raises KeyError or ValueError for any other form.
    """
    given = fields_of(interaction)
    shape, size, length, sound = (
        given[name][0] for name in ("aspect_ratio", "resolution", "duration", "generate_audio")
    )
    return Wish(
        prompt=given["prompt"],
        aspect_ratio=None if shape == LIKE_PICTURE else AspectRatio(shape),
        resolution=None if size == USUAL else Resolution(size),
        duration=None if length == USUAL else offered(int(length)),
        generate_audio=None if sound == USUAL else sound == YES,
    )
