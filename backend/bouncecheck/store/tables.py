"""The tables, with a comment on each column that says what it may hold."""

from sqlalchemy import (
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
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

Index("checks_by_mailbox_and_arrival", checks.c.mailbox_hash, checks.c.received_at)

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
