"""Who a message mentions and who of them is pinged (docs: resources/message, allowed mentions object)."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.discord.components import Kind, walk
from sandbox.discord.errors import Form
from sandbox.discord.permissions import has
from sandbox.discord.world import Channel, Message, Role, User

Json = dict[str, Any]
KINDS = ("users", "roles", "everyone")
LISTED = 100


@dataclass
class Mentioned:
    """The mentions that count: those written and allowed."""

    users: list[User] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    everyone: bool = False


def check_allowed(form: Form, allowed: Any) -> None:
    """Check an allowed_mentions object; listing ids beside parsing their kind is an error."""
    if allowed is None:
        return
    if not isinstance(allowed, dict):
        form.add(("allowed_mentions",), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    parse = form.items(("allowed_mentions", "parse"), allowed.get("parse"), len(KINDS))
    for index, kind in enumerate(parse):
        if kind not in KINDS:
            form.choice(("allowed_mentions", "parse", index), KINDS)
    for kind in ("users", "roles"):
        listed = form.items(("allowed_mentions", kind), allowed.get(kind), LISTED)
        if listed and kind in parse:
            wording = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", wording)


def written_text(content: str, components: list[Json]) -> str:
    """Join the content and the text displays: all that can hold a mention."""
    texts = [c["content"] for c in walk(components) if c.get("type") == Kind.TEXT]
    return "\n".join([content, *texts])


def mentioned(
    text: str, channel: Channel, people: dict[int, User], allowed: Json | None, reply_to: Message | None
) -> Mentioned:
    """Give the mentions of a text that `allowed` lets through; null lets all through."""
    found = Mentioned()
    for user_id in dict.fromkeys(map(int, re.findall(r"<@!?(\d+)>", text))):
        if user_id in people and _lets(allowed, "users", user_id):
            found.users.append(people[user_id])
    guild = channel.guild
    known = {role.id: role for role in guild.roles} if guild else {}
    everyone_too = has(channel.bot_permissions, "MENTION_EVERYONE")
    for role_id in dict.fromkeys(map(int, re.findall(r"<@&(\d+)>", text))):
        role = known.get(role_id)
        if role and (role.mentionable or everyone_too) and _lets(allowed, "roles", role_id):
            found.roles.append(role)
    if re.search(r"@(everyone|here)\b", text) and everyone_too:
        found.everyone = allowed is None or "everyone" in (allowed.get("parse") or [])
    if reply_to and (allowed is None or allowed.get("replied_user")) and reply_to.author not in found.users:
        found.users.append(reply_to.author)
    return found


def _lets(allowed: Json | None, kind: str, wanted: int) -> bool:
    if allowed is None:
        return True
    listed = {int(i) for i in allowed.get(kind) or []}
    return wanted in listed or kind in (allowed.get("parse") or [])


def pinged(found: Mentioned, channel: Channel, author: User) -> set[User]:
    """Give the people who get a ping: those of the mentioned who can read the channel."""
    guild = channel.guild
    if guild is None:
        return {channel.recipient} if channel.recipient and channel.recipient is not author else set()
    people = {user for user in found.users if user.id in guild.members}
    for member in guild.members.values():
        if found.everyone or any(role in found.roles for role in member.roles):
            people.add(member.user)
    return people - {author}
