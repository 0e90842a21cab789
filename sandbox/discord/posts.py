"""Post, change, find and delete messages by Discord's rules (docs: resources/message)."""

from dataclasses import dataclass, replace
from typing import Any

from sandbox.discord import errors
from sandbox.discord.attachments import StoredFile
from sandbox.discord.components import number
from sandbox.discord.drafts import SETTABLE, Body, attachment_id, check_draft, refuse_empty
from sandbox.discord.mentions import mentioned, pinged, written_text
from sandbox.discord.permissions import has
from sandbox.discord.state import State
from sandbox.discord.world import TEN_MIB, Channel, Flag, Message, User

Json = dict[str, Any]

REPLY = 19
PAGE = 100


@dataclass(frozen=True)
class Origin:
    """Where a message comes from if not from a plain post: an interaction, and the one reader of an answer."""

    kind: int
    visible_to: User | None
    interaction: Json
    upload_limit: int
    source: Message | None = None


class Posts:
    """The messages of all channels."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._nonces: dict[tuple[int, str], Message] = {}

    async def post(self, channel: Channel, author: User, body: Body, origin: Origin | None = None) -> Message:
        """Store a new message; raises DiscordError for what Discord refuses. Permissions are the caller's to check.

        A message wakes an archived thread, and who is mentioned in a private one joins it (docs: topics/threads).
        """
        check_draft(body)
        refuse_empty(body)
        data = body.data
        if origin is None and (known := self._known_nonce(author, data)):
            return known
        limit = origin.upload_limit if origin else self.upload_limit(channel, author)
        self._refuse_large(body, limit)
        reply_to = self._reply_to(channel, author, data)
        message = Message(self._state.new_id(), channel, author, self._state.now())
        message.content = (data.get("content") or "").strip()
        message.embeds = [{"type": "rich", **embed} for embed in data.get("embeds") or []]
        message.components = number(data.get("components") or [])
        message.flags = (data.get("flags") or 0) & SETTABLE
        message.nonce = data.get("nonce")
        message.kind = REPLY if reply_to else 0
        message.reference = reply_to
        if reply_to:
            reply_to.replies.append(message)
        if origin:
            message.kind, message.visible_to, message.interaction = origin.kind, origin.visible_to, origin.interaction
            message.reference = origin.source
        # Noted before the files are moved: a second request with this nonce must find the first one's message.
        if message.nonce is not None and data.get("enforce_nonce"):
            self._nonces[author.id, str(message.nonce)] = message
        message.files = await self._keep_files(body, message, [])
        self._mention(message, data, ping=True)
        channel.note(message)
        channel.archived = False
        if self._state.bot in message.mentions:
            channel.bot_joined = True
        self._state.changed()
        return message

    async def change(self, message: Message, body: Body, upload_limit: int) -> Message:
        """Change a message in place; fields that are absent stay, null empties them."""
        check_draft(body, message)
        refuse_empty(body, message)
        self._refuse_large(body, upload_limit)
        data = body.data
        if "content" in data:
            message.content = (data["content"] or "").strip()
        if "embeds" in data:
            message.embeds = [{"type": "rich", **embed} for embed in data["embeds"] or []]
        if "components" in data:
            message.components = number(data["components"] or [])
        message.files = await self._keep_files(body, message, self._kept(message, data))
        if data.get("flags") is not None:
            # The new style can be turned on and never off again; hiding embeds goes both ways.
            kept = message.flags & ~Flag.SUPPRESS_EMBEDS
            message.flags = kept | (data["flags"] & (Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2))
        if message.thinking_until is None:
            message.edited_at = self._state.now()
        message.flags &= ~Flag.LOADING
        message.thinking_until = None
        self._mention(message, data, ping=False)
        message.channel.note(message)
        self._state.changed()
        return message

    def thinking(self, channel: Channel, origin: Origin, until: float) -> Message:
        """Post "is thinking…", to be changed until `until` (seconds since 1970)."""
        message = Message(self._state.new_id(), channel, self._state.bot, self._state.now())
        message.kind, message.visible_to, message.interaction = origin.kind, origin.visible_to, origin.interaction
        message.reference = origin.source
        message.flags = int(Flag.LOADING | (Flag.EPHEMERAL if origin.visible_to else 0))
        message.thinking_until = until
        channel.note(message)
        self._state.changed()
        return message

    def notice(self, channel: Channel, person: User, text: str) -> Message:
        """Show `person` a line of their own client: nobody else and no API ever sees it."""
        message = Message(self._state.new_id(), channel, self._state.bot, self._state.now(), text)
        message.visible_to, message.notice = person, True
        channel.note(message)
        self._state.changed()
        return message

    def find(self, channel: Channel, message_id: int) -> Message:
        """Give a message the bot's token can reach; raises DiscordError 10008."""
        message = channel.log.get(message_id)
        if message is None or message.deleted or message.visible_to is not None:
            raise errors.unknown_message()
        return message

    def history(self, channel: Channel, query: dict[str, str]) -> list[Message]:
        """Give messages newest first by `limit` and one of `before`, `after`, `around`.

        Without READ_MESSAGE_HISTORY the list is empty: Discord answers 200, not 403.
        """
        form = errors.Form()
        numbers = {key: query[key] for key in ("limit", "before", "after", "around") if key in query}
        for key, value in numbers.items():
            if not value.isdecimal():
                form.add((key,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        limit = int(numbers.get("limit", "50")) if not form.errors else 0
        if not form.errors and not 1 <= limit <= PAGE:
            form.add(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE}.")
        form.refuse()
        if not has(channel.bot_permissions, "READ_MESSAGE_HISTORY"):
            return []
        found = channel.messages
        if "before" in query:
            found = [m for m in found if m.id < int(query["before"])][-limit:]
        elif "after" in query:
            found = [m for m in found if m.id > int(query["after"])][:limit]
        elif "around" in query:
            middle, half = int(query["around"]), limit // 2
            earlier = [m for m in found if m.id < middle][-half:] if half else []
            found = earlier + [m for m in found if m.id >= middle][: limit - len(earlier)]
        return found[-limit:][::-1]

    def upload_limit(self, channel: Channel, author: User) -> int:
        """Give the bytes per file that `author` may upload here."""
        limit = channel.guild.upload_limit if channel.guild else TEN_MIB
        return limit if author.bot else max(limit, author.upload_limit)

    def _known_nonce(self, author: User, data: Json) -> Message | None:
        if not data.get("enforce_nonce") or data.get("nonce") is None:
            return None
        known = self._nonces.get((author.id, str(data["nonce"])))
        if known is None or self._state.now() - known.created_at > self._state.nonce_window:
            return None
        if known.deleted or known.channel.deleted:
            raise errors.unknown_message()
        return known

    def _refuse_large(self, body: Body, limit: int) -> None:
        if any(upload.size > limit for upload in body.files.values()):
            raise errors.too_large()

    def _reply_to(self, channel: Channel, author: User, data: Json) -> Message | None:
        reference = data.get("message_reference")
        if not reference:
            return None
        if author.bot and not has(channel.bot_permissions, "READ_MESSAGE_HISTORY"):
            raise errors.DiscordError(403, 160002, "Cannot reply without permission to read message history")
        message = channel.log.get(int(reference.get("message_id") or 0))
        if message and not message.deleted:
            return message
        if reference.get("fail_if_not_exists", True):
            form = errors.Form()
            form.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            form.refuse()
        return None

    def _kept(self, message: Message, data: Json) -> list[StoredFile]:
        if data.get("attachments") is None:
            return message.files
        listed = {attachment_id(entry): entry for entry in data["attachments"]}
        kept = [file for file in message.files if file.id in listed]
        return [replace(file, description=listed[file.id].get("description", file.description)) for file in kept]

    async def _keep_files(self, body: Body, message: Message, kept: list[StoredFile]) -> list[StoredFile]:
        listed = {attachment_id(entry): entry for entry in body.data.get("attachments") or []}
        files = list(kept)
        area = "ephemeral-attachments" if message.visible_to else "attachments"
        for index, upload in sorted(body.files.items()):
            entry = listed.get(index, {})
            named = replace(upload, filename=entry.get("filename") or upload.filename)
            file = await self._state.shelf.keep(
                named, self._state.new_id(), message.channel.id, area=area, description=entry.get("description")
            )
            files.append(file)
        return files

    def _mention(self, message: Message, data: Json, *, ping: bool) -> None:
        text = written_text(message.content, message.components)
        reply_to = message.reference if message.kind == REPLY else None
        people = self._state.people
        found = mentioned(text, message.channel, people, data.get("allowed_mentions"), reply_to)
        message.mentions, message.mention_roles = found.users, found.roles
        message.mention_everyone = found.everyone
        if ping:
            seen_by = {message.visible_to} if message.visible_to else None
            pings = pinged(found, message.channel, message.author)
            message.pings = pings & seen_by if seen_by else pings
