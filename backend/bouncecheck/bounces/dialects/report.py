"""Notices with a machine-readable part: RFC 3464, 6522, 6533 (delivery), 5965, 8098.

Gateways break them: fields without an address type, without an empty line between groups, in a
text part, under another type. What has the fields is a report; where only the text has them,
somebody must also look like a mail system.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bouncecheck.bounces.codes import statuses_in
from bouncecheck.bounces.dates import read_date
from bouncecheck.bounces.described import described_in
from bouncecheck.bounces.fields import mailbox_in, message_ids_in
from bouncecheck.bounces.identifiers import Address, address_from
from bouncecheck.bounces.mime import MailPart
from bouncecheck.bounces.model import Action, FailedRecipient, FoundId, IdPlace, Kind
from bouncecheck.bounces.notice import Claims, Notice
from bouncecheck.bounces.recipients import distinct, recipient_of
from bouncecheck.bounces.wording import speaks_of_failure

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
_FIELD = re.compile(r"([ \t>]{0,8})([A-Za-z][A-Za-z0-9-]{2,60})[ \t]*:[ \t]*(.*)")
_NAMES = re.compile(
    r"(?:original|final)-recipient|action|status|(?:reporting|remote|received-from)-mta"
    r"|diagnostic-code|(?:last-attempt|arrival)-date|will-retry-until|x-.*|original-.*"
)
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
            return _read_complaint(notice, part)
        if part.content_type in _RECEIPT_TYPES:
            return _read_receipt(notice, part)
    is_report = notice.root.content_type == "multipart/report"
    kind_of_report = notice.root.parameters.get("report-type", "").lower()
    # Somebody may pass on, as a part of their own mail, the report that came to them.
    if kind_of_report in _OTHER_REPORTS or (not is_report and _is_a_persons(notice)):
        return None
    stated = [part.text for part in notice.parts if part.content_type in _DELIVERY_TYPES]
    # Some gateways put the fields under another type, or among the words.
    found = stated or [p.text for p in notice.parts if _HAS_DELIVERY_FIELDS.search(p.text)]
    return _read_delivery(notice, found) if stated or not _is_a_persons(notice) else None


def _is_a_persons(notice: Notice) -> bool:
    return notice.signs == 0 or (notice.is_passed_on and not notice.is_from_system)


def _read_complaint(notice: Notice, part: MailPart) -> Claims:
    fields = _fields_of(part)
    described = described_in(notice.words, notice.written_at)
    return Claims(
        kind=Kind.FEEDBACK_REPORT,
        dialect="report",
        has_report=True,
        reporting_mta=_after_type(fields.get("reporting-mta")),
        message_ids=described.message_ids,
        sender=mailbox_in(fields.get("original-mail-from")),
    )


def _read_receipt(notice: Notice, part: MailPart) -> Claims:
    fields = _fields_of(part)
    described = described_in(notice.words, notice.written_at)
    refused = _refused(notice, fields)
    return Claims(
        kind=Kind.FAILURE if refused else Kind.MDN,
        dialect="report",
        has_report=True,
        recipients=refused,
        message_ids=_ids_in(fields) + described.message_ids,
        sender=described.sender,
        subject=described.subject,
        sent=described.sent,
    )


def _refused(notice: Notice, fields: Fields) -> tuple[FailedRecipient, ...]:
    """Return whose mail filter refused the message: Sieve says it in a receipt (RFC 5429, 2.1)."""
    disposition = fields.get("disposition", "").lower()
    address = _typed_address(fields.get("original-recipient") or fields.get("final-recipient"))
    is_refusal = disposition.startswith("automatic-action") and "deleted" in disposition
    if not address or not is_refusal or not speaks_of_failure(f"{notice.subject}\n{notice.words}"):
        return ()
    return (recipient_of(address, Action.FAILED, notice.words.strip()),)


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
    described = described_in(notice.words, notice.written_at)
    return Claims(
        kind=_KIND_OF_ACTION[worst],
        dialect="report",
        has_report=True,
        recipients=distinct(
            r for r in recipients if _KIND_OF_ACTION[r.action] is _KIND_OF_ACTION[worst]
        ),
        reporting_mta=_after_type(general.get("reporting-mta")),
        arrived_at=read_date(general.get("arrival-date")).at,
        message_ids=_ids_in(general) + described.message_ids,
        sender=described.sender,
        subject=described.subject,
        sent=described.sent,
        truncated=len(single) >= MAX_RECIPIENTS,
    )


def _ids_in(fields: Fields) -> tuple[FoundId, ...]:
    """Return the identifiers that fields of a report give for the original."""
    envelope_id = fields.get("original-envelope-id", "")
    named = (
        fields.get("x-original-message-id", ""),
        fields.get("original-message-id", ""),
        envelope_id if "<" in envelope_id else "",
    )
    return tuple(
        FoundId(message_id=i, place=IdPlace.REPORT_FIELD)
        for value in named
        for i in message_ids_in(value)
    )


def _fields_of(part: MailPart) -> Fields:
    return {name: value for group in _groups(part.text) for name, value in group.items()}


def _groups(text: str) -> Iterator[Fields]:
    """Yield the groups of fields in a report; a recipient named twice begins a new one."""
    group: Fields = {}
    last = margin = ""
    for line in (*text.split("\n"), ""):
        found = _FIELD.match(line)
        if (
            found
            and group
            and len(found[1]) > len(margin)
            and not _NAMES.fullmatch(found[2].lower())
        ):
            # A field goes on here, with words such as "said: 550".
            found = None
        name = found[2].lower() if found else ""
        if not line.strip() or (name in group and name.endswith("-recipient")):
            if group:
                yield group
            group, last = {}, ""
        if found:
            margin = margin if group else found[1]
            # Of a field that stands there twice the first counts, whatever the second goes on with.
            last = "" if name in group else name
            group.setdefault(name, found[3].strip())
        elif last:
            group[last] = f"{group[last]} {line.strip()}"[:MAX_FIELD_CHARS]


def _sort_in(group: Fields, general: Fields, single: list[Fields]) -> None:
    """Put a group where it belongs: the message's, a recipient's, or a torn piece of the last."""
    has_recipient = "final-recipient" in group or "original-recipient" in group
    if has_recipient or (not single and "action" in group and "status" in group):
        single += [group] if len(single) < MAX_RECIPIENTS else []
    elif single:
        for name, value in group.items():
            single[-1].setdefault(name, value)
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
    said = recipient_of(first, action, _after_type(diagnostic) or "", final=final)
    return replace(
        said,
        status=_status(group.get("status", ""), diagnostic or ""),
        remote_mta=_after_type(group.get("remote-mta")) or said.remote_mta,
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
