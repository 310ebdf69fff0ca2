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
