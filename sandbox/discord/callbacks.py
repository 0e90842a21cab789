"""The bot's answers to interactions: the first one, and the messages it may touch with the token afterwards."""

from collections.abc import Awaitable, Callable
from enum import IntEnum
from typing import Any

from sandbox.discord import errors
from sandbox.discord.drafts import Body
from sandbox.discord.interactions import TOKEN_LIFE, Asked, Desk, Interaction
from sandbox.discord.modal_rules import check_choices, check_modal
from sandbox.discord.payloads import message_json
from sandbox.discord.posts import Posts
from sandbox.discord.state import State
from sandbox.discord.world import Flag, Message

Json = dict[str, Any]


class Answer(IntEnum):
    """Interaction callback types (docs: interactions/receiving-and-responding)."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


ALLOWED = {
    Asked.COMMAND: {Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.MODAL},
    Asked.COMPONENT: {
        Answer.MESSAGE,
        Answer.DEFERRED_MESSAGE,
        Answer.DEFERRED_UPDATE,
        Answer.UPDATE,
        Answer.MODAL,
    },
    Asked.AUTOCOMPLETE: {Answer.CHOICES},
    Asked.MODAL: {Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.DEFERRED_UPDATE, Answer.UPDATE},
}


class Callbacks:
    """What the bot may do with an interaction's id and token."""

    def __init__(self, state: State, posts: Posts, desk: Desk) -> None:
        self._state = state
        self._posts = posts
        self._desk = desk
        self._steps: dict[Answer, Callable[[Interaction, Body], Awaitable[Message | None]]] = {
            Answer.MESSAGE: self._say,
            Answer.DEFERRED_MESSAGE: self._think,
            Answer.DEFERRED_UPDATE: self._defer_update,
            Answer.UPDATE: self._update,
            Answer.CHOICES: self._offer,
            Answer.MODAL: self._show_modal,
        }

    async def first(self, interaction_id: int, token: str, body: Body) -> Json:
        """Take the first answer; raises 10062 when it comes too late, 40060 when there was one."""
        interaction = self._desk.get(interaction_id, token)
        if interaction is None or interaction.failed:
            raise errors.unknown_interaction()
        if interaction.answered:
            raise errors.already_acknowledged()
        kind = body.data.get("type")
        allowed = ALLOWED[interaction.kind]
        updates = {Answer.UPDATE, Answer.DEFERRED_UPDATE}
        if kind not in allowed or (kind in updates and interaction.source is None):
            form = errors.Form()
            form.choice(("type",), tuple(sorted(int(answer) for answer in allowed)))
            form.refuse()
        answer = Answer(body.data["type"])
        # Taken before the files are stored, so that a second first answer finds it so; given back if it is refused.
        interaction.answered = True
        try:
            message = await self._steps[answer](interaction, body.inner("data"))
        except errors.DiscordError:
            interaction.answered = False
            raise
        self._desk.answered(interaction)
        return self._receipt(interaction, answer, message)

    async def follow_up(self, token: str, body: Body) -> Json:
        """Post one more message; the first after a deferral fills the deferred one and keeps its visibility."""
        interaction = self._live(token)
        original = interaction.original
        if original and original.thinking_until is not None and not original.deleted:
            message = await self._posts.change(original, body, self._desk.upload_limit(interaction))
        else:
            origin = self._desk.origin(interaction, ephemeral=self._ephemeral(body))
            message = await self._posts.post(interaction.channel, self._state.bot, body, origin)
        interaction.touch(message)
        self._state.changed()
        return self.json(message)

    async def edit(self, token: str, which: str, body: Body) -> Json:
        interaction = self._live(token)
        message = self._find(interaction, which)
        await self._posts.change(message, body, self._desk.upload_limit(interaction))
        interaction.touch(message)
        self._state.changed()
        return self.json(message)

    def fetch(self, token: str, which: str) -> Json:
        return self.json(self._find(self._live(token), which))

    def delete(self, token: str, which: str) -> None:
        self._find(self._live(token), which).delete()

    def json(self, message: Message) -> Json:
        return message_json(message, self._state.shelf, self._state.application_id)

    def _live(self, token: str) -> Interaction:
        interaction = self._desk.by_token(token)
        if interaction is None or self._desk.token_expired(interaction):
            raise errors.invalid_webhook_token()
        if not interaction.answered:
            raise errors.unknown_webhook()
        return interaction

    def _find(self, interaction: Interaction, which: str) -> Message:
        if which == "@original":
            message = interaction.original
        else:
            message = interaction.channel.log.get(int(which)) if which.isdecimal() else None
            own = message is not None and (message.interaction or {}).get("id") == str(interaction.id)
            message = message if own or message is interaction.original else None
        if message is None or message.deleted:
            raise errors.unknown_message()
        return message

    def _ephemeral(self, body: Body) -> bool:
        return bool((body.data.get("flags") or 0) & Flag.EPHEMERAL)

    async def _say(self, interaction: Interaction, body: Body) -> Message:
        origin = self._desk.origin(interaction, ephemeral=self._ephemeral(body))
        message = await self._posts.post(interaction.channel, self._state.bot, body, origin)
        interaction.original = message
        interaction.touch(message)
        return message

    async def _think(self, interaction: Interaction, body: Body) -> Message:
        origin = self._desk.origin(interaction, ephemeral=self._ephemeral(body))
        until = interaction.opened + TOKEN_LIFE
        interaction.original = self._posts.thinking(interaction.channel, origin, until)
        return interaction.original

    async def _defer_update(self, interaction: Interaction, _body: Body) -> Message | None:
        interaction.original = interaction.source
        interaction.deferred_update = True
        return interaction.source

    async def _update(self, interaction: Interaction, body: Body) -> Message | None:
        message = interaction.source
        if message is None or message.deleted:
            raise errors.unknown_message()
        await self._posts.change(message, body, self._desk.upload_limit(interaction))
        interaction.original = message
        interaction.touch(message)
        return message

    async def _offer(self, interaction: Interaction, body: Body) -> None:
        interaction.choices = check_choices(body.data)

    async def _show_modal(self, interaction: Interaction, body: Body) -> None:
        interaction.modal = check_modal(body.data)

    def _receipt(self, interaction: Interaction, answer: Answer, message: Message | None) -> Json:
        """Give the interaction callback response object."""
        told: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
        receipt: Json = {"interaction": told}
        if message:
            told |= {
                "response_message_id": str(message.id),
                "response_message_loading": message.thinking_until is not None,
                "response_message_ephemeral": message.visible_to is not None,
            }
            # The published schema knows a resource for these two alone.
            if answer in {Answer.MESSAGE, Answer.UPDATE}:
                receipt["resource"] = {"type": int(answer), "message": self.json(message)}
        return receipt
