"""Floods: small pieces repeated to any size, in every place of a mail that something reads."""

import base64
from collections.abc import Callable, Iterator
from functools import partial

SYSTEM = (
    b"From: MAILER-DAEMON@mx.example.net\nReturn-Path: <>\nTo: vince@contoso.com\n"
    b"Subject: Undeliverable: x\n"
)
_FEW, _MANY = 19, 190

PIECES: dict[str, bytes] = {
    "newlines": b"\n",
    "spaces": b" ",
    "blank lines": b" \n",
    "carriage returns": b"\r",
    "crlf": b"\r\n",
    "next lines": b"\xc2\x85",
    "line separators": "\u2028".encode(),
    "nul": b"\x00",
    "digits": b"1",
    "dots": b".",
    "stars": b"*",
    "at signs": b"@",
    "a at": b"a@",
    "angles": b"<",
    "closing angles": b">",
    "parentheses": b"(",
    "brackets": b"[",
    "quotes": b'"',
    "colons": b": ",
    "semicolons": b"; ",
    "hyphens": b"- ",
    "parameters": b";a=b",
    "lone fields": b"x:\n",
    "folded": b"\n a",
    "torn": b"x\nFrom:\n",
    "torn further": b"x\n" * 10 + b"From:\n",
    "envelopes": b"From x\n",
    "heads": b"From: x\n\n",
    "quoted heads": b"> From: x\n\n",
    "quoted fields": b"> Received: x\n> y: z\n",
    "quoted lines": b"> From: x\n> y\n",
    "addresses": b"a@b.c ",
    "dotted address": b"a@......b ",
    "labelled addresses": b"to <a@b.c> ",
    "lines of addresses": b"a@b.c " * 1_333 + b"\n",
    "long lines": b"x" * 8_000 + b"\n",
    "replies": b"550 ",
    "codes": b"5.1.1 ",
    "via": b"a@b.c (via <a@b.c>) ",
    "expanded": b"a@b.c (expanded from <a@b.c>) ",
    "dated": b"a@b.c on 4/17/2008 10:04 AM\n",
    "sent": b"Subject: a\nSent: 1\n",
    "recipients": b"Final-Recipient: rfc822;a@b.c\n",
    "groups": b"Final-Recipient: rfc822;a@b.c\nAction: failed\nStatus: 5.0.0\n\n",
    "users": b"user ",
    "failed": b"failed ",
    "delivery": b"delivery ",
    "click": b"click ",
    "confirm": b"confirm your ",
    "cyrillic": "не ".encode(),
    "case": "\u0130\u212a\u017f".encode(),
    "bad bytes": b"\x81",
    "shift in": b"\x1b$",
    "japanese": b"\x1b$B\xff\xff\x1b(J",
    "encoded words": b"=?a?q?x?= =?b?q?x?= ",
    "open words": b"=?",
    "identifiers": b"<a> ",
    "good identifiers": b"<a@b> ",
    "identifier fields": b"Message-ID: <a@b>\n",
    "identifier lines": b"message-id <a@b>",
    "open identifiers": b"message-id <",
    "blanks after a name": b"message-id" + b" " * 8_100 + b"\n",
    "blanks after via": b"(via x) a@b.c" + b" " * 8_100 + b"\n",
    "quoted blanks": b">" * 4_000 + b" " * 4_000 + b"\n",
    "boundaries": b"--b\n",
    "boundaries alike": b"--b",
    "longer boundaries": b"--bx\n",
    "guessed": b"--c\ncontent-",
    "decimal": b"&#" + b"9" * 5_000 + b";",
    "hexadecimal": b"&#x" + b"9" * 5_000 + b";",
    "entities": b"&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "scripts": b"<script>",
    "tags": b"<aaaaaaaaaaaaaaaaaaaaaaa ",
    "links": b"href=a ",
    "open links": b'href="',
    "web addresses": b"http://a ",
    "many fields": b"x{n}: y\n",
    "many addresses": b"a{n}@b.c ",
    "many lines": b"<a{n}@b.c>: unknown\n",
    "many labelled": b"address: <a{n}@b.c> 550 5.1.1 unknown\n",
    "many via": b"a{n}@b.c (via <b{n}@b.c>) ",
    "many expanded": b"a{n}@b.c (expanded from <b{n}@b.c>) ",
    "many dated": b"a{n}@b.c on 4/17/2008 10:04 AM\n",
    "many groups": b"Final-Recipient: rfc822;a{n}@b.c\nAction: failed\nStatus: 5.0.0\n\n",
    "many identifiers": b"<a{n}@b> ",
    "many identifier fields": b"Message-ID: <a{n}@b>\n",
    "many links": b'<a href="http://b/{n}">x</a>',
    "many charsets": b"=?a{n}?q?x?= ",
    "many parts": b"\n--c\n\nx",
}
"""What is repeated, with a number of its own in place of {n}."""

_HTML = b"Content-Type: text/html\n\n"
_STATUS = b"Content-Type: message/delivery-status\n\n"
_RETURNED = b"Content-Type: message/rfc822\n\n"
_JAPANESE = b"Content-Type: text/plain; charset=iso-2022-jp\n\n"
_SAME_ID = b"Message-ID: <x@y>\n"
_INNER = _RETURNED + _SAME_ID + b"From: a@b.c\nContent-Type: multipart/mixed; boundary=c\n\n--c\n"


def _filled(piece: bytes, size: int, head: bytes = b"", tail: bytes = b"") -> bytes:
    return head + _repeated(piece, size - len(head) - len(tail)) + tail


def _repeated(piece: bytes, size: int) -> bytes:
    if b"{n}" not in piece:
        return piece * max(1, size // len(piece))
    count = max(1, size // len(piece.replace(b"{n}", b"%06d" % 0)))
    return b"".join(piece.replace(b"{n}", b"%06d" % number) for number in range(count))


def _parts(piece: bytes, size: int, count: int, head: bytes = b"\n", top: bytes = SYSTEM) -> bytes:
    opened = top + b"Content-Type: multipart/mixed; boundary=b\n\n"
    part = b"\n--b\n" + _filled(piece, (size - len(opened)) // count - 6, head)
    return opened + part * count


def _nested(piece: bytes, size: int) -> bytes:
    each = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    return _filled(piece, size, SYSTEM + b"".join(each % (n, n) for n in range(10)) + b"\n")


def _in_fields(name: bytes, piece: bytes, size: int) -> bytes:
    """Repeat one field, before words that speak of what it holds."""
    tail = b"\n" + _repeated(piece, min(66_000, size // 2))
    values = _repeated(piece, size - len(tail) - len(SYSTEM))
    each = (values[at : at + 4_000] for at in range(0, len(values), 4_000))
    return SYSTEM + b"".join(name + b": " + value + b"\n" for value in each) + tail


def _in_base64(piece: bytes, size: int) -> bytes:
    head = SYSTEM + b"Content-Transfer-Encoding: base64\nContent-Type: text/html\n\n"
    return head + base64.encodebytes(_filled(piece, (size - len(head)) * 3 // 4))


Place = Callable[[bytes, int], bytes]
PLACES: dict[str, Place] = {
    "alone": _filled,
    "body": partial(_filled, head=SYSTEM + b"\n"),
    "html": partial(_filled, head=SYSTEM + _HTML),
    "subject": partial(_filled, head=b"From: MAILER-DAEMON\nReturn-Path: <>\nSubject: "),
    "type": partial(_filled, head=SYSTEM + b"Content-Type: multipart/mixed; boundary="),
    "returned": partial(_filled, head=SYSTEM + _RETURNED),
    "status": partial(_filled, head=SYSTEM + _STATUS),
    "printable": partial(_filled, head=SYSTEM + b"Content-Transfer-Encoding: quoted-printable\n\n"),
    "base64": _in_base64,
    "nested": _nested,
    "few parts": partial(_parts, count=_FEW, head=b"\nuser unknown\n"),
    "many parts": partial(_parts, count=_MANY, head=b"\nuser unknown\n"),
    "many html": partial(_parts, count=_MANY, head=_HTML),
    "many heads": partial(_parts, count=_MANY, head=b""),
    "many returned": partial(_parts, count=_MANY, head=_RETURNED),
    "few returned": partial(_parts, count=_FEW, head=_RETURNED),
    "many status": partial(_parts, count=_MANY, head=_STATUS),
    "few japanese": partial(_parts, count=_FEW, head=_JAPANESE),
    "many inner": partial(_parts, count=_MANY, head=_INNER, top=SYSTEM + _SAME_ID),
    "failed fields": partial(_in_fields, b"X-Failed-Recipients"),
    "identifiers": partial(_in_fields, b"Message-ID"),
    "references": partial(_in_fields, b"References"),
}
"""Where it is repeated: given a piece and a size in bytes."""


def flood(place: str, piece: str, size: int) -> bytes:
    """Return about `size` bytes of one flood."""
    return PLACES[place](PIECES[piece], size)


def floods() -> Iterator[tuple[str, str]]:
    """Yield the place and the piece of every flood."""
    for place in PLACES:
        for piece in PIECES:
            yield place, piece
