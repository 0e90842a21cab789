"""Let the vendor call back about a job.

Reason: the task of a job whose submit was never answered is known to nobody but the vendor. The address that it is
given with the POST has a token of that job in it, of which a digest is kept here; what is called there is kept with the
job until somebody has asked the vendor about it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CALLED = sa.text("call_at IS NOT NULL")


def upgrade() -> None:
    token = "the digest of the token that the vendor was given with the last POST"  # noqa: S105 - a comment of a column
    op.add_column("job", sa.Column("callback", sa.Text, comment=token))
    hint = "the task that a callback named and that was not looked at yet"
    op.add_column("job", sa.Column("hint", sa.Text, comment=hint))
    op.add_column("job", sa.Column("heard_at", sa.Double, comment="when a callback last came, or was let count"))
    op.add_column("job", sa.Column("call_at", sa.Double, comment="when a callback wants it looked at"))
    op.create_index("job_by_callback", "job", ["callback"], unique=True)
    op.create_index("job_called", "job", ["call_at"], unique=False, sqlite_where=CALLED, postgresql_where=CALLED)
