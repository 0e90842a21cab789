"""Look at jobs again.

Reason: a server's newest jobs are listed without reading those of all servers.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("job_by_guild", "job", ["guild_id", "id"], unique=False)
