"""The routes that are imitated, and what each does (docs: the page of each resource)."""

from typing import Any

from sandbox.discord import errors
from sandbox.discord.callbacks import Callbacks
from sandbox.discord.command_book import CommandBook
from sandbox.discord.gateway import Gateway
from sandbox.discord.payloads import channel_json, message_json, team_json, team_user_json, user_json
from sandbox.discord.permissions import has
from sandbox.discord.places import refuse_change, refuse_delete, refuse_send, refuse_talk, refuse_view
from sandbox.discord.posts import Posts
from sandbox.discord.rest import Call, Route
from sandbox.discord.state import State
from sandbox.discord.world import Channel, Message

Json = dict[str, Any]

TRUE = frozenset({"1", "true", "True"})


class AppRoutes:
    """The bot's own account, its commands and the gateway's address."""

    def __init__(self, state: State, book: CommandBook, gateway: Gateway) -> None:
        self._state = state
        self._book = book
        self._gateway = gateway

    def table(self) -> list[Route]:
        commands = "/applications/{application_id}/commands"
        in_guild = "/applications/{application_id}/guilds/{guild_id}/commands"
        table = [
            Route("GET", "/users/@me", self._me),
            Route("GET", "/oauth2/applications/@me", self._application),
            Route("GET", "/applications/@me", self._application),
            Route("GET", "/gateway", self._gateway_url, open=True),
            Route("GET", "/gateway/bot", self._gateway_bot),
        ]
        for base in (commands, in_guild):
            table += [
                Route("PUT", base, self._overwrite),
                Route("GET", base, self._list),
                Route("GET", base + "/{command_id}", self._get),
                Route("DELETE", base + "/{command_id}", self._delete),
            ]
        return table

    async def _me(self, _call: Call) -> Json:
        return {**user_json(self._state.bot), "verified": True, "mfa_enabled": False, "email": None, "locale": "en-US"}

    async def _application(self, _call: Call) -> Json:
        team = self._state.team
        return {
            "id": str(self._state.application_id),
            "name": self._state.bot.name,
            "description": "",
            "icon": None,
            "bot": user_json(self._state.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": f"{self._state.application_id:064x}",
            "owner": team_user_json(team) if team else user_json(self._state.owner),
            "team": team_json(team) if team else None,
            "flags": 0,
            "flags_new": "0",
            "type": None,
            "integration_types_config": {"0": {}},
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
            "approximate_guild_count": len(self._state.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
        }

    async def _gateway_url(self, _call: Call) -> Json:
        return {"url": self._gateway.url}

    async def _gateway_bot(self, _call: Call) -> Json:
        left = max(0, 1000 - self._gateway.identifies)
        limit = {"total": 1000, "remaining": left, "reset_after": 14_400_000, "max_concurrency": 1}
        return {"url": self._gateway.url, "shards": self._gateway.recommended_shards, "session_start_limit": limit}

    def _scope(self, call: Call) -> int | None:
        if call.id("application_id") != self._state.application_id:
            raise errors.missing_access()
        if "guild_id" not in call.parts:
            return None
        guild = self._state.guilds.get(call.id("guild_id"))
        if guild is None or not guild.bot_inside:
            raise errors.missing_access()
        return guild.id

    async def _overwrite(self, call: Call) -> list[Json]:
        return self._book.overwrite(self._scope(call), call.data)

    async def _list(self, call: Call) -> list[Json]:
        return self._book.list(self._scope(call))

    async def _get(self, call: Call) -> Json:
        return self._book.get(self._scope(call), call.id("command_id"))

    async def _delete(self, call: Call) -> None:
        self._book.delete(self._scope(call), call.id("command_id"))


class ChannelRoutes:
    """Channels and messages, by the bot's token."""

    def __init__(self, state: State, posts: Posts) -> None:
        self._state = state
        self._posts = posts

    def table(self) -> list[Route]:
        messages = "/channels/{channel_id}/messages"
        one = messages + "/{message_id}"
        major = "channel_id"
        return [
            Route("GET", "/channels/{channel_id}", self._get_channel, major=major),
            Route("POST", "/channels/{channel_id}/typing", self._typing, major=major),
            Route("POST", messages, self._create, "message-create", major),
            Route("GET", messages, self._history, major=major),
            Route("GET", one, self._get, major=major),
            Route("PATCH", one, self._edit, "message-edit", major),
            Route("DELETE", one, self._delete, major=major),
            Route("POST", "/users/@me/channels", self._open_private),
        ]

    def _channel(self, call: Call) -> Channel:
        channel = self._state.channels.get(call.id("channel_id"))
        if channel is None:
            raise errors.unknown_channel()
        refuse_view(channel)
        return channel

    def _conversation(self, call: Call) -> Channel:
        channel = self._channel(call)
        refuse_talk(channel)
        return channel

    def _json(self, message: Message) -> Json:
        return message_json(message, self._state.shelf, self._state.application_id)

    async def _get_channel(self, call: Call) -> Json:
        return channel_json(self._channel(call))

    async def _typing(self, call: Call) -> None:
        refuse_send(self._state, self._conversation(call), {}, files=False)

    async def _create(self, call: Call) -> Json:
        channel = self._conversation(call)
        refuse_send(self._state, channel, call.body.data, files=bool(call.files))
        return self._json(await self._posts.post(channel, self._state.bot, call.body))

    async def _history(self, call: Call) -> list[Json]:
        return [self._json(message) for message in self._posts.history(self._conversation(call), call.query)]

    async def _get(self, call: Call) -> Json:
        channel = self._conversation(call)
        if not has(channel.bot_permissions, "READ_MESSAGE_HISTORY"):
            raise errors.missing_access()
        return self._json(self._posts.find(channel, call.id("message_id")))

    async def _edit(self, call: Call) -> Json:
        channel = self._conversation(call)
        message = self._posts.find(channel, call.id("message_id"))
        if message.author is not self._state.bot:
            raise errors.DiscordError(403, 50005, "Cannot edit a message authored by another user")
        refuse_change(channel)
        limit = self._posts.upload_limit(channel, self._state.bot)
        return self._json(await self._posts.change(message, call.body, limit))

    async def _delete(self, call: Call) -> None:
        channel = self._conversation(call)
        message = self._posts.find(channel, call.id("message_id"))
        own = message.author is self._state.bot
        if not own and not has(channel.bot_permissions, "MANAGE_MESSAGES"):
            raise errors.missing_permissions()
        refuse_delete(channel)
        message.delete()

    async def _open_private(self, call: Call) -> Json:
        recipient = call.body.data.get("recipient_id")
        person = self._state.people.get(int(recipient or 0))
        if person is None or person.bot:
            raise errors.DiscordError(400, 50033, "Invalid Recipient(s)")
        return channel_json(self._state.private_channel(person))


class InteractionRoutes:
    """Answers to interactions: the token in the path is all the right they need."""

    def __init__(self, state: State, callbacks: Callbacks) -> None:
        self._state = state
        self._callbacks = callbacks

    def table(self) -> list[Route]:
        hook = "/webhooks/{application_id}/{token}"
        one = hook + "/messages/{which}"
        return [
            Route("POST", "/interactions/{interaction_id}/{token}/callback", self._first, "", "token", open=True),
            Route("POST", hook, self._follow_up, "webhook", "token", open=True),
            Route("GET", one, self._fetch, "webhook", "token", open=True),
            Route("PATCH", one, self._edit, "webhook", "token", open=True),
            Route("DELETE", one, self._delete, "webhook", "token", open=True),
        ]

    async def _first(self, call: Call) -> Json | None:
        receipt = await self._callbacks.first(call.id("interaction_id"), call.parts["token"], call.body)
        return receipt if call.query.get("with_response") in TRUE else None

    def _token(self, call: Call) -> str:
        if call.id("application_id") != self._state.application_id:
            raise errors.unknown_webhook()
        return call.parts["token"]

    async def _follow_up(self, call: Call) -> Json:
        return await self._callbacks.follow_up(self._token(call), call.body)

    async def _fetch(self, call: Call) -> Json:
        return self._callbacks.fetch(self._token(call), call.parts["which"])

    async def _edit(self, call: Call) -> Json:
        return await self._callbacks.edit(self._token(call), call.parts["which"], call.body)

    async def _delete(self, call: Call) -> None:
        self._callbacks.delete(self._token(call), call.parts["which"])
