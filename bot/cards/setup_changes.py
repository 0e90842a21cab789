"""What /setup changes, and the news of it in the moderator's language."""

from typing import Any

from bot.cards import setup
from bot.cards.door import Services
from bot.domain.budget import RuleChange
from bot.domain.ids import RoleId
from bot.domain.policy import PolicyChange
from bot.domain.refusals import ManagersOnly, Refusal
from bot.service.moderation import Request


async def settle(services: Services, asked: Request, change: PolicyChange) -> str | Refusal:
    """Settle parts of the policy; gives the news of it."""
    done = await services.policies.settle(asked, change)
    if isinstance(done, Refusal):
        return done
    return setup.policy_news(services.texts, asked.requester.locale, asked.requester.guild_locale, done)


async def settle_credits(
    services: Services, asked: Request, change: RuleChange, limit: int | None, *, limits: bool
) -> str | Refusal:
    """Settle the server's rule and, with `limits`, what each member may use; gives the news of it.

    Two transactions: a crash in between leaves the first of two changes, of which each makes sense by itself.
    """
    moderation, texts, locale = services.moderation, services.texts, asked.requester.locale
    no = moderation.refuse_limit(asked, limit)
    before = await moderation.budget(asked.requester)
    if no or isinstance(before, Refusal):
        return no or ManagersOnly()
    lines: list[str] = []
    if change != RuleChange():
        after = await moderation.settle(asked, change)
        if isinstance(after, Refusal):
            return after
        lines += setup.rule_news(texts, locale, before.own, after.own)
    if limits:
        changed = await moderation.limit_all(asked, limit)
        if isinstance(changed, Refusal):
            return changed
        lines += setup.limit_news(texts, locale, changed)
    return setup.news(texts, locale, lines)


async def settle_defaults(services: Services, asked: Request, parts: dict[str, Any]) -> str | Refusal:
    """Settle some of the defaults, None for what is settled no more; gives the news of it."""
    return await settle(services, asked, PolicyChange(defaults=parts))


async def limit_role(services: Services, asked: Request, role: RoleId, limit: int | None) -> str | Refusal:
    """Settle what each member of a role may use; gives the news of it."""
    changed = await services.moderation.limit_role(asked, role, limit)
    if isinstance(changed, Refusal):
        return changed
    texts, locale = services.texts, asked.requester.locale
    return setup.news(texts, locale, setup.limit_news(texts, locale, changed, role))
