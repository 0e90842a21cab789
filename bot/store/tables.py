"""The tables. Instants are seconds UTC, amounts credits, Discord's ids 64-bit integers."""

import sqlalchemy as sa

metadata = sa.MetaData()
_untold = sa.text("shown IS NULL OR shown <> state OR late <> shown_late")
_has_deadline = sa.text("deadline_at IS NOT NULL")
_card_untold = sa.text("shown <> version")
_made = sa.text("took IS NOT NULL")
_called = sa.text("call_at IS NOT NULL")
_worded = sa.text("prompt <> ''")
_Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

member = sa.Table(
    "member",
    metadata,
    sa.Column("surrogate", _Serial, primary_key=True, comment="names the member in the ledger for ever"),
    sa.Column("member_id", sa.BigInteger, unique=True, comment="dropped when the person is erased"),
)

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False, comment="the interaction's id"),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("parent_id", sa.BigInteger, comment="the channel of a thread"),
    sa.Column("member_id", sa.BigInteger, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("guild_locale", sa.Text, nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("aspect_ratio", sa.Text, nullable=False),
    sa.Column("resolution", sa.Text, nullable=False),
    sa.Column("duration", sa.Integer, nullable=False),
    sa.Column("generate_audio", sa.Boolean, nullable=False),
    sa.Column("fixed_lens", sa.Boolean, nullable=False),
    sa.Column("image_url", sa.Text),
    sa.Column("picture", sa.Text, comment="the name of our copy"),
    sa.Column("picture_until", sa.Double, comment="until then image_url is relied on"),
    sa.Column("price", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("queued_at", sa.Double, nullable=False, server_default="0"),
    sa.Column("state_at", sa.Double, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("deadline_at", sa.Double),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("polls", sa.Integer, nullable=False),
    sa.Column("submits", sa.Integer, nullable=False),
    sa.Column("task_id", sa.Text, unique=True),
    sa.Column("key_fingerprint", sa.Text),
    sa.Column("callback", sa.Text, comment="the digest of the token that the vendor was given with the last POST"),
    sa.Column("hint", sa.Text, comment="the task that a callback named and that was not looked at yet"),
    sa.Column("heard_at", sa.Double, comment="when a callback last came, or was let count"),
    sa.Column("call_at", sa.Double, comment="when a callback wants it looked at"),
    sa.Column("video_url", sa.Text),
    sa.Column("consumed", sa.BigInteger),
    sa.Column("missing", sa.Integer, nullable=False),
    sa.Column("missing_since", sa.Double),
    sa.Column("linkless", sa.Integer, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("free", sa.Boolean, nullable=False, server_default=sa.false(), comment="its hold was given back before"),
    sa.Column("ending", sa.Text),
    sa.Column("ending_detail", sa.Text),
    sa.Column("clip", sa.JSON(none_as_null=True)),
    sa.Column("took", sa.Double, comment="seconds from its task to its file"),
    sa.Column("status_message_id", sa.BigInteger),
    sa.Column("status_tried", sa.Boolean, nullable=False),
    sa.Column("shown", sa.Text),
    sa.Column("shown_late", sa.Boolean, nullable=False),
    sa.Column("shown_at", sa.Double, comment="when its wait was last told"),
    sa.Column("shown_place", sa.Integer),
    sa.Column("shown_start", sa.Double),
    sa.Column("shown_closed", sa.Boolean),
    sa.Column("tell_at", sa.Double, nullable=False),
    sa.Column("lease_owner", sa.Text),
    sa.Column("lease_until", sa.Double),
    sa.Index("job_by_state", "state", "due_at"),
    sa.Index("job_by_member", "member_id", "state"),
    sa.Index("job_by_guild", "guild_id", "id"),
    sa.Index("job_with_deadline", "state", "due_at", sqlite_where=_has_deadline, postgresql_where=_has_deadline),
    sa.Index(
        "job_made_by_kind",
        "resolution",
        "duration",
        "generate_audio",
        "created_at",
        "took",
        sqlite_where=_made,
        postgresql_where=_made,
    ),
    sa.Index("job_by_callback", "callback", unique=True),
    sa.Index("job_called", "call_at", sqlite_where=_called, postgresql_where=_called),
    sa.Index("job_worded", "state_at", sqlite_where=_worded, postgresql_where=_worded),
    sa.Index("job_untold", "tell_at", sqlite_where=_untold, postgresql_where=_untold),
)

job_event = sa.Table(
    "job_event",
    metadata,
    sa.Column("job_id", sa.BigInteger, sa.ForeignKey("job.id"), primary_key=True),
    sa.Column("rev", sa.Integer, primary_key=True),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Index("job_event_by_target", "target", "at"),
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("job_id", sa.BigInteger, sa.ForeignKey("job.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("opened_at", sa.Double, nullable=False),
    sa.Column("anchor", sa.BigInteger),
    sa.Column("sent_at", sa.Double),
    sa.Column("as_link", sa.Boolean, nullable=False),
    sa.Column("fit_to", sa.BigInteger, comment="bytes"),
    sa.Column("message_id", sa.BigInteger, unique=True),
)

period = sa.Table(
    "period",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True),
    sa.Column("starts_at", sa.Double, primary_key=True),
    sa.Column("ends_at", sa.Double, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("allowance", sa.BigInteger, nullable=False),
    sa.Column("whole", sa.Double, nullable=False, comment="seconds of a whole one: the first of a rule may be shorter"),
)

guild = sa.Table(
    "guild",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("credits", sa.BigInteger, comment="of a period; what is empty here is what the operator's terms say"),
    sa.Column("period", sa.Text),
    sa.Column("zone", sa.Text),
    sa.Column("reset_day", sa.Integer),
    sa.Column("ceiling", sa.BigInteger, comment="credits per period of the terms' kind"),
    sa.Column("member_limit", sa.BigInteger),
    sa.Column("confirm_above", sa.BigInteger, comment="credits"),
    sa.Column("approve_above", sa.BigInteger, comment="credits"),
    sa.Column("language", sa.Text, comment="Discord's code; empty is what Discord says"),
    sa.Column("log_channel_id", sa.BigInteger),
    sa.Column("log_lost", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("aspect_ratio", sa.Text, comment="this and the next four are for what a member does not choose"),
    sa.Column("resolution", sa.Text),
    sa.Column("duration", sa.Integer),
    sa.Column("generate_audio", sa.Boolean),
    sa.Column("fixed_lens", sa.Boolean),
)

cap = sa.Table(
    "cap",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("subject", sa.BigInteger, primary_key=True, autoincrement=False, comment="the server, role or channel"),
    sa.Column("resolution", sa.Text),
    sa.Column("duration", sa.Integer),
    sa.Column("audio", sa.Boolean, nullable=False),
    sa.Column("images", sa.Boolean, nullable=False),
    sa.Column("jobs", sa.Integer),
)

blocked_word = sa.Table(
    "blocked_word",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("word", sa.Text, primary_key=True),
)

allowed_channel = sa.Table(
    "allowed_channel",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
)

log_card = sa.Table(
    "log_card",
    metadata,
    sa.Column("job_id", sa.BigInteger, sa.ForeignKey("job.id"), primary_key=True, autoincrement=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("version", sa.Integer, nullable=False, comment="counts what changed of what it says"),
    sa.Column("shown", sa.Integer, nullable=False, comment="the version that stands in the channel"),
    sa.Column("tell_at", sa.Double, nullable=False),
    sa.Index("log_card_untold", "tell_at", sqlite_where=_card_untold, postgresql_where=_card_untold),
)

card_note = sa.Table(
    "card_note",
    metadata,
    sa.Column("job_id", sa.BigInteger, sa.ForeignKey("job.id"), primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("surrogate", sa.BigInteger, nullable=False, comment="who did it"),
)

limit_rule = sa.Table(
    "limit_rule",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("subject", sa.BigInteger, primary_key=True, autoincrement=False, comment="a role, or a surrogate"),
    sa.Column("credits", sa.BigInteger, nullable=False),
)

block = sa.Table(
    "block",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("surrogate", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("until", sa.Double, comment="empty until it is taken away"),
    sa.Column("reason", sa.Text, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", _Serial, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False, comment="0 for what concerns no server"),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("actor", sa.Text, nullable=False, comment="as in transfer"),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index("audit_by_guild", "guild_id", "id"),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("credits", sa.BigInteger, nullable=False),
    sa.Column("posted", sa.BigInteger, nullable=False),
    sa.Column("pending", sa.BigInteger, nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.CheckConstraint("credits >= 0 AND posted >= 0 AND pending >= 0", name="account_is_natural"),
    sa.CheckConstraint("kind = 'member' OR pending + posted <= credits", name="account_is_not_overdrawn"),
)

transfer = sa.Table(
    "transfer",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("debit", sa.Text, nullable=False, index=True),
    sa.Column("credit", sa.Text, nullable=False, index=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("pending_id", sa.Text, sa.ForeignKey("transfer.id"), unique=True, comment="resolved at most once"),
    sa.Column("job_id", sa.BigInteger, index=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.CheckConstraint("kind IN ('pending', 'post', 'void', 'direct')", name="transfer_kind"),
    sa.CheckConstraint("amount >= 0 AND (kind <> 'void' OR amount = 0)", name="transfer_amount"),
    sa.CheckConstraint("(kind IN ('post', 'void')) = (pending_id IS NOT NULL)", name="transfer_resolves"),
)

draft = sa.Table(
    "draft",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False, comment="the interaction's id"),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("member_id", sa.BigInteger, nullable=False),
    sa.Column("url", sa.Text, comment="of its picture"),
    sa.Column("size", sa.BigInteger),
    sa.Column("content_type", sa.Text),
    sa.Column("spec", sa.JSON(none_as_null=True), comment="of a video whose price is to be agreed to"),
    sa.Column("like_picture", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("at", sa.Double, nullable=False, index=True),
)

guild_turn = sa.Table(
    "guild_turn",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("served_at", sa.Double, nullable=False, index=True),
)

upload_limit = sa.Table(
    "upload_limit",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("taken", sa.BigInteger, comment="bytes of the largest file that it took"),
    sa.Column("taken_at", sa.Double),
    sa.Column("refused", sa.BigInteger, comment="bytes of the smallest file that it refused"),
    sa.Column("refused_at", sa.Double),
)

studio = sa.Table(
    "studio",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("closure", sa.Text),
    sa.Column("since", sa.Double, nullable=False),
    sa.Column("retry_at", sa.Double, nullable=False),
    sa.CheckConstraint("id = 1", name="studio_is_one"),
)

note = sa.Table(
    "note",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
