from typing import Any
from unittest.mock import create_autospec

import discord
import pytest

from bot.cards.door import requester_of
from bot.domain.refusals import Refusal, ServerOnly
from bot.domain.requester import Requester
from bot.i18n import Texts
from cogs.door import described, let_in

ALL_NEEDED = discord.Permissions(
    view_channel=True, send_messages=True, attach_files=True, embed_links=True, read_message_history=True
)


def an_interaction(**facts: Any) -> Any:
    interaction = create_autospec(discord.Interaction, instance=True)
    interaction.guild_id, interaction.channel_id, interaction.id = 11, 22, 33
    interaction.user = create_autospec(discord.Member, instance=True)
    interaction.user.id, interaction.user._roles = 44, [55, 66]
    interaction.response = create_autospec(discord.InteractionResponse, instance=True)
    interaction.locale, interaction.guild_locale = discord.Locale.chinese, discord.Locale.german
    interaction.permissions, interaction.app_permissions = discord.Permissions.none(), ALL_NEEDED
    interaction.is_guild_integration.return_value = True
    interaction.is_user_integration.return_value = False
    for name, fact in facts.items():
        setattr(interaction, name, fact)
    return interaction


def the_requester(interaction: Any) -> Requester:
    requester = requester_of(interaction)
    assert not isinstance(requester, Refusal)
    return requester


def test_a_requester_is_read_from_the_interaction_alone() -> None:
    assert vars(the_requester(an_interaction())) == {
        "guild_id": 11,
        "channel_id": 22,
        "parent_id": None,
        "member_id": 44,
        "locale": "zh-CN",
        "guild_locale": "de",
        "role_ids": (55, 66),
        "is_moderator": False,
        "missing_permissions": (),
        "barrier": None,
    }


def test_a_thread_belongs_to_its_channel() -> None:
    thread = create_autospec(discord.Thread, instance=True)
    thread.parent_id, thread.locked = 77, False
    assert the_requester(an_interaction(channel=thread)).channels == {22, 77}


@pytest.mark.parametrize("held", ["manage_guild", "administrator"])
def test_who_manages_the_server_is_a_moderator(held: str) -> None:
    assert the_requester(an_interaction(permissions=discord.Permissions(**{held: True}))).is_moderator


def test_a_server_without_a_language_speaks_english() -> None:
    assert the_requester(an_interaction(guild_locale=None)).guild_locale == "en-US"


def test_what_the_bot_may_not_do_is_listed_by_discords_names() -> None:
    ours = discord.Permissions(view_channel=True, send_messages=True)
    missing = the_requester(an_interaction(app_permissions=ours)).missing_permissions
    assert missing == ("attach_files", "embed_links", "read_message_history")


def test_an_administrator_misses_nothing() -> None:
    ours = discord.Permissions(administrator=True)
    assert the_requester(an_interaction(app_permissions=ours)).missing_permissions == ()


@pytest.mark.parametrize("facts", [{"guild_id": None}, {"channel_id": None}])
def test_outside_of_a_server_there_is_no_requester(facts: dict[str, None]) -> None:
    assert requester_of(an_interaction(**facts)) == ServerOnly()


def test_where_the_bot_is_installed_for_a_person_only_there_is_no_requester() -> None:
    interaction = an_interaction()
    interaction.is_guild_integration.return_value = False
    interaction.is_user_integration.return_value = True
    assert requester_of(interaction) == ServerOnly()


async def test_who_asks_in_a_direct_message_is_told_where_to_ask() -> None:
    interaction = an_interaction(guild_id=None)
    assert await let_in(interaction, Texts()) is None
    interaction.response.defer.assert_awaited_once_with(ephemeral=True, thinking=True)
    assert "我只在我加入的服务器里生成视频" in interaction.edit_original_response.call_args.kwargs["content"]


def test_descriptions_are_english_and_carry_their_key() -> None:
    description = described("cmd-help")
    assert description.message == "How to make videos here"
    assert description.extras == {"key": "cmd-help"}
