"""What is assumed of the vendor, tried out with real credits (docs/vendor.md)."""

import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from bot.clock import SystemClock
from bot.doctor.finding import Finding, Level
from bot.domain.trial import PRICE, SPEC, Seen
from bot.media.library import MediaLibrary
from bot.opening import open_beside
from bot.ports import Clock
from bot.seedance.client import SeedanceClient, shared_session
from bot.seedance.wire import request_body
from bot.service.operation import Order
from bot.service.trial import Trial
from bot.settings import Settings

STOPPING: Final = frozenset({"let-in", "accepted"})
"""What nothing comes after when it did not hold."""
REASON: Final = "doctor --live"

__all__ = ["PRICE", "look"]


async def look(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Finding]:
    """Spend the price of the cheapest video, and say of each assumption whether it held."""
    clock = clock or SystemClock()
    key = settings.seedance_api_key.get_secret_value()
    async with AsyncExitStack() as stack:
        store = await open_beside(settings, stack)
        session = await stack.enter_async_context(shared_session())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "clips"
        vendor = SeedanceClient(settings.seedance_base_url, key, session=session, clock=clock)
        media = MediaLibrary(folder, settings.trusted_media_origins)
        order = Order(reason=REASON, request=f"live-{secrets.token_hex(8)}")
        async for seen in Trial(store, vendor, media, clock, order, settings.poll_first).run(request_body(SPEC)):
            yield finding_of(seen)


def finding_of(seen: Seen) -> Finding:
    """Give what was seen as a finding."""
    level = Level.GOOD if seen.held else Level.BAD if seen.name in STOPPING else Level.CARE
    return Finding("live", level, f"doctor-live-{seen.name}", {"seen": seen.what})
