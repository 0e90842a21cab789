"""Interactions: opened by a person, answered by the bot in time or not at all (docs: interactions/receiving)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sandbox.discord.payloads import channel_json, member_json, message_json, user_json
from sandbox.discord.posts import Origin, Posts
from sandbox.discord.state import State
from sandbox.discord.world import Channel, Message, User

Json = dict[str, Any]

FIRST_ANSWER = 3.0
TOKEN_LIFE = 15 * 60.0
SLASH_ANSWER = 20
NO_ANSWER = "The application did not respond"
NO_ANSWER_TO_PRESS = "This interaction failed"
GUILD_CONTEXT, BOT_DM_CONTEXT = 0, 1


class Asked(IntEnum):
    """Interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


@dataclass(eq=False)
class Interaction:
    """One thing a person asked of the bot; `opened` is seconds since 1970."""

    id: int
    token: str
    kind: Asked
    person: User
    channel: Channel
    data: Json
    opened: float
    source: Message | None = None
    trigger: "Interaction | None" = None
    answered: bool = False
    failed: bool = False
    original: Message | None = None
    deferred_update: bool = False
    answers: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    modal: Json | None = None

    def touch(self, message: Message) -> None:
        """Note a message as the newest that this interaction made or changed."""
        if message in self.answers:
            self.answers.remove(message)
        self.answers.append(message)


class Desk:
    """All interactions; `deliver` hands one to the bot's gateway session, if there is one."""

    def __init__(self, state: State, posts: Posts, deliver: Callable[[Channel, Json], None]) -> None:
        self._state = state
        self._posts = posts
        self._deliver = deliver
        self._all: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}
        self._waiting: set[Interaction] = set()
        self._timer: asyncio.TimerHandle | None = None

    def open(
        self,
        kind: Asked,
        person: User,
        channel: Channel,
        data: Json,
        source: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        """Send the bot an interaction; it has three seconds on the clock for its first answer.

        `source` is the message pressed on, `trigger` the interaction whose form is submitted.
        """
        token = f"sandbox{self._state.random.getrandbits(256):064x}"
        now = self._state.now()
        interaction = Interaction(self._state.new_id(), token, kind, person, channel, data, now, source, trigger)
        self._all[interaction.id] = interaction
        self._by_token[token] = interaction
        self._waiting.add(interaction)
        self._watch()
        self._deliver(channel, self._payload(interaction))
        return interaction

    def get(self, interaction_id: int, token: str) -> Interaction | None:
        self.expire()
        interaction = self._all.get(interaction_id)
        return interaction if interaction and interaction.token == token else None

    def find(self, interaction_id: int) -> Interaction | None:
        return self._all.get(interaction_id)

    def by_token(self, token: str) -> Interaction | None:
        self.expire()
        return self._by_token.get(token)

    def token_expired(self, interaction: Interaction) -> bool:
        return self._state.now() > interaction.opened + TOKEN_LIFE

    def answered(self, interaction: Interaction) -> None:
        interaction.answered = True
        self._waiting.discard(interaction)
        self._state.changed()

    def expire(self) -> None:
        """Let those fail that had no answer within three seconds; the person sees so."""
        now = self._state.now()
        for interaction in [i for i in self._waiting if now > i.opened + FIRST_ANSWER]:
            self._waiting.discard(interaction)
            interaction.failed = True
            if interaction.kind is not Asked.AUTOCOMPLETE:
                text = NO_ANSWER if interaction.kind is Asked.COMMAND else NO_ANSWER_TO_PRESS
                notice = self._posts.notice(interaction.channel, interaction.person, text)
                interaction.touch(notice)
            self._state.changed()

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def origin(self, interaction: Interaction, *, ephemeral: bool) -> Origin:
        """Describe where an answer to this interaction comes from."""
        reader = interaction.person if ephemeral else None
        kind = SLASH_ANSWER if interaction.kind is Asked.COMMAND else 0
        return Origin(kind, reader, self._metadata(interaction), self.upload_limit(interaction))

    def upload_limit(self, interaction: Interaction) -> int:
        """Give bytes per file: the greater of the person's and the server's (docs: reference, uploading files)."""
        return self._posts.upload_limit(interaction.channel, interaction.person)

    def _watch(self) -> None:
        """Look again when the oldest waiting interaction is due; a clock that was moved may call `expire` itself."""
        self.close()
        if self._waiting:
            first = min(interaction.opened for interaction in self._waiting)
            left = max(0.05, first + FIRST_ANSWER - self._state.now() + 0.01)
            self._timer = asyncio.get_running_loop().call_later(left, self._due)

    def _due(self) -> None:
        self._timer = None
        self.expire()
        self._watch()

    def _metadata(self, interaction: Interaction) -> Json:
        metadata = {
            "id": str(interaction.id),
            "type": int(interaction.kind),
            "user": user_json(interaction.person),
            "authorizing_integration_owners": self._owners(interaction.channel),
        }
        if interaction.original:
            metadata["original_response_message_id"] = str(interaction.original.id)
        if interaction.kind is Asked.COMPONENT and interaction.source:
            metadata["interacted_message_id"] = str(interaction.source.id)
        if interaction.trigger:
            metadata["triggering_interaction_metadata"] = self._metadata(interaction.trigger)
        return metadata

    def _owners(self, channel: Channel) -> Json:
        return {"0": str(channel.guild.id)} if channel.guild else {"0": "0"}

    def _payload(self, interaction: Interaction) -> Json:
        channel, person = interaction.channel, interaction.person
        guild = channel.guild
        body: Json = {
            "id": str(interaction.id),
            "application_id": str(self._state.application_id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "app_permissions": str(channel.bot_permissions),
            "locale": person.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self._owners(channel),
            "attachment_size_limit": self.upload_limit(interaction),
        }
        if guild:
            member = guild.members[person.id]
            features = list(guild.features)
            body |= {
                "guild_id": str(guild.id),
                "guild_locale": guild.locale,
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": features},
                "member": member_json(member),
                "channel": channel_json(channel, member.permissions),
                "context": GUILD_CONTEXT,
            }
        else:
            body |= {"user": user_json(person), "channel": channel_json(channel), "context": BOT_DM_CONTEXT}
        if interaction.source:
            shelf, application = self._state.shelf, self._state.application_id
            body["message"] = message_json(interaction.source, shelf, application)
        return body
