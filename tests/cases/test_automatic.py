"""The cases of verdicts.md, section 9, about what a mailbox sends by itself: level 3."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bouncecheck.demo.graph_emulator import MailItem
from bouncecheck.demo.story_mail import Letter
from bouncecheck.demo.story_notices import Failure
from cases.mail import STRANGER, Person, through_us
from cases.rules import FORWARDING, MALLORY, REDIRECTING, SORTING, let_rules_be
from cases.world import Product, running

BLOCKED = Failure(address=MALLORY, status="5.7.520", said="Access denied, Your organization does "
                  "not allow external forwarding")  # fmt: skip
BY_RULE = ("X-MS-Exchange-Inbox-Rules-Loop", "somebody@contoso.com")
BY_MAILBOX = ("X-MS-Exchange-ForwardingLoop", "somebody@contoso.com;1")


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with running(mail_log="on") as product:
        yield product


def refused_by_us(me: Person, letter: Letter, failure: Failure = BLOCKED) -> MailItem:
    """Let a message leave the mailbox without a copy, and our own Exchange refuse it."""
    me.leaves(letter)
    return me.gets_our_report_of(letter, failure)


def forwarded(me: Person, *marks: tuple[str, str]) -> Letter:
    return me.letter(to=(MALLORY,), subject="FW: Offer", extra=marks)


def test_case_38_a_rule_forwarded_it(product: Product) -> None:
    me = product.new_person()
    let_rules_be(me, FORWARDING)

    said = me.check(refused_by_us(me, forwarded(me, BY_RULE)))

    assert said.verdict == ("sent_automatically", "rule")


def test_case_39_the_mailbox_forwarded_it(product: Product) -> None:
    me = product.new_person()
    # Whether a rule did it cannot be told where the rules may not be read.
    product.world.faults.of(me.user.id).failing_folders = {"messageRules": 403}

    said = me.check(refused_by_us(me, forwarded(me, BY_MAILBOX)))

    assert said.verdict == ("sent_automatically", "forward")


def test_case_40_a_redirect_keeps_the_stranger_as_sender(product: Product) -> None:
    me = product.new_person()
    let_rules_be(me, REDIRECTING)
    letter = me.letter(sender="Joe <joe@stranger.example>", to=(MALLORY,))
    me.leaves(letter, sender="joe@stranger.example")

    said = me.check(me.gets_our_report_of(letter, BLOCKED))

    assert said.verdict == ("sent_automatically", "forward")
    assert "other" in said.state("bounce")


def test_case_41_an_automatic_reply_went_to_a_bad_address(product: Product) -> None:
    me = product.new_person()
    marks = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"))
    letter = me.letter(subject="Automatic reply: Offer", extra=marks)

    said = me.check(refused_by_us(me, letter, replace(BLOCKED, address=STRANGER)))

    assert said.verdict == ("sent_automatically", "oof")


CALENDAR_PARTS = """\
--x
Content-Type: text/plain

Yes
--x
Content-Type: text/calendar; charset="utf-8"; method=REPLY

BEGIN:VCALENDAR
METHOD:REPLY
END:VCALENDAR
--x--
"""


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ('text/calendar; method="REPLY"', "BEGIN:VCALENDAR\n", "calendar"),
        ('multipart/alternative; boundary="x"', CALENDAR_PARTS, "calendar"),
        ('multipart/report; report-type=disposition-notification; boundary="x"', "", "receipt"),
    ],
)
def test_case_42_a_meeting_answer_and_a_read_receipt_were_sent_by_the_mailbox(
    product: Product, kind: str, body: str, expected: str
) -> None:
    me = product.new_person()
    letter = me.letter(subject="Accepted: Standup", content_type=kind, body=body)
    me.leaves(letter)

    said = me.check(me.gets_bounce_of(through_us(letter)))

    assert said.verdict == ("sent_automatically", expected)


def test_case_43_forwarding_without_a_visible_rule_is_a_weak_alarm(product: Product) -> None:
    me = product.new_person()
    let_rules_be(me, SORTING)

    said = me.check(refused_by_us(me, forwarded(me, BY_RULE)))

    assert said.state("account") == {"weak"}
    assert said.verdict == ("sent_maybe_compromised", "left_no_copy")
