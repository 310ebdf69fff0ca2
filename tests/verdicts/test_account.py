"""What the account tells beside the notice: bursts, missing copies, rules, many failures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bouncecheck.verdicts.account import (
    BURST,
    MANY_FAILURES,
    WITHIN,
    AccountFacts,
    Send,
    account_alarm,
    has_burst,
    send_in,
)
from bouncecheck.verdicts.evidence import Alarm
from bouncecheck.verdicts.facts import InboxRule, IndexedSend
from builders import NOW, SENT_AT

NOTHING = AccountFacts(
    sends=(),
    this_left_no_copy=False,
    this_was_removed=False,
    this_was_forwarded=False,
    rules=None,
    hard_signs_last_hour=0,
)
KEPT = Send(at=SENT_AT, is_gone=False, was_removed=False, is_this=False)
GONE = replace(KEPT, is_gone=True)
REMOVED = replace(GONE, was_removed=True)
THIS = replace(GONE, is_this=True)
SORTS = InboxRule(is_enabled=True, forwards_outside=False, removes_bounces=False, hides=False)
FORWARDS = replace(SORTS, forwards_outside=True)
REMOVES = replace(SORTS, removes_bounces=True)
HIDES = replace(SORTS, hides=True)


OFF = tuple(replace(rule, is_enabled=False) for rule in (FORWARDS, REMOVES, HIDES))


@pytest.mark.parametrize(
    "facts",
    [
        NOTHING,
        replace(NOTHING, this_left_no_copy=True),
        replace(NOTHING, this_left_no_copy=True, sends=(THIS, KEPT)),
        replace(NOTHING, this_left_no_copy=True, rules=(SORTS, *OFF)),
        replace(NOTHING, hard_signs_last_hour=MANY_FAILURES - 1),
        replace(NOTHING, this_was_forwarded=True),
        replace(NOTHING, this_was_forwarded=True, rules=(FORWARDS,)),
        replace(NOTHING, this_was_forwarded=True, rules=(FORWARDS,), sends=(GONE, THIS)),
    ],
)
def test_what_is_usual_is_no_alarm(facts: AccountFacts) -> None:
    assert account_alarm(facts) is Alarm.NONE


@pytest.mark.parametrize(
    "facts",
    [
        replace(NOTHING, this_was_removed=True),
        replace(NOTHING, sends=(GONE,)),
        replace(NOTHING, sends=(REMOVED,)),
        replace(NOTHING, sends=(THIS, GONE), this_left_no_copy=True),
        replace(NOTHING, rules=(FORWARDS,)),
        replace(NOTHING, rules=(FORWARDS,), sends=(GONE,)),
        replace(NOTHING, rules=(REMOVES,)),
        replace(NOTHING, rules=(REMOVES,), sends=(KEPT, replace(THIS, is_gone=False))),
        replace(NOTHING, rules=(SORTS, HIDES)),
        replace(NOTHING, rules=(HIDES,), this_left_no_copy=True),
        replace(NOTHING, hard_signs_last_hour=MANY_FAILURES),
        replace(NOTHING, this_was_forwarded=True, rules=()),
        replace(NOTHING, this_was_forwarded=True, rules=(SORTS, *OFF)),
    ],
)
def test_what_is_odd_is_a_weak_alarm(facts: AccountFacts) -> None:
    assert account_alarm(facts) is Alarm.WEAK


@pytest.mark.parametrize(
    "facts",
    [
        replace(NOTHING, rules=(FORWARDS,), this_left_no_copy=True),
        replace(NOTHING, rules=(SORTS, FORWARDS), sends=(REMOVED,)),
        replace(NOTHING, rules=(REMOVES,), this_left_no_copy=True),
        replace(NOTHING, rules=(REMOVES,), sends=(KEPT, GONE)),
        replace(NOTHING, sends=(GONE,) * BURST),
        replace(NOTHING, sends=(*(THIS,), *(GONE,) * (BURST - 1))),
    ],
)
def test_66_a_rule_and_a_send_without_a_copy_are_a_strong_alarm(facts: AccountFacts) -> None:
    assert account_alarm(facts) is Alarm.STRONG


def test_43_forwarding_without_a_rule_that_one_can_see_is_odd() -> None:
    forwarded = replace(NOTHING, this_was_forwarded=True)

    told = [account_alarm(replace(forwarded, rules=rules)) for rules in (None, (FORWARDS,), ())]

    assert told == [Alarm.NONE, Alarm.NONE, Alarm.WEAK]


def spread(count: int, step: timedelta, gone: int) -> tuple[Send, ...]:
    """Give sends one after the other, the last of which have no copy."""
    return tuple(
        replace(GONE if number >= count - gone else KEPT, at=SENT_AT + number * step)
        for number in range(count)
    )


@pytest.mark.parametrize(
    ("sends", "expected"),
    [
        ((), False),
        (spread(300, timedelta(seconds=1), 300), True),
        (spread(BURST, timedelta(seconds=1), BURST // 2), False),
        (spread(BURST, timedelta(seconds=1), BURST // 2 + 1), True),
        (spread(BURST - 1, timedelta(seconds=1), BURST - 1), False),
        (spread(BURST, WITHIN / (BURST - 1), BURST), True),
        (spread(BURST, WITHIN / (BURST - 2), BURST), False),
        (spread(50, timedelta(minutes=1), 50), False),
        (spread(300, timedelta(minutes=1), 0) + spread(25, timedelta(seconds=1), 25), True),
    ],
)
def test_62_a_burst_is_many_sends_in_minutes_whose_copies_are_gone(
    sends: tuple[Send, ...], *, expected: bool
) -> None:
    assert has_burst(tuple(reversed(sends))) is expected


@pytest.mark.parametrize(
    ("minutes", "was_removed"), [(None, False), (0, True), (5, True), (6, False)]
)
def test_a_copy_was_removed_at_once_if_it_went_within_five_minutes(
    minutes: int | None, *, was_removed: bool
) -> None:
    record = IndexedSend(
        by_id=True,
        by_subject=False,
        by_address=False,
        is_own=True,
        sent_at=SENT_AT,
        first_seen=NOW,
        removed_at=None if minutes is None else NOW + timedelta(minutes=minutes),
    )

    send = send_in(record)

    assert send == Send(at=SENT_AT, is_gone=was_removed, was_removed=was_removed, is_this=True)
    assert not send_in(replace(record, by_id=False)).is_this
