"""Let moderators say what may be asked for, where, and who must agree first.

Reason: what they settled besides credits is kept; a video may wait for a moderator, so that its time in the queue does
not begin when it was asked for; every finished video gets a card in the log channel, with what was done about it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNTOLD = sa.text("shown <> version")


def upgrade() -> None:
    op.add_column("job", sa.Column("parent_id", sa.BigInteger(), comment="the channel of a thread"))
    op.add_column("job", sa.Column("queued_at", sa.Double(), nullable=False, server_default="0"))
    op.execute("UPDATE job SET queued_at = created_at")
    _let_a_draft_be_a_video()
    _settle_more_of_a_server()
    _create_lists()
    _create_cards()


def _let_a_draft_be_a_video() -> None:
    with op.batch_alter_table("draft") as draft:
        draft.alter_column("url", existing_type=sa.Text(), nullable=True, comment="of its picture")
        draft.add_column(
            sa.Column("spec", sa.JSON(none_as_null=True), comment="of a video whose price is to be agreed to")
        )
        draft.add_column(sa.Column("like_picture", sa.Boolean(), nullable=False, server_default=sa.false()))


def _settle_more_of_a_server() -> None:
    for column in (
        sa.Column("confirm_above", sa.BigInteger(), comment="credits"),
        sa.Column("approve_above", sa.BigInteger(), comment="credits"),
        sa.Column("language", sa.Text(), comment="Discord's code; empty is what Discord says"),
        sa.Column("log_channel_id", sa.BigInteger()),
        sa.Column("log_lost", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("aspect_ratio", sa.Text(), comment="this and the next four are for what a member does not choose"),
        sa.Column("resolution", sa.Text()),
        sa.Column("duration", sa.Integer()),
        sa.Column("generate_audio", sa.Boolean()),
        sa.Column("fixed_lens", sa.Boolean()),
    ):
        op.add_column("guild", column)


def _create_lists() -> None:
    op.create_table(
        "cap",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column(
            "subject", sa.BigInteger(), autoincrement=False, nullable=False, comment="the server, role or channel"
        ),
        sa.Column("resolution", sa.Text()),
        sa.Column("duration", sa.Integer()),
        sa.Column("audio", sa.Boolean(), nullable=False),
        sa.Column("images", sa.Boolean(), nullable=False),
        sa.Column("jobs", sa.Integer()),
        sa.PrimaryKeyConstraint("guild_id", "scope", "subject"),
    )
    op.create_table(
        "blocked_word",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "word"),
    )
    op.create_table(
        "allowed_channel",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "channel_id"),
    )


def _create_cards() -> None:
    op.create_table(
        "log_card",
        sa.Column("job_id", sa.BigInteger(), sa.ForeignKey("job.id"), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts what changed of what it says"),
        sa.Column("shown", sa.Integer(), nullable=False, comment="the version that stands in the channel"),
        sa.Column("tell_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("job_id"),
    )
    op.create_index("log_card_untold", "log_card", ["tell_at"], sqlite_where=UNTOLD, postgresql_where=UNTOLD)
    op.create_table(
        "card_note",
        sa.Column("job_id", sa.BigInteger(), sa.ForeignKey("job.id"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("surrogate", sa.BigInteger(), nullable=False, comment="who did it"),
        sa.PrimaryKeyConstraint("job_id", "number"),
    )
