"""A local server that an unmodified discord.py bot takes for Discord, and people to act on it."""

from sandbox.discord.errors import DiscordError
from sandbox.discord.options import NotPossibleError
from sandbox.discord.people import Person
from sandbox.discord.permissions import BITS as PERMISSIONS
from sandbox.discord.seen import SeenButton, SeenFile, SeenMessage
from sandbox.discord.server import LocalDiscord
from sandbox.discord.using import Use
from sandbox.discord.world import Channel, ChannelKind, Guild, Membership, Message, Role, TeamMember

__all__ = [
    "PERMISSIONS",
    "Channel",
    "ChannelKind",
    "DiscordError",
    "Guild",
    "LocalDiscord",
    "Membership",
    "Message",
    "NotPossibleError",
    "Person",
    "Role",
    "SeenButton",
    "SeenFile",
    "SeenMessage",
    "TeamMember",
    "Use",
]
