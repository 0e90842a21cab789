"""Many members on many servers."""

from sandbox.discord import Channel, LocalDiscord, Person


def gather(discord: LocalDiscord, servers: int, members: int) -> list[tuple[Person, Channel]]:
    """Open servers with so many members each; gives everybody with the channel they write in, server by server."""
    crowd = []
    for number in range(servers):
        guild = discord.add_guild(f"Server {number}")
        channel = guild.add_channel("studio")
        for place in range(members):
            person = discord.add_person(f"M{number}-{place}")
            guild.join(person)
            crowd.append((person, channel))
    return crowd
