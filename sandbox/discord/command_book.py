"""The commands the bot has synced, for every server (None) and for single ones."""

from typing import Any

from sandbox.discord.command_rules import ON_MESSAGE, ON_USER, SLASH, check_commands
from sandbox.discord.errors import unknown_command
from sandbox.discord.permissions import has
from sandbox.discord.state import State
from sandbox.discord.world import Channel, User

Json = dict[str, Any]

# docs: interactions/application-commands, registering a command
MOST = {SLASH: 100, ON_USER: 15, ON_MESSAGE: 15}
GUILD, BOT_DM = 0, 1


class CommandBook:
    """What is registered now; `syncs` counts the bulk overwrites that were accepted."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._commands: dict[int | None, list[Json]] = {}
        self.syncs = 0

    def overwrite(self, guild_id: int | None, commands: Any) -> list[Json]:
        """Replace all commands of this scope; one whose type and name stay keeps its id."""
        check_commands(commands, MOST)
        former = {(c["type"], c["name"]): c for c in self._commands.get(guild_id, [])}
        self._commands[guild_id] = [self._registered(guild_id, command, former) for command in commands]
        self.syncs += 1
        self._state.changed()
        return self._commands[guild_id]

    def list(self, guild_id: int | None) -> list[Json]:
        return self._commands.get(guild_id, [])

    def get(self, guild_id: int | None, command_id: int) -> Json:
        for command in self.list(guild_id):
            if command["id"] == str(command_id):
                return command
        raise unknown_command()

    def delete(self, guild_id: int | None, command_id: int) -> None:
        self._commands[guild_id].remove(self.get(guild_id, command_id))
        self._state.changed()

    def offered(self, person: User, channel: Channel, kind: int = SLASH) -> dict[str, Json]:
        """Give by name what Discord's client shows `person` here; a server's own command hides a global one."""
        offered: dict[str, Json] = {}
        for scope in (None, channel.guild.id if channel.guild else None):
            for command in self.list(scope):
                if command["type"] == kind and self._may_use(command, person, channel):
                    offered[command["name"]] = command
        return offered

    def _may_use(self, command: Json, person: User, channel: Channel) -> bool:
        contexts = command.get("contexts")
        here = GUILD if channel.guild else BOT_DM
        if contexts is not None and here not in contexts:
            return False
        if contexts is None and not channel.guild and command.get("dm_permission") is False:
            return False
        if not channel.guild:
            return True
        member = channel.guild.members.get(person.id)
        needed = command.get("default_member_permissions")
        if member is None or not channel.guild.bot_inside:
            return False
        if needed is None or has(member.permissions, "ADMINISTRATOR"):
            return True
        # "0" is for administrators alone.
        return int(needed) != 0 and member.permissions & int(needed) == int(needed)

    def _registered(self, guild_id: int | None, command: Json, former: dict[tuple[int, str], Json]) -> Json:
        kind = command.get("type", SLASH)
        known = former.get((kind, command["name"]))
        registered = {
            "default_member_permissions": None,
            "nsfw": False,
            "integration_types": [0],
            "name_localizations": None,
            "description_localizations": None,
            "contexts": None,
            "dm_permission": True,
            "description": "",
            **{key: value for key, value in command.items() if value is not None},
            "type": kind,
            "id": known["id"] if known else str(self._state.new_id()),
            "application_id": str(self._state.application_id),
            "version": str(self._state.new_id()),
        }
        if registered["default_member_permissions"] is not None:
            registered["default_member_permissions"] = str(registered["default_member_permissions"])
        return {**registered, "guild_id": str(guild_id)} if guild_id else registered
