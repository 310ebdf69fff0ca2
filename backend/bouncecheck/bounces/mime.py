"""Bytes to a tree of MailPart, within limits and in linear time; any bytes are a message here.

Everything is decoded once, in this layer; what stands above sees plain text and cannot be
surprised. Lines end in LF from here on, whatever they ended in before.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bouncecheck.bounces.charsets import (
    decode_base64,
    decode_field,
    decode_text,
    decode_words,
)
from bouncecheck.bounces.fields import FieldBlock, parameters, read_fields, value_of
from bouncecheck.bounces.model import Headers

MAX_BOUNCE_BYTES = 5_000_000
"""So much of a notice is read; the rest is left alone."""

MAX_PARTS = 200
"""More MIME parts than this are not read."""

MAX_DEPTH = 10
"""Deeper nesting is not followed; what lies below is read as text."""

MAX_MARKS = 50_000
"""So many lines that begin like a boundary are looked at."""

MAX_TEXT_BYTES = 262_144
"""So much of one part is decoded as text."""

MAX_DECODED_BYTES = 524_288
"""So much is decoded of all parts together: their header fields, and what they hold."""

MAX_LINE_CHARS = 8_192
"""The rest of a longer line is dropped."""

_RETURNED_TYPES = frozenset(
    (
        "message/rfc822",
        "message/global",
        "message/rfc822-headers",
        "message/global-headers",
        "message/partial",
        "message/news",
        "text/rfc822-headers",
        "text/rfc822",
    ),
)
_GLOBAL_REPORTS = ("message/global-delivery-status", "message/global-disposition-notification")
_WORDLESS = ("message/rfc822", "message/global", "image/", "audio/", "video/", "application/")
_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_REPORT_FIELDS = frozenset(("reporting-mta", "final-recipient", "original-recipient"))
_MESSAGE_FIELDS = frozenset(("received", "from", "to", "subject", "date", "message-id"))
_TYPE = re.compile(r"\s*([a-z0-9.+_-]{1,60}/[a-z0-9.+_-]{1,60})", re.IGNORECASE)
_LIKELY_BOUNDARY = re.compile(rb"^--([^\s][^\n]{0,200})\ncontent-", re.MULTILINE | re.IGNORECASE)
# Some gateways lose the top Content-Type and leave the boundaries standing in the text.
_MIME_PREAMBLE = re.compile(
    rb"\s{0,20}(?:[^\n]{0,200}\bMIME\b[^\n]{0,200}\n(?:[^\n-][^\n]{0,200}\n){0,3}\s{0,20})?--\S",
    re.IGNORECASE,
)
_GUESSED_WITHIN_BYTES = 65_536
_REPORT_AHEAD = re.compile(
    rb"(?:[^\n]{1,200}\n){0,3}content-type:\s{0,5}message/(?:global-)?delivery-status",
    re.IGNORECASE,
)
_CHARSET_WITHIN = re.compile(rb"\bcharset=\"?([\w.-]{3,30})", re.IGNORECASE)
_FIELD_AHEAD = re.compile(rb"\s{0,100}[!-9;-~]{1,76}[ \t]*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPart:
    """One MIME part, decoded."""

    content_type: str
    """Lower case, without parameters; "text/plain" where the part does not say."""

    parameters: dict[str, str]
    """Those of Content-Type; names lower case."""

    filename: str
    headers: Headers

    text: str
    """The words of a text or report part; "" for the others."""

    content: bytes
    """What a part holds that returns a message, its transfer encoding undone; b"" for others."""

    parts: "tuple[MailPart, ...]"

    @property
    def is_returned(self) -> bool:
        """Whether the part's type says that it holds a returned message, or its headers."""
        return self.content_type in _RETURNED_TYPES

    def leaves(self) -> "Iterator[MailPart]":
        """Yield the parts that hold no others, in their order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


class Mail(NamedTuple):
    """A whole message, read."""

    root: MailPart
    truncated: bool
    """Whether a limit cut reading short."""


def read_mail(raw: bytes) -> Mail:
    """Read any bytes as a message; never raises, and says where it stopped."""
    reader = _Reader(_with_plain_line_ends(raw[:MAX_BOUNCE_BYTES]))
    root = reader.part(0, len(reader.raw), 0)
    return Mail(root, reader.truncated or len(raw) > MAX_BOUNCE_BYTES)


class _Reader:
    """Walks one message; counts parts as it goes."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.truncated = False
        self._parts_left = MAX_PARTS
        self._bytes_left = MAX_DECODED_BYTES
        self._marks_left = MAX_MARKS

    def part(self, start: int, end: int, depth: int) -> MailPart:
        self._parts_left -= 1
        block = read_fields(self.raw, start, end, self._bytes_left)
        self._bytes_left -= min(self._bytes_left, block.body_at - start)
        self.truncated = self.truncated or block.truncated
        declared = value_of(block.headers, "content-type") or ""
        named = _TYPE.match(declared)
        content_type = named[1].lower() if named else "text/plain"
        given = parameters(declared)
        children: tuple[MailPart, ...] = ()
        if content_type.startswith("multipart/") or (
            not declared and not depth and _MIME_PREAMBLE.match(self.raw, block.body_at, end)
        ):
            children = self._children(given, block.body_at, end, depth)
        if content_type.startswith("multipart/") and not children:
            # Every boundary was lost, or cut: what is left are words.
            content_type = "text/plain"
        holds_words = _holds_words(content_type)
        body_at = block.body_at
        if depth and self._lacks_the_empty_line(content_type, block, end):
            body_at = start
        leaf = b""
        if not children and (holds_words or content_type in _RETURNED_TYPES):
            most = MAX_TEXT_BYTES if holds_words else 2 * MAX_TEXT_BYTES
            leaf = self._content(content_type, block.headers, body_at, end)
            leaf = self._within_limits(leaf, most)
        return MailPart(
            content_type=content_type,
            parameters=given,
            filename=_filename(block.headers, given),
            headers=block.headers,
            text=self._words(leaf, given) if holds_words else "",
            content=leaf if content_type in _RETURNED_TYPES else b"",
            parts=children,
        )

    def _lacks_the_empty_line(self, content_type: str, block: FieldBlock, end: int) -> bool:
        """Tell whether a part's own fields ran into those that it holds."""
        names = {name.lower() for name, _ in block.headers}
        if content_type in _REPORTS:
            return not _REPORT_FIELDS.isdisjoint(names)
        is_returned = content_type in _RETURNED_TYPES
        fields_follow = _FIELD_AHEAD.match(self.raw, block.body_at, end)
        return is_returned and not fields_follow and len(_MESSAGE_FIELDS & names) > 1

    def _children(
        self, given: dict[str, str], start: int, end: int, depth: int
    ) -> tuple[MailPart, ...]:
        if depth >= MAX_DEPTH:
            self.truncated = True
            return ()
        children = []
        for span_start, span_end in self._spans(given.get("boundary", ""), start, end):
            if self._parts_left <= 0:
                self.truncated = True
                break
            children.append(self.part(span_start, span_end, depth + 1))
        return tuple(children)

    def _spans(self, boundary: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the parts lie; a boundary that never shows is replaced by one that does."""
        mark = boundary.encode("utf-8", "replace")
        found = self._delimiters(mark, start, end) if mark else []
        if not found and (likely := self._likely_boundary(start, end)):
            found = self._delimiters(likely, start, end)
        spans = []
        for index, (_, opened, is_closing) in enumerate(found):
            if is_closing:
                continue
            closed = found[index + 1][0] if index + 1 < len(found) else end
            spans += self._torn(opened, max(opened, closed))
        return spans

    def _torn(self, start: int, end: int) -> list[tuple[int, int]]:
        """Split a report part where the next part's boundary is spelled in another way."""
        if not _REPORT_AHEAD.match(self.raw, start, end):
            return [(start, end)]
        other = _LIKELY_BOUNDARY.search(self.raw, start, end)
        if not other:
            return [(start, end)]
        return [(start, other.start()), (self.raw.find(b"\n", other.start()) + 1, end)]

    def _delimiters(self, boundary: bytes, start: int, end: int) -> list[tuple[int, int, bool]]:
        """Return of each delimiter line: its start, the next line's start, if it closes."""
        mark = b"--" + boundary
        found: list[tuple[int, int, bool]] = []
        for at in self._lines_beginning_with(mark, start, end):
            line_end = self.raw.find(b"\n", at, end)
            line_end = end if line_end < 0 else line_end
            rest = self.raw[at + len(mark) : line_end].strip()
            if rest in (b"", b"--"):
                found.append((max(start, at - 1), min(end, line_end + 1), rest == b"--"))
            if len(found) > MAX_PARTS:
                break
        return found

    def _lines_beginning_with(self, mark: bytes, start: int, end: int) -> Iterator[int]:
        at = start - 1
        while self._marks_left > 0:
            at = 0 if at < 0 and self.raw.startswith(mark) else self._line_after(mark, at, end)
            if at < 0:
                return
            self._marks_left -= 1
            yield at
        self.truncated = True

    def _line_after(self, mark: bytes, at: int, end: int) -> int:
        found = self.raw.find(b"\n" + mark, max(0, at), end)
        return found + 1 if found >= 0 else -1

    def _likely_boundary(self, start: int, end: int) -> bytes:
        found = _LIKELY_BOUNDARY.search(self.raw, start, min(end, start + _GUESSED_WITHIN_BYTES))
        return found[1].rstrip() if found else b""

    def _content(self, content_type: str, headers: Headers, start: int, end: int) -> bytes:
        """Return the body of a part that we have a use for, its transfer encoding undone."""
        limit = min(end, start + 2 * min(MAX_TEXT_BYTES, self._bytes_left))
        self.truncated = self.truncated or limit < end
        body = self.raw[start:limit]
        encoding = (value_of(headers, "content-transfer-encoding") or "").strip().lower()
        if content_type in _RETURNED_TYPES and _FIELD_AHEAD.match(body) and encoding == "base64":
            return body
        if encoding == "base64":
            return decode_base64(body).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if encoding == "quoted-printable":
            return binascii.a2b_qp(body).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return body

    def _within_limits(self, leaf: bytes, most: int) -> bytes:
        kept = leaf[: min(most, self._bytes_left)]
        self._bytes_left -= len(kept)
        self.truncated = self.truncated or len(kept) < len(leaf)
        return kept

    def _words(self, leaf: bytes, given: dict[str, str]) -> str:
        charset = given.get("charset")
        # Plain old notices name no charset, but the message that they quote may.
        quoted = None if charset or leaf.isascii() else _CHARSET_WITHIN.search(leaf)
        if quoted:
            text = decode_field(leaf, quoted[1].decode("ascii"))
        else:
            text = decode_text(leaf, charset)
        lines = text.split("\n")
        has_long_lines = any(len(line) > MAX_LINE_CHARS for line in lines)
        self.truncated = self.truncated or has_long_lines
        return "\n".join(line[:MAX_LINE_CHARS] for line in lines) if has_long_lines else text


def _holds_words(content_type: str) -> bool:
    return content_type in _GLOBAL_REPORTS or not content_type.startswith(_WORDLESS)


def _with_plain_line_ends(raw: bytes) -> bytes:
    if b"\r" not in raw:
        return raw
    return raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _filename(headers: Headers, given: dict[str, str]) -> str:
    disposition = value_of(headers, "content-disposition") or ""
    name = parameters(disposition).get("filename") or given.get("name", "")
    return decode_words(name).strip()
