"""Deleting what was not sent, and bringing it back."""

import asyncio
import base64

import pytest
from scene import ACCOUNT, Scene
from typing_extensions import override

from bouncecheck.errors import (
    BadRequestError,
    ConsentRequiredError,
    MailboxUnavailableError,
    MessageNotFoundError,
)
from bouncecheck.usecases.clear import Deletions, delete_bounces, delete_one, restore
from bouncecheck.verdicts.decide import Answer
from bouncecheck.verdicts.facts import Folder
from builders import a_copy
from fakes import MemoryMailbox

NOTICE = "AAk-notice-1"


def _delete(scene: Scene, *ids: str) -> Deletions:
    return asyncio.run(delete_bounces(ids, ACCOUNT, scene.mailbox, scene.ports))


def _folder(scene: Scene, message_id: str = NOTICE) -> Folder:
    return scene.mailbox.messages[message_id].message.folder


def test_what_is_still_not_sent_goes_to_deleted_items() -> None:
    scene = Scene().keeps_copies()

    done = _delete(scene, NOTICE)

    assert [entry.id for entry in done.deleted] == [NOTICE]
    assert done.kept == ()
    assert _folder(scene) is Folder.DELETED


def test_what_turned_out_to_be_sent_stays() -> None:
    scene = Scene().keeps_copies()
    scene.mailbox.copies.append(a_copy())

    done = _delete(scene, NOTICE)

    assert done.deleted == ()
    (kept,) = done.kept
    assert kept.reason == "verdict"
    assert kept.check is not None
    assert kept.check.verdict.answer is Answer.SENT
    assert _folder(scene) is Folder.INBOX


def test_one_that_vanished_leaves_the_others_alone() -> None:
    scene = Scene().keeps_copies()

    done = _delete(scene, "AAk-gone", NOTICE)

    assert [entry.id for entry in done.deleted] == [NOTICE]
    assert [(entry.id, entry.reason) for entry in done.kept] == [("AAk-gone", "message_not_found")]


def test_one_that_cannot_be_moved_is_named_and_stays() -> None:
    scene = Scene().keeps_copies()
    scene.mailbox.fails["move"] = MailboxUnavailableError("down")

    done = _delete(scene, NOTICE)

    assert [entry.reason for entry in done.kept] == ["mailbox_unavailable"]
    assert _folder(scene) is Folder.INBOX


class Worn(MemoryMailbox):
    """A mailbox that moves so many messages and then refuses."""

    moves_left = 1

    @override
    async def move(self, message_id: str, folder_id: str) -> str:
        if self.moves_left == 0:
            raise ConsentRequiredError("signed out meanwhile")
        self.moves_left -= 1
        return await super().move(message_id, folder_id)


def test_what_moved_can_be_brought_back_whatever_fails_later() -> None:
    scene = Scene(mailbox=Worn()).keeps_copies()
    scene.add("AAk-notice-2")
    scene.add("AAk-notice-3")

    done = _delete(scene, NOTICE, "AAk-notice-2", "AAk-notice-3")

    assert [entry.id for entry in done.deleted] == [NOTICE]
    assert [(entry.id, entry.reason) for entry in done.kept] == [
        ("AAk-notice-2", "consent_required"),
        ("AAk-notice-3", "consent_required"),
    ]


def test_what_came_back_is_told_whatever_fails_later() -> None:
    scene = Scene(mailbox=(mailbox := Worn())).keeps_copies()
    scene.add("AAk-notice-2")
    mailbox.moves_left = 2
    done = _delete(scene, NOTICE, "AAk-notice-2")
    mailbox.moves_left = 1
    restore_ids = tuple(entry.restore_id for entry in done.deleted)

    back = asyncio.run(restore(restore_ids, mailbox))

    assert [entry.id for entry in back.restored] == [NOTICE]
    assert [(one.restore_id, one.reason) for one in back.failed] == [
        (restore_ids[1], "consent_required")
    ]
    with pytest.raises(ConsentRequiredError):
        asyncio.run(restore(restore_ids, mailbox))


def test_an_id_that_is_none_leaves_the_others_alone() -> None:
    scene = Scene().keeps_copies()
    scene.mailbox.fails["fetch"] = BadRequestError("no id")

    assert [entry.reason for entry in _delete(scene, NOTICE).kept] == ["bad_request"]


def test_missing_consent_stops_everything() -> None:
    scene = Scene()
    scene.mailbox.fails[""] = ConsentRequiredError("no")

    with pytest.raises(ConsentRequiredError):
        _delete(scene, NOTICE)


def test_one_message_is_deleted_whatever_its_verdict_when_the_user_says_so() -> None:
    scene = Scene()
    scene.mailbox.copies.append(a_copy())

    done = asyncio.run(delete_one(NOTICE, scene.mailbox))

    assert len(done.deleted) == 1
    assert _folder(scene) is Folder.DELETED
    with pytest.raises(MessageNotFoundError):
        asyncio.run(delete_one("AAk-gone", scene.mailbox))


def test_what_was_deleted_comes_back_where_it_was() -> None:
    scene = Scene().keeps_copies()
    home = scene.mailbox.messages[NOTICE].message.folder_id
    done = _delete(scene, NOTICE)

    back = asyncio.run(restore(tuple(entry.restore_id for entry in done.deleted), scene.mailbox))

    assert [entry.id for entry in back.restored] == [NOTICE]
    assert scene.mailbox.messages[NOTICE].message.folder_id == home


def test_one_that_cannot_come_back_is_named() -> None:
    scene = Scene().keeps_copies()
    done = _delete(scene, NOTICE)
    del scene.mailbox.messages[NOTICE]

    back = asyncio.run(restore(tuple(entry.restore_id for entry in done.deleted), scene.mailbox))

    assert back.restored == ()
    assert [entry.reason for entry in back.failed] == ["message_not_found"]


@pytest.mark.parametrize(
    "restore_id",
    [
        "",
        "no base64!",
        base64.urlsafe_b64encode(b"no json").decode(),
        base64.urlsafe_b64encode(b'{"a": 1}').decode(),
        base64.urlsafe_b64encode(b'["one"]').decode(),
        base64.urlsafe_b64encode(b'["one", 2]').decode(),
        "x" * 5000,
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
        "\N{SNOWMAN}",
    ],
)
def test_a_restore_id_that_is_none_of_ours_is_refused_before_anything_moves(
    restore_id: str,
) -> None:
    scene = Scene()

    with pytest.raises(BadRequestError):
        asyncio.run(restore((restore_id,), scene.mailbox))

    assert scene.mailbox.calls["move"] == 0
