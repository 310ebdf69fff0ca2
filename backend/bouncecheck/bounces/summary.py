"""summary: a Bounce as the row that `bouncecheck read` prints."""

from typing import TypedDict

from bouncecheck.bounces.model import Bounce, ReturnedMessage

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
    },
)
"""One JSON line; null or [] where the bounce does not say."""


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
        "sent_at": _written(returned),
        "status": list(dict.fromkeys(statuses)),
        "dialect": bounce.dialect,
    }


def _best_ids(returned: ReturnedMessage) -> list[str]:
    """Return the identifiers of the most trusted place; weaker ones would only blur them."""
    places = [found.place for found in returned.message_ids]
    return [found.message_id for found in returned.message_ids if found.place == places[0]]


def _written(returned: ReturnedMessage) -> str | None:
    """Return the date in ISO 8601: with "Z" where it is a moment, naive where it is local."""
    if returned.sent_at:
        return returned.sent_at.isoformat().removesuffix("+00:00") + "Z"
    return returned.sent_local.isoformat() if returned.sent_local else None
