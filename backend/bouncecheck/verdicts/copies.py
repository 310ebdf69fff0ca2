"""Search and Keeps: what the messages that a search of the mailbox brought say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.about import is_own, same_form, senders_of
from bouncecheck.verdicts.answers import CopyPlace
from bouncecheck.verdicts.evidence import Keeps, Search
from bouncecheck.verdicts.facts import (
    Folder,
    Identity,
    MailboxCopy,
    SearchAnswer,
    SearchWindow,
    Stamp,
)
from bouncecheck.verdicts.keys import candidate_ids, same_id
from bouncecheck.verdicts.near import Likeness, is_near, likeness_of
from bouncecheck.verdicts.window import AFTER, SLICE, Span

KEEPS_FOR = timedelta(days=30)
"""How recent a sent copy must be to show that the mailbox keeps them."""

_PLACES = {
    Folder.SENT: CopyPlace.SENT,
    Folder.DELETED: CopyPlace.DELETED,
    Folder.RECOVERABLE: CopyPlace.RECOVERABLE,
}

# Any sign, then any hint, then failure, then silence.
_ORDER = (
    Search.SENT_COPY,
    Search.INTERNAL_COPY,
    Search.DRAFT,
    Search.NEAR_MATCH,
    Search.ERROR,
    Search.FORGED_COPY,
    Search.CLEAN,
)
_BY_STAMP = {
    Stamp.NONE: Search.SENT_COPY,
    Stamp.INTERNAL: Search.INTERNAL_COPY,
    Stamp.ANONYMOUS: Search.FORGED_COPY,
    Stamp.OTHER: Search.SENT_COPY,
}
_OURS = frozenset({Search.SENT_COPY, Search.INTERNAL_COPY, Search.DRAFT, Search.NEAR_MATCH})
_FOLDERS = (Folder.SENT, Folder.OTHER, Folder.INBOX, Folder.DELETED, Folder.RECOVERABLE)


class Searched(NamedTuple):
    """What a search found, and the copy that it rests on."""

    value: Search
    copy: MailboxCopy | None
    """The sign or hint itself; None where there is none, and for a forgery that lies here."""


def searched(bounce: Bounce, answer: SearchAnswer, identity: Identity, span: Span) -> Searched:
    """Return what the search of the mailbox says about the original of a notice.

    Args:
        bounce: The notice.
        answer: What the mailbox brought: by identifier, and from its own addresses.
        identity: Whose mailbox it is.
        span: The span W; a message outside it is no near match.
    """
    sought = _Sought(
        ids=frozenset(same_id(asked) for asked in candidate_ids(bounce)),
        likeness=likeness_of(bounce, span.window.end),
        identity=identity,
        senders=frozenset(map(same_form, senders_of(bounce))),
        window=span.window,
    )
    found = [
        Searched(_value(copy, sought), copy)
        for copy in answer.copies
        if not _is_the_notice(bounce, copy, identity)
    ]
    if not answer.complete:
        found.append(Searched(Search.ERROR, None))
    found.append(Searched(Search.CLEAN, None))
    best = min(found, key=_rank)
    return best if best.value in _OURS else Searched(best.value, None)


def keeps_of(answer: SearchAnswer, identity: Identity, span: Span, now: datetime) -> Keeps:
    """Return whether the mailbox keeps copies of what it sends, and still has those of W.

    Only a message that never came in from anywhere counts: not a draft, and nothing received.

    Args:
        answer: What the mailbox brought.
        identity: Whose mailbox it is.
        span: The span W. Where it begins before the recent days, a copy must be left from then,
            for many mailboxes drop what is older than a month or two.
        now: Aware, in UTC.
    """
    since = now - KEEPS_FOR
    first, last = span.window.start, min(span.window.start + SLICE + AFTER, span.window.end)
    if any(_is_kept(copy, identity, since, now) for copy in answer.copies):
        reaches_back = last >= since or any(
            _is_kept(copy, identity, first, last) for copy in answer.copies
        )
        return Keeps.YES if reaches_back else Keeps.UNKNOWN
    if not answer.complete or answer.keeps_since > since:
        return Keeps.UNKNOWN
    return Keeps.NO


def copy_place(copy: MailboxCopy | None) -> CopyPlace:
    """Return where the copy lies, as far as it matters to the reason."""
    return CopyPlace.NONE if copy is None else _PLACES.get(copy.folder, CopyPlace.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    ids: frozenset[str]
    likeness: Likeness
    identity: Identity
    senders: frozenset[Address]
    """Whom the original names as its sender, in the form in which addresses are compared."""

    window: SearchWindow


def _value(copy: MailboxCopy, sought: _Sought) -> Search:
    # Without regard to case: some servers quote identifiers in upper or lower case.
    is_hit = copy.message_id is not None and same_id(copy.message_id) in sought.ids
    if not is_hit and not (_may_be_ours(copy, sought) and is_near(sought.likeness, copy)):
        return Search.CLEAN
    if _is_unreadable(copy):
        return Search.ERROR
    return _hit(copy) if is_hit else Search.NEAR_MATCH


def _is_unreadable(copy: MailboxCopy) -> bool:
    """Tell whether a forgery that came in cannot be told from mail of our own.

    Either the flags did not come with it, or the headers of what lies in Junk, where nothing but
    received mail arrives.
    """
    if copy.from_me or copy.is_draft:
        return False
    if copy.stamp is Stamp.ANONYMOUS:
        return copy.from_me is None
    return copy.stamp is Stamp.NONE and copy.folder is Folder.JUNK


def _may_be_ours(copy: MailboxCopy, sought: _Sought) -> bool:
    """Tell whether it is from this mailbox and of the time that matters; in doubt, yes."""
    if copy.stamp is Stamp.ANONYMOUS and copy.from_me is False:
        return False
    if copy.sender is not None and not is_own(copy.sender, sought.identity):
        # Sent in somebody's name out of this mailbox: it never came in from anywhere.
        was_sent_here = copy.stamp is Stamp.NONE and same_form(copy.sender) in sought.senders
        if not was_sent_here:
            return False
    return copy.sent_at is None or sought.window.start <= copy.sent_at <= sought.window.end


def _hit(copy: MailboxCopy) -> Search:
    """Return what a message under an asked identifier is; in doubt, a sent copy."""
    if copy.is_draft:
        return Search.DRAFT
    if copy.from_me:
        return Search.SENT_COPY
    return _BY_STAMP[copy.stamp]


def _is_the_notice(bounce: Bounce, copy: MailboxCopy, identity: Identity) -> bool:
    """Tell whether this is the notice itself, which may name its own identifier to be found."""
    return (
        copy.message_id is not None
        and copy.message_id == bounce.message_id
        and copy.sender is not None
        and copy.sender == bounce.sender
        and not is_own(copy.sender, identity)
        and copy.stamp is not Stamp.NONE
    )


def _is_kept(copy: MailboxCopy, identity: Identity, since: datetime, until: datetime) -> bool:
    if copy.is_draft or copy.may_have_come_in:
        return False
    if copy.sender is None or not is_own(copy.sender, identity):
        return False
    return copy.sent_at is not None and since <= copy.sent_at <= until


def _rank(found: Searched) -> tuple[int, int]:
    folder = None if found.copy is None else found.copy.folder
    nearness = _FOLDERS.index(folder) if folder in _FOLDERS else len(_FOLDERS)
    return _ORDER.index(found.value), nearness
