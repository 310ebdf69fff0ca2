"""The protocols through which use cases reach the world, and what crosses them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Protocol

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.bounces.model import Bounce, Headers
from bouncecheck.usecases.witnesses import (
    UNSIGNED,
    LogAnswer,
    MailLog,
    Memory,
    SentIndex,
    SignatureAnswer,
    Signatures,
)
from bouncecheck.verdicts.decide import Verdict
from bouncecheck.verdicts.evidence import Evidence, Origin
from bouncecheck.verdicts.facts import (
    Folder,
    Identity,
    InboxRule,
    MailboxCopy,
    Reply,
    SearchAnswer,
    SearchWindow,
)
from bouncecheck.verdicts.fake import Trait
from bouncecheck.verdicts.traced import USUAL_SETTLING, Settling


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who asks: tenant and user object id, from a verified token; never from a request body."""

    tenant_id: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """Which message is meant; exactly one of the two is given."""

    id: str | None = None
    """Graph's id of the message."""

    internet_message_id: MessageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxMessage:
    """What the mailbox says about one message in it. Subject and sender are hostile text."""

    id: str
    internet_message_id: MessageId | None
    subject: str | None
    sender: Address | None
    received_at: datetime
    """When our own server took it in: aware, in UTC."""

    modified_at: datetime
    """When it last changed, which opening does too: aware, in UTC."""

    folder: Folder
    folder_id: str
    """Graph's id of the folder it lies in."""

    item_class: str | None
    """PidTagMessageClass such as "REPORT.IPM.Note.NDR"; None if it could not be read."""

    change_key: str | None
    web_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedMessage:
    """One message with its whole content."""

    message: MailboxMessage
    mime: bytes
    transport_headers: Headers
    """Graph's `internetMessageHeaders`: what our own server received and stamped; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeList:
    """The messages of a span that look like automatic notices, newest first."""

    messages: tuple[MailboxMessage, ...]
    complete: bool
    """False if the listing was cut short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuestion:
    """What to look for in the whole mailbox."""

    ids: tuple[MessageId, ...]
    addresses: frozenset[Address]
    """The identity set A: whose copies to list inside the window."""

    window: SearchWindow
    keeps_since: datetime
    """List copies from A from here on, so that `keeps` can be told: aware, in UTC."""


class Mailbox(Protocol):
    """One mailbox, asked with somebody's rights.

    Every method may raise MailboxUnavailableError, MailboxAccessDeniedError or
    ConsentRequiredError; those that name a message also MessageNotFoundError.
    """

    async def identity(self) -> Identity:
        """Return whose mailbox it is."""
        ...

    async def fetch(self, ref: MessageRef) -> FetchedMessage:
        """Return one message with its content."""
        ...

    async def list_notices(self, since: datetime) -> NoticeList:
        """Return what arrived since then (aware, in UTC) and may be a bounce, newest first."""
        ...

    async def search(self, question: SearchQuestion) -> SearchAnswer:
        """Look in the whole mailbox and in Recoverable Items.

        A place that fails makes the answer incomplete; it raises only where nothing answered.
        """
        ...

    async def rules(self) -> tuple[InboxRule, ...] | None:
        """Return the inbox rules; None where they may not be read."""
        ...

    async def replies(self, since: datetime) -> tuple[Reply, ...]:
        """Return answers in the inbox that came since then; empty where they cannot be told."""
        ...

    async def move(self, message_id: str, folder_id: str) -> str:
        """Move a message to a folder (an id or a well-known name); return its id from now on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginQuestion:
    """A returned header block, and who we are."""

    headers: Headers
    identity: Identity
    failed_domains: frozenset[str]
    """Domains of the addresses that failed: hops inside them say nothing about the start."""

    reporting_mta: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginAnswer:
    """Where the returned message entered the mail system."""

    origin: Origin
    ip: str | None
    """The deciding hop's public address, or None."""

    host: str | None
    """The deciding hop's name as it called itself, or None. Hostile text."""

    domain: str | None
    """Which of our domains was compared, or None."""


class Origins(Protocol):
    """Tells where returned mail came from."""

    async def locate(self, question: OriginQuestion) -> OriginAnswer:
        """Return where it came from; never raises for what a bounce holds or DNS does."""
        ...


@unique
class Source(StrEnum):
    """Where a finding comes from."""

    BOUNCE = "bounce"
    MAILBOX = "mailbox"
    INDEX = "index"
    MAIL_LOG = "mail_log"
    ORIGIN = "origin"
    SIGNATURE = "signature"
    ACCOUNT = "account"


@unique
class Sign(StrEnum):
    """What a finding speaks for."""

    FOR = "for"
    AGAINST = "against"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the evidence that a person sees."""

    source: Source
    state: str
    sign: Sign
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question with its answer."""

    id: str
    checked_at: datetime
    """Aware, in UTC."""

    account: Account
    mailbox: Address
    message: MailboxMessage | None
    """None when the notice came from a file."""

    bounce: Bounce
    evidence: Evidence
    verdict: Verdict
    findings: tuple[Finding, ...]
    sent: MailboxCopy | None
    """The mailbox's own copy of the original, where there is one."""

    origin: OriginAnswer
    traits: tuple[Trait, ...]
    """What real delivery reports do not have; empty for most."""

    signature: SignatureAnswer = UNSIGNED
    log: LogAnswer | None = None
    """None where the mail log was not asked."""

    left_at: datetime | None = None
    """When the mail log or our record says that it left: aware, in UTC."""

    delegate: Address | None = None
    """The colleague who sent it in this mailbox's name."""

    no_rule_visible: bool = False
    """Whether the rules were read and none explains what was forwarded."""

    is_shared: bool = False
    """Whether the mailbox is not the caller's own."""

    recheck_at: datetime | None = None
    """When the mail log will say more: aware, in UTC; None where waiting is no use."""


class Journal(Protocol):
    """What is remembered of checks: ids, verdicts and evidence states; never text."""

    async def add(self, check: Check) -> None:
        """Remember one check. Raises StoreError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world, as use cases see it."""

    origins: Origins
    signatures: Signatures
    memory: Memory
    journal: Journal
    now: Callable[[], datetime]
    """Returns the time: aware, in UTC."""

    new_id: Callable[[], str]
    route_closed: bool
    """Whether the admin states that all mail in our names leaves through known senders."""

    mail_log: MailLog | None = None
    """None at levels 1 and 2."""

    sent_index: SentIndex | None = None
    """None at level 1."""

    settling: Settling = USUAL_SETTLING
