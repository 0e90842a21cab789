"""What the services need from the world, as contracts. Every instant is in seconds UTC, every amount in credits.

Adapters implement them (`bot.store`, `bot.seedance`, `bot.media`, `bot.posting`); tests put fakes in their place.
"""

from bot.ports.callbacks import CallbackStore
from bot.ports.log import LogPoster, LogStore
from bot.ports.operator import LedgerReader, OperatorAlarms, OperatorStore, ReconcileStore, TrialStore
from bot.ports.poster import (
    ChannelLostError,
    MessageGoneError,
    MessageRefusedError,
    PostDelayedError,
    Poster,
    PostRefusedError,
    PostTooLargeError,
    PostUnclearError,
    Scan,
    ThreadClosedError,
)
from bot.ports.privacy import PrivacyStore
from bot.ports.report import Painter, ReportStore
from bot.ports.store import Finding, StaleJobError, Store, StoreAwayError, StoreDamagedError, TaskTakenError
from bot.ports.world import Clock, Media, TaskReader, TrialMedia, TrialVendor, VideoApi

__all__ = [
    "CallbackStore",
    "ChannelLostError",
    "Clock",
    "Finding",
    "LedgerReader",
    "LogPoster",
    "LogStore",
    "Media",
    "MessageGoneError",
    "MessageRefusedError",
    "OperatorAlarms",
    "OperatorStore",
    "Painter",
    "PostDelayedError",
    "PostRefusedError",
    "PostTooLargeError",
    "PostUnclearError",
    "Poster",
    "PrivacyStore",
    "ReconcileStore",
    "ReportStore",
    "Scan",
    "StaleJobError",
    "Store",
    "StoreAwayError",
    "StoreDamagedError",
    "TaskReader",
    "TaskTakenError",
    "ThreadClosedError",
    "TrialMedia",
    "TrialStore",
    "TrialVendor",
    "VideoApi",
]
