"""The same mail written in another way: line ends, spelling of names, folding, order of parts.

Each takes a mail with lines that end in LF and returns one that says the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9-]*(?=[ \t]*:)")
_FOLDABLE = re.compile(rb"(?<=[^ \t\n:])[ \t](?=[^ \t\n])")
_FLAGS = re.IGNORECASE | re.MULTILINE
_DECLARED = re.compile(rb"^content-type:[^;\n]*(?:\n[ \t][^\n]*|;[^\n]*)*", _FLAGS)
_MARK = re.compile(rb"boundary=[ \t]*(?:\"([^\"\n]+)\"|([^\s;\"]+))", _FLAGS)
_TYPE = re.compile(rb"^content-type:\s*([a-z0-9./-]+)", _FLAGS)
_ENCODED = re.compile(rb"^content-transfer-encoding:\s*(?:base64|quoted-printable)", _FLAGS)


class Line(NamedTuple):
    """One line of a mail, with its end."""

    text: bytes

    is_field: bool
    """Whether it is part of a header field: of the mail, a part, a report or what came back."""


def with_plain_ends(raw: bytes) -> bytes:
    """Return `raw` with lines that end in LF; a CR before CRLF is part of the line's end."""
    return raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def recased(raw: bytes, recase: Callable[[bytes], bytes]) -> bytes:
    """Spell the names of all header fields in another way."""
    return b"".join(
        _NAME.sub(lambda name: recase(name.group()), line.text, count=1)
        if line.is_field and _NAME.match(line.text)
        else line.text
        for line in lines_of(raw)
    )


def folded(raw: bytes, is_chosen: Callable[[], bool]) -> bytes:
    """Fold header fields at those of their blanks that are chosen."""
    return b"".join(
        _FOLDABLE.sub(
            lambda blank: b"\n" + blank.group() if is_chosen() else blank.group(), line.text
        )
        if line.is_field
        else line.text
        for line in lines_of(raw)
    )


def lines_of(raw: bytes) -> Iterator[Line]:
    """Yield the lines of a mail, and whether each belongs to a header field.

    Fields stand at the head of the mail and of its parts, and, in parts that are reports or
    returned messages and not encoded, at the head of what these hold.
    """
    boundaries = set(boundaries_of(raw))
    head: list[bytes] = []
    blocks_left = 1
    is_block = True
    for text in _LINE.findall(raw):
        bare = text.strip()
        if bare.removesuffix(b"--") in boundaries:
            head, blocks_left, is_block = [], 1, True
            yield Line(text, is_field=False)
            continue
        if not bare:
            blocks_left -= 1
            if blocks_left == 0 and is_block:
                blocks_left = _blocks_inside(b"".join(head))
            is_block = blocks_left > 0
            yield Line(text, is_field=False)
            continue
        is_field = is_block and (_NAME.match(text) is not None or text[:1] in (b" ", b"\t"))
        is_block = is_block and (is_field or not head)
        head += [text] if is_block else []
        yield Line(text, is_field=is_field)


def _blocks_inside(head: bytes) -> int:
    """Return how many blocks of fields follow the head of a part."""
    found = _TYPE.search(head)
    if not found or _ENCODED.search(head):
        return 0
    kind = found[1].lower()
    if kind in (b"message/delivery-status", b"message/feedback-report"):
        return 1_000
    return 1 if kind.startswith(b"message/") or kind == b"text/rfc822-headers" else 0


def boundaries_of(raw: bytes) -> Iterator[bytes]:
    """Yield the delimiters that the mail and its parts declare."""
    for declared in _DECLARED.finditer(raw):
        if mark := _MARK.search(declared.group()):
            yield b"--" + (mark[1] or mark[2]).rstrip()


def reordered(raw: bytes, order: Callable[[int], Sequence[int]]) -> bytes | None:
    """Put the parts of the outermost multipart into another order; None if it has no sound ones.

    Args:
        raw: A mail.
        order: Given how many parts there are, returns their new order.
    """
    head, empty, body = raw.partition(b"\n\n")
    found = _TYPE.search(head)
    delimiter = next(boundaries_of(head + empty), None)
    if not found or not found[1].lower().startswith(b"multipart/") or not delimiter:
        return None
    pieces = re.split(rb"^" + re.escape(delimiter) + rb"[ \t]*\n", body, flags=re.MULTILINE)
    last, closing, rest = pieces[-1].partition(b"\n" + delimiter + b"--")
    parts = [*pieces[1:-1], last + b"\n"]
    if len(parts) < 2 or not closing or not all(b"\n\n" in b"\n" + part for part in parts):
        return None
    mixed = [parts[index] for index in order(len(parts))]
    body = b"".join(delimiter + b"\n" + part for part in mixed)
    return head + empty + pieces[0] + body + delimiter + b"--" + rest
