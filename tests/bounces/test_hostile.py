"""Any bytes give a Bounce: nothing raises, nothing grows without bound."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bouncecheck.bounces.markup import MAX_LINKS, links_in_html, text_of_html
from bouncecheck.bounces.mime import (
    MAX_BOUNCE_BYTES,
    MAX_DECODED_BYTES,
    MAX_DEPTH,
    MAX_MARKS,
    MAX_PARTS,
    MailPart,
    read_mail,
)
from bouncecheck.bounces.model import Bounce, Kind
from bouncecheck.bounces.read import MAX_TEXT_CHARS, read_bounce
from bouncecheck.bounces.summary import summary

CORPUS = [
    path.read_bytes() for path in sorted((Path(__file__).parent.parent / "corpus").rglob("*.eml"))
]
PIECES = [
    b"\n",
    b"\r\n",
    b"\r",
    b"\x00",
    b" ",
    b"\t",
    b"--b\n",
    b"--b--\n",
    b"Content-Type: multipart/report; boundary=b\n",
    b"Content-Type: message/rfc822\n\n",
    b"Content-Type: message/delivery-status\n\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n",
    b"Final-Recipient: rfc822; a@b.example.com\n",
    b"Action: failed\n",
    b"Status: 5.1.1\n",
    b"Subject: =?utf-8?B?4pyT?=\n",
    b"Subject: Undeliverable: x\n",
    b"From: MAILER-DAEMON@example.com\n",
    b"Return-Path: <>\n",
    b"Message-ID: <a@example.com>\n",
    b"> Received: by x\n",
    b"Date: Tue, 31 Feb 2026 25:61:61 +9999\n",
    b"Sent: 4/17/2008 8:17 AM\n",
    b"a@example.com on 4/17/2008 10:04 AM\n",
    b"could not be delivered\n",
    b"<html><script>\n",
    b"\xff\xfe\x1b$B\n",
]


def is_sound(bounce: Bounce) -> bool:
    row = summary(bounce, "x")
    return (
        len(bounce.text) <= MAX_TEXT_CHARS
        and len(row["recipients"]) == len(set(row["recipients"]))
        and all(len(found.message_id) < 1_000 for found in bounce.returned.message_ids)
        and all("\n" not in value for _, value in bounce.headers)
        and (bounce.kind is not Kind.NOT_A_BOUNCE or not bounce.returned.message_ids)
    )


@given(st.binary(max_size=2_000))
def test_arbitrary_bytes_give_a_bounce(raw: bytes) -> None:
    assert is_sound(read_bounce(raw))


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_pieces_of_mail_in_any_order_give_a_bounce(pieces: list[bytes]) -> None:
    assert is_sound(read_bounce(b"".join(pieces)))


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_notice_gives_a_bounce(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(CORPUS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.integers(0, 40))
        raw[at : at + cut] = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from(PIECES)))

    assert is_sound(read_bounce(bytes(raw)))


@settings(max_examples=60)
@given(st.sampled_from(CORPUS), st.sampled_from([bytes.upper, bytes.lower, bytes.title]))
def test_the_case_of_header_names_changes_nothing(raw: bytes, recase: object) -> None:
    assert callable(recase)
    names = re.compile(rb"^[A-Za-z-]+(?=:)", re.MULTILINE)
    changed = names.sub(lambda name: recase(name.group()), raw)

    assert said_by(changed) == said_by(raw)


def said_by(raw: bytes) -> object:
    """Give what was read; the names of returned fields are kept as they are written."""
    row = summary(read_bounce(raw), "x")
    return {**row, "headers": [[name.lower(), value] for name, value in row["headers"]]}


@pytest.mark.parametrize("raw", CORPUS, ids=range(len(CORPUS)))
def test_folding_the_top_fields_changes_nothing(raw: bytes) -> None:
    head, _, body = raw.partition(b"\n\n")
    folded = re.sub(rb"^((?:To|From|Subject|In-Reply-To): ?)", rb"\1\n ", head, flags=re.MULTILINE)

    assert summary(read_bounce(folded + b"\n\n" + body), "x") == summary(read_bounce(raw), "x")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\x00" * 1_000,
        b"From: a",
        b"Subject: " + b"x" * 2_000_000,
        b"X: y\n" * 300_000,
        b"<" * 2_000_000,
        b"\n\n" + b"@" * 2_000_000,
        b"\n\n" + b"a" * 2_000_000 + b"@",
        b"\n\n" + b"a@b.c " * 300_000,
        b"\n\n" + b"From: x\n" * 200_000,
        b"\n\n" + b"> From: x\n\n" * 100_000,
        b"Content-Type: text/html\n\n" + b"<script>" * 200_000,
        b"Content-Type: text/html\n\n" + b'<a href="' * 200_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 400_000,
        b"Content-Type: multipart/mixed\n\n" + b"--b\ncontent-" * 200_000,
        b"Content-Type: text/plain; " + b";a=b" * 300_000,
        b"Subject: " + b"=?utf-8?q?x?= " * 150_000,
        b"Subject: " + b"=?" * 1_000_000,
        b"Content-Transfer-Encoding: base64\n\n" + b"====" * 500_000,
        b"From: MAILER-DAEMON\nReturn-Path: <>\n\nundeliverable\n" + b"5.1.1 (via " * 100_000,
        b"Content-Type: message/delivery-status\n\n" + b"Final-Recipient: a@b.c\n" * 100_000,
    ],
    ids=lambda raw: repr(raw[-12:]),
)
def test_a_flood_gives_a_bounce(raw: bytes) -> None:
    assert is_sound(read_bounce(raw))


def test_fifty_megabytes_are_read_in_part_and_said_so() -> None:
    raw = b"Content-Type: text/plain\n\n" + b"x" * 50_000_000

    assert read_bounce(raw).truncated
    assert not read_bounce(raw[:100]).truncated
    assert len(raw) > MAX_BOUNCE_BYTES


def depth_of(part: MailPart) -> int:
    return 1 + max((depth_of(child) for child in part.parts), default=0)


def test_a_thousand_nested_parts_are_followed_only_so_deep() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)
    )

    mail = read_mail(raw + b"Content-Type: text/plain\n\nhello")

    assert depth_of(mail.root) == MAX_DEPTH + 1
    assert mail.truncated


def test_a_thousand_parts_side_by_side_are_read_only_so_far() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhello\n" * 1_000

    mail = read_mail(raw)

    assert len(list(mail.root.leaves())) < MAX_PARTS
    assert mail.truncated


def test_lines_that_only_begin_like_a_boundary_are_looked_at_only_so_far() -> None:
    head = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n"

    few, many = (read_mail(head + b"--bx\n" * count) for count in (MAX_MARKS - 2, MAX_MARKS))

    assert [part.content_type for part in few.root.parts] == ["text/plain"]
    assert (few.truncated, many.truncated) == (False, True)


@pytest.mark.parametrize("head", [b"\n", b"Content-Type: message/rfc822\n\n", b"X: "])
def test_many_long_parts_are_decoded_only_so_far(head: bytes) -> None:
    part = b"--b\n" + head + b"hello " * 5_000 + b"\n"

    mail = read_mail(b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 100)

    leaves = list(mail.root.leaves())
    assert len(leaves) == 100
    assert sum(len(leaf.text) + len(leaf.content) for leaf in leaves) <= MAX_DECODED_BYTES
    assert sum(len(value) for leaf in leaves for _, value in leaf.headers) <= MAX_DECODED_BYTES
    assert mail.truncated


def test_a_character_by_a_number_without_end_is_none() -> None:
    assert text_of_html(f"a&#{'9' * 5_000};b&#65;&#x{'9' * 5_000};c") == "a\ufffdbA\ufffdc"
    assert links_in_html(f"href=a&#{'9' * 5_000}") == ("a\ufffd",)


def test_utf_7_makes_no_angle_brackets() -> None:
    raw = b"Content-Type: text/plain; charset=unicode-1-1-utf-7\n\n+ADw-script+AD4-"

    assert read_bounce(raw).text == "+ADw-script+AD4-"


def test_links_are_bounded_and_scripts_never_read() -> None:
    markup = "".join(f'<a href="https://example.com/{n}">x</a>' for n in range(500))

    assert len(links_in_html(markup)) == MAX_LINKS
    assert links_in_html('<a href=" "><a href=x>') == ("x",)
    assert text_of_html("a<script>b</script>c<style>d").split() == ["a", "c"]
