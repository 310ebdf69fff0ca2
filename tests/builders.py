"""Builders: each gives a valid value, of which a test names only what matters to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.bounces.model import (
    Action,
    Bounce,
    Extent,
    FailedRecipient,
    FoundId,
    Headers,
    IdPlace,
    Kind,
    ReturnedMessage,
)
from bouncecheck.usecases.ports import MailboxMessage
from bouncecheck.verdicts.evidence import (
    About,
    Alarm,
    Auto,
    Comparable,
    Control,
    Evidence,
    Fake,
    Index,
    Keeps,
    Key,
    Mismatch,
    Origin,
    Route,
    Search,
    Signature,
    Trace,
    Window,
)
from bouncecheck.verdicts.facts import Folder, Identity, MailboxCopy, Stamp

NOW = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
"""When a test takes place."""

RECEIVED_AT = NOW - timedelta(minutes=90)
"""When our own server took the notice in."""

SENT_AT = NOW - timedelta(hours=2)
"""When the original was, or claims to have been, sent."""

MY_ADDRESS = Address("vince@contoso.com")
FAILED_ADDRESS = Address("h@example.net")
ORIGINAL_ID = MessageId("original-1@contoso.com")


class _EvidenceFields(TypedDict, total=False):
    kind: Kind
    fake: Fake
    about: About
    key: Key
    comparable: Comparable
    mismatch: Mismatch
    keeps: Keeps
    trace: Trace
    search: Search
    index: Index
    origin: Origin
    sig: Signature
    auto: Auto
    route: Route
    control: Control
    alarm: Alarm
    window: Window


class _ReturnedFields(TypedDict, total=False):
    extent: Extent
    message_ids: tuple[FoundId, ...]
    sender: Address | None
    recipients: tuple[Address, ...]
    subject: str | None
    sent_at: datetime | None
    sent_local: datetime | None
    headers: Headers
    part_types: tuple[str, ...]


class _BounceFields(TypedDict, total=False):
    kind: Kind
    dialect: str
    has_report: bool
    truncated: bool
    headers: Headers
    message_id: MessageId | None
    sender: Address | None
    to: tuple[Address, ...]
    subject: str | None
    return_path: str | None
    reporting_mta: str | None
    arrived_at: datetime | None
    recipients: tuple[FailedRecipient, ...]
    returned: ReturnedMessage
    text: str
    links: tuple[str, ...]
    attachments: tuple[str, ...]


class _RecipientFields(TypedDict, total=False):
    address: Address
    final_address: Address | None
    action: Action
    status: str | None
    diagnostic: str | None
    remote_mta: str | None


class _CopyFields(TypedDict, total=False):
    provider_id: str
    message_id: MessageId | None
    sender: Address | None
    recipients: frozenset[Address]
    subject: str | None
    sent_at: datetime | None
    folder: Folder
    is_draft: bool
    from_me: bool | None
    stamp: Stamp
    web_link: str | None


class _IdentityFields(TypedDict, total=False):
    tenant_id: str
    address: Address
    addresses: frozenset[Address]
    domains: frozenset[str]


class _MessageFields(TypedDict, total=False):
    id: str
    internet_message_id: MessageId | None
    subject: str | None
    sender: Address | None
    received_at: datetime
    modified_at: datetime
    folder: Folder
    folder_id: str
    item_class: str | None
    change_key: str | None
    web_link: str | None


def some_evidence(**fields: Unpack[_EvidenceFields]) -> Evidence:
    """Give the evidence about a forged message, with every source set up and answering."""
    usual = Evidence(
        kind=Kind.FAILURE,
        fake=Fake.NO,
        about=About.ME,
        key=Key.ID,
        comparable=Comparable.YES,
        mismatch=Mismatch.NO,
        keeps=Keeps.YES,
        trace=Trace.SILENT,
        search=Search.CLEAN,
        index=Index.SILENT,
        origin=Origin.FOREIGN,
        sig=Signature.NONE,
        auto=Auto.NO,
        route=Route.OPEN,
        control=Control.PASSED,
        alarm=Alarm.NONE,
        window=Window.OK,
    )
    return replace(usual, **fields)


def found_id(text: str = ORIGINAL_ID, place: IdPlace = IdPlace.RETURNED_HEADERS) -> FoundId:
    """Give one candidate identifier of the original."""
    return FoundId(message_id=MessageId(text), place=place)


def a_failed_recipient(**fields: Unpack[_RecipientFields]) -> FailedRecipient:
    """Give a recipient whose address does not exist."""
    usual = FailedRecipient(
        address=FAILED_ADDRESS,
        final_address=None,
        action=Action.FAILED,
        status="5.1.1",
        reply="550",
        diagnostic="550 5.1.1 User unknown",
        remote_mta="mx.example.net",
    )
    return replace(usual, **fields)


def a_returned_message(**fields: Unpack[_ReturnedFields]) -> ReturnedMessage:
    """Give what a notice says about a message from this mailbox, headers returned."""
    usual = ReturnedMessage(
        extent=Extent.HEADERS,
        message_ids=(found_id(),),
        odd_ids=(),
        sender=MY_ADDRESS,
        recipients=(FAILED_ADDRESS,),
        subject="Replica watches",
        sent_at=SENT_AT,
        sent_local=None,
        headers=(
            ("From", "Vince <vince@contoso.com>"),
            ("To", "h@example.net"),
            ("Subject", "Replica watches"),
            ("Message-ID", f"<{ORIGINAL_ID}>"),
        ),
    )
    return replace(usual, **fields)


def a_bounce(**fields: Unpack[_BounceFields]) -> Bounce:
    """Give a proper delivery report about a message from this mailbox."""
    usual = Bounce(
        kind=Kind.FAILURE,
        dialect="report",
        has_report=True,
        truncated=False,
        headers=(
            ("From", "Mail Delivery System <mailer-daemon@mx.example.net>"),
            ("To", "vince@contoso.com"),
            ("Subject", "Undelivered Mail Returned to Sender"),
        ),
        message_id=MessageId("notice-1@mx.example.net"),
        sender=Address("mailer-daemon@mx.example.net"),
        to=(MY_ADDRESS,),
        subject="Undelivered Mail Returned to Sender",
        return_path="",
        reporting_mta="mx.example.net",
        arrived_at=None,
        recipients=(a_failed_recipient(),),
        returned=a_returned_message(),
        text="Your message could not be delivered.",
        links=(),
        attachments=(),
    )
    return replace(usual, **fields)


def a_copy(**fields: Unpack[_CopyFields]) -> MailboxCopy:
    """Give the mailbox's own copy of the original, in Sent Items."""
    usual = MailboxCopy(
        provider_id="AAk-copy-1",
        message_id=ORIGINAL_ID,
        sender=MY_ADDRESS,
        recipients=frozenset({FAILED_ADDRESS}),
        subject="Replica watches",
        sent_at=SENT_AT,
        folder=Folder.SENT,
        is_draft=False,
        from_me=False,
        stamp=Stamp.NONE,
        web_link=None,
    )
    return replace(usual, **fields)


def an_identity(**fields: Unpack[_IdentityFields]) -> Identity:
    """Give the mailbox vince@contoso.com with an alias and its onmicrosoft address."""
    usual = Identity(
        tenant_id="11111111-1111-4111-8111-111111111111",
        address=MY_ADDRESS,
        addresses=frozenset(
            {
                MY_ADDRESS,
                Address("v.prince@contoso.com"),
                Address("vince@contoso.onmicrosoft.com"),
            }
        ),
        domains=frozenset({"contoso.com", "contoso.onmicrosoft.com"}),
    )
    return replace(usual, **fields)


def a_message(**fields: Unpack[_MessageFields]) -> MailboxMessage:
    """Give what the mailbox says about a notice in the inbox."""
    usual = MailboxMessage(
        id="AAk-notice-1",
        internet_message_id=MessageId("notice-1@mx.example.net"),
        subject="Undelivered Mail Returned to Sender",
        sender=Address("mailer-daemon@mx.example.net"),
        received_at=RECEIVED_AT,
        modified_at=RECEIVED_AT,
        folder=Folder.INBOX,
        folder_id="inbox-1",
        item_class="REPORT.IPM.Note.NDR",
        change_key="CQ-1",
        web_link=None,
    )
    return replace(usual, **fields)
