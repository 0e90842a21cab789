"""Forms to fill in: built for the one who opens them, read from what Discord sends back.

They are answered by whatever process is there when they come back, so nothing is kept in their objects.
"""

import re
import unicodedata
from typing import Any, Final, Self

import discord

from bot.domain.refusals import NumberUnreadable
from bot.i18n import Texts

NOTHING: Final = "-"
"""Stands for what is not settled, in ids and in menus."""
DIGITS: Final = 10
"""Characters that a field for a number takes."""
LONGEST_REASON: Final = 300
PATIENCE: Final = 900.0
"""Seconds after which discord.py forgets the form's object; the form itself still works."""
_NUMBER: Final = re.compile(rf"-?[0-9]{{1,{DIGITS}}}")


def whole_number(typed: str) -> int | NumberUnreadable | None:
    """Read a number as people type it, in digits of any width; None when nothing was typed."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return None
    return int(text) if _NUMBER.fullmatch(text) else NumberUnreadable(typed)


class Blank(discord.ui.Modal):
    """A form of at most five fields (Discord: modals), whose texts are named after the fields."""

    def __init__(self, texts: Texts, locale: str, title: str, custom_id: str) -> None:
        super().__init__(title=texts.say(locale, title), custom_id=custom_id, timeout=PATIENCE)
        self._texts = texts
        self._locale = locale

    def number(self, name: str, shown: int | None) -> Self:
        """Ask for a number that may be left out."""
        return self._line(name, NOTHING if shown is None else str(shown), DIGITS)

    def line(self, name: str, shown: str | None, most: int) -> Self:
        """Ask for a short text that may be left out."""
        return self._line(name, shown or NOTHING, most)

    def reason(self) -> Self:
        """Ask why."""
        return self._line("reason", NOTHING, LONGEST_REASON)

    def _line(self, name: str, shown: str, most: int) -> Self:
        field = discord.ui.TextInput[Any](
            custom_id=name,
            required=False,
            max_length=most,
            default=None if shown == NOTHING else shown,
            placeholder=self._texts.say(self._locale, f"setup-form-{name}-empty"),
        )
        return self._label(name, field)

    def choice(self, name: str, none: str, choices: list[tuple[str, str]], shown: str | None) -> Self:
        """Ask for one of some values, each with the key of its label; the first choice is to settle nothing."""
        offered = [(NOTHING, none), *((value, self._texts.say(self._locale, key)) for value, key in choices)]
        options = [
            discord.SelectOption(label=label, value=value, default=value == (shown or NOTHING))
            for value, label in offered
        ]
        return self._label(name, discord.ui.Select[Any](custom_id=name, options=options))

    def _label(self, name: str, field: discord.ui.Item[Any]) -> Self:
        text = self._texts.say(self._locale, f"setup-form-{name}")
        hint = f"setup-form-{name}-hint"
        described = self._texts.say(self._locale, hint) if self._texts.has(hint) else None
        self.add_item(discord.ui.Label[Any](text=text, component=field, description=described))
        return self
