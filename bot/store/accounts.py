"""Accounts in the database and direct lines between them. Every function runs inside its caller's transaction."""

from typing import Final

from sqlalchemy import RowMapping, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.ledger import EXPIRED, ISSUE, Account, AccountKind, TransferKind
from bot.store.rows import insert_missing
from bot.store.tables import account, member, transfer

SYSTEM = "system"
OPERATOR = "operator"
LINE: Final = insert(transfer)
_ACCOUNT: Final = select(account).where(account.c.id == bindparam("named")).with_for_update()
_MORE: Final = (
    update(account)
    .where(account.c.id == bindparam("named"))
    .values(credits=account.c.credits + bindparam("more", type_=account.c.credits.type))
)
_SURROGATE: Final = select(member.c.surrogate).where(member.c.member_id == bindparam("of"))


async def direct(conn: AsyncConnection, line_id: str, debit: str, credit: str, amount: int, **about: object) -> None:
    """Write a line that moves credits at once; the balances are the caller's business."""
    values = {"id": line_id, "kind": TransferKind.DIRECT, "debit": debit, "credit": credit, "amount": amount, **about}
    await conn.execute(LINE, values)


async def is_written(conn: AsyncConnection, line_id: str) -> bool:
    """Tell whether there is a line of this id."""
    return (await conn.execute(select(transfer.c.id).where(transfer.c.id == line_id))).first() is not None


def account_of(row: RowMapping) -> Account:
    """Read a row."""
    return Account(
        id=row["id"],
        kind=AccountKind(row["kind"]),
        credits=row["credits"],
        posted=row["posted"],
        pending=row["pending"],
        closed=row["closed"],
    )


async def find(conn: AsyncConnection, account_id: str) -> Account | None:
    """Read an account, and let nobody else change it before this transaction ends."""
    row = (await conn.execute(_ACCOUNT, {"named": account_id})).mappings().one_or_none()
    return None if row is None else account_of(row)


async def read(conn: AsyncConnection, account_id: str) -> Account:
    """Read an account that is there."""
    found = await find(conn, account_id)
    if found is None:
        raise LookupError(account_id)
    return found


async def open_account(conn: AsyncConnection, account_id: str, guild_id: GuildId, kind: AccountKind) -> None:
    """Open an account unless it is open."""
    empty = {"credits": 0, "posted": 0, "pending": 0, "closed": False}
    await insert_missing(conn, account, id=account_id, guild_id=guild_id, kind=kind, **empty)


async def grant(
    conn: AsyncConnection,
    line_id: str,
    account_id: str,
    amount: int,
    now: Instant,
    reason: str,
    *,
    actor: str = SYSTEM,
    source: str = ISSUE,
    job_id: JobId | None = None,
) -> None:
    """Add credits to an account."""
    about = {"actor": actor, "reason": reason, "at": now, "job_id": job_id}
    await direct(conn, line_id, source, account_id, amount, **about)
    await conn.execute(_MORE, {"named": account_id, "more": amount})


async def take_back(conn: AsyncConnection, line_id: str, pool: Account, amount: int, now: Instant, reason: str) -> None:
    """Take credits out of a pool that nothing holds."""
    await direct(conn, line_id, pool.id, EXPIRED, amount, actor=OPERATOR, reason=reason, at=now)
    await conn.execute(update(account).where(account.c.id == pool.id).values(posted=account.c.posted + amount))


async def surrogate_of(conn: AsyncConnection, member_id: MemberId) -> int:
    """Find the number that stands for a member in the ledger, giving one at the first sight."""
    known = (await conn.execute(_SURROGATE, {"of": member_id})).scalar_one_or_none()
    if known is None:
        # only now: an insert that finds the row in its way uses up a number all the same (PostgreSQL: sequences)
        await insert_missing(conn, member, member_id=member_id)
        known = (await conn.execute(_SURROGATE, {"of": member_id})).scalar_one()
    return int(known)


def actor_of(surrogate: int) -> str:
    """Name a member who did something."""
    return f"member:{surrogate}"
