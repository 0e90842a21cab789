"""Look at jobs again.

Reason: a server's newest jobs are listed without reading those of all servers, and the few final jobs whose clip is
being delivered again are found without reading all final ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HAS_DEADLINE = sa.text("deadline_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("job_by_guild", "job", ["guild_id", "id"], unique=False)
    op.create_index(
        "job_with_deadline",
        "job",
        ["state", "due_at"],
        unique=False,
        sqlite_where=HAS_DEADLINE,
        postgresql_where=HAS_DEADLINE,
    )
