"""The ports of the further witnesses, and what crosses them: signatures, mail log, index, memory.

None of them ever raises for what the world does: a witness that fails answers that it failed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Protocol

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.bounces.model import Headers
from bouncecheck.verdicts.evidence import Signature
from bouncecheck.verdicts.facts import IndexedSend, LogRecord, SearchWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureQuestion:
    """A returned header block whose signatures are to be checked."""

    headers: Headers
    raw_headers: bytes
    """The same block before any decoding, lines ending in LF."""

    is_exact: bool
    """Whether the block came back in a part of its own and whole: its bytes may be right."""

    domains: frozenset[str]
    """The verified domains of the tenant: nobody else's keys are ever asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureAnswer:
    """What the signatures by our own domains say."""

    signature: Signature
    domain: str | None = None
    selector: str | None = None


UNSIGNED = SignatureAnswer(signature=Signature.NONE)


class Signatures(Protocol):
    """Checks DKIM signatures of our own domains."""

    async def verify(self, question: SignatureQuestion) -> SignatureAnswer:
        """Return what they say; never raises for what a bounce holds or DNS does."""
        ...


@unique
class LogHint(StrEnum):
    """Why the mail log did not answer in full."""

    NO_SERVICE_PRINCIPAL = "no_service_principal"
    NO_PERMISSION = "no_permission"
    QUOTA = "quota"
    UNAVAILABLE = "unavailable"


@unique
class Urgency(StrEnum):
    """Who is served first where the quota is short."""

    OPEN = "open"
    """A person waits for this one message."""

    NOT_FOREIGN = "not_foreign"
    """Nothing else speaks against it, so the log decides."""

    REST = "rest"


class Quota(Protocol):
    """How often the mail log may be asked: shared by all processes that serve a tenant."""

    async def take(self, tenant_id: str, urgency: Urgency) -> bool:
        """Take one request; False if none is left for such an urgency, or nobody can tell."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuestion:
    """What to look for in the organisation's mail log.

    Built in one place only, from a bounce that lies in the caller's mailbox and from the addresses
    of that mailbox: there are no free questions.
    """

    tenant_id: str
    ids: tuple[MessageId, ...]
    addresses: frozenset[Address]
    """The identity set A: whose sent mail to list."""

    slices: tuple[SearchWindow, ...]
    """Pieces of at most ten days, the newest first."""

    may_list: bool
    """Whether silence of the list of A's sent mail counts, so that no identifier need be asked."""

    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAnswer:
    """What the mail log brought."""

    records: tuple[LogRecord, ...]
    complete: bool
    """False if anything that was asked was not answered to the end."""

    asked_at: datetime
    """When the oldest of these answers was given: aware, in UTC."""

    hint: LogHint | None = None


class MailLog(Protocol):
    """The organisation's mail log, asked with the application's own rights."""

    async def ask(self, question: LogQuestion) -> LogAnswer:
        """Return what it has; never raises."""
        ...

    def trouble(self, tenant_id: str) -> LogHint | None:
        """Return why it last did not answer a tenant in full; None if it did, or nobody asked."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexQuestion:
    """What to look for in our record of sent mail."""

    tenant_id: str
    mailbox: Address
    ids: tuple[MessageId, ...]
    subject: str
    """In its normal form; "" if the notice names none."""

    addresses: frozenset[Address]
    """Whom the original may have been written to."""

    window: SearchWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexAnswer:
    """What our record brought."""

    sends: tuple[IndexedSend, ...]
    began_at: datetime | None
    """From when on sends of this mailbox were recorded; None if never."""

    gaps: tuple[SearchWindow, ...]
    """Where the record is not complete since then."""

    recent: tuple[IndexedSend, ...] = ()
    """All sends of this mailbox in the window, for bursts; bounded, the newest first."""


class SentIndex(Protocol):
    """Our own keyed record of sends. May raise StoreError, which counts as a gap."""

    async def look(self, question: IndexQuestion) -> IndexAnswer:
        """Return the sends that match, and how far the record reaches."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What earlier checks taught."""

    foreign_is_off: bool = False
    """Whether a genuine bounce of this tenant was once classed foreign."""

    control_passed_at: datetime | None = None
    """When an identifier was last seen to come back to this mailbox: aware, in UTC."""

    hard_signs_last_hour: int = 0
    """How many bounces of this mailbox carried a hard sign within the last hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one check taught."""

    tenant_id: str
    mailbox: Address
    at: datetime
    check_id: str
    control_passed: bool
    """Whether an identifier from outside equalled that of a sent copy."""

    genuine_was_foreign: bool
    """Whether a bounce of what really left was classed foreign."""


class Memory(Protocol):
    """What is remembered from check to check; never text. May raise StoreError."""

    async def recall(self, tenant_id: str, mailbox: Address, now: datetime) -> Recalled:
        """Return what is known about a mailbox and its tenant."""
        ...

    async def learn(self, lesson: Lesson) -> None:
        """Keep what a check taught."""
        ...
