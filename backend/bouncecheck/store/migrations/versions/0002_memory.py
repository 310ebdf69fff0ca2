"""What earlier checks taught, and when a notice came."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the memory; of earlier checks it stays unknown when their notices came."""
    op.add_column(
        "checks",
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When our own server took the notice in; null if it came from a file.",
        ),
    )
    op.create_index("checks_by_mailbox_and_arrival", "checks", ["mailbox_hash", "received_at"])
    _make_foreign_off()
    _make_controls()


def _make_foreign_off() -> None:
    op.create_table(
        "foreign_off",
        sa.Column(
            "tenant_id",
            postgresql.UUID(as_uuid=False),
            primary_key=True,
            comment="Whose organisation.",
        ),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When a genuine bounce was first classed foreign.",
        ),
        sa.Column("check_id", sa.String(40), nullable=False, comment="The check that showed it."),
        comment="Tenants for which a foreign origin counts as unknown.",
    )


def _make_controls() -> None:
    op.create_table(
        "controls",
        sa.Column(
            "mailbox_hash",
            sa.LargeBinary(16),
            primary_key=True,
            comment="Keyed BLAKE2b-128 of tenant and address of the mailbox.",
        ),
        sa.Column(
            "passed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When an identifier was last seen to come back from outside.",
        ),
        comment="Mailboxes whose identifiers survive the way out.",
    )


def downgrade() -> None:
    """Forget what was learnt, and when notices came."""
    op.drop_table("controls")
    op.drop_table("foreign_off")
    op.drop_index("checks_by_mailbox_and_arrival", "checks")
    op.drop_column("checks", "received_at")
