"""What kinds of parts the body of a returned message had, as far as they tell a machine's."""

import pytest

from bouncecheck.bounces.read import read_bounce

NOTICE = """\
From: Mail Delivery System <mailer-daemon@mx.example.net>
To: vince@contoso.com
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; h@example.net
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

From: vince@contoso.com
To: h@example.net
Subject: Accepted: Standup
Message-ID: <original-1@contoso.com>
{original}
--b--
"""
ANSWER = """\
Content-Type: multipart/alternative; boundary="c"

--c
Content-Type: text/plain

Yes
--c
Content-Type: text/calendar; charset="utf-8"; Method=REPLY

BEGIN:VCALENDAR
--c--
"""
ATTACHED = """\
Content-Type: multipart/mixed; boundary="m"

--m
Content-Type: message/rfc822

Subject: Accepted: Standup
{answer}
--m--
"""


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        (ANSWER, ("text/calendar; method=reply",)),
        (ATTACHED.format(answer=ANSWER), ()),
        ("Content-Type: text/plain\n\nSee text/calendar; method=REPLY\n", ()),
        ("Content-Type: text/plain\n\nHello\n", ()),
    ],
)
def test_parts_of_the_message_itself_are_told(original: str, expected: tuple[str, ...]) -> None:
    notice = NOTICE.format(original=original).encode()

    assert read_bounce(notice).returned.part_types == expected
