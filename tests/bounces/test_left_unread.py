"""A notice that was not read to its end says so: what was left out might have been the sign."""

import pytest

from bouncecheck.bounces.dialects.report import MAX_RECIPIENTS
from bouncecheck.bounces.fields import MAX_FIELDS, MAX_FOUND
from bouncecheck.bounces.model import Bounce
from bouncecheck.bounces.notice import MAX_SEARCHED_CHARS, MAX_WORDS
from bouncecheck.bounces.read import read_bounce
from bouncecheck.bounces.returned import MAX_BLOCK_CHARS, MAX_HEADS

HEAD = (
    "From: Mail Delivery System <mailer-daemon@mx.example.net>\n"
    "To: vince@contoso.com\n"
    "Subject: Undelivered Mail Returned to Sender\n"
    "Message-ID: <notice-1@mx.example.net>\n"
    "Auto-Submitted: auto-replied\n"
)
STATUS = "Final-Recipient: rfc822; h@example.net\nAction: failed\nStatus: 5.1.1\n"
ORIGINAL = "From: vince@contoso.com\nSubject: Offer\n"


def report(returned: str = ORIGINAL, status: str = STATUS, more: str = "") -> Bounce:
    kind = 'multipart/report; report-type=delivery-status; boundary="b"'
    return read_bounce(
        f"{HEAD}{more}Content-Type: {kind}\n\n--b\n\nIt failed.\n--b\n"
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n{status}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{returned}\n--b--\n".encode()
    )


def prose(words: str, more: str = "") -> Bounce:
    return read_bounce(
        f"{HEAD}{more}\n<h@example.net>: could not be delivered: 550\n{words}".encode()
    )


def test_a_short_notice_was_read_to_its_end() -> None:
    assert not report().truncated
    assert not prose(f"\n{ORIGINAL}Date: Mon, 5 Jan 2026 08:00:00 +0000\n").truncated


def test_a_returned_block_of_too_many_fields_is_cut() -> None:
    assert report(ORIGINAL + "X-A: b\n" * MAX_FIELDS).truncated


@pytest.mark.parametrize(
    "words",
    [
        "word " * MAX_WORDS,
        "line\n" * 2_100,
        "From: a\n\n" * (MAX_HEADS + 1),
        f"{ORIGINAL}Date: x\n" + "X-A: b\n" * MAX_FIELDS,
        f"{ORIGINAL}Date: x\n" + f"X-A: {'b' * 4_000}\n" * (MAX_BLOCK_CHARS // 4_000 + 1),
        f"> {ORIGINAL}> Date: x\n> X: y\n".replace("\nS", "\n> S") + "> X-A: b\n" * MAX_FIELDS,
    ],
    ids=["long", "many lines", "many heads", "many fields", "long block", "quoted"],
)
def test_words_that_go_on_beyond_a_limit_are_cut(words: str) -> None:
    assert prose(words).truncated


def test_a_report_about_too_many_recipients_is_cut() -> None:
    many = "\n".join(STATUS.replace("h@", f"h{n}@") for n in range(MAX_RECIPIENTS + 1))

    assert report(status=many).truncated


def test_a_notice_inside_another_is_cut_where_either_is() -> None:
    inner = f"{HEAD}\n<h@example.net>: could not be delivered: 550\n" + "line\n" * 2_100
    whole = (
        f"{HEAD}Content-Type: multipart/mixed; boundary=s\n\n--s\n\nScanned.\n"
        f"--s\nContent-Type: message/rfc822\n\n{inner}\n--s--\n"
    )

    assert read_bounce(whole.encode()).truncated


@pytest.mark.parametrize(
    ("named", "unread"),
    [
        ("<a@contoso.com>", False),
        ("a@contoso.com", False),
        ("<a@contoso.com> (added by gw@example.net)", False),
        ("<a@[IPv6:2001:db8::1]>", False),
        ("<no-at-sign>", True),
        ("no-at-sign", True),
        ("<two@at@contoso.com>", True),
        ('<"quoted@local"@contoso.com>', True),
        ("<a@contoso.com> <no-at-sign>", True),
        (f"<{'a' * 10_000}@contoso.com>", True),
        ("<>" * 3, True),
        ("<a@b>" * (MAX_FOUND + 1), False),
    ],
)
def test_an_identifier_that_nobody_can_look_up_is_noted(named: str, unread: object) -> None:
    assert report(f"{ORIGINAL}Message-ID: {named}\n").has_unread_id is unread
    if named.startswith("<"):
        assert report(more=f"In-Reply-To: {named}\n").has_unread_id is unread


def test_prose_in_place_of_an_identifier_is_none() -> None:
    assert not report(more="In-Reply-To: Your message of Tuesday\n").has_unread_id


@pytest.mark.parametrize(
    "name", ["X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID"]
)
def test_the_identifier_that_a_server_replaced_is_a_candidate_too(name: str) -> None:
    block = f"{ORIGINAL}Message-ID: <new@example.net>\n{name}: <old@contoso.com>\n"

    ids = [found.message_id for found in report(block).returned.message_ids]

    assert ids == ["new@example.net", "old@contoso.com"]


def test_a_report_about_too_many_recipients_is_read_only_so_far() -> None:
    many = "\n".join(STATUS.replace("h@", f"h{n}@") for n in range(MAX_RECIPIENTS + 100))

    assert len(report(status=many).recipients) == MAX_RECIPIENTS


@pytest.mark.parametrize("where", ["words", "field"])
def test_words_about_too_many_recipients_are_read_only_so_far(where: str) -> None:
    many = [f"<h{n}@example.net>" for n in range(MAX_RECIPIENTS + 100)]
    fields = "".join(f"X-Failed-Recipients: {each}\n" for each in many)
    words = "".join(f"{each}: unknown\n" for each in many)

    bounce = prose(words) if where == "words" else prose("", fields)

    assert len(bounce.recipients) == MAX_RECIPIENTS
    assert bounce.truncated


def test_texts_beyond_what_is_searched_are_cut() -> None:
    def found(size: int) -> tuple[bool, bool]:
        texts = ("word\n" * (size // 5), f"{ORIGINAL}Message-ID: <o@contoso.com>\nDate: x\n")
        parts = "".join(f"--b\n\n<h@example.net>: 550\n\n{text}\n" for text in texts)
        more = f"Content-Type: multipart/mixed; boundary=b\n\n{parts}"
        bounce = read_bounce(f"{HEAD}{more}--b--\n".encode())
        return bool(bounce.returned.message_ids), bounce.truncated

    assert found(1_000) == (True, False)
    assert found(MAX_SEARCHED_CHARS - 1_000) == (True, True)
    assert found(MAX_SEARCHED_CHARS) == (False, True)
