"""The quota of the mail log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the count of requests."""
    op.create_table(
        "log_requests",
        sa.Column(
            "tenant_id",
            postgresql.UUID(as_uuid=False),
            primary_key=True,
            comment="Whose organisation.",
        ),
        sa.Column(
            "began_at",
            sa.DateTime(timezone=True),
            primary_key=True,
            comment="When the half minute began in which they were made.",
        ),
        sa.Column("requests", sa.Integer(), nullable=False, comment="How many."),
        comment="How often the mail log was asked lately, so that all processes keep one limit.",
    )


def downgrade() -> None:
    """Drop the count."""
    op.drop_table("log_requests")
