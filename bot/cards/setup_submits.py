"""What becomes of a form of /setup that was sent off."""

from dataclasses import replace
from typing import Any

import discord

from bot.cards.door import Services
from bot.cards.form import Fields, fields_of
from bot.cards.setup_changes import limit_role, settle, settle_credits, settle_defaults
from bot.cards.setup_forms import CreditsForm, DefaultsForm, Form, PricesForm, RoleForm, form_of
from bot.cards.setup_items import serve_change
from bot.domain.refusals import NumberUnreadable, Refusal
from bot.service.moderation import Request


async def take_form(interaction: discord.Interaction[Any]) -> None:
    """Do what a form of /setup asks for; any other form is left alone."""
    data: Any = interaction.data or {}
    form = form_of(str(data.get("custom_id", "")))
    if form is None:
        return

    async def act(services: Services, asked: Request) -> str | Refusal:
        fields = fields_of(interaction)
        said = replace(asked, reason=fields.get("reason", "").strip() or asked.reason)
        return await _take(form, fields, services, said)

    await serve_change(interaction, act)


async def _take(form: Form, fields: Fields, services: Services, asked: Request) -> str | Refusal:
    match form:
        case CreditsForm():
            filled = form.read(fields)
            if isinstance(filled, NumberUnreadable):
                return filled
            return await settle_credits(services, asked, filled.rule, filled.limit, limits=filled.limits)
        case PricesForm():
            change = form.read(fields)
            return change if isinstance(change, Refusal) else await settle(services, asked, change)
        case DefaultsForm():
            return await settle_defaults(services, asked, form.read(fields))
        case RoleForm():
            limit = form.read(fields)
            if isinstance(limit, NumberUnreadable):
                return limit
            return await limit_role(services, asked, form.role, limit)
