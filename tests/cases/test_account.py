"""The cases of verdicts.md, section 9, about books, rules and abuse: levels 2 and 3."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bouncecheck.demo.story_notices import Failure
from bouncecheck.verdicts.facts import SearchWindow
from cases.books import Books
from cases.mail import STRANGER, Person, through_us
from cases.rules import FORWARDING, REMOVING, Rule, let_rules_be
from cases.world import Product, running

CERTAIN = ("not_sent", "certain")
PROBABLY_NOT = ("unsure", "probably_not")
DELEGATE = ("sent", "delegate")
NO_COPY = ("sent", "no_copy")
ALARM = ("sent_maybe_compromised", "alarm")
LEFT_NO_COPY = ("sent_maybe_compromised", "left_no_copy")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The product at all levels, and the record of what was sent."""

    product: Product
    books: Books

    def new_person(self, *, recorded: bool = False) -> Person:
        """Give somebody new, whose mailbox the record covers or does not."""
        me = self.product.new_person()
        if recorded:
            self.books.began[me.user.upn] = self.product.clock() - 90 * DAY
        return me


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    books = Books()
    with running(books, mail_log="on") as product:
        yield Place(product=product, books=books)


def test_case_01_with_all_witnesses_costs_two_requests_more(place: Place) -> None:
    me = place.new_person(recorded=True)
    me.keeps_copies()
    first, second = (me.gets_bounce_of(me.forgery(ago=ago)) for ago in (7 * HOUR, 6 * HOUR))

    assert me.check(first).verdict == CERTAIN
    with place.product.world.lock:
        place.product.world.request_log.clear()
    assert me.check(second).verdict == CERTAIN

    log = list(place.product.world.request_log)
    assert sum(not entry.template.endswith("$batch") for entry in log) <= 8


@pytest.mark.parametrize(
    ("start", "expected"), [(3 * DAY, PROBABLY_NOT), (30 * DAY, CERTAIN)], ids=["in W", "before W"]
)
def test_case_16_a_gap_of_one_hour_forbids_it(
    place: Place, start: timedelta, expected: tuple[str, str]
) -> None:
    me = place.new_person(recorded=True)
    me.keeps_copies()
    begin = place.product.clock() - start
    place.books.gaps[me.user.upn] = (SearchWindow(start=begin, end=begin + HOUR),)

    assert me.check(me.gets_bounce_of(me.forgery())).verdict == expected


def test_a_record_that_began_too_late_takes_nothing_away(place: Place) -> None:
    me = place.new_person()
    me.keeps_copies()
    place.books.began[me.user.upn] = place.product.clock() - DAY

    said = me.check(me.gets_bounce_of(me.forgery()))

    assert said.verdict == CERTAIN
    assert said.state("index") == {"not_configured"}


def test_case_18b_a_silent_record_is_a_book_even_without_copies(place: Place) -> None:
    me = place.new_person(recorded=True)

    said = me.check(me.gets_bounce_of(me.forgery()))

    assert said.verdict == CERTAIN
    assert said.state("index") == {"silent"}


def test_case_30_a_colleague_sent_it_as_this_mailbox(place: Place) -> None:
    me, julia = place.new_person(recorded=True), place.new_person(recorded=True)
    letter = me.letter()
    place.books.write(julia.user.upn, letter)

    assert me.check(me.gets_bounce_of(through_us(letter))).verdict == DELEGATE


def test_case_30_a_colleague_sent_it_on_behalf_of_this_mailbox(place: Place) -> None:
    me, julia = place.new_person(), place.new_person()
    letter = me.letter(extra=(("Sender", f"Julia <{julia.user.upn}>"),))
    me.leaves(letter)

    said = me.check(me.gets_bounce_of(through_us(letter)))

    assert said.verdict == DELEGATE


def test_case_62_a_burst_whose_copies_were_removed_at_once(place: Place) -> None:
    me = place.new_person(recorded=True)
    letter = me.letter()
    burst = [
        me.letter(
            ago=6 * HOUR - number * timedelta(seconds=2), message_id=f"<b{number}@contoso.com>"
        )
        for number in range(300)
    ]
    place.books.write(me.user.upn, letter, *burst, removed_after=timedelta(seconds=20))

    assert me.check(me.gets_bounce_of(through_us(letter))).verdict == ALARM


def test_case_63_with_the_copy_in_sent_items_it_is_still_an_alarm(place: Place) -> None:
    me = place.new_person()
    letter = me.letter()
    me.sends(letter)
    blocked = Failure(address=STRANGER, status="5.1.8", said="Access denied, bad outbound sender")

    assert me.check(me.gets_our_report_of(letter, blocked)).verdict == ALARM


def test_case_65_the_record_saw_a_copy_that_was_removed_at_once(place: Place) -> None:
    me = place.new_person(recorded=True)
    me.keeps_copies()
    letter = me.letter()
    place.books.write(me.user.upn, letter, removed_after=timedelta(minutes=2))

    said = me.check(me.gets_bounce_of(through_us(letter)))

    assert said.verdict == LEFT_NO_COPY
    assert said.state("index") == {"sent_deleted"}


def test_case_66_a_rule_that_deletes_bounces_and_an_unknown_send(place: Place) -> None:
    me = place.new_person()
    me.keeps_copies()
    let_rules_be(me, REMOVING)
    letter = me.letter()
    me.leaves(letter)

    assert me.check(me.gets_bounce_of(through_us(letter))).verdict == ALARM


def test_case_66_without_the_rule_the_same_send_is_no_alarm(place: Place) -> None:
    me = place.new_person()
    me.keeps_copies()
    let_rules_be(me, {**REMOVING, "isEnabled": False})
    letter = me.letter()
    me.leaves(letter)

    assert me.check(me.gets_bounce_of(through_us(letter))).verdict == NO_COPY


@pytest.mark.parametrize(("count", "rules"), [(25, ()), (1, (REMOVING,)), (1, (FORWARDING,))])
def test_case_67_forged_bounces_are_not_dismissed_while_the_account_is_abused(
    place: Place, count: int, rules: tuple[Rule, ...]
) -> None:
    me = place.new_person(recorded=True)
    me.keeps_copies()
    let_rules_be(me, *rules)
    abuse = [
        me.letter(
            ago=DAY - number * timedelta(seconds=5),
            to=(f"victim{number}@example.org",),
            subject=f"Invoice {number}",
            message_id=f"<abuse{number}.{place.product.people}@contoso.com>",
        )
        for number in range(count)
    ]
    place.books.write(me.user.upn, *abuse, removed_after=timedelta(minutes=1))

    said = me.check(me.gets_bounce_of(me.forgery()))

    assert said.verdict == PROBABLY_NOT
    assert said.state("account") == {"strong"}


def test_case_68_what_a_member_sent_for_a_shared_mailbox_was_sent(place: Place) -> None:
    reader, sender = place.new_person(), place.new_person(recorded=True)
    desk = place.product.new_person(
        is_shared=True, full_access=frozenset({reader.user.id, sender.user.id})
    )
    letter = desk.letter()
    place.books.write(sender.user.upn, letter)

    said = reader.check(desk.gets_bounce_of(through_us(letter)), mailbox=desk.user.upn)

    assert said.verdict == DELEGATE
