"""Say honestly how long things take.

Reason: what a message says of a wait is kept, to correct it when it misleads; what the newest jobs of a kind took is
read off an index alone; and the latest turn is found at once, for the next one to be later whatever the clock says.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MADE = sa.text("took IS NOT NULL")
TOOK = """
UPDATE job SET took = (
    SELECT ended.at - began.at FROM job_event AS began JOIN job_event AS ended ON ended.job_id = began.job_id
    WHERE began.job_id = job.id AND began.target = 'running' AND ended.target = 'ready'
) WHERE clip IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("job", sa.Column("took", sa.Double(), nullable=True, comment="seconds from its task to its file"))
    op.execute(TOOK)
    op.add_column("job", sa.Column("shown_at", sa.Double(), nullable=True, comment="when its wait was last told"))
    op.add_column("job", sa.Column("shown_place", sa.Integer(), nullable=True))
    op.add_column("job", sa.Column("shown_start", sa.Double(), nullable=True))
    op.add_column("job", sa.Column("shown_closed", sa.Boolean(), nullable=True))
    op.create_index(
        "job_made_by_kind",
        "job",
        ["resolution", "duration", "generate_audio", "created_at", "took"],
        unique=False,
        sqlite_where=MADE,
        postgresql_where=MADE,
    )
    op.create_index(op.f("ix_guild_turn_served_at"), "guild_turn", ["served_at"], unique=False)
