"""The tables, with a comment on each column that says what it may hold."""

from sqlalchemy import (
    Column,
    DateTime,
    Index,
    Integer,
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
    Column(
        "received_at",
        DateTime(timezone=True),
        nullable=True,
        comment="When our own server took the notice in; null if it came from a file.",
    ),
    comment="One row for each check: what was answered and what that rested on.",
)

Index("checks_by_tenant_and_time", checks.c.tenant_id, checks.c.checked_at)
Index("checks_by_mailbox_and_arrival", checks.c.mailbox_hash, checks.c.received_at)

log_requests = Table(
    "log_requests",
    metadata,
    Column("tenant_id", UUID(as_uuid=False), primary_key=True, comment="Whose organisation."),
    Column(
        "began_at",
        DateTime(timezone=True),
        primary_key=True,
        comment="When the half minute began in which they were made.",
    ),
    Column("requests", Integer, nullable=False, comment="How many."),
    comment="How often the mail log was asked lately, so that all processes keep one limit.",
)

foreign_off = Table(
    "foreign_off",
    metadata,
    Column("tenant_id", UUID(as_uuid=False), primary_key=True, comment="Whose organisation."),
    Column(
        "since",
        DateTime(timezone=True),
        nullable=False,
        comment="When a genuine bounce was first classed foreign.",
    ),
    Column("check_id", String(40), nullable=False, comment="The check that showed it."),
    comment="Tenants for which a foreign origin counts as unknown.",
)

controls = Table(
    "controls",
    metadata,
    Column(
        "mailbox_hash",
        LargeBinary(16),
        primary_key=True,
        comment="Keyed BLAKE2b-128 of tenant and address of the mailbox.",
    ),
    Column(
        "passed_at",
        DateTime(timezone=True),
        nullable=False,
        comment="When an identifier was last seen to come back from outside.",
    ),
    comment="Mailboxes whose identifiers survive the way out.",
)

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
