"""summary: a Bounce as the row that `bouncecheck read` prints."""

from datetime import datetime
from typing import TypedDict

from bouncecheck.bounces.model import Bounce, FailedRecipient, ReturnedMessage


class RecipientRow(TypedDict):
    """What a bounce says of one recipient."""

    address: str
    final_address: str | None
    action: str
    status: str | None
    reply: str | None
    diagnostic: str | None
    remote_mta: str | None


class FoundIdRow(TypedDict):
    """One candidate Message-ID of the original, and where it stood."""

    message_id: str
    place: str


Summary = TypedDict(
    "Summary",
    {
        "file": str,
        "kind": str,
        "recipients": list[str],
        "message_id": list[str],
        "subject": str | None,
        "from": str | None,
        "sent_at": str | None,
        "status": list[str],
        "dialect": str,
        # From here on more than the contract asks for.
        "to": list[str],
        "extent": str,
        "reporting_mta": str | None,
        "arrived_at": str | None,
        "truncated": bool,
        "recipient_details": list[RecipientRow],
        "found_ids": list[FoundIdRow],
        "headers": list[list[str]],
    },
)
"""One JSON line; null or [] where the bounce does not say. `headers`: the returned block."""


def summary(bounce: Bounce, file: str) -> Summary:
    """Return the row for one bounce.

    Args:
        bounce: What was read.
        file: The name to print for it.
    """
    returned = bounce.returned
    statuses = (recipient.status for recipient in bounce.recipients if recipient.status)
    return {
        "file": file,
        "kind": bounce.kind.value,
        "recipients": [recipient.address for recipient in bounce.recipients],
        "message_id": _best_ids(returned),
        "subject": returned.subject,
        "from": returned.sender,
        "sent_at": _written(returned.sent_at or returned.sent_local),
        "status": list(dict.fromkeys(statuses)),
        "dialect": bounce.dialect,
        "to": list(returned.recipients),
        "extent": returned.extent.value,
        "reporting_mta": bounce.reporting_mta,
        "arrived_at": _written(bounce.arrived_at),
        "truncated": bounce.truncated,
        "recipient_details": [_recipient_row(recipient) for recipient in bounce.recipients],
        "found_ids": [
            {"message_id": found.message_id, "place": found.place.value}
            for found in returned.message_ids
        ],
        "headers": [[name, value] for name, value in returned.headers],
    }


def _recipient_row(recipient: FailedRecipient) -> RecipientRow:
    return {
        "address": recipient.address,
        "final_address": recipient.final_address,
        "action": recipient.action.value,
        "status": recipient.status,
        "reply": recipient.reply,
        "diagnostic": recipient.diagnostic,
        "remote_mta": recipient.remote_mta,
    }


def _best_ids(returned: ReturnedMessage) -> list[str]:
    """Return the identifiers of the most trusted place; weaker ones would only blur them."""
    if not returned.message_ids:
        return [odd.strip("<>") for odd in returned.odd_ids]
    best = returned.message_ids[0].place
    return [found.message_id for found in returned.message_ids if found.place is best]


def _written(moment: datetime | None) -> str | None:
    """Return the date in ISO 8601: with "Z" where it is a moment, naive where it is local."""
    if moment is None:
        return None
    return moment.isoformat().replace("+00:00", "Z")
