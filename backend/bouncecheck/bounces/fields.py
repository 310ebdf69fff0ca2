"""Header fields: bytes to (name, value) pairs, and the few things that we read out of a value."""

import re
from itertools import islice
from typing import NamedTuple

from bouncecheck.bounces.charsets import decode_field, decode_words
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

MAX_BLOCK_BYTES = 262_144
"""A header block is read no further than this; Exchange takes in no longer one."""

MAX_FOUND = 200
"""At most so many addresses or identifiers are taken from one text."""

LINES_AHEAD = 10
"""What follows within so many lines tells whether a line is torn off a field."""

# Whitespace-only lines end a continuation: gateways make them of the empty line.
# No possessive group here: Python before 3.11.4 loses the match (cpython issue 101955).
_NAME = rb"(?!--|(?i:https?|mailto|ftp)[ \t]*+:)([!-9;-~]{1,76})[ \t]*+:"
_FIELD = re.compile(_NAME + rb"[ \t]*+([^\n]*+(?:\n[ \t]++[^ \t\n][^\n]*+)*)(?:\n|\Z)")
_NEXT_FIELD = re.compile(rb"(?<=\n)" + _NAME)
_INK = re.compile(rb"\S")
_ENVELOPE_LINE = re.compile(rb">?From (?![ \t]*:)[^\n]*+\n?")
_MAX_ENVELOPE_LINES = 10
_KNOWN_FIELD = (
    rb"(?:received|return-path|delivered-to|from|to|cc|bcc|subject|date|message-id|mime-version"
    rb"|reply-to|sender|in-reply-to|references|precedence|user-agent|importance|priority|errors-to"
    rb"|content-[a-z-]{1,40}|x-[a-z0-9_-]{1,60}|resent-[a-z-]{1,20}|list-[a-z-]{1,20}"
    rb"|authentication-results|dkim-[a-z-]{1,20}|domainkey-signature|arc-[a-z-]{1,30})[ \t]*+:"
)
_EMPTY_LINE = re.compile(rb"[ \t\r\f\v]*+(?:\n|\Z)")
_LINE_OF_BLOCK = rb"(?!--|[ \t\r\f\v]*+\n)[^\n]*+\n"
# Lines that only lost their indent: a known field follows them soon.
_TORN = re.compile(
    _LINE_OF_BLOCK
    + rb"(?:(?!%b)%b){0,%d}(?=%b)" % (_KNOWN_FIELD, _LINE_OF_BLOCK, LINES_AHEAD - 1, _KNOWN_FIELD),
    re.IGNORECASE,
)
_TYPE = b"content-type"
_FOLD = re.compile(rb"\n[ \t]+")

# The punctuation of East Asian text, which needs no blank beside an address.
_WIDE = "\u3000-\u303f\uff00-\uff20\uff3b-\uff40\uff5b-\uff65"
# Begins only at the head of a run of characters, so that each run is looked at once. What begins
# with two slashes is the rest of a link.
_ADDRESS = re.compile(
    rf"(?<![^\s<>\"'(),;:\[\]|*{_WIDE}])(?!//)[^\s<>@\"'(),;:\[\]\x00-\x1f\x7f|*{_WIDE}]{{1,64}}+"
    r"@(?:\[[0-9.]{7,15}\]|[^\W_][\w.-]{0,254})",
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


def read_fields(raw: bytes, start: int, end: int, most: int = MAX_BLOCK_BYTES) -> FieldBlock:
    """Read header fields from `start` up to an empty line, a line that is no field, or `end`.

    Lines end in LF. A line that lost its indent stays part of the field above it, if known
    fields follow before the block is over; else it is where the body begins.

    Args:
        raw: What holds the block.
        start: Where the block begins; empty lines and mbox lines before it are skipped.
        end: Where it is over at the latest.
        most: So many bytes of it are read, and never more than MAX_BLOCK_BYTES.
    """
    found: list[tuple[bytes, bytes]] = []
    at = _skip_envelope(raw, start, end)
    stop = min(end, at + min(most, MAX_BLOCK_BYTES))
    while at < stop and len(found) < MAX_FIELDS:
        if field := _FIELD.match(raw, at, stop):
            found.append((field[1], field[2]))
            at = field.end()
            continue
        torn = _TORN.match(raw, at, stop) if found else None
        after = _NEXT_FIELD.search(raw, at + 1, stop) if torn else None
        if not after:
            break
        lines = raw[at : after.start() - 1].replace(b"\n", b" ")
        found[-1] = (found[-1][0], found[-1][1] + b" " + lines)
        at = after.start()
    cut = (
        len(found) >= MAX_FIELDS
        or (stop < end and at >= stop)
        or any(len(value) > MAX_FIELD_BYTES for _, value in found)
    )
    empty = _EMPTY_LINE.match(raw, at, end)
    body_at = empty.end() if empty else at
    charset = next((_charset(value) for name, value in found if name.lower() == _TYPE), None)
    return FieldBlock(tuple(_decoded(*field, charset) for field in found), body_at, cut)


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
    bracketed = [message_id_from(each) for each in _bracketed(value)[:MAX_FOUND]]
    found = [each for each in bracketed if each]
    # Some senders leave out the angle brackets (RFC 5322, 3.6.4 wants them).
    if not bracketed and len(value) <= MAX_MESSAGE_ID_CHARS and (bare := message_id_from(value)):
        found.append(bare)
    return tuple(dict.fromkeys(found))


def has_unread_id(value: str) -> bool:
    """Tell whether a field such as Message-ID holds anything that `message_ids_in` leaves out."""
    bracketed = _bracketed(value)
    if not bracketed or len(bracketed) > MAX_FOUND:
        return bool(value.strip()) and not message_ids_in(value)
    return any(message_id_from(each) is None for each in bracketed)


def _bracketed(value: str) -> list[str]:
    """Return what stands in angle brackets, without blanks; one more than are ever used."""
    found = islice(_BRACKETED.finditer(value), MAX_FOUND + 1)
    return ["".join(each[1].split()) for each in found]


def parameters(value: str) -> dict[str, str]:
    """Return the parameters of a Content-Type or Content-Disposition value, names lower case."""
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(";" + value.partition(";")[2]):
        # Continuations (RFC 2231, 3) follow each other: name*0, name*1.
        found[name.lower()] = found.get(name.lower(), "") + (quoted or bare)
    return found


def _charset(content_type: bytes) -> str | None:
    return parameters(content_type[:MAX_FIELD_BYTES].decode("ascii", "replace")).get("charset")


def _decoded(name: bytes, value: bytes, charset: str | None) -> tuple[str, str]:
    flat = value[:MAX_FIELD_BYTES].strip()
    if b"\n" in flat:
        flat = _FOLD.sub(b" ", flat).replace(b"\n", b" ")
    return name.decode("ascii"), decode_words(decode_field(flat.replace(b"\t", b" "), charset))


def _skip_envelope(raw: bytes, at: int, end: int) -> int:
    """Skip empty lines and the "From " line of mbox files at the head of a block."""
    for _ in range(_MAX_ENVELOPE_LINES):
        if not (ink := _INK.search(raw, at, end)):
            return end
        # A line may begin with blanks.
        at = max(at, raw.rfind(b"\n", at, ink.start()) + 1)
        if not (envelope := _ENVELOPE_LINE.match(raw, at, end)):
            break
        at = envelope.end()
    return at
