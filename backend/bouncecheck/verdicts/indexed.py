"""Index: what our own record of sends says about the original of a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.evidence import Index
from bouncecheck.verdicts.facts import IndexedSend, SearchWindow
from bouncecheck.verdicts.near import likeness_of, times_agree
from bouncecheck.verdicts.window import Span

REMOVED_AT_ONCE = timedelta(minutes=10)
"""A copy that is gone this soon after it was first seen was removed on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What our record brought, and how far it reaches."""

    sends: Sequence[IndexedSend]
    began_at: datetime | None
    gaps: Sequence[SearchWindow]


class Indexed(NamedTuple):
    """What our record says, and the send that it rests on."""

    value: Index
    send: IndexedSend | None


def indexed(bounce: Bounce, book: Book, span: Span) -> Indexed:
    """Return what our record says: any sign, then any hint, then a gap, then silence.

    What lies before the record began is no gap: there it has nothing to say.
    """
    hits = [send for send in book.sends if send.by_id]
    if removed := [send for send in hits if _was_removed_at_once(send)]:
        return Indexed(Index.SENT_DELETED, removed[0])
    if hits:
        return Indexed(Index.SENT, min(hits, key=lambda send: not send.is_own))
    near = [send for send in book.sends if _is_near(send, bounce, span)]
    if near:
        return Indexed(Index.NEAR_MATCH, near[0])
    window = span.window
    if book.began_at is None or book.began_at > window.start:
        return Indexed(Index.NOT_CONFIGURED, None)
    has_gap = any(gap.start <= window.end and gap.end >= window.start for gap in book.gaps)
    return Indexed(Index.GAP if has_gap else Index.SILENT, None)


def _was_removed_at_once(send: IndexedSend) -> bool:
    return send.removed_at is not None and send.removed_at - send.first_seen <= REMOVED_AT_ONCE


def _is_near(send: IndexedSend, bounce: Bounce, span: Span) -> bool:
    if not span.window.start <= send.sent_at <= span.window.end:
        return False
    likeness = likeness_of(bounce, span.window.end)
    if not send.is_own:
        # A colleague who sent it in this mailbox's name, not one who wrote to the same people.
        return send.by_subject and send.by_address and bool(likeness.subject)
    if send.by_subject and likeness.subject:
        return True
    return send.by_address and (not likeness.subject or times_agree(likeness, send.sent_at))
