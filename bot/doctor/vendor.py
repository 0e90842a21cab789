"""The vendor: within reach, and our key accepted. Costs nothing."""

from bot.clock import SystemClock
from bot.doctor.finding import Finding, bad, good
from bot.domain.task import RejectionKind
from bot.seedance.client import SeedanceClient, shared_session
from bot.settings import Settings


async def look(settings: Settings) -> Finding:
    """Ask for a task that does not exist: who says that there is none took the key (docs/vendor.md, 18 and 19)."""
    key = settings.seedance_api_key.get_secret_value()
    host = settings.seedance_base_url
    try:
        async with shared_session() as session:
            client = SeedanceClient(host, key, session=session, clock=SystemClock())
            kind = await client.probe()
    except ValueError as reason:
        return bad("vendor", "vendor-address", detail=str(reason))
    match kind:
        case None:
            return good("vendor", "vendor-good", host=host)
        case RejectionKind.KEY:
            return bad("vendor", "vendor-key", host=host)
        case RejectionKind.CREDITS:
            return bad("vendor", "vendor-credits", host=host)
        case _:
            return bad("vendor", "vendor-away", host=host)
