"""Learn how large a file each server takes.

Reason: a clip over a server's limit is made smaller, or linked, without being refused first; and a delivery says how
its clip goes before it is sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload_limit",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=True, comment="bytes of the largest file that it took"),
        sa.Column("taken_at", sa.Double(), nullable=True),
        sa.Column("refused", sa.BigInteger(), nullable=True, comment="bytes of the smallest file that it refused"),
        sa.Column("refused_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id"),
    )
    op.add_column("delivery", sa.Column("fit_to", sa.BigInteger(), nullable=True, comment="bytes"))
