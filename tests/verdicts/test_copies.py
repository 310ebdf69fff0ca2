"""What the copies that a search brought say about the original."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.answers import CopyPlace
from bouncecheck.verdicts.copies import Searched, copy_place, keeps_of, searched
from bouncecheck.verdicts.evidence import Keeps, Search
from bouncecheck.verdicts.facts import Folder, MailboxCopy, SearchAnswer, Stamp
from bouncecheck.verdicts.window import span_of
from builders import (
    NOW,
    ORIGINAL_ID,
    RECEIVED_AT,
    SENT_AT,
    a_bounce,
    a_copy,
    a_returned_message,
    an_identity,
    found_id,
)

STRANGER = Address("someone@fabrikam.com")
OTHER_ID = MessageId("another@contoso.com")
SAME_SUBJECT = a_copy(message_id=OTHER_ID)
UNLIKE = a_copy(message_id=OTHER_ID, subject="Lunch", recipients=frozenset({STRANGER}))
DRAFT = a_copy(is_draft=True, folder=Folder.DRAFTS)
FORGED = a_copy(stamp=Stamp.ANONYMOUS, folder=Folder.JUNK)

SPAN = span_of(RECEIVED_AT, a_bounce(), NOW)


def an_answer(*copies: MailboxCopy) -> SearchAnswer:
    return SearchAnswer(
        copies=copies, complete=True, keeps_since=NOW - timedelta(days=30), notes=()
    )


def search(answer: SearchAnswer, bounce: Bounce | None = None) -> Searched:
    bounce = bounce or a_bounce()
    return searched(bounce, answer, an_identity(), span_of(RECEIVED_AT, bounce, NOW))


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (a_copy(), Search.SENT_COPY),
        (a_copy(message_id=MessageId(ORIGINAL_ID.upper())), Search.SENT_COPY),
        (a_copy(folder=Folder.OTHER), Search.SENT_COPY),
        (a_copy(stamp=Stamp.OTHER), Search.SENT_COPY),
        (a_copy(stamp=Stamp.ANONYMOUS, from_me=True), Search.SENT_COPY),
        (a_copy(stamp=Stamp.INTERNAL), Search.INTERNAL_COPY),
        (a_copy(sender=STRANGER, stamp=Stamp.OTHER), Search.SENT_COPY),
        (a_copy(stamp=Stamp.OTHER, from_me=None), Search.SENT_COPY),
        (a_copy(from_me=None), Search.SENT_COPY),
        (a_copy(from_me=True, folder=Folder.JUNK), Search.SENT_COPY),
        (a_copy(stamp=Stamp.OTHER, folder=Folder.JUNK), Search.SENT_COPY),
        (DRAFT, Search.DRAFT),
        (replace(DRAFT, stamp=Stamp.ANONYMOUS, from_me=None), Search.DRAFT),
        (FORGED, Search.FORGED_COPY),
        (SAME_SUBJECT, Search.NEAR_MATCH),
        (replace(SAME_SUBJECT, is_draft=True), Search.NEAR_MATCH),
        (replace(SAME_SUBJECT, sender=None), Search.NEAR_MATCH),
        (replace(SAME_SUBJECT, sent_at=None), Search.NEAR_MATCH),
        (replace(SAME_SUBJECT, message_id=None), Search.NEAR_MATCH),
        (replace(SAME_SUBJECT, stamp=Stamp.ANONYMOUS, from_me=True), Search.NEAR_MATCH),
        (replace(SAME_SUBJECT, stamp=Stamp.ANONYMOUS), Search.CLEAN),
        (replace(SAME_SUBJECT, sender=STRANGER), Search.CLEAN),
        (replace(SAME_SUBJECT, sent_at=SENT_AT - timedelta(days=11)), Search.CLEAN),
        (replace(SAME_SUBJECT, sent_at=NOW), Search.CLEAN),
        (UNLIKE, Search.CLEAN),
    ],
)
def test_one_copy_has_one_meaning(copy: MailboxCopy, expected: Search) -> None:
    found = search(an_answer(copy))

    named = {Search.SENT_COPY, Search.INTERNAL_COPY, Search.DRAFT, Search.NEAR_MATCH}
    assert found == (expected, copy if expected in named else None)


UNREADABLE = [
    a_copy(stamp=Stamp.ANONYMOUS, from_me=None),
    a_copy(stamp=Stamp.ANONYMOUS, from_me=None, folder=Folder.JUNK),
    a_copy(folder=Folder.JUNK),
    a_copy(folder=Folder.JUNK, from_me=None),
    replace(SAME_SUBJECT, stamp=Stamp.ANONYMOUS, from_me=None),
    replace(SAME_SUBJECT, folder=Folder.JUNK),
]


@pytest.mark.parametrize("copy", UNREADABLE)
def test_a_copy_that_may_be_forged_or_ours_is_neither(copy: MailboxCopy) -> None:
    assert search(an_answer(copy)) == (Search.ERROR, None)
    assert search(an_answer(copy, a_copy())).value is Search.SENT_COPY


def test_a_copy_without_flags_that_is_nothing_like_it_says_nothing() -> None:
    unlike = replace(UNLIKE, stamp=Stamp.ANONYMOUS, from_me=None)

    assert search(an_answer(unlike)).value is Search.CLEAN


def test_what_was_sent_here_in_a_colleagues_name_is_near() -> None:
    colleague = Address("sales@contoso.com")
    bounce = a_bounce(returned=a_returned_message(sender=colleague))
    sent = replace(SAME_SUBJECT, sender=colleague)

    assert search(an_answer(sent), bounce) == (Search.NEAR_MATCH, sent)
    assert search(an_answer(replace(sent, stamp=Stamp.OTHER)), bounce).value is Search.CLEAN


def test_an_empty_mailbox_is_clean() -> None:
    assert search(an_answer()) == (Search.CLEAN, None)


@pytest.mark.parametrize(
    ("copies", "complete", "expected"),
    [
        ((FORGED, SAME_SUBJECT, DRAFT, a_copy()), False, Search.SENT_COPY),
        ((FORGED, SAME_SUBJECT, DRAFT, a_copy(stamp=Stamp.INTERNAL)), False, Search.INTERNAL_COPY),
        ((FORGED, SAME_SUBJECT, DRAFT), False, Search.DRAFT),
        ((FORGED, SAME_SUBJECT), False, Search.NEAR_MATCH),
        ((FORGED,), False, Search.ERROR),
        ((), False, Search.ERROR),
        ((FORGED, UNLIKE), True, Search.FORGED_COPY),
    ],
)
def test_any_sign_then_any_hint_then_failure_then_silence(
    copies: tuple[MailboxCopy, ...], expected: Search, *, complete: bool
) -> None:
    answer = replace(an_answer(*copies), complete=complete)

    assert search(answer).value is expected


def test_the_copy_in_sent_items_is_named_before_one_in_recoverable_items() -> None:
    recoverable = a_copy(folder=Folder.RECOVERABLE, provider_id="r")
    junk = a_copy(folder=Folder.JUNK, provider_id="j")

    assert search(an_answer(junk, recoverable, a_copy())).copy == a_copy()
    assert search(an_answer(junk, recoverable)).copy == recoverable


def test_53_one_of_two_identifiers_is_enough() -> None:
    ids = (found_id("unknown@fabrikam.com"), found_id())
    bounce = a_bounce(returned=a_returned_message(message_ids=ids))

    assert search(an_answer(a_copy()), bounce).value is Search.SENT_COPY


def test_a_notice_that_names_itself_does_not_find_itself() -> None:
    bounce = a_bounce(
        returned=a_returned_message(message_ids=(found_id("notice-1@mx.example.net"),))
    )
    itself = a_copy(
        message_id=bounce.message_id,
        sender=bounce.sender,
        stamp=Stamp.OTHER,
        folder=Folder.INBOX,
    )

    assert search(an_answer(itself), bounce).value is Search.CLEAN
    assert search(an_answer(replace(itself, sender=None)), bounce).value is Search.SENT_COPY


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (UNLIKE, Keeps.YES),
        (replace(UNLIKE, folder=Folder.OTHER), Keeps.YES),
        (DRAFT, Keeps.NO),
        (FORGED, Keeps.NO),
        (a_copy(stamp=Stamp.INTERNAL), Keeps.NO),
        (a_copy(stamp=Stamp.ANONYMOUS, from_me=True), Keeps.NO),
        (a_copy(sender=STRANGER), Keeps.NO),
        (a_copy(folder=Folder.JUNK), Keeps.NO),
        (a_copy(folder=Folder.INBOX), Keeps.NO),
        (a_copy(sender=None), Keeps.NO),
        (a_copy(sent_at=None), Keeps.NO),
        (a_copy(sent_at=NOW - timedelta(days=31)), Keeps.NO),
        (a_copy(sent_at=NOW + timedelta(days=1)), Keeps.NO),
    ],
)
def test_only_a_recent_copy_that_never_came_in_shows_that_copies_are_kept(
    copy: MailboxCopy, expected: Keeps
) -> None:
    assert keeps_of(an_answer(copy), an_identity(), SPAN, NOW) is expected


def test_a_search_that_was_cut_short_cannot_tell_that_none_are_kept() -> None:
    incomplete = replace(an_answer(), complete=False)
    short = replace(an_answer(), keeps_since=NOW - timedelta(days=29))

    assert keeps_of(incomplete, an_identity(), SPAN, NOW) is Keeps.UNKNOWN
    assert keeps_of(short, an_identity(), SPAN, NOW) is Keeps.UNKNOWN
    assert keeps_of(replace(incomplete, copies=(a_copy(),)), an_identity(), SPAN, NOW) is Keeps.YES


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [(59, Keeps.UNKNOWN), (60, Keeps.YES), (65, Keeps.YES), (71, Keeps.UNKNOWN)],
)
def test_what_a_month_keeps_says_nothing_about_the_month_before(
    days_ago: int, expected: Keeps
) -> None:
    received_at = NOW - timedelta(days=60)
    old = span_of(received_at, a_bounce(returned=a_returned_message(sent_at=None)), NOW)
    kept = a_copy(sent_at=NOW - timedelta(days=days_ago))

    assert keeps_of(an_answer(a_copy(), kept), an_identity(), old, NOW) is expected


def test_a_claim_from_long_ago_needs_a_copy_of_then() -> None:
    claim = a_returned_message(sent_at=NOW - timedelta(days=50))
    old = span_of(RECEIVED_AT, a_bounce(returned=claim), NOW)
    then = a_copy(sent_at=NOW - timedelta(days=51))

    assert keeps_of(an_answer(a_copy()), an_identity(), old, NOW) is Keeps.UNKNOWN
    assert keeps_of(an_answer(a_copy(), then), an_identity(), old, NOW) is Keeps.YES


def test_a_copy_lies_somewhere() -> None:
    assert copy_place(None) is CopyPlace.NONE
    assert copy_place(a_copy()) is CopyPlace.SENT
    assert copy_place(a_copy(folder=Folder.DELETED)) is CopyPlace.DELETED
    assert copy_place(a_copy(folder=Folder.RECOVERABLE)) is CopyPlace.RECOVERABLE
    assert copy_place(a_copy(folder=Folder.INBOX)) is CopyPlace.OTHER
