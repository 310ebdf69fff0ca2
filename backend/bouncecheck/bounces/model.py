"""Bounce, FailedRecipient, ReturnedMessage: what a notice claims. Anyone can write a notice."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from bouncecheck.bounces.identifiers import Address, MessageId


@unique
class Kind(StrEnum):
    """What sort of automatic message it is."""

    FAILURE = "failure"
    DELAY = "delay"
    AUTO_REPLY = "auto-reply"
    CHALLENGE = "challenge"
    VIRUS_NOTICE = "virus-notice"
    SUCCESS = "success"
    MDN = "mdn"
    FEEDBACK_REPORT = "feedback-report"
    NOT_A_BOUNCE = "not-a-bounce"


@unique
class Action(StrEnum):
    """What the reporting server did for one recipient (RFC 3464, 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@unique
class Extent(StrEnum):
    """How much of the original came back."""

    WHOLE = "whole"
    HEADERS = "headers"
    NOTHING = "nothing"


@unique
class IdPlace(StrEnum):
    """Where in the notice an identifier of the original was found."""

    RETURNED_HEADERS = "returned-headers"
    INLINE_TEXT = "inline-text"
    REPORT_FIELD = "report-field"
    WORDS = "words"
    IN_REPLY_TO = "in-reply-to"
    REFERENCES = "references"


Headers = tuple[tuple[str, str], ...]
"""Header fields in their order: name as written, value unfolded and decoded (RFC 2047, 6532)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundId:
    """One candidate Message-ID of the original, and where it stood."""

    message_id: MessageId
    place: IdPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRecipient:
    """One address that the notice speaks of."""

    address: Address
    """The address that the sender used, where the notice still says it; else the final one."""

    final_address: Address | None
    """Where the message had got to when it failed, if that is another address."""

    action: Action

    status: str | None
    """Enhanced status code such as "5.1.1". Source: RFC 3463, section 2."""

    reply: str | None
    """SMTP reply code such as "550". Source: RFC 5321, section 4.2."""

    diagnostic: str | None
    """What the remote server said, at most 1,000 characters. Hostile text."""

    remote_mta: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedMessage:
    """What the notice says about the original."""

    extent: Extent

    message_ids: tuple[FoundId, ...]
    """Every candidate, the most trusted place first, no identifier twice."""

    odd_ids: tuple[str, ...]
    """Its Message-ID fields as written that are no MessageId: none can be looked up by them."""

    sender: Address | None
    recipients: tuple[Address, ...]
    subject: str | None

    sent_at: datetime | None
    """Its date where a zone is given: aware, in UTC."""

    sent_local: datetime | None
    """Its date as written where no zone is given: naive, somebody's local time. Else None."""

    headers: Headers
    """The header block that came back, in order; empty if none did."""

    raw_headers: bytes = b""
    """The same block before any decoding, lines ending in LF: what a signature covers."""

    headers_exact: bool = False
    """Whether it came back in a part of its own and not cut, so that its bytes may be right."""

    part_types: tuple[str, ...] = ()
    """Calendar parts and disposition notices in its body: "text/calendar; method=reply"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One notice, read."""

    kind: Kind

    dialect: str
    """Which dialect read it, such as "report"; "none" where none did."""

    has_report: bool
    """Whether it holds a machine-readable report part (RFC 3464, 5965, 8098)."""

    truncated: bool
    """Whether a limit cut reading short, so that something may be missing."""

    has_unread_id: bool = False
    """Whether it names the original by an identifier that is no MessageId: none can look it up."""

    headers: Headers
    """The notice's own header fields."""

    message_id: MessageId | None
    """The notice's own Message-ID."""

    sender: Address | None
    to: tuple[Address, ...]
    """Whom the notice itself was addressed to."""

    subject: str | None

    return_path: str | None
    """The envelope sender that our server noted; "" for the null return path, None if unknown."""

    reporting_mta: str | None

    arrived_at: datetime | None
    """When the reporting server took the original in (Arrival-Date): aware, in UTC."""

    recipients: tuple[FailedRecipient, ...]
    returned: ReturnedMessage

    text: str
    """The words for people, as plain text, bounded. Hostile: never shown, never logged."""

    links: tuple[str, ...]
    """Targets of links in the words for people, bounded. Hostile: only ever compared."""

    attachments: tuple[str, ...]
    """Content types and file names of attached parts, lower case, as "text/html; name.htm"."""
