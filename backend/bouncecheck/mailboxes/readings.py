"""From Graph's shapes to our own values. Nothing here asks anything."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bouncecheck.bounces.identifiers import Address, address_from, message_id_from
from bouncecheck.bounces.model import Headers
from bouncecheck.mailboxes.answers import Message, Organization, Recipient, User
from bouncecheck.mailboxes.stamps import stamp_of
from bouncecheck.usecases.ports import MailboxMessage
from bouncecheck.verdicts.facts import Folder, Identity, MailboxCopy, Reply

_FROM_ME = 0x20
"""MSGFLAG_FROMME (MS-OXCMSG, 2.2.1.6)."""

_UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Older than all that can be searched, and days can still be taken off it."""


def identity_from(user: User, organization: Organization) -> Identity:
    """Return who a mailbox is: every "smtp:" address of it, no contact address."""
    own = [user.mail, user.user_principal_name]
    for proxy in user.proxy_addresses:
        kind, colon, address = proxy.partition(":")
        if colon and kind.lower() == "smtp":
            own.append(address)
    addresses = [a for a in map(_address, own) if a is not None]
    domains = {domain.name.strip().lower() for domain in organization.verified_domains}
    return Identity(
        tenant_id=organization.id,
        address=addresses[0] if addresses else Address(""),
        addresses=frozenset(addresses),
        domains=frozenset(domains - {""}),
        # Tokens name people in lower case, whatever the directory shows.
        user_id=user.id.lower(),
    )


def message_from(message: Message, folders: Mapping[str, Folder]) -> MailboxMessage:
    """Return what the mailbox says about a message."""
    item_class = _property(message, 0x001A)
    return MailboxMessage(
        id=message.id,
        internet_message_id=message_id_from(message.internet_message_id or ""),
        subject=message.subject,
        sender=_sender(message.sender),
        received_at=_moment(message.received_date_time) or _UNKNOWN_TIME,
        modified_at=_moment(message.last_modified_date_time) or _UNKNOWN_TIME,
        folder=folders.get(message.parent_folder_id or "", Folder.OTHER),
        folder_id=message.parent_folder_id or "",
        item_class=item_class,
        change_key=message.change_key,
        web_link=message.web_link,
    )


def copy_from(message: Message, folder: Folder) -> MailboxCopy:
    """Return a copy that a search found."""
    sender = _sender(message.sender)
    everybody = [
        *(message.to_recipients or ()),
        *(message.cc_recipients or ()),
        *(message.bcc_recipients or ()),
    ]
    return MailboxCopy(
        provider_id=message.id,
        message_id=message_id_from(message.internet_message_id or ""),
        sender=sender,
        recipients=frozenset(a for a in map(_sender, everybody) if a is not None),
        subject=message.subject,
        sent_at=_moment(message.sent_date_time),
        folder=folder,
        is_draft=message.is_draft is True,
        from_me=_is_from_me(_property(message, 0x0E07)),
        stamp=stamp_of(headers_of(message), sender),
        web_link=message.web_link,
    )


def reply_from(message: Message) -> Reply | None:
    """Return what a message answers, with our server's stamp; None if it answers nothing."""
    named = _property(message, 0x1042)
    headers = headers_of(message)
    if named is None:
        named = next((value for name, value in headers if name.lower() == "in-reply-to"), "")
    answered = message_id_from(named)
    if answered is None:
        return None
    sender = _sender(message.sender)
    return Reply(in_reply_to=answered, sender=sender, stamp=stamp_of(headers, sender))


def headers_of(message: Message) -> Headers:
    """Return the transport headers, in their order."""
    return tuple((h.name, h.value or "") for h in message.internet_message_headers or ())


def _is_from_me(flags: str | None) -> bool | None:
    return bool(int(flags) & _FROM_ME) if flags and flags.isdecimal() else None


def _property(message: Message, tag: int) -> str | None:
    for found in message.single_value_extended_properties or ():
        kind, _, number = found.id.partition(" ")
        try:
            if int(number, 16) == tag and kind:
                return found.value
        except ValueError:
            continue
    return None


def _sender(recipient: Recipient | None) -> Address | None:
    given = recipient.email_address if recipient else None
    return _address(given.address if given else None)


def _address(text: str | None) -> Address | None:
    return address_from(text) if text else None


def _moment(when: datetime | None) -> datetime | None:
    """Return an aware time in UTC; Graph's times always name their zone."""
    if when is None or when.tzinfo is None:
        return None
    return when.astimezone(UTC)
