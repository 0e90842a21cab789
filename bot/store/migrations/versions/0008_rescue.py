"""Let the operator find out what became of a job.

Reason: a job whose hold was given back may turn out to have a task after all; then its clip is delivered at no charge.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    free: sa.Column[bool] = sa.Column(
        "free", sa.Boolean(), nullable=False, server_default=sa.false(), comment="its hold was given back before"
    )
    op.add_column("job", free)
