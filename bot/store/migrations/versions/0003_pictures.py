"""Keep pictures within reach.

Reason: a job may wait longer than the link to its picture lives, so its copy and the link's trust are noted; and a form
about a picture outlives the process that showed it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("picture", sa.Text(), nullable=True, comment="the name of our copy"))
    trust = "until then image_url is relied on"
    op.add_column("job", sa.Column("picture_until", sa.Double(), nullable=True, comment=trust))
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False, comment="the interaction's id"),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_draft_at", "draft", ["at"], unique=False)
