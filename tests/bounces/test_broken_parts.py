"""Parts that lost a line, charsets that nobody names, addresses without a blank beside them."""

import pytest

from bouncecheck.bounces.fields import addresses_in
from bouncecheck.bounces.read import read_bounce

RETURNED = "Received: by x\nFrom: vince@contoso.com\nTo: h@example.net\nSubject: Offer\n"
STATUS = (
    "Reporting-MTA: dns; mx.example.net\nFinal-Recipient: rfc822; h@example.net\nAction: failed\n"
)


def test_parts_without_the_empty_line_below_their_own_fields_are_read() -> None:
    raw = (
        "From: MAILER-DAEMON@mx.example.net\nContent-Type: multipart/report; boundary=b\n\n"
        f"--b\nIt failed.\n--b\nContent-Type: message/delivery-status\n{STATUS}"
        f"--b\nContent-Type: message/rfc822\n{RETURNED}Message-ID: <o@contoso.com>\n--b--\n"
    )

    bounce = read_bounce(raw.encode())

    assert [r.address for r in bounce.recipients] == ["h@example.net"]
    assert [found.message_id for found in bounce.returned.message_ids] == ["o@contoso.com"]
    assert bounce.reporting_mta == "mx.example.net"


def test_a_field_of_a_returned_message_is_in_the_charset_of_that_message() -> None:
    head = "From: MAILER-DAEMON@mx.example.net\nContent-Type: multipart/report; boundary=b\n\n"
    raw = (
        f"{head}--b\nContent-Type: message/delivery-status\n\n{STATUS}\n"
        f"--b\nContent-Type: message/rfc822\n\n{RETURNED.replace('Offer', 'Счёт')}"
        "Content-Type: text/plain; charset=koi8-r\n\nx\n--b--\n"
    )

    assert read_bounce(raw.encode("koi8-r")).returned.subject == "Счёт"
    assert read_bounce(raw.encode("utf-8")).returned.subject == "Счёт"


def test_words_of_no_charset_are_in_that_of_the_message_they_quote() -> None:
    raw = (
        "From: MAILER-DAEMON@mx.example.net\nReturn-Path: <>\n\nh@example.net: 550 unknown\n\n"
        f"{RETURNED.replace('Offer', 'Счёт')}Content-Type: text/plain; charset=koi8-r\n\n"
    )

    assert read_bounce(raw.encode("koi8-r")).returned.subject == "Счёт"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("收件人\uff08kim@fabrikam.com\uff09不存在", ("kim@fabrikam.com",)),
        ("宛先\uff1akim@fabrikam.com、lee@fabrikam.com", ("kim@fabrikam.com", "lee@fabrikam.com")),
        ("https://example.com/?u=kim@fabrikam.com", ()),
        ("kim@fabrikam.com،", ("kim@fabrikam.com",)),
    ],
)
def test_punctuation_of_any_script_ends_an_address(text: str, addresses: tuple[str, ...]) -> None:
    assert addresses_in(text) == addresses
