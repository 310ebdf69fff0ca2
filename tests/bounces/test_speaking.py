"""What notices say around the report: subjects, receipts, who speaks, and in which language."""

import pytest

from bouncecheck.bounces.model import Kind
from bouncecheck.bounces.read import read_bounce


@pytest.mark.parametrize(
    ("disposition", "words", "kind"),
    [
        ("automatic-action/MDN-sent-automatically; deleted", "was rejected", Kind.FAILURE),
        ("automatic-action/MDN-sent-automatically; deleted", "was read", Kind.MDN),
        ("manual-action/MDN-sent-manually; deleted", "was rejected", Kind.MDN),
        ("automatic-action/MDN-sent-automatically; displayed", "was rejected", Kind.MDN),
    ],
)
def test_a_receipt_in_which_a_mail_filter_refuses_the_message_is_a_failure(
    disposition: str, words: str, kind: Kind
) -> None:
    raw = (
        "From: Postmaster <postmaster@example.net>\nSubject: Rejected: Price list\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        f"--b\n\nYour message {words} by the recipient's filter: 552 5.2.2 quota\n"
        "--b\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822; h@example.net\nOriginal-Message-ID: <o@contoso.com>\n"
        f"Disposition: {disposition}\n\n--b--\n"
    )

    bounce = read_bounce(raw.encode())

    assert bounce.kind is kind
    assert [r.status for r in bounce.recipients] == ["5.2.2"] * (kind is Kind.FAILURE)
    assert [found.message_id for found in bounce.returned.message_ids] == ["o@contoso.com"]


@pytest.mark.parametrize(
    ("subject", "topic", "behind"),
    [
        ("Toimitus ei onnistu: Price list", "Price list", "Price list"),
        ("Undeliverable: Price list", "Undeliverable: Price list", "Price list"),
        ("Toimitus ei onnistu: Price list", "Something else", None),
    ],
)
def test_exchange_names_the_subject_apart_from_its_prefix(
    subject: str, topic: str, behind: str | None
) -> None:
    raw = (
        f"Subject: {subject}\nThread-Topic: {topic}\nFrom: postmaster@x.example\n"
        "Return-Path: <>\n\n550 5.1.1\n"
    )

    assert read_bounce(raw.encode()).returned.subject == behind


def test_a_message_that_comes_back_needs_no_words_in_a_language_that_we_know() -> None:
    back = "Received: by x\nFrom: ben@contoso.com\nTo: h@example.net\nSubject: Price list\n"
    head = "From: postmaster@example.net\nTo: ben@contoso.com\nSubject: Qwx\n\nZzyzx qwoz.\n\n"
    raw = head + back

    bounce = read_bounce(raw.encode())

    assert (bounce.kind, bounce.returned.subject) == (Kind.FAILURE, "Price list")
    assert [r.address for r in bounce.recipients] == ["h@example.net"]
    assert read_bounce(raw.replace("To: ben", "To: eve").encode()).kind is Kind.NOT_A_BOUNCE


def test_an_identifier_without_an_at_sign_is_told_as_it_is_written() -> None:
    bounce = read_bounce(
        b"From: MAILER-DAEMON@mx.example.net\nReturn-Path: <>\n\ncould not be delivered: 550\n\n"
        b"Received: by x\nFrom: ben@contoso.com\nTo: h@example.net\nMessage-ID: <20140913>\n"
    )

    assert bounce.returned.message_ids == ()
    assert bounce.returned.odd_ids == ("<20140913>",)


def test_exchange_writes_its_prefix_in_a_language_that_we_do_not_know() -> None:
    raw = (
        "From: <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com>\n"
        "Subject: Qwx zy: Price list\nReturn-Path: <>\n\n550 5.1.1 h@example.net\n"
    )

    assert read_bounce(raw.encode()).returned.subject == "Price list"


def test_a_challenge_of_a_mailing_list_is_no_challenge_to_a_message() -> None:
    raw = (
        "From: kim@fabrikam.com\nTo: vince@contoso.com\nSubject: Re: x\n{}\n"
        "Your message waits: you are not verified. Reply, and it is delivered.\n"
    )

    assert read_bounce(raw.format("").encode()).kind is Kind.CHALLENGE
    assert read_bounce(raw.format("List-Id: <x>\n").encode()).kind is Kind.NOT_A_BOUNCE


def test_mail_that_did_not_reach_its_own_reader_is_no_report_to_a_sender() -> None:
    raw = (
        "From: {}@mailer.example\nTo: vince@contoso.com\nSubject: Undelivered mail\n\n"
        "<vince@contoso.com>: 12 messages could not be delivered.\n"
    )

    assert read_bounce(raw.format("postmaster").encode()).kind is Kind.NOT_A_BOUNCE


@pytest.mark.parametrize(
    ("subject", "behind"),
    [
        ("Re: Price list", "Price list"),
        ("On holiday Re: Price list", "Price list"),
        ("[Automatic reply] Price list", "Price list"),
        ("Re: Price list (Automatic response)", "Price list"),
        ("[x.example #17] AutoReply: Price list", "Price list"),
        ("[Automatic reply]", None),
        ("Closed in May", None),
    ],
)
def test_an_automatic_answer_says_which_subject_it_answers(
    subject: str, behind: str | None
) -> None:
    raw = f"From: kim@fabrikam.com\nSubject: {subject}\nAuto-Submitted: auto-replied\n\nClosed.\n"

    assert read_bounce(raw.encode()).returned.subject == behind
