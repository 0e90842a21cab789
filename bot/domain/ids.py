"""Numbers with names, so that one kind of id is never taken for another."""

from typing import NewType

GuildId = NewType("GuildId", int)
ChannelId = NewType("ChannelId", int)
MemberId = NewType("MemberId", int)
MessageId = NewType("MessageId", int)
RoleId = NewType("RoleId", int)

JobId = NewType("JobId", int)
"""The id of the interaction that asked for the job, so that a repeated interaction is the same job."""

TaskId = NewType("TaskId", str)
"""The vendor's id of a generation; opaque, at most 128 characters."""

Instant = float
"""Seconds since 1970-01-01 UTC."""
