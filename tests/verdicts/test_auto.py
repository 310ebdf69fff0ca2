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
        (
            (("Subject", "Automatic reply: Offer"), ("Auto-Submitted", "auto-generated")),
            AutoKind.OOF,
        ),
        (
            (("X-MS-Exchange-Inbox-Rules-Loop", "v@x"), ("Subject", "Réponse automatique : Offre")),
            AutoKind.OOF,
        ),
        (((GENERATED, "OOF"),), AutoKind.OOF),
        ((("X-Autorespond", "x"),), AutoKind.OOF),
        ((("X-MS-Exchange-Message-Class", "IPM.Note.Rules.OofTemplate.Microsoft"),), AutoKind.OOF),
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


@pytest.mark.parametrize(
    ("kind", "parts", "machine"),
    [
        ("multipart/alternative", ("text/calendar; method=reply",), AutoKind.CALENDAR),
        ("multipart/mixed", ("text/calendar; method=counter",), AutoKind.CALENDAR),
        ("multipart/report", ("message/disposition-notification; method=",), AutoKind.RECEIPT),
        ("multipart/mixed", ("message/disposition-notification; method=",), None),
        ("multipart/alternative", ("text/calendar; method=request",), None),
        ("multipart/mixed", ("text/calendar; method=",), None),
        ("multipart/mixed", ("text/calendar; method=publish",), None),
        ("multipart/mixed", (), None),
    ],
)
def test_a_part_of_the_body_tells_the_machine(
    kind: str, parts: tuple[str, ...], machine: AutoKind | None
) -> None:
    returned = a_returned_message(headers=(("Content-Type", kind),), part_types=parts)

    assert auto_of(a_bounce(returned=returned)) == (Auto(("no", "yes")[bool(machine)]), machine)


def test_an_automatic_subject_alone_is_no_mark() -> None:
    returned = a_returned_message(headers=(("Subject", "Automatic reply: Offer"),))

    assert auto_of(a_bounce(returned=returned)) == (Auto.NO, None)
