"""Mismatch: whether what came back disagrees with our copy under the same identifier."""

from datetime import datetime
from typing import Protocol

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.about import is_own, same_form
from bouncecheck.verdicts.evidence import Mismatch
from bouncecheck.verdicts.facts import Identity
from bouncecheck.verdicts.subjects import normal_subject
from bouncecheck.verdicts.window import claimed_times

MAX_DAYS = 2
_ENOUGH = 2


class Ours(Protocol):
    """What left under the identifier, as our copy or the mail log tells."""

    @property
    def sender(self) -> Address | None:
        """Who sent it."""

    @property
    def subject(self) -> str | None:
        """As written."""

    @property
    def sent_at(self) -> datetime | None:
        """Aware, in UTC."""


def mismatch_of(bounce: Bounce, copy: Ours, identity: Identity) -> Mismatch:
    """Return whether two of sender, subject and day disagree; what is missing agrees."""
    agreements = (
        _senders_agree(bounce.returned.sender, copy.sender, identity),
        _subjects_agree(bounce.returned.subject, copy.subject),
        _days_agree(bounce, copy.sent_at),
    )
    return Mismatch.NO if sum(agreements) >= _ENOUGH else Mismatch.YES


def _senders_agree(claimed: Address | None, ours: Address | None, identity: Identity) -> bool:
    if claimed is None or is_own(claimed, identity):
        return True
    return ours is not None and same_form(claimed) == same_form(ours)


def _subjects_agree(claimed: str | None, ours: str | None) -> bool:
    first, second = normal_subject(claimed), normal_subject(ours)
    return not first or not second or first == second


def _days_agree(bounce: Bounce, sent_at: datetime | None) -> bool:
    claims = tuple(claim for claim in claimed_times(bounce) if claim is not None)
    if not claims or sent_at is None:
        return True
    return any(abs((claim.date() - sent_at.date()).days) <= MAX_DAYS for claim in claims)
