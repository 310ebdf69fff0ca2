"""Finds the returned message's header block wherever it hides: in a part, quoted, indented, cut."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bouncecheck.bounces.fields import LINES_AHEAD, MAX_FIELDS, FieldBlock, read_fields, values_of
from bouncecheck.bounces.mime import MailPart, read_mail
from bouncecheck.bounces.model import Extent, Headers

MAX_HEADS = 60
"""So many places in one text are tried as the head of a header block."""

MAX_BLOCK_CHARS = 32_768
"""An inline header block is read no further than this."""

_FIRST_LOOK_CHARS = 512
_LOOK_FURTHER = 4

_CORE = frozenset(
    (
        "received",
        "return-path",
        "message-id",
        "from",
        "to",
        "subject",
        "date",
        "mime-version",
        "content-type",
        "sender",
        "reply-to",
        "x-mailer",
        "x-sender",
    ),
)
_CARRIED = frozenset(
    ("received", "return-path", "mime-version", "content-type", "dkim-signature", "x-mailer")
)
_TELLING_TYPES = frozenset({"text/calendar", "message/disposition-notification"})
_TELLING = re.compile(rb"text/calendar|message/disposition-notification", re.IGNORECASE)
_LEAST_IN_TEXT = 3
_LEAST_IN_PART = 1
_HEAD = re.compile(
    r"^(?P<margin>[ \t>|*#]{0,16})(?:received|return-path|message-id|from|to|subject|date|sender"
    r"|mime-version|delivered-to|reply-to|x-[a-z-]{2,40}|dkim-signature|envelope-to|content-type"
    r"|user-agent|resent-[a-z-]{2,20}|authentication-results|domainkey-signature|arc-[a-z-]{4,30}"
    r"|list-[a-z-]{2,20}|organization|importance)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedBlock:
    """A header block that came back."""

    headers: Headers
    extent: Extent
    raw: bytes
    """The same block before any decoding, lines ending in LF."""

    is_inline: bool
    """Whether it stood among the words for people and not in a part of its own."""

    is_exact: bool = False
    """Whether nothing was taken off its lines, so that its bytes may be right."""

    truncated: bool = False
    """Whether a limit cut reading it short."""

    part_types: tuple[str, ...] = ()
    """Of the parts of its body that tell a machine's message: see `ReturnedMessage`."""

    @property
    def is_description(self) -> bool:
        """Whether it only tells of a message, without a field that every message carries on."""
        names = {name.lower() for name, _ in self.headers}
        return self.is_inline and _CARRIED.isdisjoint(names)


class SplitText(NamedTuple):
    """Words for people, apart from a header block that stands among them."""

    before: str
    block: ReturnedBlock
    after: str
    truncated: bool
    """Whether a limit ended the search for the block, or for its end."""


NOTHING_RETURNED = ReturnedBlock(headers=(), extent=Extent.NOTHING, raw=b"", is_inline=False)


def returned_in_parts(parts: Iterable[MailPart]) -> ReturnedBlock:
    """Return the best header block among the parts whose type says that they hold one."""
    best = NOTHING_RETURNED
    for part in parts:
        if part.is_returned and (found := _read_part(part)):
            best = max(best, found, key=_worth)
    return best


def split_text(text: str) -> SplitText:
    """Split `text` into the words before a header block, the block, and what follows it."""
    best, best_start, best_end = NOTHING_RETURNED, len(text), len(text)
    tried_until = 0
    for _ in range(MAX_HEADS):
        if not (head := _HEAD.search(text, tried_until)):
            break
        raw, fields = _read_at(text, head.start(), head["margin"])
        lines = max(1, raw.count(b"\n", 0, fields.body_at))
        tried_until = _after_lines(text, head.start(), lines)
        found = ReturnedBlock(
            headers=fields.headers,
            extent=Extent.HEADERS,
            raw=raw[: fields.body_at].rstrip(b"\n"),
            is_inline=True,
            truncated=fields.truncated
            or (fields.body_at >= len(raw) and head.start() + MAX_BLOCK_CHARS < len(text)),
        )
        if _core_names(found) >= _LEAST_IN_TEXT and _worth(found) > _worth(best):
            best, best_start, best_end = found, head.start(), tried_until
    was_cut = best.truncated or _HEAD.search(text, tried_until) is not None
    return SplitText(text[:best_start], best, text[best_end:], was_cut)


def returned_ids(block: ReturnedBlock) -> tuple[str, ...]:
    """Return the values of the block's Message-ID fields as written, in order."""
    wanted = (
        *values_of(block.headers, "message-id"),
        *values_of(block.headers, "x-original-message-id"),
        # Where a server put its own identifier in place of the client's.
        *values_of(block.headers, "x-microsoft-original-message-id"),
        *values_of(block.headers, "x-google-original-message-id"),
    )
    return tuple(value for value in wanted if value)


def _read_at(text: str, start: int, margin: str) -> tuple[bytes, FieldBlock]:
    """Return the lines of a header block without their margin, and its fields.

    Most heads are none, or of a short block: only as much as it takes is read.
    """
    size = _FIRST_LOOK_CHARS
    while True:
        raw = _without_margin(text[start : start + size], margin)
        fields = read_fields(raw, 0, len(raw))
        is_all = size >= MAX_BLOCK_CHARS or start + size >= len(text)
        if (
            is_all
            or len(fields.headers) >= MAX_FIELDS
            or raw.count(b"\n", fields.body_at) > LINES_AHEAD
        ):
            return raw, fields
        size *= _LOOK_FURTHER


def _read_part(part: MailPart) -> ReturnedBlock | None:
    raw = part.content.lstrip(b"\n")
    is_exact = raw[:1] not in (b" ", b"\t", b">", b"|")
    if not is_exact:
        margin = raw[: len(raw) - len(raw.lstrip(b" \t>|"))].decode("ascii")
        raw = _without_margin(raw.decode("utf-8", "replace"), margin)
    fields = read_fields(raw, 0, len(raw))
    whole = not part.content_type.endswith("-headers") and raw[fields.body_at :].strip() != b""
    extent = Extent.WHOLE if whole else Extent.HEADERS
    block = ReturnedBlock(
        headers=fields.headers,
        extent=extent,
        raw=raw[: fields.body_at].rstrip(b"\n"),
        is_inline=False,
        is_exact=is_exact,
        truncated=fields.truncated,
        part_types=_part_types(raw) if whole else (),
    )
    return block if _core_names(block) >= _LEAST_IN_PART else None


def _part_types(raw: bytes) -> tuple[str, ...]:
    if not _TELLING.search(raw):
        return ()
    return tuple(
        f"{part.content_type}; method={part.parameters.get('method', '').lower()}"
        for part in read_mail(raw).root.leaves()
        if part.content_type in _TELLING_TYPES
    )


def _core_names(block: ReturnedBlock) -> int:
    names = {name.lower() for name, _ in block.headers}
    # "Sent:" is how people's mail programs and Exchange describe a message, never a header field.
    return 0 if "sent" in names else len(_CORE & names)


def _worth(block: ReturnedBlock) -> tuple[bool, int]:
    return (bool(returned_ids(block)), _core_names(block))


def _without_margin(text: str, margin: str) -> bytes:
    """Take the quote marks or the indent of the first line off every line that has them.

    A line without them ends the block, so an empty line takes its place.
    """
    if not margin:
        return text.encode("utf-8", "replace")
    quote = margin.strip()
    lines = []
    for line in text.split("\n"):
        bare = line.lstrip(" \t")
        if quote and bare.startswith(quote):
            lines.append(bare[len(quote) :].removeprefix(" "))
        elif not quote and line.startswith(margin):
            lines.append(line[len(margin) :])
        else:
            lines.append("" if quote else bare)
    return "\n".join(lines).encode("utf-8", "replace")


def _after_lines(text: str, at: int, lines: int) -> int:
    for _ in range(lines):
        found = text.find("\n", at)
        if found < 0:
            return len(text)
        at = found + 1
    return at
