"""Delivery events as JSON in place of words: Amazon SES, with or without the envelope of SNS.

{"notificationType": "Bounce",
 "bounce": {"bouncedRecipients": [{"emailAddress": "user@example.com", "status": "5.1.1"}]},
 "mail": {"source": "me@example.com", "commonHeaders": {"subject": "Price list"}}}
"""

import json
from dataclasses import replace

from bouncecheck.bounces.codes import statuses_in
from bouncecheck.bounces.dates import read_date
from bouncecheck.bounces.fields import mailbox_in, message_ids_in
from bouncecheck.bounces.identifiers import address_from
from bouncecheck.bounces.model import Action, FailedRecipient, FoundId, IdPlace, Kind
from bouncecheck.bounces.notice import Claims, Notice
from bouncecheck.bounces.recipients import distinct, recipient_of

MAX_RECIPIENTS = 500
"""More recipients than this are not read."""

_KINDS = {
    "bounce": (Kind.FAILURE, "bouncedRecipients", Action.FAILED),
    "complaint": (Kind.FEEDBACK_REPORT, "complainedRecipients", Action.DELIVERED),
    "deliverydelay": (Kind.DELAY, "delayedRecipients", Action.DELAYED),
    "delivery": (Kind.SUCCESS, "recipients", Action.DELIVERED),
}
_MEMBER_OF = {"deliverydelay": "deliveryDelay"}


def read(notice: Notice) -> Claims | None:
    """Read a notice whose words are one JSON object that tells of a delivery event."""
    told = _object(notice.words)
    envelope = told.get("Message")
    if isinstance(envelope, str):
        told = _object(envelope)
    name = str(told.get("notificationType") or told.get("eventType") or "").lower()
    if name not in _KINDS:
        return None
    kind, member, action = _KINDS[name]
    event = _Members(told.get(_MEMBER_OF.get(name, name)))
    mail = _Members(told.get("mail"))
    headers = {
        _Members(each).text("name").lower(): _Members(each).text("value")
        for each in mail.list("headers")
    }
    common = _Members(mail.get("commonHeaders"))
    recipients = (_recipient(each, action) for each in event.list(member)[:MAX_RECIPIENTS])
    ids = message_ids_in(headers.get("message-id") or common.text("messageId"))
    return Claims(
        kind=kind,
        dialect="events",
        recipients=distinct(r for r in recipients if r) if kind is not Kind.FEEDBACK_REPORT else (),
        reporting_mta=event.text("reportingMTA").rpartition(";")[2].strip() or None,
        message_ids=tuple(FoundId(message_id=i, place=IdPlace.REPORT_FIELD) for i in ids),
        sender=mailbox_in(headers.get("from") or mail.text("source")),
        subject=headers.get("subject") or common.text("subject") or None,
        sent=read_date(headers.get("date") or common.text("date")),
        truncated=len(event.list(member)) > MAX_RECIPIENTS,
    )


class _Members:
    """A JSON value, asked for members that it may not have."""

    def __init__(self, value: object) -> None:
        self._members = value if isinstance(value, dict) else {}

    def get(self, name: str) -> object:
        return self._members.get(name)

    def text(self, name: str) -> str:
        value = self.get(name)
        # JSON can spell halves of characters, and NUL: no database takes them.
        bare = " ".join(value.replace("\x00", "").splitlines()) if isinstance(value, str) else ""
        return bare.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def list(self, name: str) -> "list[object]":
        value = self.get(name)
        return value if isinstance(value, list) else []


def _object(text: str) -> "dict[str, object]":
    """Return the JSON object that `text` begins with; some mailing systems add words below it."""
    # Sendmail breaks a line of more than 998 octets with "!", and goes on behind a blank.
    text = text.replace("!\n ", "").lstrip()
    if not text.startswith("{"):
        return {}
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _recipient(told: object, action: Action) -> FailedRecipient | None:
    """Return one recipient; deliveries name the bare address."""
    members = _Members({"emailAddress": told} if isinstance(told, str) else told)
    address = address_from(members.text("emailAddress"))
    if not address:
        return None
    said = members.text("diagnosticCode")
    read = recipient_of(address, action, said.partition(";")[2] or said)
    return replace(read, status=next(iter(statuses_in(members.text("status"))), read.status))
