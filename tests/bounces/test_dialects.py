"""Odd forms of single dialects: one table each."""

import pytest

from bouncecheck.bounces.identifiers import address_from, domain_of, message_id_from
from bouncecheck.bounces.model import Bounce, Kind
from bouncecheck.bounces.read import read_bounce


def report(fields: str, words: str = "") -> Bounce:
    return read_bounce(
        (
            "From: MAILER-DAEMON@mx.example.net\nContent-Type: multipart/report; boundary=b\n\n"
            f"--b\n\n{words}\n--b\nContent-Type: message/delivery-status\n\n{fields}\n--b--\n"
        ).encode()
    )


FINAL = "Final-Recipient: rfc822; a@example.com\n"


@pytest.mark.parametrize(
    ("fields", "kind", "status"),
    [
        (FINAL + "Action: failed\nStatus: 5.1.1", Kind.FAILURE, "5.1.1"),
        (FINAL + "Action: FAILED (permanently)", Kind.FAILURE, None),
        (FINAL + "Status: 5.0.0\nDiagnostic-Code: smtp;550 5.2.2 full", Kind.FAILURE, "5.2.2"),
        (FINAL + "Status: 5.0.0\nDiagnostic-Code: smtp;450 4.2.2", Kind.FAILURE, "5.0.0"),
        (FINAL + "Status: 4.4.1", Kind.DELAY, "4.4.1"),
        (FINAL + "Status: 2.0.0", Kind.SUCCESS, "2.0.0"),
        (FINAL + "\nAction: failed\nStatus: 5.7.1", Kind.FAILURE, "5.7.1"),
        ("> Final-Recipient: a@example.com\n> Action: failed", Kind.FAILURE, None),
        (FINAL + "Action: failed\nStatus: 5.1.1\nstray words", Kind.FAILURE, "5.1.1"),
    ],
)
def test_a_broken_report_is_still_a_report(fields: str, kind: Kind, status: str | None) -> None:
    bounce = report(fields)

    assert bounce.kind is kind
    assert bounce.has_report
    assert [(r.address, r.status) for r in bounce.recipients] == [("a@example.com", status)]


def test_a_field_that_goes_on_with_a_word_and_a_colon_is_one_field() -> None:
    folded = "smtp; host mx.example.net\n    said: 550 5.1.1 unknown, see\n\thttps://example.net/1"

    bounce = report(f"{FINAL}Action: failed\n Status: 5.0.0\nDiagnostic-Code: {folded}")

    (recipient,) = bounce.recipients
    assert recipient.status == "5.1.1"
    assert recipient.diagnostic == (
        "host mx.example.net said: 550 5.1.1 unknown, see https://example.net/1"
    )


def test_a_report_that_names_nobody_is_a_failure_without_recipients() -> None:
    bounce = report("Reporting-MTA: dns; x\n\nAction: failed\nStatus: 5.0.0")

    assert (bounce.kind, bounce.recipients) == (Kind.FAILURE, ())


def test_the_worst_action_decides_and_only_its_recipients_count() -> None:
    bounce = report(
        FINAL + "Action: delivered\n\nFinal-Recipient: rfc822; b@example.com\nAction: failed"
    )

    assert bounce.kind is Kind.FAILURE
    assert [r.address for r in bounce.recipients] == ["b@example.com"]


def test_an_original_address_that_is_none_gives_way_to_the_final_one() -> None:
    bounce = report("Original-Recipient: rfc822; unknown\n" + FINAL + "Action: failed")

    assert [r.address for r in bounce.recipients] == ["a@example.com"]


def test_an_expansion_in_the_words_names_the_address_that_was_written_to() -> None:
    words = "<a@example.com>\n    (expanded from: <team@example.com>)\n(expanded from: <none>)"

    bounce = report(FINAL + "Action: failed", words)

    assert [r.address for r in bounce.recipients] == ["team@example.com"]


def test_an_envelope_id_counts_only_where_it_has_the_form_of_an_identifier() -> None:
    bounce = report(f"Original-Envelope-Id: <e@contoso.com>\n\n{FINAL}Action: failed")
    other = report(f"Original-Envelope-Id: 0000@contoso.com\n\n{FINAL}Action: failed")

    assert [found.message_id for found in bounce.returned.message_ids] == ["e@contoso.com"]
    assert other.returned.message_ids == ()


def test_report_fields_in_a_text_part_need_a_mail_system_that_speaks() -> None:
    body = f"\n\n{FINAL}Action: failed\nStatus: 5.1.1\n"

    assert read_bounce(b"From: MAILER-DAEMON@example.net" + body.encode()).dialect == "report"
    assert read_bounce(b"From: ben@contoso.com" + body.encode()).dialect == "none"


HEAD = "From: MAILER-DAEMON@mx.example.net\nReturn-Path: <>\nSubject: failure notice\n\n"


@pytest.mark.parametrize(
    ("words", "addresses"),
    [
        ("could not be delivered\n<a@example.com>:\n550 no", ["a@example.com"]),
        (
            "could not be delivered\n  a@example.com\n  b@example.com\n",
            ["a@example.com", "b@example.com"],
        ),
        ("could not be delivered to user a@example.com today", ["a@example.com"]),
        ("Unknown user: userx@example.com\nRCPT TO said no", ["userx@example.com"]),
        ("undeliverable, see 550 a@example.com", ["a@example.com"]),
        ("undeliverable, hear a@example.com", ["a@example.com"]),
        (
            "could not be delivered\n<mailer-daemon@mx.example.net>:",
            ["mailer-daemon@mx.example.net"],
        ),
        ("undeliverable, hear a@example.com or b@example.com", []),
        ("undeliverable\n<ben@contoso.com>... from postmaster@example.com", ["ben@contoso.com"]),
        ("could not deliver to <a@example.com> (via t@example.com)", ["t@example.com"]),
        ("could not deliver to <a@example.com> (via \x01t@example.com)", ["a@example.com"]),
    ],
)
def test_prose_is_believed_by_where_the_address_stands(words: str, addresses: list[str]) -> None:
    bounce = read_bounce((HEAD + words).encode())

    assert bounce.kind is Kind.FAILURE
    assert [r.address for r in bounce.recipients] == addresses


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("From: ben@contoso.com\nSubject: failure notice\n\n", "could not deliver a@example.com"),
        ("From: MAILER-DAEMON@example.net\nSubject: hello\n\n", "all is well with a@example.com"),
        ("From: MAILER-DAEMON@example.net\nSubject: hello\n\n", "it could not be delivered"),
        ("From: Administrator <it@example.net>\nSubject: hello\n\n", "450 seats: a@example.com"),
        (
            "From: postmaster@example.net\nSubject: Re: failure\n\n",
            "could not deliver a@example.com",
        ),
    ],
)
def test_one_sign_alone_makes_no_failure(head: str, words: str) -> None:
    assert read_bounce((head + words).encode()).kind is Kind.NOT_A_BOUNCE


def test_a_mail_system_that_gives_a_code_is_understood_in_any_language() -> None:
    head = "From: postmaster@fabrikam.com\nSubject: \u16a0\u16a1\n\n"

    bounce = read_bounce(f"{head}\u16a0 \u16a1\n\nkim@fabrikam.com\n#550 5.1.1".encode())

    assert (bounce.kind, bounce.recipients[0].status) == (Kind.FAILURE, "5.1.1")


def test_a_returned_part_may_be_indented_below_an_empty_line() -> None:
    raw = (
        f"{HEAD[:-1]}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nundeliverable\n"
        "<kim@fabrikam.com>:\n--b\nContent-Type: text/rfc822\n\n\n"
        "    Message-ID: <indented@contoso.com>\n    Subject: Minutes\n--b--\n"
    )

    returned = read_bounce(raw.encode()).returned

    assert [found.message_id for found in returned.message_ids] == ["indented@contoso.com"]
    assert returned.subject == "Minutes"


def test_a_code_above_the_only_address_is_still_its_code() -> None:
    words = "could not deliver because of\n550 5.1.1 no\n\nto a@example.com"

    bounce = read_bounce((HEAD + words).encode())

    assert bounce.recipients[0].status == "5.1.1"


def test_a_description_without_a_dated_address_is_left_to_prose() -> None:
    words = "undeliverable\nSubject: x\nSent: 4/17/2008 8:17 AM\nTo whom?\nx on 4/17/2008 8:17 AM\n"

    assert read_bounce((HEAD + words + "a@example.com").encode()).dialect == "prose"


def test_two_dated_addresses_in_a_row_keep_their_own_words() -> None:
    words = (
        "Subject: x\nSent: 4/17/2008 8:17 AM\n\na@example.com on 4/17/2008 9:00 AM\n"
        "b@example.com on 4/17/2008 9:00 AM\n    full #5.2.2\n" + "    and so on\n" * 20
    )

    bounce = read_bounce((HEAD + words).encode())

    assert [(r.address, r.status) for r in bounce.recipients] == [
        ("a@example.com", None),
        ("b@example.com", "5.2.2"),
    ]


def test_a_newsletter_is_no_challenge() -> None:
    raw = b"From: a@example.com\nList-Unsubscribe: <x>\n\nYour mail: click here to confirm, human"

    assert read_bounce(raw).kind is Kind.NOT_A_BOUNCE


def test_a_delivery_report_that_calls_itself_auto_replied_is_a_failure() -> None:
    raw = (
        HEAD.replace("\n\n", "\nAuto-Submitted: auto-replied\n\n")
        + "undeliverable\n<a@example.com>:"
    )

    assert read_bounce(raw.encode()).kind is Kind.FAILURE


def test_identifiers_have_one_form() -> None:
    address = address_from("<Ben@Contoso.COM>")

    assert address == "ben@contoso.com"
    assert address is not None
    assert domain_of(address) == "contoso.com"
    assert address_from("a" * 400 + "@contoso.com") is None
    assert message_id_from(" <A@B> ") == "A@B"
    assert message_id_from("none") is None
