"""The cases of verdicts.md, section 9, that the mailbox alone decides: level 1."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bouncecheck.demo.graph_emulator import Faults
from bouncecheck.demo.story_mail import Letter, arrived
from bouncecheck.demo.story_notices import Failure, headers_only_report
from cases.mail import GATE, REPORT, SPAMMER, STRANGER, Person
from cases.world import Product

HIGH = ("not_sent", "high")
PROBABLY_NOT = ("unsure", "probably_not")
MAYBE_YOURS = ("unsure", "maybe_yours")
FORGED = (
    "spf=fail (sender IP is 203.0.113.159) smtp.mailfrom=contoso.com; dkim=none;dmarc=fail"
    " action=quarantine header.from=contoso.com;compauth=fail"
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def faults(me: Person) -> Faults:
    return me.product.world.faults.of(me.user.id)


def notice_without(me: Person, letter: Letter, *fields: str) -> str:
    """Give a report of a stranger's server, some fields of which are missing everywhere."""
    failure = Failure(address=letter.to[0], status="5.1.1", said="550 5.1.1 User unknown")
    text = headers_only_report(letter, GATE, failure, to=me.user.upn)
    head, edge, rest = text.partition("\n--")
    for name in fields:
        rest = re.sub(rf"(?im)^{name}:.*\n(?:[ \t].*\n)*", "", rest)
    return head + edge + rest


def reported(me: Person, letter: Letter, text: str) -> tuple[str, str]:
    at = letter.sent_at + timedelta(minutes=3)
    return me.check(me.put(arrived(text, GATE, at), at, item_class=REPORT)).verdict


@pytest.mark.parametrize(
    ("before", "expected"), [(20 * HOUR, MAYBE_YOURS), (3 * DAY, HIGH), (None, HIGH)]
)
def test_case_07_without_an_id_the_time_decides_what_is_near(
    product: Product, before: timedelta | None, expected: tuple[str, str]
) -> None:
    me = product.new_person()
    me.keeps_copies()
    if before is not None:
        me.sends(me.letter(ago=6 * HOUR + before, subject="About the garden"))
    forgery = me.forgery()

    assert reported(me, forgery, notice_without(me, forgery, "Message-ID")) == expected


@pytest.mark.parametrize("folder", ["junkemail", "inbox", "deleteditems"])
def test_case_09_a_forged_copy_that_came_in_here_too_is_no_sign(
    product: Product, folder: str
) -> None:
    me = product.new_person()
    me.keeps_copies()
    forgery = me.forgery()
    came_in = arrived(replace(forgery, trail=()).text(), SPAMMER, forgery.sent_at, results=FORGED)
    me.put(came_in, forgery.sent_at, folder=folder)

    said = me.check(me.gets_bounce_of(forgery))

    assert said.verdict == HIGH
    assert "forged_copy" in said.state("mailbox")


@pytest.mark.parametrize("missing", ["properties_missing", "headers_missing"])
def test_case_09_a_forged_copy_of_which_half_did_not_come_is_neither_sent_nor_safe(
    product: Product, missing: str
) -> None:
    me = product.new_person()
    me.keeps_copies()
    forgery = me.forgery()
    came_in = arrived(replace(forgery, trail=()).text(), SPAMMER, forgery.sent_at, results=FORGED)
    me.put(came_in, forgery.sent_at, folder="junkemail")
    setattr(faults(me), missing, True)

    said = me.check(me.gets_bounce_of(forgery))

    assert said.verdict[0] == "unsure"
    assert "error" in said.state("mailbox")


def test_case_17_a_listing_that_breaks_off_is_no_silence(product: Product) -> None:
    me = product.new_person()
    for number in range(1_005):
        letter = me.letter(ago=DAY, to=("a@example.org",), subject=f"Letter {number}")
        me.put(letter.mime(), letter.sent_at, folder="sentitems")
    forgery = me.forgery()
    whole = me.check(me.gets_bounce_of(forgery))
    faults(me).page_truncated = True

    cut = me.check(me.gets_bounce_of(forgery))

    assert whole.verdict == HIGH
    assert cut.verdict == PROBABLY_NOT
    assert "error" in cut.state("mailbox")


@pytest.mark.parametrize("place", ["", "recoverableitemsdeletions"])
@pytest.mark.parametrize("status", [403, 404, 500])
def test_case_17_a_place_that_must_answer_and_fails_is_no_silence(
    product: Product, place: str, status: int
) -> None:
    me = product.new_person()
    me.keeps_copies()
    faults(me).failing_folders = {place: status}

    assert me.check(me.gets_bounce_of(me.forgery())).verdict == PROBABLY_NOT


@pytest.mark.parametrize("place", ["recoverableitemspurges", "recoverableitemsversions"])
@pytest.mark.parametrize("status", [403, 404])
def test_a_place_that_need_not_answer_is_named_as_not_searched(
    product: Product, place: str, status: int
) -> None:
    me = product.new_person()
    me.keeps_copies()
    faults(me).failing_folders = {place: status}

    said = me.check(me.gets_bounce_of(me.forgery()))

    assert said.verdict == HIGH
    (told,) = (one["text"] for one in said.json["evidence"] if one["state"] == "clean")
    assert "Not searched: the online archive, " in told


ALL_BUT_THE_ID = ("To", "Subject", "Final-Recipient", "Date", "Arrival-Date", "Remote-MTA")


@pytest.mark.parametrize(("answered", "expected"), [(False, PROBABLY_NOT), (True, HIGH)])
def test_case_18_an_id_alone_needs_a_positive_control(
    product: Product, answered: object, expected: tuple[str, str]
) -> None:
    me = product.new_person()
    me.keeps_copies()
    if answered:
        letter = me.letter(ago=5 * DAY, to=("joe@example.org",), subject="Lunch")
        me.sends(letter)
        answer = (
            f"From: Joe <joe@example.org>\nTo: {me.user.upn}\nSubject: Re: Lunch\n"
            f"Message-ID: <answer@example.org>\nIn-Reply-To: {letter.message_id}\n\nYes.\n"
        )
        me.put(arrived(answer, GATE, letter.sent_at + HOUR), letter.sent_at + HOUR)
    forgery = me.forgery()
    text = notice_without(me, forgery, *ALL_BUT_THE_ID).replace(STRANGER, "somebody")

    assert reported(me, forgery, text) == expected


def test_case_18b_a_mailbox_that_keeps_no_copies_is_no_witness(product: Product) -> None:
    me = product.new_person()

    assert me.check(me.gets_bounce_of(me.forgery())).verdict == PROBABLY_NOT


def test_case_64_the_same_words_in_a_forged_notice_are_no_alarm(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    forgery = me.forgery()
    said_there = "550 5.1.8 Access denied, bad outbound sender"
    failure = Failure(address=STRANGER, status="5.1.8", said=said_there)
    text = headers_only_report(forgery, GATE, failure, to=me.user.upn)

    assert reported(me, forgery, text) == HIGH
