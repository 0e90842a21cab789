"""The form behind "Animate this image": built for the one who opens it, read from what Discord sends back.

It is answered by whatever process is there when it comes back, so nothing is kept in its object.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

import discord

from bot.cards.form import fields_of
from bot.domain.video import DURATIONS, MAX_PROMPT_UNITS, AspectRatio, Resolution, VideoSpec, Wish
from bot.i18n import Texts
from cogs.video_options import offered

FORM: Final = re.compile(r"animate:(?P<draft>[0-9]{1,19})")
LIKE_PICTURE: Final = "like-picture"
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
        sizes = [(resolution.value, f"cmd-choice-resolution-{resolution.value}") for resolution in Resolution]
        self._offer("resolution", sizes, VideoSpec.resolution.value)
        lengths = [(str(seconds), f"cmd-choice-duration-{seconds}") for seconds in DURATIONS]
        self._offer("duration", lengths, str(VideoSpec.duration))
        sound = discord.ui.Checkbox[Any](custom_id="generate_audio", default=VideoSpec.generate_audio)
        self._ask("generate-audio", sound, texts.say(locale, "form-generate-audio-hint"))

    def _offer(self, name: str, choices: list[tuple[str, str]], default: str) -> None:
        options = [
            discord.SelectOption(label=self._texts.say(self._locale, key), value=value, default=value == default)
            for value, key in choices
        ]
        self._ask(name.replace("_", "-"), discord.ui.Select[Any](custom_id=name, options=options))

    def _ask(self, name: str, component: discord.ui.Item[Any], hint: str | None = None) -> None:
        text = self._texts.say(self._locale, f"form-{name}")
        self.add_item(discord.ui.Label[Any](text=text, component=component, description=hint))


@dataclass(frozen=True)
class FilledForm:
    """What was chosen in a form; without a shape the picture gives it, without a prompt the catalogue."""

    prompt: str
    aspect_ratio: AspectRatio | None
    resolution: Resolution
    duration: int
    generate_audio: bool

    def wish(self, prompt: str) -> Wish:
        """Make what is asked for, with a prompt."""
        return Wish(
            prompt=prompt,
            aspect_ratio=self.aspect_ratio,
            resolution=self.resolution,
            duration=offered(self.duration),
            generate_audio=self.generate_audio,
        )


def read_form(interaction: discord.Interaction[Any]) -> FilledForm:
    """Read a form that was sent off. Raises KeyError or ValueError for any other form."""
    given = fields_of(interaction)
    shape = given["aspect_ratio"][0]
    return FilledForm(
        prompt=given["prompt"],
        aspect_ratio=None if shape == LIKE_PICTURE else AspectRatio(shape),
        resolution=Resolution(given["resolution"][0]),
        duration=int(given["duration"][0]),
        generate_audio=bool(given["generate_audio"]),
    )
