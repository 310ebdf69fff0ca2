"""Control: whether identifiers are known to survive the way out of this mailbox and back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bouncecheck.bounces.identifiers import domain_of
from bouncecheck.verdicts.evidence import Control
from bouncecheck.verdicts.facts import Identity, MailboxCopy, Reply, Stamp
from bouncecheck.verdicts.keys import same_id

COUNTS_FOR = timedelta(days=30)
"""A control that passed longer ago says nothing about today's way out."""


def control_of(
    replies: Iterable[Reply], copies: Iterable[MailboxCopy], identity: Identity
) -> Control:
    """Return PASSED where an answer from outside names a message that this mailbox sent."""
    sent = {
        same_id(copy.message_id)
        for copy in copies
        if copy.message_id is not None and not (copy.is_draft or copy.may_have_come_in)
    }
    passed = any(
        same_id(reply.in_reply_to) in sent and _is_from_outside(reply, identity)
        for reply in replies
    )
    return Control.PASSED if passed else Control.NONE


def remembered(passed_at: datetime | None, now: datetime) -> Control:
    """Return PASSED where an earlier check saw it pass, not too long ago."""
    is_recent = passed_at is not None and now - COUNTS_FOR <= passed_at <= now
    return Control.PASSED if is_recent else Control.NONE


def _is_from_outside(reply: Reply, identity: Identity) -> bool:
    """Tell whether it came in from elsewhere: what stays inside says nothing of the way out."""
    return (
        reply.stamp in {Stamp.ANONYMOUS, Stamp.OTHER}
        and reply.sender is not None
        and domain_of(reply.sender) not in identity.domains
    )
