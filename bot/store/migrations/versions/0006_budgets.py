"""Let moderators run the budget.

Reason: what a server's moderators settled, the limits of roles and members, who is blocked, and who changed what are
kept; a period remembers how long a whole one is, because the first one of a new rule is shorter and gets as much less.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _remember_whole_periods()
    op.create_table(
        "guild",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "credits", sa.BigInteger(), comment="of a period; what is empty here is what the operator's terms say"
        ),
        sa.Column("period", sa.Text()),
        sa.Column("zone", sa.Text()),
        sa.Column("reset_day", sa.Integer()),
        sa.Column("ceiling", sa.BigInteger(), comment="credits per period of the terms' kind"),
        sa.Column("member_limit", sa.BigInteger()),
        sa.PrimaryKeyConstraint("guild_id"),
    )
    op.create_table(
        "limit_rule",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False, comment="a role, or a surrogate"),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "scope", "subject"),
    )
    op.create_table(
        "block",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("surrogate", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Double(), comment="empty until it is taken away"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "surrogate"),
    )
    op.create_table(
        "audit",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False, comment="0 for what concerns no server"),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False, comment="as in transfer"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_by_guild", "audit", ["guild_id", "id"], unique=False)
    _forbid_changes()


def _remember_whole_periods() -> None:
    """Until now every period was a whole one, or shortened by a clock alone."""
    comment = "seconds of a whole one: the first of a rule may be shorter"
    op.add_column("period", sa.Column("whole", sa.Double(), nullable=True, comment=comment))
    op.execute("UPDATE period SET whole = ends_at - starts_at")
    with op.batch_alter_table("period") as period:
        period.alter_column("whole", existing_type=sa.Double(), existing_comment=comment, nullable=False)


def _forbid_changes() -> None:
    """Refuse any change of what is append-only, whoever asks."""
    for verb in ("UPDATE", "DELETE"):
        name = f"audit_no_{verb.lower()}"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )
        else:
            op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON audit BEGIN SELECT RAISE(ABORT, 'append-only'); END")
