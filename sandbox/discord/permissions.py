"""Discord's permission bits by their documented names (docs: topics/permissions)."""

from collections.abc import Iterable

BITS = {
    name: 1 << bit
    for name, bit in {
        "KICK_MEMBERS": 1,
        "ADMINISTRATOR": 3,
        "MANAGE_CHANNELS": 4,
        "MANAGE_GUILD": 5,
        "ADD_REACTIONS": 6,
        "VIEW_CHANNEL": 10,
        "SEND_MESSAGES": 11,
        "MANAGE_MESSAGES": 13,
        "EMBED_LINKS": 14,
        "ATTACH_FILES": 15,
        "READ_MESSAGE_HISTORY": 16,
        "MENTION_EVERYONE": 17,
        "USE_EXTERNAL_EMOJIS": 18,
        "CONNECT": 20,
        "MANAGE_ROLES": 28,
        "USE_APPLICATION_COMMANDS": 31,
        "MANAGE_THREADS": 34,
        "SEND_MESSAGES_IN_THREADS": 38,
        "USE_EXTERNAL_APPS": 50,
    }.items()
}


def mask(permissions: int | Iterable[str]) -> int:
    """Give the bit mask of a mask or of names (upper or lower case); raises KeyError for an unknown name."""
    if isinstance(permissions, int):
        return permissions
    result = 0
    for name in permissions:
        result |= BITS[name.upper()]
    return result


# What an invited bot and a plain member usually hold in a channel.
BOT_DEFAULT = mask(
    {
        "VIEW_CHANNEL",
        "SEND_MESSAGES",
        "SEND_MESSAGES_IN_THREADS",
        "EMBED_LINKS",
        "ATTACH_FILES",
        "READ_MESSAGE_HISTORY",
        "ADD_REACTIONS",
        "USE_EXTERNAL_EMOJIS",
        "CONNECT",
        "USE_APPLICATION_COMMANDS",
    },
)
MEMBER_DEFAULT = BOT_DEFAULT | BITS["USE_EXTERNAL_APPS"]
MODERATOR = mask(
    {"MANAGE_GUILD", "MANAGE_MESSAGES", "MANAGE_CHANNELS", "MANAGE_THREADS", "MANAGE_ROLES", "KICK_MEMBERS"}
)


def has(held: int, *names: str) -> bool:
    """Tell whether `held` contains every permission named; an administrator has them all."""
    if held & BITS["ADMINISTRATOR"]:
        return True
    wanted = mask(names)
    return held & wanted == wanted
