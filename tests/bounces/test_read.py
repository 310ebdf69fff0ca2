"""read_bounce: what it promises beyond single formats."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bouncecheck.bounces.identifiers import MessageId
from bouncecheck.bounces.model import Extent, FoundId, IdPlace, Kind
from bouncecheck.bounces.read import MAX_CANDIDATES, MAX_TEXT_CHARS, read_bounce

CORPUS = Path(__file__).parent.parent / "corpus"

APRIL_2008 = b"""From: System Administrator
To: "anna@contoso.com"
Subject: Undeliverable: Replica watches

Your message did not reach some or all of the intended recipients.

      Subject: Replica watches
      Sent: 4/17/2008 8:17 AM

The following recipient(s) could not be reached:

      h@mmi.com.sg on 4/17/2008 10:04 AM
            The e-mail account does not exist at the organization this message was sent to.
"""


def corpus_mail(name: str) -> bytes:
    return (CORPUS / name).read_bytes()


def test_the_notice_of_april_2008_names_everything_but_an_identifier() -> None:
    bounce = read_bounce(APRIL_2008)

    assert bounce.kind is Kind.FAILURE
    assert bounce.dialect == "exchange"
    assert not bounce.has_report
    assert [r.address for r in bounce.recipients] == ["h@mmi.com.sg"]
    assert bounce.recipients[0].diagnostic is not None
    assert bounce.returned.subject == "Replica watches"
    assert bounce.returned.sent_local == datetime(2008, 4, 17, 8, 17)  # noqa: DTZ001 - no zone given
    assert bounce.returned.sent_at is None
    assert bounce.returned.message_ids == ()
    assert bounce.returned.extent is Extent.NOTHING


def test_the_notice_of_april_2008_is_read_with_its_lines_unindented() -> None:
    flat = b"\n".join(line.strip() for line in APRIL_2008.split(b"\n"))

    bounce = read_bounce(flat)

    assert [r.address for r in bounce.recipients] == ["h@mmi.com.sg"]
    assert bounce.returned.subject == "Replica watches"


def test_a_report_tells_the_address_that_the_sender_used_and_where_it_led() -> None:
    bounce = read_bounce(corpus_mail("report/001-alias-and-folded-id.eml"))

    (recipient,) = bounce.recipients
    assert (recipient.address, recipient.final_address) == (
        "sales@fabrikam.com",
        "olaf@fabrikam.com",
    )
    assert recipient.remote_mta == "mail.fabrikam.com"
    assert bounce.has_report
    assert bounce.reporting_mta == "mx.example.net"
    assert bounce.arrived_at == datetime(2026, 3, 3, 9, 15, tzinfo=UTC)
    assert bounce.returned.extent is Extent.WHOLE
    assert bounce.return_path == ""


def test_the_returned_block_is_kept_undecoded_for_signatures() -> None:
    bounce = read_bounce(corpus_mail("report/001-alias-and-folded-id.eml"))

    assert bounce.returned.raw_headers.startswith(b"Received: from desk.contoso.com")
    assert b"Message-ID:\n <a1b2c3d4@contoso.com>" in bounce.returned.raw_headers


def test_an_alias_in_prose_is_the_address_and_where_it_led_is_kept() -> None:
    bounce = read_bounce(corpus_mail("prose/003-quoted-original.eml"))

    (recipient,) = bounce.recipients
    assert recipient.final_address == "kim@fabrikam.com"


def test_every_candidate_comes_with_its_place_the_most_trusted_first() -> None:
    bounce = read_bounce(corpus_mail("replies/001-away.eml"))

    assert bounce.returned.message_ids == (
        FoundId(message_id=_id("away-1@contoso.com"), place=IdPlace.IN_REPLY_TO),
        FoundId(message_id=_id("older@contoso.com"), place=IdPlace.REFERENCES),
    )


def _id(text: str) -> MessageId:
    return MessageId(text)


NOTICE = b"""Return-Path: <>
From: MAILER-DAEMON@mx.example.net
To: ben@contoso.com
Subject: failure notice
Message-ID: <own@mx.example.net>
In-Reply-To: <own@mx.example.net>

Your message could not be delivered.
"""


def test_the_notices_own_identifier_is_no_candidate() -> None:
    assert read_bounce(NOTICE).returned.message_ids == ()


def test_the_notices_own_identifier_counts_where_returned_headers_name_it() -> None:
    raw = NOTICE + b"\nReceived: by x\nFrom: ben@contoso.com\nMessage-ID: <own@mx.example.net>\n"

    found = read_bounce(raw).returned.message_ids

    assert [each.message_id for each in found] == ["own@mx.example.net"]


def test_both_identifiers_are_kept_where_text_and_part_differ() -> None:
    raw = corpus_mail("report/001-alias-and-folded-id.eml").replace(
        b"I'm sorry to",
        b"Message-ID: <copy@contoso.com>\nFrom: anna@contoso.com\nTo: sales@fabrikam.com\n\n"
        b"I'm sorry to",
    )

    found = read_bounce(raw).returned.message_ids

    assert [(f.message_id, f.place) for f in found] == [
        ("a1b2c3d4@contoso.com", IdPlace.RETURNED_HEADERS),
        ("copy@contoso.com", IdPlace.INLINE_TEXT),
    ]


def test_the_return_path_stands_in_for_a_missing_from() -> None:
    raw = corpus_mail("prose/001-qmail.eml").replace(b"From: Ben <ben@contoso.com>\n", b"")

    assert read_bounce(raw).returned.sender == "ben@contoso.com"


def test_a_report_about_a_report_of_the_same_identifier_is_not_opened() -> None:
    raw = corpus_mail("report/007-wrapped-by-a-scanner.eml")
    renamed = raw.replace(b"Subject: Delivery Status", b"Subject: Postmaster notify", 1)
    about = renamed.replace(
        b"This e-mail was scanned.", b"<root@mx.example.net>: 550 5.1.1 could not be delivered"
    )

    assert [f.message_id for f in read_bounce(raw).returned.message_ids] == ["inside-1@contoso.com"]
    assert [r.address for r in read_bounce(about).recipients] == ["root@mx.example.net"]
    assert "inside-1@contoso.com" not in str(read_bounce(about).returned.message_ids)


def test_a_system_passes_a_report_on_as_it_is_only_where_it_holds_one() -> None:
    raw = corpus_mail("report/008-passed-on-by-a-list.eml")
    plain = raw.replace(b"; report-type=delivery-status", b"")

    assert read_bounce(raw).dialect == "report"
    assert read_bounce(plain).kind is Kind.NOT_A_BOUNCE


def test_links_and_attachments_are_listed_for_later_checks() -> None:
    html = read_bounce(corpus_mail("prose/004-html-only.eml"))
    receipt = read_bounce(corpus_mail("replies/006-tnef-receipt.eml"))

    assert html.links == ("https://support.example.net/help",)
    assert "color" not in html.text
    assert receipt.attachments == ("application/ms-tnef; winmail.dat",)


def test_text_and_candidates_are_bounded() -> None:
    many = b" ".join(b"<%d@contoso.com>" % n for n in range(400))
    raw = NOTICE.replace(b"<own@mx.example.net>\n\n", many + b"\n\n") + b"words\n" * 20_000

    bounce = read_bounce(raw)

    assert len(bounce.returned.message_ids) == MAX_CANDIDATES
    assert len(bounce.text) == MAX_TEXT_CHARS


@pytest.mark.parametrize(
    "bad",
    [b"<a b@c d>", b"<no-at-sign>", b"<" + b"x" * 10_000 + b"@contoso.com>", b"<>", b"<a@b@c>"],
    ids=["spaces-kept-apart", "no-at", "10,000 characters", "empty", "two-ats"],
)
def test_what_is_no_identifier_becomes_no_candidate(bad: bytes) -> None:
    raw = NOTICE.replace(b"In-Reply-To: <own@mx.example.net>", b"In-Reply-To: " + bad)

    assert [f for f in read_bounce(raw).returned.message_ids if " " in f.message_id] == []
    assert all(len(f.message_id) < 1_000 for f in read_bounce(raw).returned.message_ids)


@pytest.mark.parametrize(
    "odd", ["a'b%20c@contoso.com", 'q"x@contoso.com', "a$filter=1@contoso.com"]
)
def test_an_identifier_with_odd_characters_is_kept_as_it_is(odd: str) -> None:
    raw = NOTICE.replace(b"In-Reply-To: <own@mx.example.net>", f"In-Reply-To: <{odd}>".encode())

    assert [f.message_id for f in read_bounce(raw).returned.message_ids] == [odd]
