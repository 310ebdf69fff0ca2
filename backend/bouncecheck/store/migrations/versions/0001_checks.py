"""The journal of checks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the journal."""
    op.create_table(
        "checks",
        sa.Column("id", sa.String(40), primary_key=True, comment="Our own id of the check."),
        sa.Column(
            "checked_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was concluded.",
        ),
        sa.Column(
            "tenant_id",
            postgresql.UUID(as_uuid=False),
            nullable=False,
            comment="Whose organisation.",
        ),
        sa.Column(
            "user_hash",
            sa.LargeBinary(16),
            nullable=False,
            comment="Keyed BLAKE2b-128 of tenant and user id.",
        ),
        sa.Column(
            "mailbox_hash",
            sa.LargeBinary(16),
            nullable=False,
            comment="Keyed BLAKE2b-128 of tenant and address of the mailbox.",
        ),
        sa.Column(
            "message_hash",
            sa.LargeBinary(16),
            nullable=True,
            comment="Keyed BLAKE2b-128 of mailbox and id of the notice; "
            "null if it came from a file.",
        ),
        sa.Column(
            "verdict", sa.String(32), nullable=False, comment="The answer, such as not_sent."
        ),
        sa.Column("reason", sa.String(32), nullable=False, comment="Why, such as high."),
        sa.Column(
            "evidence",
            postgresql.JSONB,
            nullable=False,
            comment="Each item of the evidence with its value out of a closed set; no text.",
        ),
        comment="One row for each check: what was answered and what that rested on.",
    )
    op.create_index("checks_by_tenant_and_time", "checks", ["tenant_id", "checked_at"])


def downgrade() -> None:
    """Drop the journal."""
    op.drop_table("checks")
