"""clear: delete what is still not sent by this mailbox, and bring it back."""

import base64
import binascii
import json
from dataclasses import dataclass

from bouncecheck.errors import (
    BadRequestError,
    BounceCheckError,
    MailboxAccessDeniedError,
    MailboxUnavailableError,
    MessageNotFoundError,
)
from bouncecheck.usecases.check_bounce import check_bounce
from bouncecheck.usecases.ports import Account, Check, Mailbox, MessageRef, Ports
from bouncecheck.verdicts.decide import Answer

DELETED_ITEMS = "deleteditems"
"""The well-known name of the folder. Nothing is ever deleted for good."""

MAX_RESTORE_ID_CHARS = 4096

_ONE_MESSAGE_ERRORS = (
    MailboxUnavailableError,
    MailboxAccessDeniedError,
    MessageNotFoundError,
    BadRequestError,
)
"""What may go wrong with one message and leaves the others alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """One message moved to Deleted Items."""

    id: str
    restore_id: str
    """What `restore` needs to bring it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One message left where it was."""

    id: str
    reason: str
    """"verdict" if it is not, or no longer, `not_sent`; else the code of the error."""

    check: Check | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletions:
    """What became of each message that was to be deleted."""

    deleted: tuple[Deleted, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """One message back where it came from."""

    id: str
    restore_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRestored:
    """One message that could not be brought back."""

    restore_id: str
    reason: str
    """The code of the error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restorations:
    """What became of each message that was to come back."""

    restored: tuple[Restored, ...]
    failed: tuple[NotRestored, ...]


async def delete_bounces(
    ids: tuple[str, ...], account: Account, mailbox: Mailbox, ports: Ports
) -> Deletions:
    """Judge each message again and move those still `not_sent` to Deleted Items.

    Once something has moved, whatever fails is told beside it: without its `restore_id` nothing
    could be brought back.

    Raises:
        BounceCheckError: nobody can be asked or nothing remembered, and nothing has moved.
    """
    deleted: list[Deleted] = []
    kept: list[Kept] = []
    for at, message_id in enumerate(ids):
        try:
            check = await check_bounce(MessageRef(id=message_id), account, mailbox, ports)
            if check.verdict.answer is not Answer.NOT_SENT or check.message is None:
                kept.append(Kept(id=message_id, reason="verdict", check=check))
                continue
            deleted.append(await _delete(message_id, check.message.folder_id, mailbox))
        except _ONE_MESSAGE_ERRORS as error:
            kept.append(Kept(id=message_id, reason=error.code, check=None))
        except BounceCheckError as error:
            if not deleted:
                raise
            kept += (Kept(id=left, reason=error.code, check=None) for left in ids[at:])
            break
    return Deletions(deleted=tuple(deleted), kept=tuple(kept))


async def delete_one(message_id: str, mailbox: Mailbox) -> Deletions:
    """Move one message to Deleted Items whatever its verdict: the user said so.

    Raises:
        MailboxError: it could not be moved, and stays where it was.
    """
    fetched = await mailbox.fetch(MessageRef(id=message_id))
    deleted = await _delete(message_id, fetched.message.folder_id, mailbox)
    return Deletions(deleted=(deleted,), kept=())


async def restore(restore_ids: tuple[str, ...], mailbox: Mailbox) -> Restorations:
    """Move messages back to the folders they were deleted from.

    Raises:
        BadRequestError: one of the restore ids is none of ours; nothing is moved then.
        BounceCheckError: nobody can be asked, and nothing has moved.
    """
    places = [(restore_id, *_place_in(restore_id)) for restore_id in restore_ids]
    restored: list[Restored] = []
    failed: list[NotRestored] = []
    for at, (restore_id, message_id, folder_id) in enumerate(places):
        try:
            new_id = await mailbox.move(message_id, folder_id)
            restored.append(Restored(id=new_id, restore_id=restore_id))
        except _ONE_MESSAGE_ERRORS as error:
            failed.append(NotRestored(restore_id=restore_id, reason=error.code))
        except BounceCheckError as error:
            if not restored:
                raise
            failed += (NotRestored(restore_id=left, reason=error.code) for left, *_ in places[at:])
            break
    return Restorations(restored=tuple(restored), failed=tuple(failed))


async def _delete(message_id: str, folder_id: str, mailbox: Mailbox) -> Deleted:
    new_id = await mailbox.move(message_id, DELETED_ITEMS)
    return Deleted(id=message_id, restore_id=_restore_id(new_id, folder_id))


def _restore_id(message_id: str, folder_id: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([message_id, folder_id]).encode()).decode()


def _place_in(restore_id: str) -> tuple[str, str]:
    """Return the message id and the folder id that a restore id holds."""
    refusal = BadRequestError("A member of `ids` is not a restoreId that this server gave out.")
    if len(restore_id) > MAX_RESTORE_ID_CHARS:
        raise refusal
    try:
        place = json.loads(base64.urlsafe_b64decode(restore_id.encode()))
    except (binascii.Error, UnicodeError, ValueError, RecursionError) as error:
        raise refusal from error
    match place:
        case [str(message_id), str(folder_id)]:
            return message_id, folder_id
        case _:
            raise refusal
