"""Let words go: of old jobs, and of people who are to be forgotten.

Reason: prompts are kept for a time and no longer, and so is what the vendor answered, which may repeat them; it stands
in the events of jobs as well, of which everything else stays as it was written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDED = sa.text("prompt <> ''")
KEPT = ("job_id", "rev", "at", "source", "target")
"""What of an event is never changed."""


def upgrade() -> None:
    op.create_index("job_worded", "job", ["state_at"], unique=False, sqlite_where=WORDED, postgresql_where=WORDED)
    if op.get_bind().dialect.name == "postgresql":
        _on_postgres()
    else:
        _on_sqlite()


def _on_sqlite() -> None:
    op.execute("DROP TRIGGER job_event_no_update")
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
    op.execute(
        "CREATE TRIGGER job_event_no_update BEFORE UPDATE ON job_event "
        f"WHEN NOT (NEW.why = '' AND {same}) BEGIN SELECT RAISE(ABORT, 'append-only'); END"
    )


def _on_postgres() -> None:
    op.execute("DROP TRIGGER job_event_no_update ON job_event")
    new, old = (", ".join(f"{row}.{name}" for name in KEPT) for row in ("NEW", "OLD"))
    op.execute(
        "CREATE FUNCTION only_words_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NEW.why = '' AND ({new}) IS NOT DISTINCT FROM ({old}) THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER job_event_no_update BEFORE UPDATE ON job_event FOR EACH ROW EXECUTE FUNCTION only_words_go()"
    )
