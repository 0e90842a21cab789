"""Read what Discord sends back of a form (Discord: modal submit data)."""

from typing import Any

import discord

Fields = dict[str, Any]
"""What was filled in or chosen, by the custom ids of the fields."""


def fields_of(interaction: discord.Interaction[Any]) -> Fields:
    """Give what was filled in or chosen."""
    data: Any = interaction.data or {}
    rows = [row["component"] for row in data.get("components") or [] if row.get("component") is not None]
    return {field["custom_id"]: field["values"] if "values" in field else field["value"] for field in rows}
