"""Ways in which a database of money may be broken, with the invariants that show it.

The statements use the names of `VALUES`. Each leaves everything else as right as it can, so that what finds it is the
invariant it is about.
"""

from typing import Final

from bot.domain.job import JobState
from tests.store.walking import nth

STATES: Final = list(JobState)
QUEUED: Final = nth(STATES.index(JobState.QUEUED))
FETCHED, CHEAP, DEAR, OLD = nth(20), nth(21), nth(22), nth(23)
VALUES: Final = {
    "pool": "a:900000000000000001:%",
    "queued": QUEUED,
    "fetched": FETCHED,
    "cheap": CHEAP,
    "absorbed": f"{DEAR}:absorbed",
}

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
    "a pool that gave more than it had": (
        {"E2"},
        [
            "UPDATE transfer SET amount = 1 WHERE credit LIKE :pool",
            "UPDATE account SET credits = 1 WHERE id LIKE :pool",
        ],
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
        ["INSERT INTO transfer VALUES ('x', 'direct', 'sys:a', 'sys:b', -1, NULL, NULL, 'me', 'why', 0)"],
    ),
    "a line to itself": (
        {"E3"},
        ["INSERT INTO transfer VALUES ('x', 'direct', 'sys:a', 'sys:a', 1, NULL, NULL, 'me', 'why', 0)"],
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
    "a failed job that paid": ({"E5"}, ["UPDATE job SET state = 'failed' WHERE state = 'delivered'"]),
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
    "a loss that nobody bears": ({"E6"}, ["DELETE FROM transfer WHERE id = :absorbed"]),
    "a key that paid for half of a hold": (
        {"E5"},
        [
            """INSERT INTO transfer
               SELECT 'x', kind, 'k:another', 'sys:vendor', amount - 1, NULL, job_id, actor, reason, at
               FROM transfer WHERE kind = 'pending' AND debit LIKE 'm:%' AND job_id = :queued"""
        ],
    ),
    "a return of more than was paid": (
        {"E13"},
        [
            """INSERT INTO transfer
               VALUES ('x', 'direct', 'sys:meter', 'sys:else', 99, NULL, :fetched, 'me', 'why', 0)""",
        ],
    ),
    "a return into a pool alone": (
        {"E13"},
        [
            """INSERT INTO transfer
               VALUES ('x', 'direct', 'sys:spent', 'sys:else', 1, NULL, :fetched, 'me', 'why', 0)""",
        ],
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
        ["UPDATE delivery SET state = 'posting' WHERE state = 'posted'"],
    ),
    "a final job that waits for a delivery that there is not": (
        {"E10"},
        ["UPDATE job SET deadline_at = 1 WHERE state = 'delivered'"],
    ),
    "a running job without a task": ({"E10"}, ["UPDATE job SET task_id = NULL WHERE state = 'running'"]),
}
