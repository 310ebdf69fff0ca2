"""A record of what a tenant sent, in memory, that keeps the promises of SentIndex."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bouncecheck.bounces.identifiers import Address, MessageId, address_from, message_id_from
from bouncecheck.demo.story_mail import Letter
from bouncecheck.usecases.witnesses import IndexAnswer, IndexQuestion
from bouncecheck.verdicts.facts import IndexedSend, SearchWindow
from bouncecheck.verdicts.keys import same_id
from bouncecheck.verdicts.subjects import normal_subject

MAX_RECENT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One send of one mailbox."""

    mailbox: Address
    message_id: MessageId
    recipients: frozenset[Address]
    subject: str
    sent_at: datetime
    removed_after: timedelta | None


@dataclass
class Books:
    """Implements SentIndex. Mailboxes that it was not told of were never recorded."""

    entries: list[Entry] = field(default_factory=list)
    began: dict[str, datetime] = field(default_factory=dict)
    gaps: dict[str, tuple[SearchWindow, ...]] = field(default_factory=dict)

    def write(self, mailbox: str, *letters: Letter, removed_after: timedelta | None = None) -> None:
        """Note letters as sent; None where their copies are still there."""
        for letter in letters:
            name = message_id_from(letter.message_id)
            assert name is not None
            named = (address_from(to) for to in letter.to)
            entry = Entry(
                mailbox=Address(mailbox),
                message_id=name,
                recipients=frozenset(to for to in named if to is not None),
                subject=normal_subject(letter.subject),
                sent_at=letter.sent_at,
                removed_after=removed_after,
            )
            self.entries.append(entry)

    async def look(self, question: IndexQuestion) -> IndexAnswer:
        """Return the sends that match, and how far the record reaches."""
        sends = [_seen(entry, question) for entry in self.entries]
        matching = [s for s in sends if s.by_id or (s.is_own and (s.by_subject or s.by_address))]
        window = question.window
        recent = [s for s in sends if s.is_own and window.start <= s.sent_at <= window.end]
        recent.sort(key=lambda send: send.sent_at, reverse=True)
        return IndexAnswer(
            sends=tuple(matching),
            began_at=self.began.get(question.mailbox),
            gaps=self.gaps.get(question.mailbox, ()),
            recent=tuple(recent[:MAX_RECENT]),
        )


def _seen(entry: Entry, question: IndexQuestion) -> IndexedSend:
    removed_after = entry.removed_after
    return IndexedSend(
        by_id=same_id(entry.message_id) in map(same_id, question.ids),
        by_subject=bool(question.subject) and entry.subject == question.subject,
        by_address=not entry.recipients.isdisjoint(question.addresses),
        is_own=entry.mailbox == question.mailbox,
        sent_at=entry.sent_at,
        first_seen=entry.sent_at,
        removed_at=None if removed_after is None else entry.sent_at + removed_after,
    )
