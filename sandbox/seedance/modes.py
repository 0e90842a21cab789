"""The vendor as it might be: choices where its documentation is silent, each switchable at any time.

What each mode answers is a question of docs/vendor.md. The first value of every mode is the strict default.
"""

from dataclasses import dataclass, fields
from typing import Any, Final, Literal, get_args, get_type_hints


@dataclass(kw_only=True)
class Modes:
    """How the local Seedance behaves. Setting a mode to a value it does not have raises ValueError."""

    # What a request may look like.
    duration: Literal["text-only", "numbers-too"] = "text-only"
    unknown_fields: Literal["refused", "ignored"] = "refused"
    image: Literal["shown", "gives-the-ratio", "fetch-fails", "beyond-limits"] = "shown"
    tall_ratio: Literal["made", "fails-later"] = "made"

    # How an answer is wrapped.
    envelope: Literal[
        "word-in-message", "word-in-code", "word-in-error", "code-in-error", "code-in-data", "error-code"
    ] = "word-in-message"
    http_status: Literal["same-as-code", "always-200"] = "same-as-code"
    code_type: Literal["number", "text"] = "number"
    data: Literal["object", "text", "flat"] = "object"

    # When and how a request is refused.
    no_credits: Literal["refused", "fails-later"] = "refused"
    moderation: Literal["fails-later", "refused"] = "fails-later"
    wrong_key: Literal["401", "403-page"] = "401"
    rate_limit: Literal["off", "with-seconds", "with-date", "without-header"] = "off"
    concurrency: Literal["unlimited", "refused", "queued"] = "unlimited"
    error_500: Literal["nothing-made", "made-and-charged"] = "nothing-made"

    # What is said of a task, and for how long.
    status_words: Literal["documented", "lower-case", "queued", "other"] = "documented"
    no_response: Literal["null", "empty-list", "absent"] = "null"
    failed_message: Literal["text", "object", "null", "absent"] = "text"
    response: Literal["list", "text", "json-text", "objects", "two", "empty-list", "ftp"] = "list"
    consumed: Literal["number", "text", "fraction", "absent", "null", "negative", "nan", "higher"] = "number"
    refund: Literal["given-back", "kept"] = "given-back"
    created_at: Literal["seconds", "offset", "milliseconds", "epoch", "nonsense", "absent"] = "seconds"
    success: Literal["final", "taken-back"] = "final"
    task_life: Literal["forever", "a-day"] = "forever"
    sound: Literal["as-asked", "never"] = "as-asked"

    # Who asked to be called is called like this.
    callback: Literal["at-the-end", "every-status", "reordered", "twice", "bare-data", "no-body", "never"] = (
        "at-the-end"
    )

    def __setattr__(self, name: str, value: Any) -> None:
        if value not in CHOICES.get(name, ()):
            raise ValueError(f"no mode {name}={value}; there are {CHOICES.get(name) or ', '.join(CHOICES)}")
        super().__setattr__(name, value)

    def choose(self, **choices: str) -> None:
        """Set several modes by name; raises ValueError as setting one does."""
        for name, value in choices.items():
            setattr(self, name, value)

    def reset(self) -> None:
        """Go back to the strict defaults."""
        self.choose(**{name: choices[0] for name, choices in CHOICES.items()})


_HINTS: Final = get_type_hints(Modes)
CHOICES: Final[dict[str, tuple[str, ...]]] = {field.name: get_args(_HINTS[field.name]) for field in fields(Modes)}
"""The values of every mode, the default first."""
