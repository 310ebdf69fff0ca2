"""How messages, folders, users and organisations look as JSON."""

import base64
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from bouncecheck.demo.graph_emulator.mail_text import (
    PREVIEW_LIMIT,
    Attached,
    MailText,
    Person,
    read_mail_text,
)
from bouncecheck.demo.graph_emulator.mailbox import Folder, Mailbox, MailItem
from bouncecheck.demo.graph_emulator.tenants import Tenant, User

Json = dict[str, object]

WITHHELD_FROM_BASIC = frozenset({"body", "bodyPreview", "uniqueBody"})
DEFAULT_USER = (
    "id",
    "displayName",
    "mail",
    "userPrincipalName",
    "businessPhones",
    "givenName",
    "jobTitle",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
)


def moment(value: datetime) -> str:
    """Return a time as Graph writes it: whole seconds, UTC, "Z"."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def person(who: Person | None) -> Json | None:
    """Return a recipient, or None for nobody."""
    return {"emailAddress": {"name": who.name, "address": who.address}} if who else None


def people(who: tuple[Person, ...]) -> list[Json]:
    """Return a list of recipients."""
    return [{"emailAddress": {"name": one.name, "address": one.address}} for one in who]


def _recipients(item: MailItem) -> list[Json]:
    """Return the "to" line; of a report, Exchange shows the failed recipients instead."""
    is_report = item.item_class.upper().startswith("REPORT.")
    return people(item.text.reported if is_report and item.text.reported else item.text.to)


def _preview(text: MailText) -> str:
    return " ".join(text.text_body.split())[:PREVIEW_LIMIT]


MESSAGE: dict[str, Callable[[MailItem], object]] = {
    "createdDateTime": lambda item: moment(item.received_at),
    "lastModifiedDateTime": lambda item: moment(item.modified_at),
    "changeKey": lambda item: item.change_key,
    "categories": lambda item: list(item.categories),
    "receivedDateTime": lambda item: moment(item.received_at),
    "sentDateTime": lambda item: moment(item.sent_at),
    "hasAttachments": lambda item: bool(item.text.attachments),
    "internetMessageId": lambda item: item.text.message_id,
    "subject": lambda item: item.text.subject,
    "bodyPreview": lambda item: _preview(item.text),
    "importance": lambda _item: "normal",
    "parentFolderId": lambda item: item.folder_id,
    "conversationId": lambda item: item.conversation_id,
    "conversationIndex": lambda item: item.text.first("Thread-Index"),
    "isDeliveryReceiptRequested": lambda _item: None,
    "isReadReceiptRequested": lambda _item: False,
    "isRead": lambda item: item.is_read,
    "isDraft": lambda item: item.is_draft,
    "webLink": lambda item: (
        f"https://outlook.office365.com/owa/?ItemID={quote(item.id, safe='')}"
        "&exvsurl=1&viewmodel=ReadMessageItem"
    ),
    "inferenceClassification": lambda _item: "focused",
    "body": lambda item: {"contentType": "html", "content": item.text.html_body},
    "sender": lambda item: person(item.text.sender),
    "from": lambda item: person(item.text.author),
    "toRecipients": _recipients,
    "ccRecipients": lambda item: people(item.text.cc),
    "bccRecipients": lambda item: people(item.text.bcc),
    "replyTo": lambda item: people(item.text.reply_to),
    "flag": lambda _item: {"flagStatus": "notFlagged"},
}
ON_REQUEST: dict[str, Callable[[MailItem], object]] = {
    "uniqueBody": lambda item: {"contentType": "html", "content": item.text.html_body},
    "internetMessageHeaders": lambda item: [
        {"name": name, "value": value} for name, value in item.text.headers
    ],
}


def message(
    item: MailItem, select: tuple[str, ...], *, immutable: bool, text_body: bool = False
) -> Json:
    """Return one message.

    Args:
        item: Which.
        select: Members to show, by their exact names; empty for the usual ones.
        immutable: Whether to show the immutable id.
        text_body: Whether bodies are asked for as plain text.
    """
    shown: Json = {
        "@odata.etag": f'W/"{item.change_key}"',
        "id": item.immutable_id if immutable else item.id,
    }
    for name in select or MESSAGE:
        # Nothing that the mailbox itself wrote has transport headers (graph-docs#2716).
        if name == "internetMessageHeaders" and item.from_me:
            continue
        read = MESSAGE.get(name) or ON_REQUEST.get(name)
        if read is not None:
            shown[name] = read(item)
    if text_body and "body" in shown:
        shown["body"] = {"contentType": "text", "content": item.text.text_body}
    return shown


def folder(place: Folder, mailbox: Mailbox) -> Json:
    """Return one mail folder."""
    inside = list(mailbox.items(place.id))
    return {
        "id": place.id,
        "displayName": place.name,
        "parentFolderId": place.parent_id,
        "childFolderCount": len(mailbox.children(place.id)),
        "unreadItemCount": sum(not item.is_read for item in inside),
        "totalItemCount": len(inside),
        "isHidden": place.is_hidden,
    }


def user(who: User, select: tuple[str, ...]) -> Json:
    """Return one user; without $select only the usual members, as Graph does."""
    given, _, family = who.name.rpartition(" ")
    known: Json = {
        "id": who.id,
        "displayName": who.name,
        "mail": who.upn,
        "userPrincipalName": who.upn,
        "givenName": given or None,
        "surname": family or None,
        "mailNickname": who.upn.partition("@")[0],
        "proxyAddresses": list(who.proxy_addresses),
        "otherMails": list(who.other_mails),
        "accountEnabled": not who.is_shared,
        "userType": "Member",
        "businessPhones": [],
    }
    return {name: known.get(name) for name in select or DEFAULT_USER}


def organization(tenant: Tenant) -> Json:
    """Return one organisation with its verified domains."""
    return {
        "id": tenant.id,
        "displayName": tenant.name,
        "tenantType": "AAD",
        "verifiedDomains": [
            {
                "capabilities": "Email, OfficeCommunicationsOnline",
                "isDefault": place == 0,
                "isInitial": place == len(tenant.domains) - 1,
                "name": name,
                "type": "Managed",
            }
            for place, name in enumerate(tenant.domains)
        ],
    }


def attachment(item: MailItem, number: int, *, with_content: bool, with_item: bool) -> Json:
    """Return one attachment; a file with its bytes, a message only where it is expanded."""
    part = item.text.attachments[number]
    shown: Json = {
        "@odata.type": f"#microsoft.graph.{'item' if part.is_message else 'file'}Attachment",
        "id": attachment_id(item, number),
        "lastModifiedDateTime": moment(item.received_at),
        "name": part.name,
        "contentType": None if part.is_message else part.content_type,
        "size": len(part.content),
        "isInline": False,
    }
    if part.is_message and with_item:
        shown["item"] = _attached_item(part)
    if with_content and not part.is_message:
        shown["contentBytes"] = base64.b64encode(part.content).decode()
    return shown


def attachment_id(item: MailItem, number: int) -> str:
    """Return the id of one attachment of a message."""
    return f"{item.immutable_id.rstrip('=')}ATT{number}="


def _attached_item(part: Attached) -> Json:
    """Return an attached message: no id, and no internet headers (attachment-get.md)."""
    text = read_mail_text(part.content)
    sent = moment(text.sent_at) if text.sent_at else None
    return {
        "@odata.type": "#microsoft.graph.message",
        "id": "",
        "createdDateTime": sent,
        "lastModifiedDateTime": sent,
        "sentDateTime": sent,
        "hasAttachments": bool(text.attachments),
        "internetMessageId": text.message_id,
        "subject": text.subject,
        "bodyPreview": _preview(text),
        "importance": "normal",
        "isRead": False,
        "isDraft": False,
        "internetMessageHeaders": [],
        "body": {"contentType": "html", "content": text.html_body},
        "sender": person(text.sender),
        "from": person(text.author),
        "toRecipients": people(text.to),
        "ccRecipients": people(text.cc),
        "flag": {"flagStatus": "notFlagged"},
    }
