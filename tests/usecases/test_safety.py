"""What must never be called `not_sent`: each a way in which a message that left may not show."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from scene import FORGED, NOW, Scene, a_notice

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Kind
from bouncecheck.usecases.check_bounce import check_bounce
from bouncecheck.usecases.ports import MessageRef, Source
from bouncecheck.verdicts.decide import Answer, Reason, Verdict
from bouncecheck.verdicts.evidence import Search, Signature
from bouncecheck.verdicts.facts import Folder, Stamp
from builders import RECEIVED_AT, SENT_AT, a_copy

ID_LINE = b"Message-ID: <original-1@contoso.com>\n"
COLLEAGUE = Address("sales@contoso.com")


def scene_of(mime: bytes) -> Scene:
    return Scene(mime=a_notice(mime)).keeps_copies()


def with_field(field: bytes) -> Scene:
    return scene_of(FORGED.replace(ID_LINE, ID_LINE + field))


def with_id(message_id: bytes) -> Scene:
    return scene_of(FORGED.replace(b"<original-1@contoso.com>", message_id))


def test_the_scene_itself_is_not_sent() -> None:
    assert scene_of(FORGED).check().verdict.answer is Answer.NOT_SENT


@pytest.mark.parametrize(
    "message_id",
    [b"<no-at-sign>", b"no-at-sign", b"<two@at@contoso.com>", b'<"a@b"@contoso.com>', b"<" * 2000],
)
def test_an_identifier_that_cannot_be_asked_for_was_not_looked_up(message_id: bytes) -> None:
    check = with_id(message_id).check()

    assert check.evidence.search is Search.ERROR
    assert check.verdict.answer is Answer.UNSURE


@pytest.mark.parametrize(
    "message_id",
    [
        b"<ORIGINAL-1@CONTOSO.COM>",
        b"original-1@contoso.com",
        b"<original-1@\n contoso.com>",
        b"=?utf-8?q?=3Coriginal-1=40contoso=2Ecom=3E?=",
        b"<original-1@contoso.com> (by gateway <gw@example.net>)",
        b"<new@example.net>\nX-Microsoft-Original-Message-ID: <original-1@contoso.com>",
        b"<new@example.net>\nMessage-ID: <original-1@contoso.com>",
    ],
)
def test_an_identifier_is_found_however_it_is_quoted(message_id: bytes) -> None:
    scene = with_id(message_id)
    scene.mailbox.copies.append(a_copy(subject="Other", sent_at=SENT_AT - timedelta(days=3)))

    assert scene.check().verdict.answer in {Answer.SENT, Answer.UNSURE}
    assert scene.check().sent is not None


def test_45_a_signature_of_ours_from_a_server_that_is_not_leaves_a_doubt() -> None:
    check = with_field(b"DKIM-Signature: v=1; d=contoso.com; s=crm; b=abc\n").check()

    assert check.evidence.sig is Signature.OWN_UNVERIFIED
    assert check.verdict.answer is Answer.UNSURE
    assert Source.SIGNATURE in {finding.source for finding in check.findings}


def test_a_block_that_was_cut_may_have_held_the_sign() -> None:
    assert with_field(b"X-A: b\n" * 1_100).check().verdict.answer is Answer.UNSURE


def test_30_what_this_mailbox_sent_in_a_colleagues_name_is_found() -> None:
    scene = scene_of(FORGED.replace(b"vince@contoso.com>\nTo: h", b"sales@contoso.com>\nTo: h"))
    scene.mailbox.copies.append(a_copy(message_id=None, sender=COLLEAGUE))

    check = scene.check()

    assert check.evidence.search is Search.NEAR_MATCH
    assert check.verdict.answer is Answer.UNSURE


def test_what_a_colleague_wrote_to_this_mailbox_is_not_what_it_sent() -> None:
    scene = scene_of(FORGED.replace(b"vince@contoso.com>\nTo: h", b"sales@contoso.com>\nTo: h"))
    received = a_copy(message_id=None, sender=COLLEAGUE, stamp=Stamp.INTERNAL)
    scene.mailbox.copies.append(received)

    assert scene.check().verdict.answer is Answer.NOT_SENT


def test_a_notice_that_takes_the_identifier_of_a_sent_message_hides_no_copy() -> None:
    mime = FORGED.replace(b"<notice-1@mx.example.net>", b"<original-1@contoso.com>")
    scene = scene_of(mime.replace(b"mailer-daemon@mx.example.net", b"sales@contoso.com"))
    scene.mailbox.copies.append(a_copy(sender=COLLEAGUE, subject="x", recipients=frozenset()))

    assert scene.check().verdict.answer is not Answer.NOT_SENT


@pytest.mark.parametrize("date", [b"Mon, 5 Jan 2026 06:00:00", b"Sun, 4 Jan 2026 22:00:00", b""])
def test_a_date_without_a_zone_is_compared_generously(date: bytes) -> None:
    scene = scene_of(FORGED.replace(b"%(sent_at)s", date))
    scene.mailbox.copies.append(a_copy(message_id=None, subject="Lunch"))

    assert scene.check().verdict.answer is Answer.UNSURE


@pytest.mark.parametrize("late", [timedelta(days=9), timedelta(days=10), timedelta(days=40)])
def test_36_a_notice_that_comes_late_finds_what_was_sent_then(late: timedelta) -> None:
    sent_at = RECEIVED_AT - late
    date = f"{sent_at:%a, %d %b %Y %H:%M:%S}".encode()
    scene = scene_of(FORGED.replace(b"%(sent_at)s", date))
    scene.mailbox.copies.append(a_copy(message_id=None, sent_at=sent_at - timedelta(hours=13)))

    assert scene.check().verdict.answer is Answer.UNSURE


@pytest.mark.parametrize("kind", [Kind.AUTO_REPLY, Kind.CHALLENGE, Kind.VIRUS_NOTICE])
def test_an_answer_of_whom_this_mailbox_wrote_to_is_about_that_message(kind: Kind) -> None:
    subject, fields = {
        Kind.AUTO_REPLY: (b"Automatic reply: Offer", b"Auto-Submitted: auto-replied\n"),
        Kind.CHALLENGE: (b"Re: Offer", b"Auto-Submitted: auto-replied\n"),
        Kind.VIRUS_NOTICE: (b"Virus found in message", b"Auto-Submitted: auto-generated\n"),
    }[kind]
    words = {
        Kind.AUTO_REPLY: b"I am out of the office.",
        Kind.CHALLENGE: b"Click here to confirm you sent your message, to verify you are human.",
        Kind.VIRUS_NOTICE: b"A virus scanner found a virus in your message.",
    }[kind]
    mime = (
        b"From: H <h@example.net>\nTo: vince@contoso.com\nSubject: " + subject + b"\n" + fields
        + b"Message-ID: <answer-1@example.net>\n\n" + words + b"\n"
    )  # fmt: skip
    scene = Scene(mime=mime, item_class="IPM.Note").keeps_copies()
    scene.mailbox.copies.append(a_copy(message_id=None, subject="Lunch"))

    check = scene.check()

    assert check.bounce.kind is kind
    assert check.verdict.answer is Answer.UNSURE


@pytest.mark.parametrize("stamp", list(Stamp))
@pytest.mark.parametrize("folder", list(Folder))
def test_a_copy_that_may_be_ours_forbids_it_wherever_it_lies(stamp: Stamp, folder: Folder) -> None:
    scene = scene_of(FORGED)
    copy = a_copy(stamp=stamp, folder=folder, sender=None, sent_at=None)
    scene.mailbox.copies.append(replace(copy, from_me=stamp is Stamp.ANONYMOUS))

    # In Junk lies what came in, so there it is the headers that must have been lost.
    is_odd = folder is Folder.JUNK and stamp is Stamp.NONE
    assert scene.check().verdict.answer is (Answer.UNSURE if is_odd else Answer.SENT)


@pytest.mark.parametrize("folder", [Folder.JUNK, Folder.DELETED])
def test_a_forged_copy_whose_flags_did_not_come_is_neither_sent_nor_safe(folder: Folder) -> None:
    scene = scene_of(FORGED)
    copy = a_copy(stamp=Stamp.ANONYMOUS, folder=folder, from_me=None)
    scene.mailbox.copies.append(copy)

    assert scene.check().verdict == Verdict(answer=Answer.UNSURE, reason=Reason.PROBABLY_NOT)


def test_a_notice_without_a_time_of_arrival_is_judged_and_never_dismissed() -> None:
    scene = scene_of(FORGED)
    fetched = scene.mailbox.messages["AAk-notice-1"]
    ancient = replace(fetched.message, received_at=NOW.replace(year=1970))
    scene.mailbox.put(replace(fetched, message=ancient))
    ref, account = MessageRef(id="AAk-notice-1"), scene.check().account

    check = asyncio.run(check_bounce(ref, account, scene.mailbox, scene.ports))

    assert check.verdict.answer is Answer.UNSURE
