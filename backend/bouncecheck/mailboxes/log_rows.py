"""The rows of the mail log as Graph writes them, and as the rules read them."""

from datetime import UTC, datetime

import msgspec

from bouncecheck.bounces.identifiers import MessageId, address_from, message_id_from
from bouncecheck.verdicts.facts import LogRecord


class TraceEntry(msgspec.Struct, rename="camel"):
    """One row. Source: exchangeMessageTrace in Graph's reference."""

    message_id: str | None = None
    sender_address: str | None = None
    recipient_address: str | None = None
    subject: str | None = None
    from_ip: str | None = msgspec.field(default=None, name="fromIP")
    received_date_time: datetime | None = None
    status: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it names what a row is about; one that does not might be anything."""
        return None not in (
            self.message_id,
            self.sender_address,
            self.recipient_address,
            self.received_date_time,
        )


class TracePage(msgspec.Struct):
    """One page of rows."""

    value: list[TraceEntry]
    next_link: str | None = msgspec.field(default=None, name="@odata.nextLink")


def record_of(entry: TraceEntry, asked: MessageId | None) -> LogRecord | None:
    """Return a row as the rules read it; None for one that does not even say when it was.

    Args:
        entry: The row.
        asked: The identifier that was asked for: a row that came for it and names none bears it.
    """
    at = entry.received_date_time
    if at is None:
        return None
    return LogRecord(
        message_id=message_id_from(entry.message_id or "") or asked,
        sender=address_from(entry.sender_address or ""),
        recipient=address_from(entry.recipient_address or ""),
        subject=entry.subject,
        from_ip=entry.from_ip or None,
        received_at=at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC),
        status=entry.status or "",
    )
