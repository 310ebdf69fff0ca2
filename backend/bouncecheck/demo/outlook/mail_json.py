"""What the page shows of a mailbox, read straight from the emulated Microsoft 365."""

import base64

from bouncecheck.demo.graph_emulator.mail_text import Person, header_block
from bouncecheck.demo.graph_emulator.mailbox import Mailbox, MailItem
from bouncecheck.demo.graph_emulator.tenants import User
from bouncecheck.demo.graph_emulator.world import World

Json = dict[str, object]

SHOWN_FOLDERS = ("inbox", "junkemail", "sentitems", "deleteditems")
MAX_LISTED = 200
MAX_PREVIEW_CHARS = 140


def users_json(world: World) -> list[Json]:
    """Return everybody who has a mailbox of their own."""
    with world.lock:
        people = [user for user in world.users.values() if not user.is_shared]
        return [_user_json(user, world.mailboxes[user.id]) for user in people]


def folders_json(mailbox: Mailbox) -> list[Json]:
    """Return the four folders that matter here, and how many messages in each are unread."""
    folders = [mailbox.folder(name) for name in SHOWN_FOLDERS]
    return [
        {
            "id": folder.well_known,
            "name": folder.name,
            "unread": sum(not item.is_read for item in mailbox.items(folder.id)),
            "total": sum(1 for _ in mailbox.items(folder.id)),
        }
        for folder in folders
    ]


def messages_json(mailbox: Mailbox, folder: str) -> list[Json]:
    """Return the newest messages of a folder, without their content."""
    items = list(mailbox.items(mailbox.folder(folder).id))[:MAX_LISTED]
    return [_summary_json(mailbox, item) for item in items]


def message_json(mailbox: Mailbox, item: MailItem) -> Json:
    """Return one message with its text. Everything in it is hostile."""
    return {**_summary_json(mailbox, item), "body": item.text.text_body}


def content_json(item: MailItem) -> Json:
    """Return what Office.js may be asked for: the text, the headers and all bytes of a message."""
    return {
        "body": item.text.text_body,
        "headers": header_block(item.mime),
        "mimeBase64": base64.b64encode(item.mime).decode("ascii"),
    }


def _user_json(user: User, mailbox: Mailbox) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "address": user.upn,
        "messages": len(mailbox),
    }


def _summary_json(mailbox: Mailbox, item: MailItem) -> Json:
    text = item.text
    return {
        "id": item.id,
        "internetMessageId": text.message_id or "",
        "conversationId": item.conversation_id,
        "itemClass": item.item_class,
        "subject": text.subject,
        "from": _person_json(text.author),
        "to": [_person_json(person) for person in text.to],
        "cc": [_person_json(person) for person in text.cc],
        "receivedAt": item.received_at.isoformat(),
        "isRead": item.is_read,
        "folder": mailbox.folder(item.folder_id).well_known,
        "preview": " ".join(text.text_body[: 4 * MAX_PREVIEW_CHARS].split())[:MAX_PREVIEW_CHARS],
        "attachments": [attached.name for attached in text.attachments],
    }


def _person_json(person: Person | None) -> Json:
    return (
        {"name": person.name, "address": person.address} if person else {"name": "", "address": ""}
    )
