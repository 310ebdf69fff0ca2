"""From MIME bytes to what Graph shows of a message. Never raises, whatever the bytes are."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

BODY_LIMIT = 200_000
PREVIEW_LIMIT = 255

_RECIPIENT_FIELD = re.compile(
    r"^(?:Final|Original)-Recipient:\s*[^;\s]+;\s*<?([^\s<>]+)>?", re.IGNORECASE | re.MULTILINE
)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name and an address, as they stand in a header."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One attachment: the bytes of a file, or of a whole message."""

    name: str
    content_type: str
    content: bytes
    is_message: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """One message as Graph shows it."""

    headers: tuple[tuple[str, str], ...]
    message_id: str | None
    """With angle brackets, as Graph has it."""

    subject: str
    sender: Person | None
    author: Person | None
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    bcc: tuple[Person, ...]
    reply_to: tuple[Person, ...]
    sent_at: datetime | None
    html_body: str
    text_body: str
    attachments: tuple[Attached, ...]
    reported: tuple[Person, ...]
    """The recipients that a delivery report speaks of."""

    def first(self, name: str) -> str | None:
        """Return the first header field of this name, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def read_mail_text(mime: bytes) -> MailText:
    """Return what Graph shows of these bytes."""
    root = BytesParser(policy=compat32).parsebytes(mime)
    headers = tuple((name, _decoded(value)) for name, value in root.items())
    texts = _bodies(root)
    author = _people(root, "From")
    sender = _people(root, "Sender") or author
    message_id = (root["Message-ID"] or "").strip()
    return MailText(
        headers=headers,
        message_id=str(message_id) or None,
        subject=" ".join(_decoded(root["Subject"] or "").split()),
        sender=sender[0] if sender else None,
        author=author[0] if author else None,
        to=_people(root, "To"),
        cc=_people(root, "Cc"),
        bcc=_people(root, "Bcc"),
        reply_to=_people(root, "Reply-To"),
        sent_at=_moment(root["Date"]),
        html_body=texts[1],
        text_body=texts[0],
        attachments=_attachments(root),
        reported=_reported(root),
    )


def header_block(mime: bytes) -> str:
    """Return the header block of a message as text (PidTagTransportMessageHeaders)."""
    head = re.split(rb"\r?\n\r?\n", mime, maxsplit=1)[0]
    return head.decode("utf-8", "replace") + "\r\n\r\n"


def _decoded(value: object) -> str:
    text = re.sub(r"\r?\n(?=[ \t])", "", str(value))
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, UnicodeError, ValueError):
        return text


def _people(root: Message, field: str) -> tuple[Person, ...]:
    # Names are decoded after splitting: a decoded name may hold a comma.
    pairs = getaddresses([str(value) for value in root.get_all(field, [])])
    return tuple(
        Person(name=_decoded(name) or address, address=address)
        for name, address in pairs
        if address
    )


def _moment(value: object) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(value))
    except (TypeError, ValueError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    charset = part.get_content_charset() or "utf-8"
    try:
        return _content(part).decode(charset, "replace")[:BODY_LIMIT]
    except LookupError:
        return _content(part).decode("utf-8", "replace")[:BODY_LIMIT]


def _own_parts(root: Message) -> list[Message]:
    """Return the leaves and the attached messages, without what lies inside the latter."""
    if root.get_content_maintype() == "multipart" and root.is_multipart():
        return [leaf for part in _children(root) for leaf in _own_parts(part)]
    return [root]


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return (
        [child for child in payload if isinstance(child, Message)]
        if isinstance(payload, list)
        else []
    )


def _bodies(root: Message) -> tuple[str, str]:
    texts = {"text/plain": "", "text/html": ""}
    for part in _own_parts(root):
        kind = part.get_content_type()
        if kind in texts and not texts[kind] and not part.get_filename():
            texts[kind] = _text(part)
    plain, markup = texts["text/plain"], texts["text/html"]
    if not markup:
        markup = f"<html><body><pre>{html.escape(plain)}</pre></body></html>"
    return plain or html.unescape(_TAG.sub(" ", markup)), markup


def _attachments(root: Message) -> tuple[Attached, ...]:
    found = []
    for part in _own_parts(root):
        kind = part.get_content_type()
        inner = _children(part)
        if kind == "message/rfc822" and inner:
            title = _decoded(inner[0]["Subject"] or "")
            found.append(
                Attached(name=title, content_type=kind, content=bytes(inner[0]), is_message=True)
            )
        elif part.get_filename() or part.get_content_disposition() == "attachment":
            name = _decoded(part.get_filename() or "attachment")
            found.append(
                Attached(name=name, content_type=kind, content=_content(part), is_message=False)
            )
    return tuple(found)


def _reported(root: Message) -> tuple[Person, ...]:
    addresses: dict[str, None] = {}
    for part in _own_parts(root):
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            text = "\n".join(str(block) for block in _children(part))
            for match in _RECIPIENT_FIELD.finditer(text):
                addresses.setdefault(match.group(1))
    return tuple(Person(name=address, address=address) for address in addresses)
