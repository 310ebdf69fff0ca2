"""What everybody who is asked tells about an abused account, put together."""

from dataclasses import replace
from datetime import timedelta

import pytest
from scene import NOW, Scene

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.usecases.ask import NOT_LOCATED
from bouncecheck.usecases.ports import Check
from bouncecheck.usecases.witnesses import IndexAnswer
from bouncecheck.verdicts.account import BURST
from bouncecheck.verdicts.decide import Answer, Reason
from bouncecheck.verdicts.evidence import Alarm
from bouncecheck.verdicts.facts import InboxRule, IndexedSend, LogRecord
from builders import FAILED_ADDRESS, MY_ADDRESS, ORIGINAL_ID, SENT_AT, a_copy
from fakes import MemoryMailLog, MemorySentIndex

SORTS = InboxRule(is_enabled=True, forwards_outside=False, removes_bounces=False, hides=False)
FORWARDS = replace(SORTS, forwards_outside=True)
REMOVES = replace(SORTS, removes_bounces=True)
RULE_MARK = b"X-MS-Exchange-Inbox-Rules-Loop: vince@contoso.com\nFrom: Vince"


def a_row(number: int = 0) -> LogRecord:
    name = ORIGINAL_ID if not number else MessageId(f"other-{number}@contoso.com")
    return LogRecord(
        message_id=name,
        sender=MY_ADDRESS,
        recipient=FAILED_ADDRESS,
        subject="Replica watches" if not number else f"Letter {number}",
        from_ip="10.0.0.1",
        received_at=SENT_AT + timedelta(seconds=number),
        status="delivered",
    )


def logged(*rows: LogRecord, mime: bytes | None = None) -> Scene:
    scene = Scene().keeps_copies()
    if mime is not None:
        scene.add("AAk-notice-1", mime)
    scene.mail_log = MemoryMailLog(rows=rows, asked_at=NOW)
    scene.origins.answer = NOT_LOCATED
    return scene


def verdict(check: Check) -> tuple[Answer, Reason]:
    return check.verdict.answer, check.verdict.reason


def test_that_the_original_alone_left_no_copy_is_no_alarm() -> None:
    check = logged(a_row()).check()

    assert check.evidence.alarm is Alarm.NONE
    assert verdict(check) == (Answer.SENT, Reason.NO_COPY)


def test_that_another_one_left_none_either_is_a_weak_one() -> None:
    check = logged(a_row(), a_row(1)).check()

    assert verdict(check) == (Answer.SENT_MAYBE_COMPROMISED, Reason.LEFT_NO_COPY)


@pytest.mark.parametrize(
    "copy",
    [
        a_copy(message_id=a_row(1).message_id, subject=None),
        a_copy(message_id=None, subject="RE: Letter 1"),
    ],
)
def test_a_copy_counts_under_its_identifier_or_by_its_subject_and_time(copy: object) -> None:
    scene = logged(a_row(), a_row(1))
    scene.mailbox.copies.append(copy)  # type: ignore[arg-type]  # a table of copies

    assert scene.check().evidence.alarm is Alarm.NONE


def test_a_copy_of_the_same_subject_from_another_day_is_none_of_it() -> None:
    scene = logged(a_row(), a_row(1))
    yesterday = SENT_AT - timedelta(days=1)
    scene.mailbox.copies.append(a_copy(message_id=None, subject="Letter 1", sent_at=yesterday))

    assert scene.check().evidence.alarm is Alarm.WEAK


def test_62_a_burst_in_the_mail_log_whose_copies_are_gone_is_a_strong_one() -> None:
    check = logged(*map(a_row, range(BURST))).check()

    assert verdict(check) == (Answer.SENT_MAYBE_COMPROMISED, Reason.ALARM)


def test_what_others_wrote_in_our_name_or_came_in_is_no_send_of_this_mailbox() -> None:
    julia = Address("julia@contoso.com")
    rows = [a_row(number) for number in range(1, BURST + 1)]
    others = [replace(row, sender=julia) for row in rows]
    incoming = [replace(row, recipient=julia) for row in rows]
    unnamed = [replace(row, message_id=None) for row in rows]

    for noise in (others, incoming, unnamed):
        assert logged(a_row(), *noise).check().evidence.alarm is Alarm.NONE


def test_a_search_that_was_cut_short_cannot_tell_that_copies_are_gone() -> None:
    scene = logged(*map(a_row, range(BURST)))
    scene.mailbox.is_complete = False

    assert scene.check().evidence.alarm is Alarm.NONE


def test_62_a_burst_in_our_record_whose_copies_were_removed_is_a_strong_one() -> None:
    removed = IndexedSend(
        by_id=False,
        by_subject=False,
        by_address=False,
        is_own=True,
        sent_at=SENT_AT,
        first_seen=SENT_AT,
        removed_at=SENT_AT + timedelta(minutes=1),
    )
    this = replace(removed, by_id=True)
    scene = Scene().keeps_copies()
    scene.sent_index = MemorySentIndex(
        IndexAnswer(
            sends=(this,),
            began_at=NOW - timedelta(days=90),
            gaps=(),
            recent=(this, *[removed] * (BURST - 1)),
        )
    )

    assert verdict(scene.check()) == (Answer.SENT_MAYBE_COMPROMISED, Reason.ALARM)


def test_66_a_rule_that_takes_bounces_away_and_an_unknown_send_are_a_strong_one() -> None:
    scene = logged(a_row())
    scene.mailbox.inbox_rules = (REMOVES,)

    assert verdict(scene.check()) == (Answer.SENT_MAYBE_COMPROMISED, Reason.ALARM)


def test_67_forged_bounces_are_not_dismissed_while_the_account_is_abused() -> None:
    scene = Scene().keeps_copies()
    elsewhere = replace(a_row(1), recipient=Address("someone@example.org"))
    scene.mail_log = MemoryMailLog(rows=(elsewhere,), asked_at=NOW)
    assert verdict(scene.check()) == (Answer.NOT_SENT, Reason.CERTAIN)

    scene.mailbox.inbox_rules = (REMOVES,)
    check = scene.check()

    assert check.evidence.alarm is Alarm.STRONG
    assert verdict(check) == (Answer.UNSURE, Reason.PROBABLY_NOT)


def test_38_a_rule_that_one_can_see_explains_what_it_forwarded() -> None:
    scene = logged(a_row(), a_row(1), mime=Scene().mime.replace(b"From: Vince", RULE_MARK))
    scene.mailbox.inbox_rules = (FORWARDS,)

    check = scene.check()

    assert not check.no_rule_visible
    assert verdict(check) == (Answer.SENT_AUTOMATICALLY, Reason.RULE)


def test_43_forwarding_without_a_visible_rule_is_a_weak_one() -> None:
    scene = logged(a_row(), mime=Scene().mime.replace(b"From: Vince", RULE_MARK))
    scene.mailbox.inbox_rules = ()

    check = scene.check()

    assert check.no_rule_visible
    assert check.evidence.alarm is Alarm.WEAK
    assert verdict(check) == (Answer.SENT_MAYBE_COMPROMISED, Reason.LEFT_NO_COPY)


def test_an_automatic_reply_leaves_no_copy_and_a_rule_beside_it_is_only_odd() -> None:
    mark = b"Auto-Submitted: auto-replied\nFrom: Vince"
    scene = logged(a_row(), mime=Scene().mime.replace(b"From: Vince", mark))
    assert verdict(scene.check()) == (Answer.SENT_AUTOMATICALLY, Reason.OOF)

    scene.mailbox.inbox_rules = (FORWARDS,)

    assert scene.check().evidence.alarm is Alarm.WEAK


def test_rules_are_not_asked_for_at_level_1() -> None:
    scene = Scene().keeps_copies()
    scene.check()

    assert scene.mailbox.calls["rules"] == 0
