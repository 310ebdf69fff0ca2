"""Alarm, as far as the account tells: bursts, missing copies, rules, and many real failures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bouncecheck.verdicts.evidence import Alarm
from bouncecheck.verdicts.facts import InboxRule, IndexedSend

BURST = 20
WITHIN = timedelta(minutes=10)
"""So many sends in so short a time are no person's."""

REMOVED_IN_A_BURST = timedelta(minutes=5)
"""Whoever hides a burst removes each copy this soon after it was seen."""

MANY_FAILURES = 50
"""So many bounces of sent mail in an hour are no person's either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """One message that left the account."""

    at: datetime
    is_gone: bool
    """Whether its copy was removed at once, or never kept."""


def send_in(record: IndexedSend) -> Send:
    """Return a send that our record holds."""
    removed_at = record.removed_at
    is_gone = removed_at is not None and removed_at - record.first_seen <= REMOVED_IN_A_BURST
    return Send(at=record.sent_at, is_gone=is_gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """What is known of the account besides the notice."""

    sends: Sequence[Send]
    """Those in the span W, in any order."""

    this_left_no_copy: bool
    """Whether the original itself left, and its copy is not there."""

    this_was_removed: bool
    """Whether the copy of the original was removed within minutes."""

    rules: Sequence[InboxRule] | None
    """None where they may not be read; hidden rules are never among them."""

    hard_signs_last_hour: int


def account_alarm(facts: AccountFacts) -> Alarm:
    """Return how alarming the account looks; that nothing is seen never makes it safe.

    That the original alone left no copy is no alarm: many phones and apps keep none. That another
    one did not either, or that this one was removed on purpose, is a weak one.
    """
    rules = [rule for rule in facts.rules or () if rule.is_enabled]
    is_led_away = any(rule.forwards_outside or rule.removes_bounces for rule in rules)
    if has_burst(facts.sends) or (is_led_away and facts.this_left_no_copy):
        return Alarm.STRONG
    others_left_no_copy = sum(send.is_gone for send in facts.sends) > facts.this_left_no_copy
    is_weak = (
        facts.this_was_removed
        or others_left_no_copy
        or is_led_away
        or any(rule.hides for rule in rules)
        or facts.hard_signs_last_hour >= MANY_FAILURES
    )
    return Alarm.WEAK if is_weak else Alarm.NONE


def has_burst(sends: Sequence[Send]) -> bool:
    """Tell whether many messages left within minutes and most of their copies are gone."""
    ordered = sorted(sends, key=lambda send: send.at)
    for first, last in zip(ordered, ordered[BURST - 1 :], strict=False):
        if last.at - first.at > WITHIN:
            continue
        together = [send for send in ordered if first.at <= send.at <= first.at + WITHIN]
        if 2 * sum(send.is_gone for send in together) > len(together):
            return True
    return False
