"""Notices with a machine-readable part: RFC 3464, 6522, 6533 (delivery), 5965, 8098.

Gateways break them: fields without an address type, without an empty line between groups, in a
text part, under another type. What has the fields is a report; where only the text has them,
somebody must also look like a mail system.
"""

import re
from collections.abc import Iterator, Sequence

from bouncecheck.bounces.codes import statuses_in
from bouncecheck.bounces.dates import read_date
from bouncecheck.bounces.fields import mailbox_in, message_ids_in
from bouncecheck.bounces.identifiers import Address, address_from
from bouncecheck.bounces.mime import MailPart
from bouncecheck.bounces.model import Action, FailedRecipient, FoundId, IdPlace, Kind
from bouncecheck.bounces.notice import Claims, Notice

MAX_DIAGNOSTIC_CHARS = 1_000
"""A longer diagnostic is cut."""

MAX_RECIPIENTS = 500
"""More recipients than this are not read."""

MAX_FIELD_CHARS = 4_000
"""A longer field is cut."""

MAX_TYPE_CHARS = 20
"""What stands before ";" is a type only if it is this short."""

Fields = dict[str, str]

_DELIVERY_TYPES = frozenset(
    ("message/delivery-status", "message/global-delivery-status", "text/delivery-status"),
)
_RECEIPT_TYPES = frozenset(
    ("message/disposition-notification", "message/global-disposition-notification"),
)
_COMPLAINT_TYPES = frozenset(("message/feedback-report",))
_OTHER_REPORTS = frozenset(("tlsrpt", "feedback-report", "disposition-notification"))
_HAS_DELIVERY_FIELDS = re.compile(
    r"^[ \t>]{0,8}(?:final|original)-recipient[ \t]*:[^\n]*@", re.MULTILINE | re.IGNORECASE
)
_FIELD = re.compile(r"[ \t>]{0,8}([A-Za-z][A-Za-z0-9-]{2,60})[ \t]*:[ \t]*(.*)")
_EXPANDED = re.compile(
    r"(?<![^\s<])([^\s<>@]{1,64}@[^\s<>@:]{1,255}|[^\s<>@]{1,64})>?[:\s.]{0,20}"
    r"\(expanded from:?\s{0,10}<?([^\s<>()]{1,320})>?\)",
    re.IGNORECASE,
)
_ACTIONS = {
    "fail": Action.FAILED,
    "dela": Action.DELAYED,
    "deli": Action.DELIVERED,
    "rela": Action.RELAYED,
    "expa": Action.EXPANDED,
}
_KIND_OF_ACTION = {
    Action.FAILED: Kind.FAILURE,
    Action.DELAYED: Kind.DELAY,
    Action.DELIVERED: Kind.SUCCESS,
    Action.RELAYED: Kind.SUCCESS,
    Action.EXPANDED: Kind.SUCCESS,
}


def read(notice: Notice) -> Claims | None:
    """Read a notice whose machine-readable part says what happened."""
    for part in notice.parts:
        if part.content_type in _COMPLAINT_TYPES:
            return _read_complaint(part)
        if part.content_type in _RECEIPT_TYPES:
            return _read_receipt(part)
    if notice.root.parameters.get("report-type", "").lower() in _OTHER_REPORTS:
        return None
    stated = [part.text for part in notice.parts if part.content_type in _DELIVERY_TYPES]
    claims = _read_delivery(notice, stated)
    if claims or notice.signs == 0 or notice.is_passed_on:
        return claims
    # Some gateways put the fields under another type, or among the words.
    return _read_delivery(
        notice, [part.text for part in notice.parts if _HAS_DELIVERY_FIELDS.search(part.text)]
    )


def _read_complaint(part: MailPart) -> Claims:
    fields = {name: value for group in _groups(part.text) for name, value in group.items()}
    return Claims(
        kind=Kind.FEEDBACK_REPORT,
        dialect="report",
        has_report=True,
        reporting_mta=_after_type(fields.get("reporting-mta")),
        sender=mailbox_in(fields.get("original-mail-from")),
    )


def _read_receipt(part: MailPart) -> Claims:
    fields = {name: value for group in _groups(part.text) for name, value in group.items()}
    ids = message_ids_in(fields.get("original-message-id", ""))
    return Claims(
        kind=Kind.MDN,
        dialect="report",
        has_report=True,
        message_ids=tuple(FoundId(message_id=i, place=IdPlace.REPORT_FIELD) for i in ids),
    )


def _read_delivery(notice: Notice, texts: Sequence[str]) -> Claims | None:
    general: Fields = {}
    single: list[Fields] = []
    for text in texts:
        for group in _groups(text):
            _sort_in(group, general, single)
    expanded = _expansions(notice.words)
    recipients = [r for r in (_recipient(group, expanded) for group in single) if r]
    actions = [action for action in (_action(group) for group in single) if action]
    if not actions:
        return None
    worst = next(action for action in Action if action in actions)
    ids = message_ids_in(general.get("x-original-message-id", ""))
    ids += message_ids_in(general.get("original-message-id", ""))
    ids += tuple(
        i
        for i in message_ids_in(general.get("original-envelope-id", ""))
        if "<" in general["original-envelope-id"]
    )
    return Claims(
        kind=_KIND_OF_ACTION[worst],
        dialect="report",
        has_report=True,
        recipients=_distinct(
            [r for r in recipients if _KIND_OF_ACTION[r.action] is _KIND_OF_ACTION[worst]]
        ),
        reporting_mta=_after_type(general.get("reporting-mta")),
        arrived_at=read_date(general.get("arrival-date")).at,
        message_ids=tuple(FoundId(message_id=i, place=IdPlace.REPORT_FIELD) for i in ids),
        truncated=len(single) >= MAX_RECIPIENTS,
    )


def _groups(text: str) -> Iterator[Fields]:
    """Yield the groups of fields in a report; a recipient named twice begins a new one."""
    group: Fields = {}
    last = ""
    for line in (*text.split("\n"), ""):
        found = _FIELD.match(line)
        name = found[1].lower() if found else ""
        if not line.strip() or (name in group and name.endswith("-recipient")):
            if group:
                yield group
            group, last = {}, ""
        if found:
            last = name
            group.setdefault(name, found[2].strip())
        elif last:
            group[last] = f"{group[last]} {line.strip()}"[:MAX_FIELD_CHARS]


def _sort_in(group: Fields, general: Fields, single: list[Fields]) -> None:
    """Put a group where it belongs: the message's, a recipient's, or a torn piece of the last."""
    has_recipient = "final-recipient" in group or "original-recipient" in group
    if has_recipient and len(single) < MAX_RECIPIENTS:
        single.append(group)
    elif single and not has_recipient:
        for name, value in group.items():
            single[-1].setdefault(name, value)
    elif "action" in group and "status" in group:
        single.append(group)
    for name, value in group.items():
        general.setdefault(name, value)


def _recipient(group: Fields, expanded: dict[str, Address]) -> FailedRecipient | None:
    final = _typed_address(group.get("final-recipient"))
    original = _typed_address(group.get("original-recipient"))
    first = original or final
    if first:
        first = expanded.get(first, first)
    action = _action(group)
    if not first or not action:
        return None
    diagnostic = group.get("diagnostic-code")
    return FailedRecipient(
        address=first,
        final_address=final if final != first else None,
        action=action,
        status=_status(group.get("status", ""), diagnostic or ""),
        diagnostic=(_after_type(diagnostic) or "")[:MAX_DIAGNOSTIC_CHARS] or None,
        remote_mta=_after_type(group.get("remote-mta")),
    )


def _action(group: Fields) -> Action | None:
    """Return what was done; where that is left out, the class of the status says it."""
    stated = group.get("action", "").strip().lower()[:4]
    if stated in _ACTIONS:
        return _ACTIONS[stated]
    status = group.get("status", "").strip()[:1]
    return {"5": Action.FAILED, "4": Action.DELAYED, "2": Action.DELIVERED}.get(status)


def _status(stated: str, diagnostic: str) -> str | None:
    """Return the stated code; where it says nothing in particular, a precise one beside it."""
    codes = (*statuses_in(stated), *statuses_in(diagnostic))
    if not codes:
        return None
    precise = (code for code in codes if code[0] == codes[0][0] and not code.endswith(".0.0"))
    return next(precise, codes[0])


def _typed_address(value: str | None) -> Address | None:
    """Return the address of "rfc822; user@example.com"; the type may be missing."""
    if not value:
        return None
    bare = value.rpartition(";")[2].strip() or value.strip()
    return address_from(bare) or mailbox_in(bare)


def _after_type(value: str | None) -> str | None:
    """Return what stands behind a type such as "dns;" or "smtp;"."""
    if not value:
        return None
    kind, mark, rest = value.partition(";")
    return (rest.strip() if mark and len(kind) <= MAX_TYPE_CHARS else value.strip()) or None


def _expansions(words: str) -> dict[str, Address]:
    """Return which address each final one was expanded from, as Postfix and sendmail tell it."""
    found: dict[str, Address] = {}
    if "(expanded from" not in words.lower():
        return found
    for final, original in _EXPANDED.findall(words):
        if address := address_from(original):
            found[final.lower()] = address
    return found


def _distinct(recipients: Sequence[FailedRecipient]) -> tuple[FailedRecipient, ...]:
    """Return one entry an address, the first that was given."""
    return tuple({r.address: r for r in reversed(recipients)}.values())[::-1]
