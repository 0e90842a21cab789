"""The forms of /setup. A form's id carries what the panel showed, so that it opens filled in, without a look-up.

Whoever sends it off changes what differs from that, and nothing that another moderator has changed meanwhile.
"""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Final, Self

from bot.cards.blank import NOTHING, Blank, whole_number
from bot.cards.form import Fields
from bot.cards.offers import OFFERED, STUDIO, value_key
from bot.domain.budget import OwnRule, RuleChange, RulePart
from bot.domain.ids import RoleId
from bot.domain.period import PeriodKind, zone_named
from bot.domain.policy import Policy, PolicyChange, Setting
from bot.domain.refusals import NumberUnreadable
from bot.domain.video import Defaults
from bot.i18n import Texts

LONGEST_ZONE: Final = 40


def _carried(value: object) -> str:
    return NOTHING if value is None else str(value)


def _int(carried: str | None) -> int | None:
    return None if carried is None else int(carried)


def _at(values: list[Any], place: str) -> Any:
    """Find a value by its place; the place may be that of nothing. Raises ValueError or IndexError for no place."""
    return None if place == NOTHING else values[int(place)]


@dataclass(frozen=True)
class FilledCredits:
    """What a filled in form asks to change of the rule, and of the limit of each member."""

    rule: RuleChange
    limit: int | None
    """What each member may use from now on; None is no limit."""
    limits: bool
    """Whether that is asked for."""


@dataclass(frozen=True, kw_only=True)
class CreditsForm:
    """Asks for the server's allowance, its period and zone, and what each member may use of it."""

    template: ClassVar = re.compile(
        r"setup:credits:(?P<credits>-|[0-9]{1,9}):(?P<period>-|day|week|month)"
        r":(?P<member_limit>-|[0-9]{1,9}):(?P<zone>[A-Za-z0-9_+/-]{1,40})"
    )
    credits: int | None
    period: PeriodKind | None
    member_limit: int | None
    zone: str | None

    @classmethod
    def of(cls, own: OwnRule) -> Self:
        """Show what a server settled."""
        return cls(credits=own.credits, period=own.period, member_limit=own.member_limit, zone=own.zone)

    @classmethod
    def again(cls, match: re.Match[str]) -> Self:
        """Know from the id what was shown."""
        given = {name: None if value == NOTHING else value for name, value in match.groupdict().items()}
        period = given["period"]
        return cls(
            credits=_int(given["credits"]),
            period=PeriodKind(period) if period else None,
            member_limit=_int(given["member_limit"]),
            zone=given["zone"],
        )

    @property
    def custom_id(self) -> str:
        """Carry what is shown."""
        return "setup:credits:" + ":".join(map(_carried, (self.credits, self.period, self.member_limit, self.zone)))

    def blank(self, texts: Texts, locale: str) -> Blank:
        """Build the form."""
        periods = [(kind.value, f"cmd-choice-period-{kind.value}") for kind in PeriodKind]
        blank = Blank(texts, locale, "setup-form-credits-title", self.custom_id)
        blank.number("credits", self.credits).number("member-limit", self.member_limit)
        blank.choice("period", texts.say(locale, "setup-form-inherit"), periods, self.period)
        return blank.line("zone", self.zone, LONGEST_ZONE).reason()

    def read(self, fields: Fields) -> FilledCredits | NumberUnreadable:
        """Compare what was filled in with what was shown."""
        credits_, limit = whole_number(fields["credits"]), whole_number(fields["member-limit"])
        if isinstance(credits_, NumberUnreadable):
            return credits_
        if isinstance(limit, NumberUnreadable):
            return limit
        chosen, typed = fields["period"][0], fields["zone"].strip()
        given = {
            "credits": credits_,
            "period": None if chosen == NOTHING else PeriodKind(chosen),
            "zone": (zone_named(typed) or typed) or None,
        }
        differing = {name: value for name, value in given.items() if value != getattr(self, name)}
        forgotten = frozenset(RulePart(name) for name, value in differing.items() if value is None)
        settled: dict[str, Any] = {name: value for name, value in differing.items() if value is not None}
        rule = replace(RuleChange(forget=forgotten), **settled)
        return FilledCredits(rule, limit, limits=limit != self.member_limit)


@dataclass(frozen=True, kw_only=True)
class PricesForm:
    """Asks for the prices above which a member is asked first, and above which a moderator is."""

    template: ClassVar = re.compile(r"setup:prices:(?P<confirm_above>-|[0-9]{1,9}):(?P<approve_above>-|[0-9]{1,9})")
    confirm_above: int | None
    approve_above: int | None

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Show what a server settled."""
        return cls(confirm_above=policy.confirm_above, approve_above=policy.approve_above)

    @classmethod
    def again(cls, match: re.Match[str]) -> Self:
        """Know from the id what was shown."""
        return cls(**{name: None if value == NOTHING else int(value) for name, value in match.groupdict().items()})

    @property
    def custom_id(self) -> str:
        """Carry what is shown."""
        return f"setup:prices:{_carried(self.confirm_above)}:{_carried(self.approve_above)}"

    def blank(self, texts: Texts, locale: str) -> Blank:
        """Build the form."""
        blank = Blank(texts, locale, "setup-form-prices-title", self.custom_id)
        return blank.number("confirm", self.confirm_above).number("approve", self.approve_above).reason()

    def read(self, fields: Fields) -> PolicyChange | NumberUnreadable:
        """Compare what was filled in with what was shown."""
        settled: dict[str, Any] = {}
        reset: set[Setting] = set()
        for name, setting in (("confirm_above", Setting.CONFIRM_ABOVE), ("approve_above", Setting.APPROVE_ABOVE)):
            typed = whole_number(fields[name.removesuffix("_above")])
            if isinstance(typed, NumberUnreadable):
                return typed
            if typed != getattr(self, name):
                settled[name] = typed
                reset |= {setting} if typed is None else set()
        return PolicyChange(reset=frozenset(reset), **settled)


@dataclass(frozen=True, kw_only=True)
class DefaultsForm:
    """Asks for what holds where a member does not choose."""

    template: ClassVar = re.compile(r"setup:defaults:(?P<shown>[0-9-]{5})")
    shown: Defaults

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Show what a server settled."""
        return cls(shown=policy.defaults)

    @classmethod
    def again(cls, match: re.Match[str]) -> Self:
        """Know from the id what was shown."""
        places = zip(OFFERED, match["shown"], strict=True)
        return cls(shown=Defaults(**{name: _at(OFFERED[name], place) for name, place in places}))

    @property
    def custom_id(self) -> str:
        """Carry what is shown, each value by its place among those that there are."""
        values = asdict(self.shown)
        places = (NOTHING if values[name] is None else str(OFFERED[name].index(values[name])) for name in OFFERED)
        return f"setup:defaults:{''.join(places)}"

    def blank(self, texts: Texts, locale: str) -> Blank:
        """Build the form."""
        blank = Blank(texts, locale, "setup-form-defaults-title", self.custom_id)
        for name, values in OFFERED.items():
            shown = getattr(self.shown, name)
            choices = [(str(place), value_key(name, value)) for place, value in enumerate(values)]
            none = texts.say(locale, "setup-form-studio", value=texts.say(locale, value_key(name, STUDIO[name])))
            blank.choice(name.replace("_", "-"), none, choices, None if shown is None else str(values.index(shown)))
        return blank

    def read(self, fields: Fields) -> dict[str, Any]:
        """Give the parts that differ from what was shown, None for what is settled no more."""
        given = {name: _at(values, fields[name.replace("_", "-")][0]) for name, values in OFFERED.items()}
        return {name: value for name, value in given.items() if value != getattr(self.shown, name)}


@dataclass(frozen=True, kw_only=True)
class RoleForm:
    """Asks for what each member of a role may use."""

    template: ClassVar = re.compile(r"setup:role:(?P<role>[0-9]{1,20})")
    role: RoleId

    @classmethod
    def again(cls, match: re.Match[str]) -> Self:
        """Know from the id whose limit it is."""
        return cls(role=RoleId(int(match["role"])))

    @property
    def custom_id(self) -> str:
        """Carry the role."""
        return f"setup:role:{self.role}"

    def blank(self, texts: Texts, locale: str) -> Blank:
        """Build the form."""
        return Blank(texts, locale, "setup-form-role-title", self.custom_id).number("role-limit", None).reason()

    def read(self, fields: Fields) -> int | NumberUnreadable | None:
        """Read the limit; None takes it away."""
        return whole_number(fields["role-limit"])


Form = CreditsForm | PricesForm | DefaultsForm | RoleForm
FORMS: Final[tuple[type[Form], ...]] = (CreditsForm, PricesForm, DefaultsForm, RoleForm)


def form_of(custom_id: str) -> Form | None:
    """Know a form again by the id of the form itself or of the button that opens it."""
    for kind in FORMS:
        match = kind.template.fullmatch(custom_id)
        if match:
            return kind.again(match)
    return None
