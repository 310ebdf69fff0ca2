"""The tables, with a comment on each column that says what it may hold."""

from sqlalchemy import (
    Column,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

metadata = MetaData()

checks = Table(
    "checks",
    metadata,
    Column("id", String(40), primary_key=True, comment="Our own id of the check."),
    Column("checked_at", DateTime(timezone=True), nullable=False, comment="When it was concluded."),
    Column("tenant_id", UUID(as_uuid=False), nullable=False, comment="Whose organisation."),
    Column(
        "user_hash",
        LargeBinary(16),
        nullable=False,
        comment="Keyed BLAKE2b-128 of tenant and user id.",
    ),
    Column(
        "mailbox_hash",
        LargeBinary(16),
        nullable=False,
        comment="Keyed BLAKE2b-128 of tenant and address of the mailbox.",
    ),
    Column(
        "message_hash",
        LargeBinary(16),
        nullable=True,
        comment="Keyed BLAKE2b-128 of mailbox and id of the notice; null if it came from a file.",
    ),
    Column("verdict", String(32), nullable=False, comment="The answer, such as not_sent."),
    Column("reason", String(32), nullable=False, comment="Why, such as high."),
    Column(
        "evidence",
        JSONB,
        nullable=False,
        comment="Each item of the evidence with its value out of a closed set; no text.",
    ),
    comment="One row for each check: what was answered and what that rested on.",
)

Index("checks_by_tenant_and_time", checks.c.tenant_id, checks.c.checked_at)

reports = Table(
    "reports",
    metadata,
    Column("id", String(40), primary_key=True, comment="Our own id of the report."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was made."),
    Column("tenant_id", UUID(as_uuid=False), nullable=False, comment="Whose organisation."),
    Column(
        "user_id",
        UUID(as_uuid=False),
        nullable=False,
        comment="Who reports: the directory's object id, so that the administrators can ask.",
    ),
    Column("check_id", String(40), nullable=False, comment="The check that it rests on."),
    Column("kind", String(16), nullable=False, comment="What the person says, such as not_me."),
    Column("verdict", String(32), nullable=False, comment="The answer, such as not_sent."),
    Column("reason", String(32), nullable=False, comment="Why, such as high."),
    Column(
        "evidence",
        JSONB,
        nullable=False,
        comment="Each item of the evidence with its value out of a closed set; no text.",
    ),
    Column(
        "note",
        String(1000),
        nullable=False,
        comment="What the person wrote to the administrators; never text of a mail by itself.",
    ),
    Column(
        "delivery",
        String(16),
        nullable=False,
        comment="kept: nobody was to be told; waiting: not delivered yet; delivered.",
    ),
    Column("attempts", SmallInteger, nullable=False, comment="How often delivery was tried."),
    Column("tried_at", DateTime(timezone=True), nullable=False, comment="When last, or made."),
    Column(
        "delivered_at",
        DateTime(timezone=True),
        nullable=True,
        comment="When the administrators got it; null if they did not.",
    ),
    comment="One row for each report to the administrators.",
)

Index("reports_by_tenant_and_time", reports.c.tenant_id, reports.c.at)
Index("reports_waiting", reports.c.at, postgresql_where=reports.c.delivery == "waiting")
