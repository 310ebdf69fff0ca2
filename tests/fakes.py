"""Fakes: each implements one port in memory, and a test changes its fields."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bouncecheck.bounces.identifiers import Address
from bouncecheck.errors import BounceCheckError, MessageNotFoundError
from bouncecheck.usecases.ports import (
    Check,
    FetchedMessage,
    MailboxMessage,
    MessageRef,
    NoticeList,
    OriginAnswer,
    OriginQuestion,
    SearchQuestion,
)
from bouncecheck.usecases.witnesses import (
    IndexAnswer,
    IndexQuestion,
    Lesson,
    LogAnswer,
    LogHint,
    LogQuestion,
    Recalled,
    SignatureAnswer,
    SignatureQuestion,
)
from bouncecheck.verdicts.evidence import Origin, Signature
from bouncecheck.verdicts.facts import (
    Folder,
    Identity,
    InboxRule,
    LogRecord,
    MailboxCopy,
    Reply,
    SearchAnswer,
)
from bouncecheck.verdicts.signed import claimed_signers

SOMEBODY = Identity(
    tenant_id="11111111-1111-4111-8111-111111111111",
    address=Address("vince@contoso.com"),
    addresses=frozenset({Address("vince@contoso.com")}),
    domains=frozenset({"contoso.com"}),
)

_NOT_LISTED = frozenset({Folder.SENT, Folder.DELETED, Folder.DRAFTS, Folder.RECOVERABLE})


@dataclass
class MemoryMailbox:
    """Implements ports.Mailbox. What it holds, and how it fails, is for the test to say."""

    who: Identity = SOMEBODY
    messages: dict[str, FetchedMessage] = field(default_factory=dict)
    copies: list[MailboxCopy] = field(default_factory=list)
    is_complete: bool = True
    notes: tuple[str, ...] = ()
    fails: dict[str, BounceCheckError] = field(default_factory=dict)
    """Name of a method to the error that it raises; "" for all of them."""

    inbox_rules: tuple[InboxRule, ...] | None = None
    answers: tuple[Reply, ...] = ()
    calls: Counter[str] = field(default_factory=Counter)
    questions: list[SearchQuestion] = field(default_factory=list)

    def put(self, *fetched: FetchedMessage) -> None:
        """Let messages lie in the mailbox."""
        self.messages.update((one.message.id, one) for one in fetched)

    async def identity(self) -> Identity:
        self._called("identity")
        return self.who

    async def fetch(self, ref: MessageRef) -> FetchedMessage:
        self._called("fetch")
        found = [
            one
            for one in self.messages.values()
            if one.message.id == ref.id
            or (ref.id is None and one.message.internet_message_id == ref.internet_message_id)
        ]
        if not found:
            raise MessageNotFoundError("no such message")
        return max(found, key=lambda one: _likeliness(one.message))

    async def list_notices(self, since: datetime) -> NoticeList:
        self._called("list_notices")
        found = [
            one.message
            for one in self.messages.values()
            if one.message.received_at >= since and one.message.folder not in _NOT_LISTED
        ]
        found.sort(key=lambda message: message.received_at, reverse=True)
        return NoticeList(messages=tuple(found), complete=self.is_complete)

    async def search(self, question: SearchQuestion) -> SearchAnswer:
        self._called("search")
        self.questions.append(question)
        return SearchAnswer(
            copies=tuple(copy for copy in self.copies if _is_asked(copy, question)),
            complete=self.is_complete,
            keeps_since=question.keeps_since,
            notes=self.notes,
        )

    async def rules(self) -> tuple[InboxRule, ...] | None:
        self._called("rules")
        return self.inbox_rules

    async def replies(self, since: datetime) -> tuple[Reply, ...]:
        del since
        self._called("replies")
        return self.answers

    async def move(self, message_id: str, folder_id: str) -> str:
        self._called("move")
        if message_id not in self.messages:
            raise MessageNotFoundError("no such message")
        known = {folder.value: folder for folder in Folder}
        fetched = self.messages[message_id]
        folder = known.get(folder_id.removesuffix("-id"), Folder.OTHER)
        moved = replace(fetched.message, folder=folder, folder_id=folder_id)
        self.messages[message_id] = replace(fetched, message=moved)
        return message_id

    def _called(self, name: str) -> None:
        self.calls[name] += 1
        error = self.fails.get(name) or self.fails.get("")
        if error is not None:
            raise error


@dataclass
class MemoryJournal:
    """Implements ports.Journal."""

    checks: list[Check] = field(default_factory=list)
    error: BounceCheckError | None = None

    async def add(self, check: Check) -> None:
        if self.error is not None:
            raise self.error
        self.checks.append(check)


UNKNOWN_ORIGIN = OriginAnswer(origin=Origin.UNKNOWN, ip=None, host=None, domain=None)


@dataclass
class FixedOrigins:
    """Implements ports.Origins with one answer to everything."""

    answer: OriginAnswer = UNKNOWN_ORIGIN
    questions: list[OriginQuestion] = field(default_factory=list)

    async def locate(self, question: OriginQuestion) -> OriginAnswer:
        self.questions.append(question)
        return self.answer


@dataclass
class FixedSignatures:
    """Implements ports.Signatures: unverified where one of our domains is named, or as set."""

    answer: SignatureAnswer | None = None
    questions: list[SignatureQuestion] = field(default_factory=list)

    async def verify(self, question: SignatureQuestion) -> SignatureAnswer:
        self.questions.append(question)
        if self.answer is not None:
            return self.answer
        signers = claimed_signers(question.headers, question.domains)
        if not signers:
            return SignatureAnswer(signature=Signature.NONE)
        return SignatureAnswer(signature=Signature.OWN_UNVERIFIED, domain=signers[0])


@dataclass
class MemoryOfChecks:
    """Implements ports.Memory."""

    known: Recalled = field(default_factory=Recalled)
    lessons: list[Lesson] = field(default_factory=list)
    error: BounceCheckError | None = None

    async def recall(self, tenant_id: str, mailbox: Address, now: datetime) -> Recalled:
        del tenant_id, mailbox, now
        if self.error is not None:
            raise self.error
        return self.known

    async def learn(self, lesson: Lesson) -> None:
        self.lessons.append(lesson)


@dataclass
class MemoryMailLog:
    """Implements ports.MailLog: answers with the rows that it was given."""

    rows: tuple[LogRecord, ...] = ()
    complete: bool = True
    asked_at: datetime | None = None
    hint: LogHint | None = None
    questions: list[LogQuestion] = field(default_factory=list)

    async def ask(self, question: LogQuestion) -> LogAnswer:
        self.questions.append(question)
        latest = max(piece.end for piece in question.slices)
        return LogAnswer(
            records=self.rows,
            complete=self.complete,
            asked_at=self.asked_at or latest,
            hint=self.hint,
        )

    def trouble(self, tenant_id: str) -> LogHint | None:
        del tenant_id
        return self.hint


@dataclass
class MemorySentIndex:
    """Implements ports.SentIndex with one answer to everything."""

    answer: IndexAnswer
    error: BounceCheckError | None = None
    questions: list[IndexQuestion] = field(default_factory=list)

    async def look(self, question: IndexQuestion) -> IndexAnswer:
        self.questions.append(question)
        if self.error is not None:
            raise self.error
        return self.answer


def _is_asked(copy: MailboxCopy, question: SearchQuestion) -> bool:
    if copy.message_id in question.ids:
        return True
    if copy.sender not in question.addresses or copy.sent_at is None:
        return False
    window = question.window
    return window.start <= copy.sent_at <= window.end or copy.sent_at >= question.keeps_since


def _likeliness(message: MailboxMessage) -> tuple[bool, datetime]:
    return message.folder is Folder.INBOX, message.received_at.astimezone(UTC)
