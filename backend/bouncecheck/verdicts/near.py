"""Near matches: messages of ours that may be the original although their identifier is another.

A client may change the Message-ID between draft and sent copy, and a smart host may rewrite it, so
that an identifier that is not found proves little alone.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Bounce, Kind
from bouncecheck.verdicts.about import same_form
from bouncecheck.verdicts.keys import failed_addresses
from bouncecheck.verdicts.subjects import normal_subject
from bouncecheck.verdicts.window import believable, claimed_times

NEAR_IN_TIME = timedelta(hours=26)
"""Times in prose carry no zone: half a day either way, and then some."""

_ANSWERS = frozenset({Kind.AUTO_REPLY, Kind.CHALLENGE, Kind.VIRUS_NOTICE})


class Mail(Protocol):
    """One message of ours, as any source tells of it."""

    @property
    def subject(self) -> str | None:
        """As written."""

    @property
    def recipients(self) -> AbstractSet[Address]:
        """All of them that the source names."""

    @property
    def sent_at(self) -> datetime | None:
        """Aware, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What of ours would be near to the original of one notice."""

    subject: str
    """In its normal form; "" if the notice names none."""

    addresses: frozenset[Address]
    """What was not reached or written to, in the form in which addresses are compared."""

    sent_at: tuple[datetime, ...]
    """When it claims to have been sent, as far as that can be believed."""


def likeness_of(bounce: Bounce, received_at: datetime) -> Likeness:
    """Return what would be near to the original.

    Args:
        bounce: The notice.
        received_at: When our own server took it in: aware, in UTC.
    """
    named = set(failed_addresses(bounce))
    if bounce.kind in _ANSWERS and bounce.sender is not None:
        named.add(bounce.sender)
    return Likeness(
        subject=normal_subject(bounce.returned.subject),
        # Whom the original names as well: a forwarder or list fails at an address of its own.
        addresses=frozenset(same_form(to) for to in (*named, *bounce.returned.recipients)),
        sent_at=believable(claimed_times(bounce), received_at),
    )


def is_near(likeness: Likeness, copy: Mail) -> bool:
    """Tell whether a message from this mailbox, sent in W, may be the original.

    It is near by its subject, to whomever it went; or by its recipient, where the times agree or
    the notice leaves the time or the subject open.
    """
    if likeness.subject and likeness.subject == normal_subject(copy.subject):
        return True
    if likeness.addresses.isdisjoint(same_form(to) for to in copy.recipients):
        return False
    return not likeness.subject or times_agree(likeness, copy.sent_at)


def times_agree(likeness: Likeness, sent_at: datetime | None) -> bool:
    """Tell whether a message may be of the time that the notice claims; in doubt, yes."""
    if not likeness.sent_at or sent_at is None:
        return True
    return any(abs(sent_at - claim) <= NEAR_IN_TIME for claim in likeness.sent_at)
