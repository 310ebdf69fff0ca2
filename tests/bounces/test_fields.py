"""Charsets, header fields and MIME parts: the tables of odd forms."""

import base64

import pytest

from bouncecheck.bounces.charsets import decode_base64, decode_text, decode_words
from bouncecheck.bounces.fields import (
    MAX_BLOCK_BYTES,
    MAX_FIELD_BYTES,
    MAX_FOUND,
    addresses_in,
    mailbox_in,
    message_ids_in,
    parameters,
    read_fields,
    value_of,
)
from bouncecheck.bounces.mime import read_mail


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("=?utf-8?Q?caf=C3=A9_au_lait?=", "café au lait"),
        ("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "café"),
        ("=?utf-8?B?Y2Fm?=  =?iso-8859-1?Q?=E9?= x", "café x"),
        ("=?uft-8?Q?=E2=9C=93?=", "✓"),
        ("=?3dutf-8?Q?=E2=9C=93?=", "✓"),
        ("=?utf-8*de?Q?ja?=", "ja"),
        ("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?no-such-charset?Q?a=E9?=", "aé"),
        ("=?utf-7?Q?+ADw-?=", "+ADw-"),
        ("=?utf-8?X?odd?=", "=?utf-8?X?odd?="),
        ("=?utf-8?B?not base64!?=", decode_base64(b"notbase64").decode("utf-8", "replace")),
    ],
)
def test_encoded_words_are_decoded_together(value: str, expected: str) -> None:
    assert decode_words(value) == expected


@pytest.mark.parametrize(
    ("raw", "charset", "expected"),
    [
        (b"caf\xe9", None, "café"),
        ("café".encode(), None, "café"),
        ("café".encode(), "us-ascii", "café"),
        (b"caf\xe9", "iso-8859-1", "café"),
        (b"\x1b$BF|K\\\x1b(B", None, "日本"),
        (b"a\x00b", None, "ab"),
        (b"\xef\xbb\xbfa", "utf-8", "a"),
        (b"\xff", "utf-8", "\ufffd"),
        (b"\xc4\xcf", "koi8-r", "до"),
    ],
)
def test_text_is_decoded_whatever_it_claims(raw: bytes, charset: str | None, expected: str) -> None:
    assert decode_text(raw, charset) == expected


def test_a_torn_base64_group_is_dropped() -> None:
    assert decode_base64(base64.b64encode(b"hello world")[:-3]) == b"hello wor"
    assert decode_base64(b"aGk!\n=") == b"hi"
    assert decode_base64(b"a") == b""


@pytest.mark.parametrize(
    ("raw", "names", "body"),
    [
        (b"A: 1\nB: 2\n\nbody", ["A", "B"], b"body"),
        (b"A: 1\n \t\nbody", ["A"], b"body"),
        (b"From someone Mon\nA: 1\n\nbody", ["A"], b"body"),
        (b"\n\n>From x\nA: 1", ["A"], b""),
        (b"\n" * 50 + b"  \n" * 50 + b"A: 1", ["A"], b""),
        (b"\n" * 50, [], b""),
        (b"From x\n" * 3 + b"\nA: 1", ["A"], b""),
        (b"From x\n" * 11 + b"A: 1", [], b"From x\nA: 1"),
        (b"From : x\nA: 1", ["From", "A"], b""),
        (b"A: 1\nlost\n \nSubject: x", ["A"], b"lost\n \nSubject: x"),
        (b"A: 1\nno field here\nand none here", ["A"], b"no field here\nand none here"),
        (b"A: 1\nlost indent\nSubject: x\n\nbody", ["A", "Subject"], b"body"),
        (b"A: 1\n--b\nSubject: x", ["A"], b"--b\nSubject: x"),
        (b"A: 1\nhttp://example.com", ["A"], b"http://example.com"),
        (b"A: 1\nlost\n\nSubject: x", ["A"], b"lost\n\nSubject: x"),
        (b"A: 1\nlost\n--b\nSubject: x", ["A"], b"lost\n--b\nSubject: x"),
        (b"A: 1" + b"\nlost" * 12 + b"\nSubject: x", ["A"], b"lost\n" * 12 + b"Subject: x"),
        (b"only text", [], b"only text"),
        (b"", [], b""),
    ],
)
def test_a_header_block_ends_where_it_ends(raw: bytes, names: list[str], body: bytes) -> None:
    block = read_fields(raw, 0, len(raw))

    assert [name for name, _ in block.headers] == names
    assert raw[block.body_at :] == body


def test_fields_are_unfolded_and_long_ones_cut() -> None:
    raw = b"A: one\n two\n\tthree\nB: " + b"x" * 50_000

    block = read_fields(raw, 0, len(raw))

    assert value_of(block.headers, "a") == "one two three"
    assert len(value_of(block.headers, "b") or "") == MAX_FIELD_BYTES
    assert block.truncated


def test_a_header_block_without_end_is_read_only_so_far() -> None:
    raw = b"A: " + b"x" * 30_000 + b"\n"
    long = read_fields(raw * 10, 0, len(raw) * 10)
    short = read_fields(raw, 0, len(raw), most=100)

    assert (len(long.headers), long.body_at, long.truncated) == (9, MAX_BLOCK_BYTES, True)
    assert (short.body_at, short.truncated) == (100, True)


def test_addresses_are_found_in_any_dress() -> None:
    text = "Ben <ben@contoso.com>, 'kim@fabrikam.com'; x=y@example.com. a@[192.0.2.1] no@ @no"

    assert addresses_in(text) == (
        "ben@contoso.com",
        "kim@fabrikam.com",
        "x=y@example.com",
        "a@[192.0.2.1]",
    )
    assert mailbox_in('"a@example.com" <b@example.com>') == "b@example.com"
    assert mailbox_in("<nobody> c@example.com") == "c@example.com"
    assert len(addresses_in(" ".join(f"a{n}@example.com" for n in range(300)))) == MAX_FOUND
    assert mailbox_in(None) is None
    assert mailbox_in("nobody") is None


def test_identifiers_are_found_with_and_without_brackets() -> None:
    assert message_ids_in("<a@b> <c\n d@e> <a@b>") == ("a@b", "cd@e")
    assert message_ids_in("bare@example.com") == ("bare@example.com",)
    assert message_ids_in("two words") == ()


def test_parameters_survive_quotes_comments_and_continuations() -> None:
    assert parameters('x/y; A="b;c"; d=e ; f*0="g"; f*1=h; broken') == {
        "a": "b;c",
        "d": "e",
        "f": "gh",
    }


def types_of(raw: bytes) -> list[str]:
    return [part.content_type for part in read_mail(raw).root.leaves()]


PARTS = b"--x\nContent-Type: text/html\n\nhi\n--x\nContent-Type: image/png\n\nabc\n"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: multipart/mixed; boundary=x\n\n",
        b"Content-Type: multipart/mixed; boundary=wrong\n\npreamble\n",
        b"Content-Type: multipart/mixed\n\n",
        b"Subject: lost its type\n\nThis is a multi-part message in MIME format.\n\n",
    ],
    ids=["right", "wrong", "absent", "no type"],
)
@pytest.mark.parametrize("tail", [b"--x--\n", b""], ids=["closed", "open"])
def test_a_bad_boundary_is_replaced_by_one_that_shows(head: bytes, tail: bytes) -> None:
    assert types_of(head + PARTS + tail) == ["text/html", "image/png"]


def test_a_multipart_without_any_boundary_is_text() -> None:
    root = read_mail(b"Content-Type: multipart/mixed\n\njust words").root

    assert (root.content_type, root.text) == ("text/plain", "just words")


def test_an_encoded_message_part_is_decoded_unless_it_is_not_encoded() -> None:
    inner = b"Message-ID: <a@example.com>\n\nhi"
    head = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"

    assert read_mail(head + base64.b64encode(inner)).root.content == inner
    assert read_mail(head + inner).root.content == inner


def test_quoted_printable_and_file_names_are_decoded() -> None:
    raw = (
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
        b'Content-Disposition: attachment; filename="=?utf-8?Q?caf=C3=A9.txt?="\n\ncaf=C3=A9=\n!'
    )

    root = read_mail(raw).root

    assert (root.text, root.filename) == ("café!", "café.txt")
