"""Whether a database is the one that ran last, or an older copy of it: a count in it, and the same count beside it.

The count is raised in the transaction that writes down an effect which must not happen twice, a submit or a post, and
kept beside the database before that effect. So a database whose count is not behind knows of every such effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Epoch:
    """A database, by a name that its copies share, and how far it is."""

    database: str
    number: int


def is_rewound(found: Epoch | None, seen: Mapping[str, int], *, has_jobs: bool, put_back: bool, shared: bool) -> bool:
    """Tell whether the world may have gone further than a database.

    `seen` is what was kept beside it, the count of each database by its name; `put_back` whether the operator put it
    back from a copy; `shared` whether another process runs on it now, which has found that out by its own file. A
    database that never counted is new, or of an older version; where anything counted here before, it stands in the
    place of one that is lost, with what everybody had spent, whether or not it holds jobs.
    """
    if put_back:
        return True
    if found is None:
        return bool(seen) and not shared
    if found.database in seen:
        return seen[found.database] > found.number
    return has_jobs and not shared
