"""What a trial of the vendor may have cost, in the ledger. Every function runs inside its caller's transaction."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Instruction
from bot.domain.ledger import ABSORBED, OPERATOR, key_account
from bot.store import accounts, audits, holds
from bot.store.tables import transfer


async def book(conn: AsyncConnection, said: Instruction, fingerprint: str, amount: int) -> None:
    """Make what the operator bears for a trial `amount` credits in all, off the key's budget as far as it reaches.

    Each line moves credits from one account to another, and is named after the trial and how many it has already, so
    that the same word twice writes nothing.
    """
    key = await accounts.find(conn, key_account(fingerprint))
    name = f"doctor:{said.request}"
    lines = (await conn.execute(select(transfer).where(transfer.c.id.startswith(f"{name}:", autoescape=True)))).all()
    booked = {True: 0, False: 0}
    for line in lines:
        other, signed = (line.debit, line.amount) if line.credit == ABSORBED else (line.credit, -line.amount)
        booked[other != OPERATOR] += signed
    about = {"actor": accounts.OPERATOR, "reason": said.reason, "at": said.at}
    await holds.bear(
        conn, name, f":{len(lines)}", key.id if key else None, (booked[True], booked[False]), amount, **about
    )
    await audits.note(conn, said, name, sum(booked.values()), amount)
