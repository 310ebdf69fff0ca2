"""Header fields: bytes to (name, value) pairs, and the few things that we read out of a value."""

import re
from typing import NamedTuple

from bouncecheck.bounces.charsets import decode_text, decode_words
from bouncecheck.bounces.identifiers import (
    MAX_MESSAGE_ID_CHARS,
    Address,
    MessageId,
    address_from,
    message_id_from,
)
from bouncecheck.bounces.model import Headers

MAX_FIELDS = 1_000
"""More header fields than this are not read."""

MAX_FIELD_BYTES = 32_768
"""A longer header value is cut."""

MAX_FOUND = 200
"""At most so many addresses or identifiers are taken from one text."""

# Whitespace-only lines end a continuation: gateways make them of the empty line.
# No possessive group here: Python before 3.11.4 loses the match (cpython issue 101955).
_FIELD = re.compile(rb"([!-9;-~]{1,76})[ \t]*:[ \t]*([^\n]*(?:\n[ \t]+[^ \t\n][^\n]*)*)(?:\n|\Z)")
_NEVER_A_NAME = frozenset((b"http", b"https", b"mailto", b"ftp"))
_KNOWN_FIELD = re.compile(
    rb"(?:received|return-path|delivered-to|from|to|cc|bcc|subject|date|message-id|mime-version"
    rb"|reply-to|sender|in-reply-to|references|precedence|user-agent|importance|priority|errors-to"
    rb"|content-[a-z-]{1,40}|x-[a-z0-9_-]{1,60}|resent-[a-z-]{1,20}|list-[a-z-]{1,20}"
    rb"|authentication-results|dkim-[a-z-]{1,20}|domainkey-signature|arc-[a-z-]{1,30})[ \t]*:",
    re.IGNORECASE,
)
_LINES_AHEAD = 10
_FOLD = re.compile(rb"\n[ \t]+")

# Begins only at the head of a run of characters, so that each run is looked at once.
_ADDRESS = re.compile(
    r"(?<![^\s<>\"'(),;:\[\]|*])[^\s<>@\"'(),;:\[\]\x00-\x1f\x7f|*]{1,64}+"
    r"@(?:\[[0-9.]{7,15}\]|[^\W_][\w.-]{0,254})"
)
_BRACKETED = re.compile(r"<([^<>]{1,1100})>")
_PARAMETER = re.compile(
    r";\s*+([a-zA-Z-]{1,30})(?:\*\d{0,3}\*?)?\s*+=\s*+(?:\"([^\"]*+)\"?|([^\s;\"]++))"
)


class FieldBlock(NamedTuple):
    """A header block, read."""

    headers: Headers
    body_at: int
    """Where the body begins, in bytes."""

    truncated: bool


def read_fields(raw: bytes, start: int, end: int) -> FieldBlock:
    """Read header fields from `start` up to an empty line, a line that is no field, or `end`.

    Lines end in LF. A line that lost its indent stays part of the field above it, if known
    fields follow before the block is over; else it is where the body begins.
    """
    found: list[tuple[bytes, bytes]] = []
    at = _skip_envelope_line(raw, start, end)
    while at < end and len(found) < MAX_FIELDS:
        field = _FIELD.match(raw, at, end)
        if field and field[1].lower() not in _NEVER_A_NAME and not field[1].startswith(b"--"):
            found.append((field[1], field[2]))
            at = field.end()
            continue
        line_end = _line_end(raw, at, end)
        if not raw[at:line_end].strip():
            at = min(line_end + 1, end)
            break
        is_torn = bool(found) and not raw.startswith(b"--", at)
        if not is_torn or not _fields_follow(raw, line_end + 1, end):
            break
        found[-1] = (found[-1][0], found[-1][1] + b" " + raw[at:line_end])
        at = line_end + 1
    cut = len(found) >= MAX_FIELDS or any(len(value) > MAX_FIELD_BYTES for _, value in found)
    return FieldBlock(tuple(_decoded(*field) for field in found), min(at, end), cut)


def value_of(headers: Headers, name: str) -> str | None:
    """Return the first value of the field called `name` (lower case), or None."""
    return next((value for key, value in headers if key.lower() == name), None)


def values_of(headers: Headers, name: str) -> tuple[str, ...]:
    """Return every value of the field called `name` (lower case), in order."""
    return tuple(value for key, value in headers if key.lower() == name)


def addresses_in(text: str) -> tuple[Address, ...]:
    """Return the addresses that stand in `text`, in order, none twice."""
    if "@" not in text:
        return ()
    found: dict[Address, None] = {}
    for match in _ADDRESS.finditer(text):
        address = address_from(match.group().rstrip(".*'?!"))
        if address and len(found) < MAX_FOUND:
            found[address] = None
    return tuple(found)


def mailbox_in(value: str | None) -> Address | None:
    """Return the address of a From or To field: the one in angle brackets, else the first."""
    if not value:
        return None
    for match in _BRACKETED.finditer(value):
        if address := address_from(match[1]):
            return address
    return next(iter(addresses_in(value)), None)


def message_ids_in(value: str) -> tuple[MessageId, ...]:
    """Return the identifiers in a field such as Message-ID or References, in order."""
    bracketed = [message_id_from(re.sub(r"\s+", "", m[1])) for m in _BRACKETED.finditer(value)]
    found = [each for each in bracketed[:MAX_FOUND] if each]
    # Some senders leave out the angle brackets (RFC 5322, 3.6.4 wants them).
    if not bracketed and len(value) <= MAX_MESSAGE_ID_CHARS and (bare := message_id_from(value)):
        found.append(bare)
    return tuple(dict.fromkeys(found))


def has_unread_id(value: str) -> bool:
    """Tell whether a field such as Message-ID holds anything that `message_ids_in` leaves out."""
    bracketed = [re.sub(r"\s+", "", m[1]) for m in _BRACKETED.finditer(value)]
    if not bracketed or len(bracketed) > MAX_FOUND:
        return bool(value.strip()) and not message_ids_in(value)
    return any(message_id_from(each) is None for each in bracketed)


def parameters(value: str) -> dict[str, str]:
    """Return the parameters of a Content-Type or Content-Disposition value, names lower case."""
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(";" + value.partition(";")[2]):
        # Continuations (RFC 2231, 3) follow each other: name*0, name*1.
        found[name.lower()] = found.get(name.lower(), "") + (quoted or bare)
    return found


def _decoded(name: bytes, value: bytes) -> tuple[str, str]:
    flat = _FOLD.sub(b" ", value[:MAX_FIELD_BYTES]).replace(b"\n", b" ").strip()
    return name.decode("ascii"), decode_words(decode_text(flat, None))


def _skip_envelope_line(raw: bytes, at: int, end: int) -> int:
    """Skip empty lines and the "From " line of mbox files at the head of a block."""
    while at < end:
        line_end = _line_end(raw, at, end)
        line = raw[at : min(line_end, at + 6)]
        if line.strip() and not line.startswith((b"From ", b">From ")):
            return at
        at = line_end + 1
    return end


def _fields_follow(raw: bytes, at: int, end: int) -> bool:
    for _ in range(_LINES_AHEAD):
        line_end = _line_end(raw, at, end)
        if at >= end or line_end == at or raw.startswith(b"--", at):
            return False
        if _KNOWN_FIELD.match(raw, at, line_end):
            return True
        at = line_end + 1
    return False


def _line_end(raw: bytes, at: int, end: int) -> int:
    found = raw.find(b"\n", at, end)
    return end if found < 0 else found
