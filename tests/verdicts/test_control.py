"""Whether identifiers are known to survive the way out and back."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.verdicts.control import COUNTS_FOR, control_of, remembered
from bouncecheck.verdicts.evidence import Control
from bouncecheck.verdicts.facts import Folder, MailboxCopy, Reply, Stamp
from builders import NOW, ORIGINAL_ID, a_copy, an_identity

REPLY = Reply(in_reply_to=ORIGINAL_ID, sender=Address("joe@example.net"), stamp=Stamp.OTHER)


def control(reply: Reply, copy: MailboxCopy | None = None) -> Control:
    return control_of((reply,), (copy or a_copy(),), an_identity())


@pytest.mark.parametrize(
    "reply",
    [
        REPLY,
        replace(REPLY, stamp=Stamp.ANONYMOUS),
        replace(REPLY, in_reply_to=MessageId(ORIGINAL_ID.upper())),
    ],
)
def test_an_answer_from_outside_to_what_was_sent_shows_it(reply: Reply) -> None:
    assert control(reply) is Control.PASSED


@pytest.mark.parametrize(
    "reply",
    [
        replace(REPLY, in_reply_to=MessageId("another@contoso.com")),
        replace(REPLY, stamp=Stamp.INTERNAL),
        replace(REPLY, stamp=Stamp.NONE),
        replace(REPLY, sender=None),
        replace(REPLY, sender=Address("julia@contoso.com")),
    ],
)
def test_an_answer_from_inside_or_to_something_else_shows_nothing(reply: Reply) -> None:
    assert control(reply) is Control.NONE


@pytest.mark.parametrize(
    "copy",
    [
        a_copy(message_id=None),
        a_copy(is_draft=True),
        a_copy(stamp=Stamp.ANONYMOUS),
        a_copy(stamp=Stamp.INTERNAL),
        a_copy(stamp=Stamp.OTHER),
        a_copy(folder=Folder.JUNK),
        a_copy(folder=Folder.INBOX),
    ],
)
def test_an_answer_to_what_may_have_come_in_shows_nothing(copy: MailboxCopy) -> None:
    assert control(REPLY, copy) is Control.NONE


def test_without_answers_nothing_is_shown() -> None:
    assert control_of((), (a_copy(),), an_identity()) is Control.NONE


@pytest.mark.parametrize(
    ("passed_at", "expected"),
    [
        (None, Control.NONE),
        (NOW, Control.PASSED),
        (NOW - COUNTS_FOR, Control.PASSED),
        (NOW - COUNTS_FOR - timedelta(seconds=1), Control.NONE),
        (NOW + timedelta(seconds=1), Control.NONE),
    ],
)
def test_what_passed_counts_for_thirty_days(passed_at: datetime | None, expected: Control) -> None:
    assert remembered(passed_at, NOW) is expected
