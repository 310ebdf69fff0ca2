"""Reports to the administrators."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of reports."""
    op.create_table(
        "reports",
        *_what_was_said(),
        *_what_became_of_it(),
        comment="One row for each report to the administrators.",
    )
    op.create_index("reports_by_tenant_and_time", "reports", ["tenant_id", "at"])
    waiting = sa.text("delivery = 'waiting'")
    op.create_index("reports_waiting", "reports", ["at"], postgresql_where=waiting)


def _what_was_said() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.String(40), primary_key=True, comment="Our own id of the report."),
        _column("at", sa.DateTime(timezone=True), "When it was made."),
        _column("tenant_id", postgresql.UUID(as_uuid=False), "Whose organisation."),
        _column(
            "user_id",
            postgresql.UUID(as_uuid=False),
            "Who reports: the directory's object id, so that the administrators can ask.",
        ),
        _column("check_id", sa.String(40), "The check that it rests on."),
        _column("kind", sa.String(16), "What the person says, such as not_me."),
        _column("verdict", sa.String(32), "The answer, such as not_sent."),
        _column("reason", sa.String(32), "Why, such as high."),
        _column(
            "evidence",
            postgresql.JSONB(),
            "Each item of the evidence with its value out of a closed set; no text.",
        ),
        _column(
            "note",
            sa.String(1000),
            "What the person wrote to the administrators; never text of a mail by itself.",
        ),
    )


def _what_became_of_it() -> tuple[sa.Column[Any], ...]:
    return (
        _column(
            "delivery",
            sa.String(16),
            "kept: nobody was to be told; waiting: not delivered yet; delivered.",
        ),
        _column("attempts", sa.SmallInteger(), "How often delivery was tried."),
        _column("tried_at", sa.DateTime(timezone=True), "When last, or made."),
        sa.Column(
            "delivered_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the administrators got it; null if they did not.",
        ),
    )


def downgrade() -> None:
    """Drop the table of reports."""
    op.drop_table("reports")


def _column(name: str, kind: TypeEngine[Any], comment: str) -> sa.Column[Any]:
    """Return a column that every row must fill."""
    return sa.Column(name, kind, nullable=False, comment=comment)
