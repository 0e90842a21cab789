"""What a server's moderators settled besides credits: what may be asked for, where, and who must agree first."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from bot.domain.ids import ChannelId, GuildId
from bot.domain.refusals import (
    AudioCapped,
    ChannelNotAllowed,
    DurationCapped,
    ImagesCapped,
    JobsCapped,
    Refusal,
    ResolutionCapped,
    VideosPaused,
    WordBlocked,
    WordsUnfit,
)
from bot.domain.requester import Requester
from bot.domain.video import DURATIONS, Defaults, Duration, Resolution, VideoSpec

MOST_JOBS: Final = 100
MOST_WORDS: Final = 200
LONGEST_WORD: Final = 60
MOST_CHANNELS: Final = 25
"""Channels that one menu of Discord can hold (Discord: select menus)."""
_SIZES: Final = tuple(Resolution)


class Scope(StrEnum):
    """For whom a cap is."""

    SERVER = "server"
    ROLE = "role"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Whose:
    """For whom, or for where, a cap is: `subject` is the id of the server, role or channel."""

    scope: Scope
    subject: int


@dataclass(frozen=True, kw_only=True)
class Cap:
    """What one video may be at most, and how many a member may have under way at once; None is no cap."""

    resolution: Resolution | None = None
    duration: Duration | None = None
    """Seconds."""
    audio: bool = True
    """Whether sound may be asked for."""
    images: bool = True
    """Whether a video may start from a picture."""
    jobs: int | None = None


@dataclass(frozen=True, kw_only=True)
class CapChange:
    """What a moderator asks to change of a cap; None leaves it as it is, the most that there is takes it away."""

    resolution: Resolution | None = None
    duration: Duration | None = None
    audio: bool | None = None
    images: bool | None = None
    jobs: int | None = None
    """0 takes the cap away."""
    remove: bool = False
    """First take away whatever was settled before."""


def change_cap(before: Cap, change: CapChange) -> Cap:
    """Settle what was asked; what lets everything through is no cap."""
    start = Cap() if change.remove else before
    after = replace(
        start,
        resolution=start.resolution if change.resolution is None else change.resolution,
        duration=start.duration if change.duration is None else change.duration,
        audio=start.audio if change.audio is None else change.audio,
        images=start.images if change.images is None else change.images,
        jobs=start.jobs if change.jobs is None else change.jobs or None,
    )
    return replace(
        after,
        resolution=None if after.resolution is _SIZES[-1] else after.resolution,
        duration=None if after.duration == DURATIONS[-1] else after.duration,
    )


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Everything of a server that is no credit. Empty is what holds until moderators settle something."""

    caps: Mapping[Whose, Cap] = field(default_factory=dict)
    blocked_words: tuple[str, ...] = ()
    """Each as it was typed, in the order of the alphabet."""
    confirm_above: int | None = None
    """Credits; what takes more is asked about before anything is held. None asks about nothing."""
    approve_above: int | None = None
    """Credits; what takes more waits for a moderator. None lets everything through."""
    channels: frozenset[ChannelId] = frozenset()
    """Where videos may be asked for, threads included; none is everywhere."""
    log_channel: ChannelId | None = None
    log_lost: bool = False
    """Whether the log channel was found gone, or closed to the bot."""
    language: str | None = None
    """Discord's code of the language of public messages; None is what Discord says of the server."""
    defaults: Defaults = field(default_factory=Defaults)
    paused: bool = False

    def asks_about(self, price: int) -> bool:
        """Whether a member is asked before a price (credits) is held."""
        return self.confirm_above is not None and price > self.confirm_above

    def wants_approval(self, price: int, requester: Requester) -> bool:
        """Whether a moderator must agree to a price (credits); a moderator who asks does so by asking."""
        return self.approve_above is not None and price > self.approve_above and not requester.is_moderator

    def refuse(self, requester: Requester, spec: VideoSpec, *, with_image: bool) -> Refusal | None:
        """Say why a video may not be asked for here, by the strictest of what applies."""
        if self.paused:
            return VideosPaused()
        if self.channels and not self.channels & requester.channels:
            return ChannelNotAllowed(channels=" ".join(str(one) for one in sorted(self.channels)))
        word = blocked_word(self.blocked_words, spec.prompt)
        if word is not None:
            return WordBlocked(word)
        return self._refuse_spec(requester, spec, with_image=with_image)

    def _refuse_spec(self, requester: Requester, spec: VideoSpec, *, with_image: bool) -> Refusal | None:
        caps = list(self.applying(requester))
        sharpest = _strictest([(_SIZES.index(cap.resolution), whose) for whose, cap in caps if cap.resolution])
        if sharpest and _SIZES.index(spec.resolution) > sharpest[0]:
            return ResolutionCapped(spec.resolution.value, _SIZES[sharpest[0]].value, *_named(sharpest[1]))
        longest = _strictest([(cap.duration, whose) for whose, cap in caps if cap.duration])
        if longest and spec.duration > longest[0]:
            return DurationCapped(spec.duration, longest[0], *_named(longest[1]))
        silent = next((whose for whose, cap in caps if not cap.audio), None)
        if silent and spec.generate_audio:
            return AudioCapped(*_named(silent))
        pictureless = next((whose for whose, cap in caps if not cap.images), None)
        return ImagesCapped(*_named(pictureless)) if pictureless and with_image else None

    def refuse_more(self, requester: Requester, under_way: Sequence[Collection[ChannelId]]) -> Refusal | None:
        """Say why a member may have no more videos under way at once, given the channels of each that is.

        The cap of a channel counts what was asked for there, the others what was asked for in the server.
        """
        reached: list[tuple[int, Whose]] = []
        for whose, cap in self.applying(requester):
            counted = [one for one in under_way if whose.scope is not Scope.CHANNEL or whose.subject in one]
            if cap.jobs is not None and len(counted) >= cap.jobs:
                reached.append((cap.jobs, whose))
        strictest = _strictest(reached)
        return JobsCapped(strictest[0], *_named(strictest[1])) if strictest else None

    def applying(self, requester: Requester) -> Iterator[tuple[Whose, Cap]]:
        """Give the caps that a request is under: of the server, its channels, the member's roles, in this order."""
        wanted = [
            Whose(Scope.SERVER, requester.guild_id),
            *(Whose(Scope.CHANNEL, channel) for channel in sorted(requester.channels)),
            *(Whose(Scope.ROLE, role) for role in requester.role_ids),
        ]
        return ((whose, self.caps[whose]) for whose in wanted if whose in self.caps)


def _strictest(caps: Sequence[tuple[int, Whose]]) -> tuple[int, Whose] | None:
    """Choose the lowest; of several the first."""
    return min(caps, key=lambda one: one[0], default=None)


def _named(whose: Whose) -> tuple[str, int]:
    return whose.scope.value, whose.subject


def whose_cap(guild_id: GuildId, role: int | None, channel: int | None) -> Whose:
    """Tell whose cap is meant; everybody's own role, whose id is the server's, is the server."""
    if channel is not None:
        return Whose(Scope.CHANNEL, channel)
    if role is not None and role != guild_id:
        return Whose(Scope.ROLE, role)
    return Whose(Scope.SERVER, guild_id)


@dataclass(frozen=True, kw_only=True)
class CapChanged:
    """A cap before and after a moderator's word."""

    before: Cap
    after: Cap


@dataclass(frozen=True)
class WordsChanged:
    """The blocked words before and after a moderator's word."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class Setting(StrEnum):
    """What of a policy is settled by itself and can be reset."""

    CHANNELS = "channels"
    LOG_CHANNEL = "log-channel"
    LANGUAGE = "language"
    DEFAULTS = "defaults"
    PAUSED = "paused"
    CONFIRM_ABOVE = "confirm-above"
    APPROVE_ABOVE = "approve-above"


@dataclass(frozen=True, kw_only=True)
class PolicyChange:
    """What a moderator asks to settle; None leaves it as it is."""

    channels: frozenset[ChannelId] | None = None
    log_channel: ChannelId | None = None
    language: str | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Parts of the defaults by their names; None of one is what holds when nothing is settled."""
    paused: bool | None = None
    confirm_above: int | None = None
    approve_above: int | None = None
    reset: frozenset[Setting] = frozenset()
    """What first goes back to what holds when nothing is settled."""


@dataclass(frozen=True, kw_only=True)
class PolicyChanged:
    """A policy before and after a moderator's word."""

    before: Policy
    after: Policy


def change_policy(before: Policy, change: PolicyChange) -> Policy:
    """Settle what was asked; a log channel that is chosen anew is trusted again."""
    empty = Policy()
    names = {setting: setting.value.replace("-", "_") for setting in Setting}
    start = replace(before, **{names[setting]: getattr(empty, names[setting]) for setting in change.reset})
    given = {name: getattr(change, name) for name in names.values() if name != names[Setting.DEFAULTS]}
    after = replace(start, **{name: value for name, value in given.items() if value is not None})
    after = replace(after, defaults=replace(after.defaults, **change.defaults))
    return (
        after
        if after.log_channel == before.log_channel and change.log_channel is None
        else replace(after, log_lost=False)
    )


_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u061c\u0640\u064b-\u065f\u0670\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""Marks without a width, and the vowel signs of Hebrew and Arabic: a word reads the same with them and without."""
_STRAY: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20dc\u20e5-\u20f0\ufe20-\ufe2f]")
"""Accents and strokes; those that are left when every letter that exists with its accent has become one."""
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Marks of scripts that put no spaces between words, or put particles right behind them."""


def plain(text: str) -> str:
    """Fold what reads alike, so that it can be compared: hidden marks, compatibility forms, case, runs of space."""
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return " ".join(_STRAY.sub("", unicodedata.normalize("NFKC", folded)).split())


def blocked_word(words: tuple[str, ...], prompt: str) -> str | None:
    """Find a blocked word or phrase in a prompt, as a whole word where its script puts spaces between words."""
    text = plain(prompt)
    return next((word for word in words if _occurs(plain(word), text)), None)


def _occurs(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_joined(text[at - 1 : at], word[0]) or _joined(word[-1], text[end : end + 1])):
            return True
        at = text.find(word, at + 1)
    return False


def _joined(left: str, right: str) -> bool:
    """Whether two marks side by side are of one word; a side may be empty."""
    return _is_spaced(left) and _is_spaced(right)


def _is_spaced(mark: str) -> bool:
    """Whether it is a letter, digit or accent of a script that puts spaces between words."""
    return mark != "" and unicodedata.category(mark)[0] in "LMN" and not _UNSPACED.match(mark)


def change_words(words: tuple[str, ...], add: str, remove: str) -> tuple[str, ...] | WordsUnfit:
    """Add and remove blocked words or phrases, each list separated by commas; upper and lower case are one."""
    kept = {plain(word): word for word in words}
    for word in _separated(remove):
        kept.pop(plain(word), None)
    for word in _separated(add):
        if len(word) > LONGEST_WORD:
            return WordsUnfit(MOST_WORDS, LONGEST_WORD)
        kept.setdefault(plain(word), word)
    return WordsUnfit(MOST_WORDS, LONGEST_WORD) if len(kept) > MOST_WORDS else tuple(kept[key] for key in sorted(kept))


def _separated(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in re.split("[,\uff0c\u3001\u060c;\uff1b\n]", text))
    return [part for part in parts if plain(part)]
