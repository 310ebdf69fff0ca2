"""Marks of machines in the headers that came back."""

import pytest

from bouncecheck.verdicts.answers import AutoKind
from bouncecheck.verdicts.auto import auto_of
from bouncecheck.verdicts.evidence import Auto
from builders import a_bounce, a_returned_message

GENERATED = "X-MS-Exchange-Generated-Message-Source"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ((("Auto-Submitted", "auto-replied (vacation)"),), AutoKind.OOF),
        ((("Precedence", "auto_reply"),), AutoKind.OOF),
        ((("X-Autoreply", "yes"),), AutoKind.OOF),
        ((("X-MS-Exchange-Inbox-Rules-Loop", "vince@contoso.com"),), AutoKind.RULE),
        ((("Auto-Submitted", "auto-generated"), (GENERATED, "Mailbox Rules Agent")), AutoKind.RULE),
        ((("X-MS-Exchange-ForwardingLoop", "vince@contoso.com;1"),), AutoKind.FORWARD),
        (
            (("Content-Type", "multipart/report; report-type=disposition-notification"),),
            AutoKind.RECEIPT,
        ),
        ((("Content-Type", "text/calendar; method=REPLY"),), AutoKind.CALENDAR),
        ((("Content-Type", "text/calendar"),), AutoKind.CALENDAR),
        (
            (
                ("Content-Class", "urn:content-classes:calendarmessage"),
                ("Subject", "Accepted: Standup"),
            ),
            AutoKind.CALENDAR,
        ),
        ((("AUTO-SUBMITTED", "auto-generated"),), AutoKind.APP),
        (((GENERATED, "Journal Agent"),), AutoKind.APP),
    ],
)
def test_a_mark_tells_the_machine(headers: tuple[tuple[str, str], ...], kind: AutoKind) -> None:
    bounce = a_bounce(returned=a_returned_message(headers=headers))

    assert auto_of(bounce) == (Auto.YES, kind)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("From", "vince@contoso.com"), ("Subject", "Accepted: no meeting")),
        (("Auto-Submitted", "no; owner-email=x"),),
        (("Content-Type", 'text/calendar; charset=utf-8; method="REQUEST"'),),
        (("Content-Class", "urn:content-classes:calendarmessage"), ("Subject", "Standup")),
        (("Content-Class", "urn:content-classes:calendarmessage"),),
    ],
)
def test_34_what_a_person_sends_carries_no_mark(headers: tuple[tuple[str, str], ...]) -> None:
    bounce = a_bounce(returned=a_returned_message(headers=headers))

    assert auto_of(bounce) == (Auto.NO, None)
