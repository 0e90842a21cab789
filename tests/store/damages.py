"""Ways in which a database of money may be broken, with the invariants that show it.

The statements use the names of `VALUES`. Each leaves everything else as right as it can, so that what finds it is the
invariant it is about.
"""

from collections.abc import Iterable
from typing import Final

from bot.domain.job import CAPTURED, VOID, JobState
from bot.domain.redelivery import SETTLED
from tests.store.walking import guild, nth

STATES: Final = list(JobState)
QUEUED: Final = nth(STATES.index(JobState.QUEUED))
FETCHED, CHEAP, DEAR, OLD = nth(20), nth(21), nth(22), nth(23)
VALUES: Final = {
    "pool": "a:900000000000000001:%",
    "queued": QUEUED,
    "fetched": FETCHED,
    "cheap": CHEAP,
    "absorbed": f"{DEAR}:absorbed",
    "guild": int(guild(1)),
    "other": int(guild(9)),
    "extra": f"x:{guild(1)}",
}

KEY_LEG: Final = """INSERT INTO transfer
    SELECT 'x', kind, 'k:another', 'sys:vendor', amount, NULL, job_id, actor, reason, at
    FROM transfer WHERE kind = 'pending' AND debit LIKE 'm:%' AND job_id = """
FREE: Final = "UPDATE job SET state = 'ready', task_id = 't', free = true, consumed = NULL WHERE state = 'cancelled'"
BORNE: Final = """INSERT INTO transfer
    SELECT 'x', 'direct', 'sys:operator', 'sys:absorbed', coalesce(consumed, price), NULL, id, 'me', 'why', 0
    FROM job WHERE free"""


def _line(name: str, kind: str, debit: str, credit: str, amount: int, pending: str = "NULL", job: str = "NULL") -> str:
    values = f"'{name}', '{kind}', '{debit}', '{credit}', {amount}, {pending}, {job}"
    return f"INSERT INTO transfer VALUES ({values}, 'me', 'why', 0)"  # noqa: S608 - what goes in is written in this file


def _each(
    words: Iterable[str], invariants: set[str], title: str, *statements: str
) -> dict[str, tuple[set[str], list[str]]]:
    """Break the same for each word."""
    return {title.format(word): (invariants, [one.format(word) for one in statements]) for word in words}


DAMAGES: Final[dict[str, tuple[set[str], list[str]]]] = {
    "credits from nowhere": ({"E1", "E7"}, ["UPDATE account SET credits = credits + 1 WHERE id LIKE :pool"]),
    "a meter that forgot": (
        {"E1", "E8"},
        ["UPDATE account SET posted = posted - 1 WHERE kind = 'member' AND posted > 0"],
    ),
    "a hold that nobody placed": (
        {"E1", "E7", "E8"},
        ["UPDATE account SET pending = pending + 1 WHERE id LIKE :pool"],
    ),
    "a line that vanished": (
        {"E1", "E7", "E8"},
        ["DELETE FROM transfer WHERE credit = 'sys:expired' AND amount = 100"],
    ),
    "a grant that is no grant": (
        {"E1"},
        [
            """INSERT INTO transfer SELECT 'x', 'pending', 'sys:a', id, 1, NULL, :queued, 'me', 'why', 0
               FROM account WHERE id LIKE :pool""",
            "UPDATE account SET credits = credits + 1 WHERE id LIKE :pool",
        ],
    ),
    "a pool without lines": (
        {"E1", "E7"},
        ["INSERT INTO account VALUES ('a:9:0', :other, 'allowance', 1, 0, 0, false)"],
    ),
    "a pool that gave and holds more than it had": (
        {"E2"},
        [
            "UPDATE account SET credits = pending + posted - 1 WHERE id LIKE :pool AND pending > 1 AND posted > 1",
            """UPDATE transfer SET amount = (SELECT credits FROM account WHERE account.id = transfer.credit)
               WHERE credit LIKE :pool""",
        ],
    ),
    "a key that gave more than it had": (
        {"E2"},
        ["INSERT INTO account VALUES ('k:b', 0, 'key', 0, 1, 0, false)", _line("x", "direct", "k:b", "sys:vendor", 1)],
    ),
    "a negative hold": (
        {"E2", "E3", "E5"},
        [
            "UPDATE transfer SET amount = -200 WHERE kind = 'pending' AND job_id = :queued",
            """UPDATE account SET pending = pending - 228
               WHERE id IN (SELECT debit FROM transfer WHERE kind = 'pending' AND job_id = :queued)""",
        ],
    ),
    "a negative line": (
        {"E3"},
        [_line("x", "direct", "sys:a", "sys:b", -1)],
    ),
    "a line to itself": (
        {"E3"},
        [_line("x", "direct", "sys:a", "sys:a", 1)],
    ),
    "a second void": (
        {"E4"},
        [
            """INSERT INTO transfer SELECT 'x', kind, debit, credit, 0, pending_id, job_id, actor, reason, at
               FROM transfer WHERE kind = 'void' LIMIT 1"""
        ],
    ),
    "a capture sent elsewhere": (
        {"E4"},
        ["UPDATE transfer SET credit = 'sys:else' WHERE kind = 'post' AND credit = 'sys:spent'"],
    ),
    "a capture from elsewhere": (
        {"E4"},
        [_line("x", "pending", "sys:a", "sys:b", 1), _line("y", "post", "sys:c", "sys:b", 1, "'x'")],
    ),
    "a capture worth nothing": (
        {"E4"},
        [_line("x", "pending", "sys:a", "sys:b", 1), _line("y", "post", "sys:a", "sys:b", 0, "'x'")],
    ),
    "a void worth something": ({"E4"}, ["UPDATE transfer SET amount = 1 WHERE kind = 'void'"]),
    "a capture of more than the hold": (
        {"E4", "E6"},
        [
            """UPDATE account SET posted = posted + 9
               WHERE id IN (SELECT debit FROM transfer WHERE kind = 'post' AND job_id = :fetched)""",
            "UPDATE transfer SET amount = amount + 9 WHERE kind = 'post' AND job_id = :fetched",
        ],
    ),
    "a resolution of a resolution": (
        {"E4"},
        [
            """INSERT INTO transfer SELECT 'x', 'void', debit, credit, 0, id, job_id, actor, reason, at
               FROM transfer WHERE kind = 'post' LIMIT 1"""
        ],
    ),
    "a resolution of nothing": (
        {"E4"},
        [
            """INSERT INTO transfer SELECT 'x', 'void', debit, credit, 0, 'gone', job_id, actor, reason, at
               FROM transfer WHERE kind = 'void' LIMIT 1"""
        ],
    ),
    "a grant that resolves": ({"E4"}, ["UPDATE transfer SET pending_id = id WHERE kind = 'direct'"]),
    "a hold that outlived its job": ({"E5"}, ["UPDATE job SET state = 'cancelled' WHERE state = 'queued'"]),
    "a hold that is not the price": ({"E5"}, ["UPDATE job SET price = 29 WHERE state = 'queued'"]),
    "a hold whose job is gone": ({"E5"}, ["DELETE FROM job WHERE state = 'queued'"]),
    **_each(sorted(VOID), {"E5"}, "a job that is {} and paid", "UPDATE job SET state = '{}' WHERE state = 'delivered'"),
    **_each(
        ("a", "m"),
        {"E5", "E8"},
        "a hold that is the price everywhere but on {}",
        "UPDATE transfer SET amount = 29 WHERE kind = 'pending' AND job_id = :queued AND debit LIKE '{}:%'",
        """UPDATE account SET pending = pending + 1 WHERE id IN
           (SELECT debit FROM transfer WHERE kind = 'pending' AND job_id = :queued AND debit LIKE '{}:%')""",
    ),
    "an open job without a hold": (
        {"E5"},
        ["UPDATE job SET state = 'running', task_id = 't' WHERE state = 'cancelled'"],
    ),
    "a hold placed twice": (
        {"E5"},
        [
            "UPDATE transfer SET amount = 56 WHERE kind = 'pending' AND job_id = :queued",
            """UPDATE account SET pending = pending + 28
               WHERE id IN (SELECT debit FROM transfer WHERE kind = 'pending' AND job_id = :queued)""",
        ],
    ),
    "a clip that cost more than it took": ({"E6"}, ["UPDATE job SET consumed = 14 WHERE id = :fetched"]),
    "a clip that cost less than it took": ({"E6"}, ["UPDATE job SET consumed = 6 WHERE id = :cheap"]),
    "a clip that cannot be posted and cost more than it took": (
        {"E6"},
        ["UPDATE job SET consumed = 14 WHERE state = 'undeliverable'"],
    ),
    "a free clip that was paid": ({"E6"}, ["UPDATE job SET free = true WHERE id = :fetched", BORNE]),
    "a free clip that nobody bears": ({"E6"}, [FREE]),
    "a loss that nobody bears": ({"E6"}, ["DELETE FROM transfer WHERE id = :absorbed"]),
    "a key that paid for half of a hold": (
        {"E5"},
        [KEY_LEG + ":queued", "UPDATE transfer SET amount = amount - 1 WHERE id = 'x'"],
    ),
    "a return of more than was paid": (
        {"E13"},
        [_line("x", "direct", "sys:meter", "sys:else", 99, job=":fetched")],
    ),
    "a return into a pool alone": (
        {"E13"},
        [_line("x", "direct", "sys:spent", "sys:else", 1, job=":fetched")],
    ),
    "credits that left the server": (
        {"E7", "E8"},
        [
            """INSERT INTO transfer SELECT 'x', 'direct', id, 'sys:else', 1, NULL, NULL, 'me', 'why', 0
               FROM account WHERE id LIKE :pool""",
            "UPDATE account SET posted = posted + 1 WHERE id LIKE :pool",
        ],
    ),
    "a member who spent what no pool gave": (
        {"E8"},
        [
            """INSERT INTO transfer SELECT 'x', 'direct', id, 'sys:meter', 1, NULL, NULL, 'me', 'why', 0
               FROM account WHERE kind = 'member' LIMIT 1""",
            "UPDATE account SET posted = posted + 1 WHERE id = (SELECT debit FROM transfer WHERE id = 'x')",
        ],
    ),
    "a delivered job without a delivery": ({"E10"}, ["DELETE FROM delivery WHERE state = 'posted'"]),
    "a delivered job whose delivery is under way": (
        {"E10"},
        [
            "UPDATE delivery SET state = 'posting' WHERE job_id = :fetched",
            "UPDATE job SET deadline_at = 1 WHERE id = :fetched",
        ],
    ),
    **_each(
        ("waiting", "posting", "deleting"),
        {"E10"},
        "a delivery that is {} and for which no job waits",
        """INSERT INTO delivery SELECT job_id, 9, channel_id, '{}', opened_at, anchor, sent_at, as_link, fit_to, NULL
           FROM delivery WHERE state = 'posted'""",
    ),
    **_each(
        sorted(SETTLED),
        {"E10"},
        "a job that is {} and waits for a delivery that there is not",
        "UPDATE job SET deadline_at = 1 WHERE state = '{}'",
    ),
    **_each(
        ("running", "fetching", *sorted(CAPTURED)),
        {"E10"},
        "a job that is {} without a task",
        "UPDATE job SET task_id = NULL WHERE state = '{}'",
    ),
}

HARMLESS: Final[dict[str, list[str]]] = {
    "a pool of credits that do not expire": [
        "UPDATE account SET id = :extra, kind = 'extra' WHERE id LIKE :pool",
        "UPDATE transfer SET debit = :extra WHERE debit LIKE :pool",
        "UPDATE transfer SET credit = :extra WHERE credit LIKE :pool",
    ],
    "a member with room on top": [
        "INSERT INTO account VALUES ('m:1:9:0', :guild, 'member', 5, 0, 0, false)",
        _line("x", "direct", "sys:meter", "m:1:9:0", 5),
    ],
    "a key that gave what no server did": [
        "INSERT INTO account VALUES ('k:b', 0, 'key', 5, 2, 0, false)",
        _line("x", "direct", "sys:issue", "k:b", 5),
        _line("y", "direct", "k:b", "sys:vendor", 2),
    ],
    "a key that pays a hold": [KEY_LEG + ":queued"],
    "a key that paid a hold": [
        KEY_LEG + ":fetched",
        """INSERT INTO transfer SELECT 'y', 'post', debit, credit, amount, 'x', job_id, actor, reason, at
           FROM transfer WHERE id = 'x'""",
    ],
    "an open job that is free": [
        "UPDATE job SET state = 'running', task_id = 't', free = true WHERE state = 'cancelled'"
    ],
    "a free clip that the operator bore": [FREE, BORNE],
    "a job that held nothing any more and is gone": ["DELETE FROM job WHERE id = :fetched"],
    "a loss that was restored": [
        _line("x", "direct", "sys:operator", "sys:absorbed", 5, job=":fetched"),
        _line("y", "direct", "sys:absorbed", "sys:operator", 5, job=":fetched"),
    ],
    **{
        f"a hold of {debit} that was given back": [
            _line("x", "pending", debit, "sys:else", 99, job=":fetched"),
            _line("y", "void", debit, "sys:else", 0, "'x'", ":fetched"),
        ]
        for debit in ("sys:meter", "sys:spent")
    },
    "a delivered clip that is being deleted": [
        "UPDATE delivery SET state = 'deleting' WHERE state = 'posted'",
        "UPDATE job SET deadline_at = 1 WHERE id IN (SELECT job_id FROM delivery WHERE state = 'deleting')",
    ],
    "a delivered clip that was deleted": ["UPDATE delivery SET state = 'deleted' WHERE state = 'posted'"],
    "a clip that cannot be posted and was not": [
        "UPDATE delivery SET state = 'failed' WHERE job_id IN (SELECT id FROM job WHERE state = 'undeliverable')"
    ],
}
"""What only looks like damage: none of it breaks an invariant."""
