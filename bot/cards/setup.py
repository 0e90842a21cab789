"""What the panel of /setup says: each part of what a server settled, what is still worth doing, what was changed."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from bot.cards.offers import OFFERED, STUDIO, offer
from bot.cards.quota import roles_by_limit, rule_rows
from bot.cards.words import amount, channel_mention, exact, permissions, quote, relative, role_mention
from bot.domain.budget import Budget, Changed, OwnRule
from bot.domain.ids import RoleId
from bot.domain.policy import Policy, PolicyChanged, Setting
from bot.domain.video import PRICES, Defaults
from bot.i18n import CHINESE, Texts, language_of

NAMED_CHANNELS: Final = 8
"""Channels that a line names; of more it says how many there are."""
NAMED_ROLES: Final = 5
LANGUAGES: Final = {"en-US": "setup-english", "zh-CN": "setup-chinese"}
"""Discord's codes of the languages that there are, each with the key of its name."""
AS_DISCORD: Final = "discord"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the panel shows: everything that was settled, and where it was opened."""

    policy: Policy
    budget: Budget
    guild_locale: str
    """What Discord says of the server's language."""
    missing: tuple[str, ...] = ()
    """What the bot may not do in the channel of the panel."""
    may_press: bool = True
    """Whether the reader may use what is in it; the command alone can be let to others (Discord: Integrations)."""


class SetupWords:
    """Words the parts of the panel for one reader."""

    def __init__(self, texts: Texts, locale: str, standing: Standing) -> None:
        self._texts = texts
        self._locale = locale
        self._policy = standing.policy
        self._budget = standing.budget
        self._standing = standing

    def _say(self, key: str, **values: str | float) -> str:
        return self._texts.say(self._locale, key, **values)

    def _by(self, *, is_set: bool) -> str:
        return self._say("quota-set" if is_set else "setup-unset")

    def head(self, news: str | None) -> str:
        """Say what has just been changed, what this is, and what is still worth doing."""
        lines = [] if news is None else [f"{news}\n"]
        lines.append(self._say("setup-title"))
        if not self._standing.may_press:
            lines.append(self._say("setup-look-only"))
        todo = list(self._todo())
        lines += [self._say("setup-todo"), *todo] if todo else [self._say("setup-todo-nothing")]
        return "\n".join(lines)

    def _todo(self) -> Iterator[str]:
        if self._standing.missing:
            missing = permissions(self._texts, self._locale, self._standing.missing)
            yield self._say("setup-todo-permissions", missing=missing)
        if self._policy.paused:
            yield self._say("setup-todo-resume")
        if self._policy.log_channel is None or self._policy.log_lost:
            yield self._say("setup-todo-log")
        if self._budget.own.member_limit is None and not self._budget.role_limits:
            yield self._say("setup-todo-limit")

    def channels(self) -> str:
        """Say where videos may be asked for."""
        where = channels_named(self._texts, self._locale, self._policy)
        return self._say("setup-channels", where=where, by=self._by(is_set=bool(self._policy.channels)))

    def log_channel(self) -> str:
        """Say where the log is, and what to do if nothing can be posted there."""
        chosen = self._policy.log_channel
        where = log_named(self._texts, self._locale, self._policy)
        said = self._say("setup-log-channel", where=where, by=self._by(is_set=chosen is not None))
        return f"{said}\n{self._say('setup-log-lost')}" if chosen is not None and self._policy.log_lost else said

    def language(self) -> str:
        """Say which language public messages have."""
        name = language_named(self._texts, self._locale, self._policy, self._standing.guild_locale)
        return self._say("setup-language", language=name, by=self._by(is_set=self._policy.language is not None))

    def credits(self) -> str:
        """Say what the server has per period, and what each member may use of it."""
        budget = self._budget
        limit, period = budget.own.member_limit, self._say(f"period-{budget.rule.period.value}")
        lines = [self._say("setup-credits"), *self._now(), *rule_rows(self._texts, self._locale, budget)]
        credits_ = "" if limit is None else self._amount(limit)
        each = self._say("setup-each-none" if limit is None else "setup-each", credits=credits_, period=period)
        lines.append(self._say("quota-row", what=each, by=self._by(is_set=limit is not None)))
        lines.append(self._say("quota-ceiling", ceiling=self._amount(budget.ceiling), period=period))
        return "\n".join(lines)

    def _now(self) -> Iterator[str]:
        """Say what the current period has, and what the next one brings if that is something else."""
        budget, balance = self._budget, self._budget.balance
        period, resets = self._say(f"period-{budget.kind.value}"), relative(balance.resets_at)
        allowance = self._amount(balance.allowance)
        yield self._say("setup-left", period=period, left=balance.left, allowance=allowance, resets=resets)
        if budget.shorter_next:
            first = self._amount(budget.shorter_next.credits)
            yield self._say("quota-shorter", credits=first, at=exact(budget.shorter_next.ends_at))
        elif (balance.allowance, budget.kind) != (budget.rule.credits, budget.rule.period):
            yield self._say("setup-later", resets=resets)

    def _amount(self, credits_: int) -> str:
        return amount(self._texts, self._locale, credits_)

    def roles(self) -> str:
        """Say which roles have a limit of their own."""
        if not self._budget.role_limits:
            return self._say("setup-roles-none")
        return roles_by_limit(self._texts, self._locale, self._budget, NAMED_ROLES)

    def prices(self) -> str:
        """Say which prices are asked about first, and whether moderators learn of it."""
        policy, dearest = self._policy, max(PRICES.values())
        lines = [self._say("setup-prices", least=min(PRICES.values()), most=dearest)]
        for name, price in (("confirm", policy.confirm_above), ("approve", policy.approve_above)):
            credits_ = "" if price is None else self._amount(price)
            what = self._say(f"setup-{name}-none" if price is None else f"setup-{name}", credits=credits_)
            lines.append(self._say("quota-row", what=what, by=self._by(is_set=price is not None)))
            if price is not None and price >= dearest:
                lines.append(self._say("setup-never-asks", most=dearest))
        if policy.approve_above is not None and (policy.log_channel is None or policy.log_lost):
            lines.append(self._say("setup-approve-unlogged"))
        return "\n".join(lines)

    def defaults(self) -> str:
        """Say what holds where a member does not choose."""
        chosen = asdict(self._policy.defaults)
        lines = [self._say("setup-defaults")]
        for is_set in (True, False):
            named = [
                offer(self._texts, self._locale, name, chosen[name] if is_set else STUDIO[name])
                for name in OFFERED
                if (chosen[name] is not None) is is_set
            ]
            if named:
                what = self._say("separator").join(named)
                by = self._say("quota-set" if is_set else "setup-studio")
                lines.append(self._say("quota-row", what=what, by=by))
        return "\n".join(lines)

    def videos(self) -> str:
        """Say whether videos are paused."""
        return self._say("setup-paused" if self._policy.paused else "setup-running")

    def foot(self) -> str:
        """Say where the rest is."""
        return self._say("setup-foot")


def channels_named(texts: Texts, locale: str, policy: Policy) -> str:
    """Name the channels where videos may be asked for."""
    if not policy.channels:
        return texts.say(locale, "setup-everywhere")
    chosen = sorted(policy.channels)
    named = texts.say(locale, "separator").join(map(channel_mention, chosen[:NAMED_CHANNELS]))
    more = len(chosen) - NAMED_CHANNELS
    return named if more <= 0 else texts.say(locale, "setup-and-more", named=named, count=more)


def log_named(texts: Texts, locale: str, policy: Policy) -> str:
    """Name the log channel."""
    none = texts.say(locale, "setup-log-none")
    return none if policy.log_channel is None else channel_mention(policy.log_channel)


def language_named(texts: Texts, locale: str, policy: Policy, guild_locale: str) -> str:
    """Name the language of public messages."""
    if policy.language is not None:
        return texts.say(locale, LANGUAGES["zh-CN" if language_of(policy.language) == CHINESE else "en-US"])
    return as_discord(texts, locale, guild_locale)


def as_discord(texts: Texts, locale: str, guild_locale: str) -> str:
    """Name the language that Discord says a server has."""
    key = LANGUAGES["zh-CN" if language_of(guild_locale) == CHINESE else "en-US"]
    return texts.say(locale, "setup-as-discord", language=texts.say(locale, key))


def _defaults_named(texts: Texts, locale: str, defaults: Defaults) -> str:
    named = [offer(texts, locale, name, value) for name, value in asdict(defaults).items() if value is not None]
    return texts.say(locale, "separator").join(named) or texts.say(locale, "setup-studio")


def _price_named(texts: Texts, locale: str, price: int | None) -> str:
    return texts.say(locale, "setup-off") if price is None else amount(texts, locale, price)


def policy_news(texts: Texts, locale: str, guild_locale: str, change: PolicyChanged) -> str:
    """Say what of a policy was changed, from what to what."""
    before, after = change.before, change.after
    told: dict[Setting, Callable[[Policy], str]] = {
        Setting.CHANNELS: lambda of: channels_named(texts, locale, of),
        Setting.LOG_CHANNEL: lambda of: log_named(texts, locale, of),
        Setting.LANGUAGE: lambda of: language_named(texts, locale, of, guild_locale),
        Setting.CONFIRM_ABOVE: lambda of: _price_named(texts, locale, of.confirm_above),
        Setting.APPROVE_ABOVE: lambda of: _price_named(texts, locale, of.approve_above),
        Setting.DEFAULTS: lambda of: _defaults_named(texts, locale, of.defaults),
        Setting.PAUSED: lambda of: texts.say(locale, "setup-is-paused" if of.paused else "setup-is-running"),
    }
    lines = [
        _line(texts, locale, texts.say(locale, f"setup-what-{setting.value}"), word(before), word(after))
        for setting, word in told.items()
        if getattr(before, setting.value.replace("-", "_")) != getattr(after, setting.value.replace("-", "_"))
    ]
    return news(texts, locale, lines)


def rule_news(texts: Texts, locale: str, before: OwnRule, after: OwnRule) -> list[str]:
    """Say what of a server's rule was changed, a line for each part."""
    words: dict[str, Callable[[Any], str]] = {
        "credits": lambda credits_: amount(texts, locale, credits_),
        "period": lambda period: texts.say(locale, f"cmd-choice-period-{period.value}"),
        "zone": quote,
        "reset_day": str,
    }
    lines = []
    for name, word in words.items():
        was, now = (
            texts.say(locale, "quota-inherited") if value is None else word(value)
            for value in (getattr(before, name), getattr(after, name))
        )
        if was != now:
            what = texts.say(locale, f"setup-what-{name.replace('_', '-')}")
            lines.append(_line(texts, locale, what, was, now))
    return lines


def limit_news(texts: Texts, locale: str, change: Changed, role: RoleId | None = None) -> list[str]:
    """Say what the limit of each member, or of each member of a role, was and is."""
    if change.before == change.after:
        return []

    def word(limit: int | None) -> str:
        return texts.say(locale, "quota-was-none") if limit is None else amount(texts, locale, limit)

    key = "setup-what-member-limit" if role is None else "setup-what-role-limit"
    what = texts.say(locale, key, role=role_mention(role or 0))
    return [_line(texts, locale, what, word(change.before), word(change.after))]


def news(texts: Texts, locale: str, lines: list[str]) -> str:
    """Put what was changed together, or say that it was so before."""
    return "\n".join(lines) or texts.say(locale, "setup-unchanged")


def _line(texts: Texts, locale: str, what: str, before: str, after: str) -> str:
    return texts.say(locale, "setup-changed", what=what, before=before, after=after)
