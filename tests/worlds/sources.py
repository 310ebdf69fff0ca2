"""The sources of a world: what a deployment asks, how each of them may fail, what DNS says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bouncecheck.errors import MailboxUnavailableError, StoreError
from bouncecheck.usecases.ports import OriginAnswer, Origins
from bouncecheck.usecases.witnesses import (
    IndexAnswer,
    IndexQuestion,
    LogHint,
    Recalled,
    SignatureAnswer,
    Signatures,
)
from bouncecheck.verdicts.evidence import Origin, Signature
from bouncecheck.verdicts.facts import IndexedSend, SearchWindow
from bouncecheck.verdicts.keys import same_id
from bouncecheck.verdicts.subjects import normal_subject
from fakes import (
    UNKNOWN_ORIGIN,
    FixedOrigins,
    FixedSignatures,
    MemoryMailbox,
    MemoryMailLog,
    MemoryOfChecks,
)
from worlds.lives import INDEX, LOG, MAILBOX, Recorded

YEAR = timedelta(days=365)

FOREIGN = OriginAnswer(
    origin=Origin.FOREIGN, ip="9.9.9.9", host="spam.example", domain="contoso.com"
)
"""What may be said of a message that was sent, too: the most misleading answer there is."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What an organisation has set up."""

    name: str
    sources: frozenset[str]


LEVEL_1 = Deployment(name="level 1", sources=frozenset({MAILBOX}))
LEVEL_2 = Deployment(name="level 2", sources=frozenset({MAILBOX, INDEX}))
LEVEL_3 = Deployment(name="level 3", sources=frozenset({MAILBOX, INDEX, LOG}))
LOG_ALONE = Deployment(name="level 3 without index", sources=frozenset({MAILBOX, LOG}))
DEPLOYMENTS = (LEVEL_1, LEVEL_2, LEVEL_3, LOG_ALONE)


@dataclass
class WorldIndex:
    """Implements SentIndex over what it saw; complete since a year before `asked_at`."""

    saw: tuple[Recorded, ...]
    asked_at: datetime
    gaps: tuple[SearchWindow, ...] = ()
    error: StoreError | None = None

    async def look(self, question: IndexQuestion) -> IndexAnswer:
        if self.error is not None:
            raise self.error
        matches = (_match(send, question, self.asked_at) for send in self.saw)
        found = tuple(m for m in matches if m.by_id or m.by_subject or m.by_address)
        return IndexAnswer(sends=found, began_at=self.asked_at - YEAR, gaps=self.gaps)


def _match(send: Recorded, question: IndexQuestion, asked_at: datetime) -> IndexedSend:
    copy = send.copy
    sent_at = copy.sent_at or asked_at
    ids = {same_id(asked) for asked in question.ids}
    subject = normal_subject(copy.subject)
    return IndexedSend(
        by_id=copy.message_id is not None and same_id(copy.message_id) in ids,
        by_subject=bool(subject) and subject == question.subject,
        by_address=not copy.recipients.isdisjoint(question.addresses),
        is_own=send.is_own,
        sent_at=sent_at,
        first_seen=sent_at,
        removed_at=None if send.removed_after is None else sent_at + send.removed_after,
    )


@dataclass
class Stage:
    """Everything that is asked about one notice; a fault changes it."""

    mailbox: MemoryMailbox
    origins: Origins
    signatures: Signatures
    memory: MemoryOfChecks
    index: WorldIndex | None
    log: MemoryMailLog | None
    received_at: datetime
    now: datetime
    is_cut: bool = False
    """Whether the notice was too large to be read to its end."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way in which a source fails, or something is not known that must be."""

    name: str
    apply: Callable[[Stage], object]
    needs: str = MAILBOX
    """Which source must be set up for it."""


def _on_index(change: Callable[[WorldIndex], object]) -> Callable[[Stage], object]:
    return lambda stage: None if stage.index is None else change(stage.index)


def _on_log(change: Callable[[MemoryMailLog], object]) -> Callable[[Stage], object]:
    return lambda stage: None if stage.log is None else change(stage.log)


def _refused(hint: LogHint) -> Callable[[MemoryMailLog], object]:
    def change(log: MemoryMailLog) -> None:
        log.rows, log.complete, log.hint = (), False, hint

    return change


def _asked_at_once(stage: Stage) -> None:
    if stage.log is not None:
        stage.log.asked_at = stage.received_at + timedelta(minutes=5)


def _hour_unseen(index: WorldIndex) -> None:
    index.saw = ()
    end = index.asked_at - timedelta(hours=9)
    index.gaps = (SearchWindow(start=end - timedelta(hours=1), end=end),)


_UNCHECKED = SignatureAnswer(signature=Signature.OWN_UNVERIFIED, domain="contoso.com")

FAULTS = (
    Fault(
        name="search incomplete",
        apply=lambda stage: setattr(stage.mailbox, "is_complete", False),
    ),
    Fault(
        name="search failing",
        apply=lambda stage: stage.mailbox.fails.update(search=MailboxUnavailableError("down")),
    ),
    Fault(
        name="origin unknown",
        apply=lambda stage: setattr(stage, "origins", FixedOrigins(answer=UNKNOWN_ORIGIN)),
    ),
    Fault(
        name="foreign switched off",
        apply=lambda stage: setattr(stage.memory, "known", Recalled(foreign_is_off=True)),
    ),
    Fault(
        name="a signature of ours unchecked",
        apply=lambda stage: setattr(stage, "signatures", FixedSignatures(answer=_UNCHECKED)),
    ),
    Fault(
        name="asked months later",
        apply=lambda stage: setattr(stage, "now", stage.now + timedelta(days=100)),
    ),
    Fault(name="the notice cut", apply=lambda stage: setattr(stage, "is_cut", True)),
    Fault(
        name="index failing",
        apply=_on_index(lambda index: setattr(index, "error", StoreError("down"))),
        needs=INDEX,
    ),
    Fault(name="index with a gap", apply=_on_index(_hour_unseen), needs=INDEX),
    Fault(
        name="log incomplete",
        apply=_on_log(lambda log: setattr(log, "complete", False)),
        needs=LOG,
    ),
    *(
        Fault(name=f"log refused: {hint}", apply=_on_log(_refused(hint)), needs=LOG)
        for hint in LogHint
    ),
    Fault(name="log asked too soon", apply=_asked_at_once, needs=LOG),
)
