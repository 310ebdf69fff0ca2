"""What the world itself answered about our own side. Facts and claims never share a type."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from bouncecheck.bounces.identifiers import Address, MessageId


@unique
class Folder(StrEnum):
    """The folders that matter to a verdict."""

    SENT = "sentitems"
    DELETED = "deleteditems"
    RECOVERABLE = "recoverableitems"
    INBOX = "inbox"
    JUNK = "junkemail"
    DRAFTS = "drafts"
    OTHER = "other"


@unique
class Stamp(StrEnum):
    """What our own server stamped on a message when it came in."""

    NONE = "none"
    """No transport header at all: it never came in from anywhere."""

    INTERNAL = "internal"
    """Authenticated as internal."""

    ANONYMOUS = "anonymous"
    """Anonymous, and the sender's domain did not pass authentication."""

    OTHER = "other"
    """Transport headers that are neither of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a mailbox is. Source: Graph `/me` or `/users/{id}`, and `/organization`."""

    tenant_id: str
    address: Address
    """The primary address, for display."""

    addresses: frozenset[Address]
    """Every address of the mailbox: primary, aliases, onmicrosoft; never `otherMails`."""

    domains: frozenset[str]
    """The verified domains of the tenant, lower case."""

    user_id: str | None = None
    """The directory's object id of the mailbox's owner; None where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxCopy:
    """One message that the mailbox holds from one of its own addresses, or under an asked id."""

    provider_id: str
    message_id: MessageId | None
    sender: Address | None
    recipients: frozenset[Address]
    subject: str | None
    sent_at: datetime | None
    """Aware, in UTC."""

    folder: Folder
    is_draft: bool
    from_me: bool | None
    """Whether MSGFLAG_FROMME is set (MS-OXCMSG, PidTagMessageFlags); None if it did not come."""

    stamp: Stamp
    web_link: str | None

    @property
    def may_have_come_in(self) -> bool:
        """Whether it may be a received message: stamped so, or lying where only those arrive."""
        return self.stamp is not Stamp.NONE or self.folder in {Folder.JUNK, Folder.INBOX}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """What one search of a mailbox brought."""

    copies: tuple[MailboxCopy, ...]

    complete: bool
    """False if any place that must answer failed, or any listing was cut short."""

    keeps_since: datetime
    """From when on copies from the mailbox's own addresses were listed; aware, in UTC."""

    notes: tuple[str, ...]
    """Places that were asked and may not be read ("purges", "versions"); not an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWindow:
    """The span W of the rules: aware, in UTC, both ends included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecord:
    """One row of the mail log: one message, one recipient. Source: Graph exchangeMessageTrace."""

    message_id: MessageId | None
    sender: Address | None
    """The envelope sender; for an incoming message, what it claimed."""

    recipient: Address | None
    subject: str | None
    from_ip: str | None
    received_at: datetime
    """When the mail system took it in: aware, in UTC."""

    status: str
    """As Graph names it, such as "delivered" or "failed"."""

    @property
    def recipients(self) -> frozenset[Address]:
        """Its recipient, as of any other message."""
        return frozenset(() if self.recipient is None else (self.recipient,))

    @property
    def sent_at(self) -> datetime:
        """When it left its sender, as near as the log tells."""
        return self.received_at


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedSend:
    """One send that our record holds, and how it matches what was asked."""

    by_id: bool
    by_subject: bool
    by_address: bool
    is_own: bool
    """Whether it left this mailbox; else another one of the tenant sent it."""

    sent_at: datetime
    first_seen: datetime
    removed_at: datetime | None
    """When its copy was first missed; None while it is there. All aware, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRule:
    """One inbox rule, as far as it matters. Source: Graph messageRule."""

    is_enabled: bool
    forwards_outside: bool
    """Whether it forwards, redirects or forwards as attachment to an address outside."""

    removes_bounces: bool
    """Whether it deletes or hides mail by words such as "undeliverable"."""

    hides: bool
    """Whether it moves mail to RSS, Archive or Conversation History."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message in the inbox that answers another."""

    in_reply_to: MessageId
    sender: Address | None
    stamp: Stamp
