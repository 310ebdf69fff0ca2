"""The cases of verdicts.md, section 9, of what this mailbox sent: level 1."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bouncecheck.demo.story_notices import Failure
from cases.mail import STRANGER, through_us
from cases.world import Product

SENT = ("sent", "copy")
DELETED = ("sent", "copy_deleted")
MAYBE_YOURS = ("unsure", "maybe_yours")
FURTHER_ON = "You sent this; it failed further on"
HOUR = timedelta(hours=1)


def test_case_23_a_copy_that_a_rule_moved_is_found(product: Product) -> None:
    me = product.new_person()
    letter = me.letter()
    with product.world.lock:
        folder = product.world.mailboxes[me.user.id].add_folder("Customers")
    copy = me.sends(letter)
    with product.world.lock:
        product.world.mailboxes[me.user.id].move(copy, folder.id, letter.sent_at)

    assert me.check(me.gets_bounce_of(through_us(letter))).verdict == SENT


@pytest.mark.parametrize("folder", ["deleteditems", "recoverableitemsdeletions"])
def test_case_24_a_copy_that_was_deleted_is_found(product: Product, folder: str) -> None:
    me = product.new_person()
    letter = me.letter()
    copy = me.sends(letter)
    with product.world.lock:
        product.world.mailboxes[me.user.id].move(copy, folder, letter.sent_at)

    said = me.check(me.gets_bounce_of(through_us(letter)))

    assert said.verdict == DELETED
    assert said.json["sent"]["id"] == copy.immutable_id


def test_case_29_a_draft_under_another_id_does_not_hide_what_was_sent(product: Product) -> None:
    me = product.new_person()
    letter = me.letter()
    draft = replace(letter, message_id="<draft-1@contoso.com>")
    me.put(draft.mime(), letter.sent_at, folder="drafts")

    only_the_draft = me.check(me.gets_bounce_of(letter)).verdict
    me.sends(letter)

    assert only_the_draft == MAYBE_YOURS
    assert me.check(me.gets_bounce_of(letter)).verdict == SENT


def test_case_29_a_draft_under_the_same_id_is_a_hint(product: Product) -> None:
    me = product.new_person()
    me.keeps_copies()
    forgery = me.forgery()
    me.put(replace(forgery, trail=()).mime(), forgery.sent_at, folder="drafts")

    assert me.check(me.gets_bounce_of(forgery)).verdict == MAYBE_YOURS


def test_case_31_an_alias_and_a_plus_address_are_the_same_mailbox(product: Product) -> None:
    me = product.new_person()
    alias = me.user.aliases[0]
    tagged = me.user.upn.replace("@", "+shop@")
    letters = [
        me.letter(sender=f"Somebody <{alias}>"),
        me.letter(sender=f"Somebody <{tagged}>", ago=5 * HOUR),
        me.letter(extra=(("Return-Path", f"<{tagged}>"),), ago=4 * HOUR),
    ]
    for letter in letters:
        me.sends(letter)

    told = [me.check(me.gets_bounce_of(through_us(letter))) for letter in letters]

    assert [said.verdict for said in told] == [SENT] * 3
    assert all("me" in said.state("bounce") for said in told)


@pytest.mark.parametrize(
    ("to", "failed", "changes"),
    [
        ("list@example.org", "member@north.example.net", {"subject": "Minutes"}),
        (
            "julia@partnr.example.com",
            "former.delegate@partnr.example.com",
            {
                "subject": "Standup",
                "content_type": "text/calendar; charset=utf-8; method=REQUEST",
                "extra": (("Content-Class", "urn:content-classes:calendarmessage"),),
            },
        ),
    ],
    ids=["33 list", "34 delegate of an attendee"],
)
def test_case_33_and_34_what_others_passed_on_failed_further_on(
    product: Product, to: str, failed: str, changes: dict[str, Any]
) -> None:
    me = product.new_person()
    letter = me.letter(to=(to,), **changes)
    me.sends(letter)

    said = me.check(me.gets_bounce_of(through_us(letter), failed=failed))

    assert said.verdict == SENT
    assert said.json["title"] == FURTHER_ON


def test_case_35_a_list_that_marks_the_subject_changes_nothing(product: Product) -> None:
    me = product.new_person()
    letter = me.letter(to=("list@example.org",), subject="Offer for the lamps")
    me.sends(letter)
    marked = replace(letter, subject="[Lamps] RE: offer  for the LAMPS")

    assert me.check(me.gets_bounce_of(through_us(marked))).verdict == SENT


def test_case_63_our_own_exchange_says_that_the_account_is_blocked(product: Product) -> None:
    me = product.new_person()
    letter = me.letter()
    blocked = Failure(address=STRANGER, status="5.1.8", said="Access denied, bad outbound sender")

    said = me.check(me.gets_our_report_of(letter, blocked))

    assert said.verdict == ("sent_maybe_compromised", "alarm")
    assert said.state("account") == {"strong"}


def test_case_68_a_bounce_in_a_shared_mailbox_is_about_that_mailbox(product: Product) -> None:
    reader = product.new_person()
    desk = product.new_person(
        is_shared=True, full_access=frozenset({reader.user.id}), aliases=("desk@contoso.com",)
    )
    letter = desk.letter(sender="The desk <desk@contoso.com>")
    desk.sends(letter)
    bounce = desk.gets_bounce_of(through_us(letter))

    said = reader.check(bounce, mailbox=desk.user.upn)

    assert said.verdict == SENT
    assert said.json["mailbox"] == desk.user.upn
