"""One message to one Check: what is asked, and what each answer and each failure leads to."""

from dataclasses import replace

import pytest
from scene import ACCOUNT, FORGED, Scene, a_notice

from bouncecheck.errors import (
    ConsentRequiredError,
    MailboxAccessDeniedError,
    MailboxUnavailableError,
    MessageNotFoundError,
    StoreError,
)
from bouncecheck.usecases.ask import MAX_IDS, NOT_LOCATED
from bouncecheck.usecases.ports import Sign, Source
from bouncecheck.verdicts.decide import Answer, Reason
from bouncecheck.verdicts.evidence import Keeps, Mismatch, Origin, Search, Window
from bouncecheck.verdicts.facts import Folder, Stamp
from builders import ORIGINAL_ID, a_copy


def test_a_forged_message_was_not_sent() -> None:
    scene = Scene().keeps_copies()

    check = scene.check()

    assert (check.verdict.answer, check.verdict.reason) == (Answer.NOT_SENT, Reason.HIGH)
    assert check.sent is None
    assert scene.journal.checks == [check]
    assert check.account == ACCOUNT


def test_a_copy_means_sent_and_is_shown() -> None:
    scene = Scene().keeps_copies()
    copy = a_copy()
    scene.mailbox.copies.append(copy)

    check = scene.check()

    assert (check.verdict.answer, check.verdict.reason) == (Answer.SENT, Reason.COPY)
    assert check.sent == copy


def test_a_copy_in_recoverable_items_means_sent_too() -> None:
    scene = Scene()
    scene.mailbox.copies.append(a_copy(folder=Folder.RECOVERABLE))

    assert scene.check().verdict.reason is Reason.COPY_DELETED


def test_a_reused_id_is_noticed() -> None:
    scene = Scene()
    copy = a_copy(subject="Minutes of Monday", sent_at=scene.now.replace(year=2020))
    scene.mailbox.copies.append(copy)

    check = scene.check()

    assert check.evidence.mismatch is Mismatch.YES
    assert check.verdict.reason is Reason.ID_REUSED


def test_a_forged_copy_in_junk_is_no_sign() -> None:
    scene = Scene().keeps_copies()
    scene.mailbox.copies.append(a_copy(folder=Folder.JUNK, stamp=Stamp.ANONYMOUS))

    check = scene.check()

    assert check.evidence.search is Search.FORGED_COPY
    assert check.verdict.answer is Answer.NOT_SENT
    assert check.sent is None


def test_a_search_that_was_cut_short_is_never_silence() -> None:
    scene = Scene().keeps_copies()
    scene.mailbox.is_complete = False

    check = scene.check()

    assert check.evidence.search is Search.ERROR
    assert check.verdict.answer is Answer.UNSURE


def test_a_search_that_fails_is_never_silence() -> None:
    scene = Scene().keeps_copies()
    scene.mailbox.fails["search"] = MailboxUnavailableError("down")

    check = scene.check()

    assert check.evidence.search is Search.ERROR
    assert check.evidence.keeps is Keeps.UNKNOWN
    assert check.verdict.answer is Answer.UNSURE


@pytest.mark.parametrize("error", [MailboxAccessDeniedError("no"), ConsentRequiredError("no")])
def test_a_caller_who_may_not_look_gets_no_verdict(
    error: MailboxAccessDeniedError | ConsentRequiredError,
) -> None:
    scene = Scene()
    scene.mailbox.fails["search"] = error

    with pytest.raises(type(error)):
        scene.check()

    assert scene.journal.checks == []


def test_a_mailbox_that_keeps_no_copies_is_no_witness() -> None:
    check = Scene().check()

    assert check.evidence.keeps is Keeps.NO
    assert (check.verdict.answer, check.verdict.reason) == (Answer.UNSURE, Reason.PROBABLY_NOT)


def test_an_unknown_origin_leaves_one_witness() -> None:
    scene = Scene().keeps_copies()
    scene.origins.answer = NOT_LOCATED

    assert scene.check().verdict.reason is Reason.PROBABLY_NOT


def test_our_own_server_in_the_chain_forbids_safe() -> None:
    scene = Scene().keeps_copies()
    scene.origins.answer = replace(scene.origins.answer, origin=Origin.OWN_SPF)

    assert scene.check().verdict.reason is Reason.OTHER_SYSTEM


def test_a_notice_that_was_cut_is_not_looked_up_completely() -> None:
    many = b"".join(b"--b\nContent-Type: text/plain\n\nfiller\n\n" for _ in range(2000))
    scene = Scene(mime=a_notice(FORGED.replace(b"--b--\n", many + b"--b--\n"))).keeps_copies()

    check = scene.check()

    assert check.bounce.truncated
    assert check.evidence.search is Search.ERROR
    assert check.verdict.answer is not Answer.NOT_SENT


def test_more_ids_than_are_looked_up_make_the_search_incomplete() -> None:
    ids = b" ".join(b"<id-%d@contoso.com>" % number for number in range(MAX_IDS + 5))
    mime = a_notice(FORGED.replace(b"Auto-Submitted", b"References: " + ids + b"\nAuto-Submitted"))
    scene = Scene(mime=mime).keeps_copies()

    check = scene.check()

    assert len(scene.mailbox.questions[0].ids) <= MAX_IDS
    if len(check.bounce.returned.message_ids) > MAX_IDS:
        assert check.evidence.search is Search.ERROR


def test_a_plus_address_of_ours_is_searched_for_as_well() -> None:
    mime = a_notice(FORGED.replace(b"<vince@contoso.com>", b"<vince+news@contoso.com>"))
    scene = Scene(mime=mime)

    scene.check()

    assert "vince+news@contoso.com" in scene.mailbox.questions[0].addresses


def test_the_original_is_searched_by_its_id() -> None:
    scene = Scene()

    scene.check()

    assert scene.mailbox.questions[0].ids == (ORIGINAL_ID,)


def test_an_original_older_than_any_source_is_outside_the_window() -> None:
    old = FORGED.replace(b"%(sent_at)s", b"Mon, 05 Jan 2015 10:00:00 +0000")
    scene = Scene(mime=old).keeps_copies()

    check = scene.check()

    assert check.evidence.window is Window.OUTSIDE
    assert check.verdict.answer is Answer.UNSURE


def test_a_normal_message_is_decided_without_asking_anybody() -> None:
    scene = Scene(mime=b"From: a@example.com\nSubject: Lunch?\n\nAt noon?\n", item_class="IPM.Note")

    check = scene.check()

    assert check.verdict.answer is Answer.NOT_A_BOUNCE
    assert scene.mailbox.calls["search"] == 0
    assert scene.origins.questions == []


def test_a_fake_notice_is_decided_without_asking_anybody() -> None:
    fake = (
        b"From: Mail Delivery <support@mail-quota.example>\nTo: vince@contoso.com\n"
        b"Subject: Undelivered mail: 12 messages pending\nMIME-Version: 1.0\n"
        b"Content-Type: text/html\n\n<p>Delivery failed. 12 messages are pending. "
        b'<a href="https://mail-quota.example/x">Release messages</a></p>\n'
    )
    scene = Scene(mime=fake, item_class="IPM.Note")

    check = scene.check()

    assert check.verdict.answer is Answer.SUSPICIOUS_BOUNCE
    assert check.traits
    assert scene.mailbox.calls["search"] == 0


def test_the_mailboxs_class_counts_for_more_than_the_content() -> None:
    scene = Scene(item_class="REPORT.IPM.Note.IPNRN")

    assert scene.check().verdict.reason is Reason.MDN


def test_a_notice_that_vanished_is_said_to_have() -> None:
    with pytest.raises(MessageNotFoundError):
        Scene().check("AAk-gone")


def test_a_check_that_cannot_be_remembered_is_an_error() -> None:
    scene = Scene()
    scene.journal.error = StoreError("down")

    with pytest.raises(StoreError):
        scene.check()


def test_the_findings_name_each_source_and_what_it_speaks_for() -> None:
    findings = Scene().keeps_copies().check().findings

    signs = {finding.source: finding.sign for finding in findings}
    assert signs[Source.MAILBOX] is Sign.AGAINST
    assert signs[Source.ORIGIN] is Sign.AGAINST
    assert {Source.INDEX, Source.MAIL_LOG} <= signs.keys()
    assert any("203.0.113.9" in finding.text for finding in findings)
    assert not any("h@example.net" in finding.text for finding in findings)
