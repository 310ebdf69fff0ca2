"""The journal of checks."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the journal."""
    op.create_table(
        "checks",
        sa.Column("id", sa.String(40), primary_key=True, comment="Our own id of the check."),
        _column("checked_at", sa.DateTime(timezone=True), "When it was concluded."),
        _column("tenant_id", postgresql.UUID(as_uuid=False), "Whose organisation."),
        _column("user_hash", sa.LargeBinary(16), "Keyed BLAKE2b-128 of tenant and user id."),
        _column(
            "mailbox_hash",
            sa.LargeBinary(16),
            "Keyed BLAKE2b-128 of tenant and address of the mailbox.",
        ),
        sa.Column(
            "message_hash",
            sa.LargeBinary(16),
            nullable=True,
            comment="Keyed BLAKE2b-128 of mailbox and id of the notice; "
            "null if it came from a file.",
        ),
        _column("verdict", sa.String(32), "The answer, such as not_sent."),
        _column("reason", sa.String(32), "Why, such as high."),
        _column(
            "evidence",
            postgresql.JSONB(),
            "Each item of the evidence with its value out of a closed set; no text.",
        ),
        comment="One row for each check: what was answered and what that rested on.",
    )
    op.create_index("checks_by_tenant_and_time", "checks", ["tenant_id", "checked_at"])


def downgrade() -> None:
    """Drop the journal."""
    op.drop_table("checks")


def _column(name: str, kind: TypeEngine[Any], comment: str) -> sa.Column[Any]:
    """Return a column that every row must fill."""
    return sa.Column(name, kind, nullable=False, comment=comment)
