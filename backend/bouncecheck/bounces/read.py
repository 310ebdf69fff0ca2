"""read_bounce: any bytes to what they claim. Total: there is nothing that it raises."""

from dataclasses import replace

from bouncecheck.bounces.dates import read_date
from bouncecheck.bounces.described import subject_quoted
from bouncecheck.bounces.dialects import DIALECTS
from bouncecheck.bounces.fields import (
    addresses_in,
    has_unread_id,
    mailbox_in,
    message_ids_in,
    value_of,
)
from bouncecheck.bounces.identifiers import MAX_MESSAGE_ID_CHARS, Address, MessageId
from bouncecheck.bounces.mime import read_mail
from bouncecheck.bounces.model import (
    Bounce,
    Extent,
    FoundId,
    IdPlace,
    Kind,
    ReturnedMessage,
)
from bouncecheck.bounces.notice import Claims, Notice, notice_from
from bouncecheck.bounces.returned import NOTHING_RETURNED, ReturnedBlock, returned_ids
from bouncecheck.bounces.subjects import subject_after_prefix, subject_answered, subject_behind

MAX_TEXT_CHARS = 20_000
"""So much of the words for people is kept."""

MAX_CANDIDATES = 50
"""More candidate Message-IDs than this are dropped, the least trusted first."""

_NOT_A_BOUNCE = Claims(kind=Kind.NOT_A_BOUNCE, dialect="none")
_ANSWERS = frozenset((Kind.AUTO_REPLY, Kind.CHALLENGE, Kind.VIRUS_NOTICE))
_PLACES = (
    IdPlace.RETURNED_HEADERS,
    IdPlace.INLINE_TEXT,
    IdPlace.REPORT_FIELD,
    IdPlace.WORDS,
    IdPlace.IN_REPLY_TO,
    IdPlace.REFERENCES,
)


def read_bounce(raw: bytes) -> Bounce:
    """Read what a message claims about another one that did not arrive.

    Args:
        raw: Any bytes; what is no delivery notice gives a Bounce of kind NOT_A_BOUNCE.
    """
    mail = read_mail(raw)
    notice = _unwrapped(notice_from(mail))
    claims = _claims(notice)
    if claims is _NOT_A_BOUNCE and (inner := _report_passed_on(notice)):
        notice, claims = inner, _claims(inner)
    is_notice = claims is not _NOT_A_BOUNCE
    headers = notice.headers
    own_id = next(iter(message_ids_in(value_of(headers, "message-id") or "")), None)
    return Bounce(
        kind=claims.kind,
        dialect=claims.dialect,
        has_report=claims.has_report,
        truncated=notice.truncated or claims.truncated,
        has_unread_id=is_notice and _has_unread_id(notice),
        headers=headers,
        message_id=own_id,
        sender=notice.sender,
        to=addresses_in(value_of(headers, "to") or ""),
        subject=value_of(headers, "subject"),
        return_path=notice.return_path,
        reporting_mta=claims.reporting_mta,
        arrived_at=claims.arrived_at,
        recipients=claims.recipients,
        returned=_returned(notice, claims, own_id) if is_notice else _returned_nothing(),
        text=notice.words[:MAX_TEXT_CHARS],
        links=notice.links,
        attachments=_attachments(notice),
    )


def _claims(notice: Notice) -> Claims:
    return next((c for c in (read(notice) for read in DIALECTS) if c), _NOT_A_BOUNCE)


def _report_passed_on(notice: Notice) -> Notice | None:
    """Return the report inside, where a program passes it on; what a person does is a forward."""
    if notice.is_passed_on or not (notice.is_from_system or notice.is_from_list):
        return None
    for part in notice.parts:
        if part.is_returned and part.content:
            inner = notice_from(read_mail(part.content))
            if inner.declares_report:
                return replace(inner, truncated=inner.truncated or notice.truncated)
    return None


def _unwrapped(notice: Notice) -> Notice:
    """Return the notice inside, where a scanner put the whole notice into a part of its own.

    It then carries the same identifier as what it was put into.
    """
    own_id = value_of(notice.headers, "message-id")
    if not own_id or value_of(notice.returned.headers, "message-id") != own_id:
        return notice
    for part in notice.parts:
        if part.is_returned and part.content:
            inner = notice_from(read_mail(part.content))
            same_id = value_of(inner.headers, "message-id") == own_id
            # A report about a bounced report may share its identifier, but not its subject.
            if same_id and inner.signs and inner.subject == notice.subject:
                return replace(inner, truncated=inner.truncated or notice.truncated)
    return notice


def _returned(notice: Notice, claims: Claims, own_id: MessageId | None) -> ReturnedMessage:
    block = notice.returned
    headers = block.headers
    date = value_of(headers, "date")
    sent = read_date(date) if date else claims.sent
    return ReturnedMessage(
        extent=Extent.NOTHING if block.is_description else block.extent,
        message_ids=_candidates(notice, claims, own_id),
        odd_ids=_odd_ids(notice),
        sender=_sender(block) or claims.sender,
        recipients=addresses_in(value_of(headers, "to") or ""),
        subject=value_of(headers, "subject")
        or claims.subject
        or _subject_behind(notice, claims.kind),
        sent_at=sent.at,
        sent_local=sent.local,
        headers=headers,
        raw_headers=block.raw,
        headers_exact=block.is_exact and not block.truncated,
        part_types=block.part_types,
    )


def _subject_behind(notice: Notice, kind: Kind) -> str | None:
    """Return what the notice's own subject says of the original's.

    Exchange keeps it apart in whatever language the prefix is: "Unzustellbar: Price list".
    """
    topic = (value_of(notice.headers, "thread-topic") or "").strip()
    if topic and notice.subject.strip() != topic and notice.subject.endswith(topic):
        return subject_behind(topic) or topic
    behind = subject_behind(notice.subject)
    if not behind and notice.is_from_exchange:
        behind = subject_after_prefix(notice.subject)
    if not behind and (kind in _ANSWERS or notice.is_automatic):
        behind = subject_answered(notice.subject)
    if not behind and kind in _ANSWERS:
        behind = subject_quoted(notice.words)
    return behind


def _sender(block: ReturnedBlock) -> Address | None:
    """Return who the returned message is from; without that field, its return path."""
    return mailbox_in(value_of(block.headers, "from")) or mailbox_in(
        value_of(block.headers, "return-path")
    )


def _returned_nothing() -> ReturnedMessage:
    return ReturnedMessage(
        extent=NOTHING_RETURNED.extent,
        message_ids=(),
        odd_ids=(),
        sender=None,
        recipients=(),
        subject=None,
        sent_at=None,
        sent_local=None,
        headers=(),
    )


def _candidates(notice: Notice, claims: Claims, own_id: MessageId | None) -> tuple[FoundId, ...]:
    """Return every identifier that may be the original's, the most trusted place first.

    The notice's own one counts only where returned headers truly name it.
    """
    found = [
        each for block in (notice.returned, *notice.also_returned) for each in _of_block(block)
    ]
    found += (each for each in claims.message_ids if each.message_id != own_id)
    replied = ((IdPlace.IN_REPLY_TO, "in-reply-to"), (IdPlace.REFERENCES, "references"))
    for place, name in replied:
        ids = message_ids_in(value_of(notice.headers, name) or "")
        found += (FoundId(message_id=i, place=place) for i in reversed(ids) if i != own_id)
    found.sort(key=lambda each: _PLACES.index(each.place))
    return tuple({each.message_id: each for each in reversed(found)}.values())[::-1][
        :MAX_CANDIDATES
    ]


def _of_block(block: ReturnedBlock) -> list[FoundId]:
    place = IdPlace.INLINE_TEXT if block.is_inline else IdPlace.RETURNED_HEADERS
    return [
        FoundId(message_id=i, place=place)
        for text in returned_ids(block)
        for i in message_ids_in(text)
    ]


def _odd_ids(notice: Notice) -> tuple[str, ...]:
    """Return the returned Message-ID fields that give no identifier, as written."""
    blocks = (notice.returned, *notice.also_returned)
    named = (text.strip() for block in blocks for text in returned_ids(block))
    odd = (text for text in named if len(text) <= MAX_MESSAGE_ID_CHARS and not message_ids_in(text))
    return tuple(dict.fromkeys(odd))[:MAX_CANDIDATES]


def _has_unread_id(notice: Notice) -> bool:
    """Tell whether it names an original whose identifier nobody can look up."""
    blocks = (notice.returned, *notice.also_returned)
    replied = (value_of(notice.headers, name) or "" for name in ("in-reply-to", "references"))
    return any(has_unread_id(text) for block in blocks for text in returned_ids(block)) or any(
        # Old mail programs write prose there ("Your message of Tuesday").
        "<" in text and has_unread_id(text)
        for text in replied
    )


def _attachments(notice: Notice) -> tuple[str, ...]:
    named = (
        part
        for part in notice.parts
        if part.filename or not part.content_type.startswith(("text/", "message/"))
    )
    return tuple(f"{part.content_type}; {part.filename}".lower() for part in named)
