"""Mutations: a mail of the corpus, damaged as gateways, cut-offs and attackers damage mail."""

import base64
import json
import re
from collections.abc import Callable, Sequence
from random import Random

from fuzz.pieces import BLOWS, ENDINGS, MARKS, NUMBERS, PIECES, VALUES

MAX_BYTES = 100_000
"""What grows longer is cut."""

_BOUNDARY = re.compile(rb"boundary=\"?([^\s\";]+)", re.IGNORECASE)
_FIELD = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{1,40}:", re.MULTILINE)


class Mutator:
    """Damages mails of one corpus; the same seed gives the same damage."""

    def __init__(self, corpus: Sequence[bytes], chance: Random) -> None:
        self._corpus = corpus
        self._chance = chance

    def damaged(self, raw: bytes) -> bytes:
        """Return `raw` after one to eight mutations."""
        for _ in range(self._chance.choice((1, 1, 2, 2, 3, 4, 6, 8))):
            raw = self._chance.choice(self._mutations())(raw)[:MAX_BYTES]
        return raw

    def _mutations(self) -> tuple[Callable[[bytes], bytes], ...]:
        return (
            self._flip,
            self._cut,
            self._repeat,
            self._insert,
            self._insert,
            self._splice,
            self._end,
            self._swap_lines,
            self._double_line,
            self._drop_line,
            self._move_lines,
            self._revalue,
            self._revalue,
            self._rename,
            self._borrow_field,
            self._change_boundary,
            self._nest,
            self._quote,
            self._encode,
            self._lone_return,
            self._lengthen,
            self._recount,
            self._own_id,
            self._answer_itself,
            self._as_json,
        )

    def _at(self, raw: bytes) -> int:
        return self._chance.randint(0, len(raw))

    def _span(self, raw: bytes) -> tuple[int, int]:
        start = self._at(raw)
        return start, min(len(raw), start + int(self._chance.expovariate(1 / 60)))

    def _line(self, raw: bytes) -> tuple[int, int]:
        at = self._at(raw)
        start = raw.rfind(b"\n", 0, at) + 1
        end = raw.find(b"\n", at)
        return start, len(raw) if end < 0 else end + 1

    def _flip(self, raw: bytes) -> bytes:
        changed = bytearray(raw or b"\n")
        for _ in range(self._chance.randint(1, 8)):
            changed[self._chance.randrange(len(changed))] = self._chance.randrange(256)
        return bytes(changed)

    def _cut(self, raw: bytes) -> bytes:
        start, end = self._span(raw)
        return raw[:start] + raw[end:]

    def _end(self, raw: bytes) -> bytes:
        return raw[: self._at(raw)]

    def _repeat(self, raw: bytes) -> bytes:
        start, end = self._span(raw)
        return raw[:end] + raw[start:end] * self._chance.choice((1, 2, 10, 300)) + raw[end:]

    def _insert(self, raw: bytes) -> bytes:
        at = self._at(raw)
        return raw[:at] + self._chance.choice(PIECES) + raw[at:]

    def _splice(self, raw: bytes) -> bytes:
        other = self._chance.choice(self._corpus)
        return raw[: self._at(raw)] + other[self._at(other) :]

    def _swap_lines(self, raw: bytes) -> bytes:
        lines = raw.split(b"\n")
        first, second = (self._chance.randrange(len(lines)) for _ in range(2))
        lines[first], lines[second] = lines[second], lines[first]
        return b"\n".join(lines)

    def _double_line(self, raw: bytes) -> bytes:
        start, end = self._line(raw)
        return raw[:end] + raw[start:end] * self._chance.choice((1, 1, 3, 50)) + raw[end:]

    def _drop_line(self, raw: bytes) -> bytes:
        start, end = self._line(raw)
        return raw[:start] + raw[end:]

    def _move_lines(self, raw: bytes) -> bytes:
        lines = raw.split(b"\n")
        start = self._chance.randrange(len(lines))
        moved = lines[start : start + self._chance.randint(1, 10)]
        rest = lines[:start] + lines[start + len(moved) :]
        at = self._chance.randint(0, len(rest))
        return b"\n".join(rest[:at] + moved + rest[at:])

    def _revalue(self, raw: bytes) -> bytes:
        name = self._chance.choice(tuple(VALUES))
        value = self._chance.choice(VALUES[name])
        if name == b"charset":
            return re.sub(rb"(?i)(charset=\"?)[^\s\";]*", lambda m: m[1] + value, raw)
        fields = list(re.finditer(rb"(?im)^([ \t>]*" + name + rb"):[^\n]*", raw))
        if not fields:
            return name.title() + b": " + value + b"\n" + raw
        field = self._chance.choice(fields)
        return raw[: field.end(1)] + b": " + value + raw[field.end() :]

    def _rename(self, raw: bytes) -> bytes:
        names = list(_FIELD.finditer(raw))
        if len(names) < 2:
            return raw
        one, other = (self._chance.choice(names) for _ in range(2))
        return raw[: one.start()] + other.group() + raw[one.end() :]

    def _borrow_field(self, raw: bytes) -> bytes:
        other = self._chance.choice(self._corpus)
        start, end = self._line(other)
        at, _ = self._line(raw)
        return raw[:at] + other[start:end] + raw[at:]

    def _change_boundary(self, raw: bytes) -> bytes:
        found = _BOUNDARY.search(raw)
        if not found:
            return raw
        new = self._chance.choice(
            (b"b", b"-", b"--", b" ", b'"', b"x" * 300, found[1] + b"x", b"\xe9")
        )
        return raw.replace(found[1], new, self._chance.choice((1, 2, 99)))

    def _nest(self, raw: bytes) -> bytes:
        head, _, body = self._chance.choice(self._corpus).partition(b"\n\n")
        kind = self._chance.choice((b"message/rfc822", b"text/rfc822-headers", b"message/global"))
        return (
            re.sub(rb"(?im)^content-.*(?:\n[ \t].*)*\n?", b"", head)
            + b"\nContent-Type: multipart/mixed; boundary=nn\n\n--nn\n\n"
            + body[:2_000]
            + b"\n--nn\nContent-Type: "
            + kind
            + b"\n\n"
            + raw
            + b"\n--nn--\n"
        )

    def _quote(self, raw: bytes) -> bytes:
        mark = self._chance.choice(MARKS)
        head, empty, body = raw.partition(b"\n\n")
        return head + empty + b"".join(mark + line + b"\n" for line in body.split(b"\n"))

    def _encode(self, raw: bytes) -> bytes:
        head, _, body = raw.partition(b"\n\n")
        encoded = base64.encodebytes(body)
        return head + b"\nContent-Transfer-Encoding: base64\n\n" + encoded

    def _lone_return(self, raw: bytes) -> bytes:
        ending = self._chance.choice(ENDINGS)
        return raw.replace(b"\n", ending, self._chance.choice((1, 5, 100_000)))

    def _lengthen(self, raw: bytes) -> bytes:
        start, end = self._line(raw)
        longer = self._chance.choice(BLOWS) * self._chance.choice((100, 1_000, 9_000))
        return raw[:start] + raw[start:end].rstrip(b"\n") + longer + b"\n" + raw[end:]

    def _recount(self, raw: bytes) -> bytes:
        numbers = list(re.finditer(rb"\d+", raw))
        if not numbers:
            return raw
        number, new = self._chance.choice(numbers), self._chance.choice(NUMBERS)
        return raw[: number.start()] + new + raw[number.end() :]

    def _own_id(self, raw: bytes) -> bytes:
        """Put the mail's own identifier where the original's is looked for."""
        found = re.search(rb"(?im)^message-id:[ \t]*(<[^>\n]*>)", raw)
        at, _ = self._line(raw)
        name = self._chance.choice(
            (b"Message-ID: ", b"message id ", b"Original-Message-ID: ", b"> Message-ID: ")
        )
        return raw[:at] + name + (found[1] if found else b"<own@x.example>") + b"\n" + raw[at:]

    def _answer_itself(self, raw: bytes) -> bytes:
        found = re.search(rb"(?im)^message-id:[ \t]*(<[^>\n]*>)", raw)
        own = found[1] if found else b"<own@x.example>"
        return b"In-Reply-To: " + own + b"\nReferences: <a@b> " + own + b"\n" + raw

    def _as_json(self, raw: bytes) -> bytes:
        """Put what the mail says into a delivery event, with halves of characters among it."""
        head, _, body = raw.partition(b"\n\n")
        words = body[: self._chance.choice((10, 200, 5_000))].decode("utf-8", "surrogateescape")
        failed = {"emailAddress": "a@b.example", "status": words[:40], "diagnosticCode": words}
        common = {"subject": f"\x00\ud800{words}", "messageId": words[:80]}
        event = {
            "notificationType": "Bounce",
            "bounce": {"bouncedRecipients": [failed, words]},
            "mail": {"source": words[:80], "commonHeaders": common},
        }
        return head + b"\n\n" + json.dumps(event).encode()
