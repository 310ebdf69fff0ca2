"""Alarm, as far as the account tells: bursts, missing copies, rules, and many real failures."""

from collections.abc import Iterator, Sequence
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
    """Whether its copy was removed at once, or is not there."""

    was_removed: bool
    """Whether its copy was seen, and removed at once: a forwarder or a phone never made one."""

    is_this: bool
    """Whether it is the original itself."""


def send_in(record: IndexedSend) -> Send:
    """Return a send that our record holds."""
    removed_at = record.removed_at
    was_removed = removed_at is not None and removed_at - record.first_seen <= REMOVED_IN_A_BURST
    return Send(
        at=record.sent_at, is_gone=was_removed, was_removed=was_removed, is_this=record.by_id
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """What is known of the account besides the notice."""

    sends: Sequence[Send]
    """Those in the span W, in any order."""

    this_left_no_copy: bool
    """Whether the original itself left, no machine's mark explains it, and no copy is there."""

    this_was_removed: bool
    """Whether the copy of the original was removed within minutes."""

    this_was_forwarded: bool
    """Whether the original left because the mailbox passes mail on."""

    rules: Sequence[InboxRule] | None
    """None where they may not be read; hidden rules are never among them."""

    hard_signs_last_hour: int


def account_alarm(facts: AccountFacts) -> Alarm:
    """Return how alarming the account looks; that nothing is seen never makes it safe.

    That the original alone left no copy is no alarm: many phones and apps keep none. That another
    one did not either, or that this one was removed on purpose, is a weak one.
    """
    if has_burst(facts.sends) or _is_led_away_unseen(facts):
        return Alarm.STRONG
    return Alarm.WEAK if _is_odd(facts) else Alarm.NONE


def _is_led_away_unseen(facts: AccountFacts) -> bool:
    """Tell whether a rule leads mail away, and something left without a trace in the mailbox.

    Graph does not tell since when there is a rule, so every one that is switched on counts.
    """
    others = [send for send in facts.sends if not send.is_this]
    if any(rule.removes_bounces for rule in _enabled(facts)):
        return facts.this_left_no_copy or any(send.is_gone for send in others)
    # What a rule forwards leaves no copy either, so beside one only a removal counts.
    return _forwards_outside(facts) and (
        facts.this_left_no_copy or any(send.was_removed for send in others)
    )


def _is_odd(facts: AccountFacts) -> bool:
    """Tell whether there is a weak sign."""
    forwards = _forwards_outside(facts)
    # A rule that its owner can see explains what it passed on; where rules were read and none
    # does, a hidden one may.
    leads_away = forwards and not facts.this_was_forwarded
    is_unexplained = facts.this_was_forwarded and facts.rules is not None and not forwards
    unseen = any(
        send.was_removed or (send.is_gone and not forwards)
        for send in facts.sends
        if not send.is_this
    )
    return (
        facts.this_was_removed
        or unseen
        or leads_away
        or is_unexplained
        or any(rule.removes_bounces or rule.hides for rule in _enabled(facts))
        or facts.hard_signs_last_hour >= MANY_FAILURES
    )


def _forwards_outside(facts: AccountFacts) -> bool:
    return any(rule.forwards_outside for rule in _enabled(facts))


def _enabled(facts: AccountFacts) -> Iterator[InboxRule]:
    return (rule for rule in facts.rules or () if rule.is_enabled)


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
