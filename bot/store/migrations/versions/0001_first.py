"""The first schema.

Reason: jobs, what became of them, and a ledger that is only ever added to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNTOLD = sa.text("shown IS NULL OR shown <> state OR late <> shown_late")
APPEND_ONLY = ("transfer", "job_event")


def upgrade() -> None:
    _jobs()
    _ledger()
    _notes()
    _forbid_changes()


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False, comment="the interaction's id"),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("guild_locale", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("aspect_ratio", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("generate_audio", sa.Boolean(), nullable=False),
        sa.Column("fixed_lens", sa.Boolean(), nullable=False),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("state_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("deadline_at", sa.Double(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("submits", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("key_fingerprint", sa.Text(), nullable=True),
        sa.Column("video_url", sa.Text(), nullable=True),
        sa.Column("consumed", sa.BigInteger(), nullable=True),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("missing_since", sa.Double(), nullable=True),
        sa.Column("linkless", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("ending_detail", sa.Text(), nullable=True),
        sa.Column("clip", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("status_message_id", sa.BigInteger(), nullable=True),
        sa.Column("status_tried", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.Column("shown_late", sa.Boolean(), nullable=False),
        sa.Column("tell_at", sa.Double(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("task_id"),
    )
    op.create_index("job_by_member", "job", ["member_id", "state"], unique=False)
    op.create_index("job_by_state", "job", ["state", "due_at"], unique=False)
    op.create_index("job_untold", "job", ["tell_at"], unique=False, sqlite_where=UNTOLD, postgresql_where=UNTOLD)
    op.create_table(
        "job_event",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["job.id"],
        ),
        sa.PrimaryKeyConstraint("job_id", "rev"),
    )
    op.create_index("job_event_by_target", "job_event", ["target", "at"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("anchor", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.Double(), nullable=True),
        sa.Column("as_link", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["job.id"],
        ),
        sa.PrimaryKeyConstraint("job_id", "number"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_table(
        "guild_turn",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("served_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id"),
    )


def _ledger() -> None:
    op.create_table(
        "member",
        sa.Column("surrogate", SERIAL, nullable=False, comment="names the member in the ledger for ever"),
        sa.Column("member_id", sa.BigInteger(), nullable=True, comment="dropped when the person is erased"),
        sa.PrimaryKeyConstraint("surrogate"),
        sa.UniqueConstraint("member_id"),
    )
    op.create_table(
        "period",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.Double(), nullable=False),
        sa.Column("ends_at", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("allowance", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "starts_at"),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind = 'member' OR pending + posted <= credits", name="account_is_not_overdrawn"),
        sa.CheckConstraint("credits >= 0 AND posted >= 0 AND pending >= 0", name="account_is_natural"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_account_guild_id", "account", ["guild_id"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("debit", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("pending_id", sa.Text(), nullable=True, comment="resolved at most once"),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.CheckConstraint("(kind IN ('post', 'void')) = (pending_id IS NOT NULL)", name="transfer_resolves"),
        sa.CheckConstraint("amount >= 0 AND (kind <> 'void' OR amount = 0)", name="transfer_amount"),
        sa.CheckConstraint("kind IN ('pending', 'post', 'void', 'direct')", name="transfer_kind"),
        sa.ForeignKeyConstraint(
            ["pending_id"],
            ["transfer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("pending_id"),
    )
    op.create_index("ix_transfer_credit", "transfer", ["credit"], unique=False)
    op.create_index("ix_transfer_debit", "transfer", ["debit"], unique=False)
    op.create_index("ix_transfer_job_id", "transfer", ["job_id"], unique=False)


def _notes() -> None:
    op.create_table(
        "studio",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closure", sa.Text(), nullable=True),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("retry_at", sa.Double(), nullable=False),
        sa.CheckConstraint("id = 1", name="studio_is_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "note",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _forbid_changes() -> None:
    """Refuse any change of what is append-only, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            if op.get_bind().dialect.name == "postgresql":
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
                )
            else:
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
                )
