"""What earlier checks taught, and when a notice came."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the memory; of earlier checks it stays unknown when their notices came."""
    arrival = "When our own server took the notice in; null if it came from a file."
    moment = sa.DateTime(timezone=True)
    op.add_column("checks", sa.Column("received_at", moment, nullable=True, comment=arrival))
    op.create_index("checks_by_mailbox_and_arrival", "checks", ["mailbox_hash", "received_at"])
    op.create_table(
        "foreign_off",
        _key("tenant_id", postgresql.UUID(as_uuid=False), "Whose organisation."),
        _column("since", moment, "When a genuine bounce was first classed foreign."),
        _column("check_id", sa.String(40), "The check that showed it."),
        comment="Tenants for which a foreign origin counts as unknown.",
    )
    op.create_table(
        "controls",
        _key(
            "mailbox_hash",
            sa.LargeBinary(16),
            "Keyed BLAKE2b-128 of tenant and address of the mailbox.",
        ),
        _column("passed_at", moment, "When an identifier was last seen to come back from outside."),
        comment="Mailboxes whose identifiers survive the way out.",
    )


def downgrade() -> None:
    """Forget what was learnt, and when notices came."""
    op.drop_table("controls")
    op.drop_table("foreign_off")
    op.drop_index("checks_by_mailbox_and_arrival", "checks")
    op.drop_column("checks", "received_at")


def _key(name: str, kind: TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, comment=comment)


def _column(name: str, kind: TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, comment=comment)
