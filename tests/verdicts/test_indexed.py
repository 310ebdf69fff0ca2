"""What our own record of sends says about the original."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bouncecheck.bounces.model import Bounce, Kind
from bouncecheck.verdicts.evidence import Index
from bouncecheck.verdicts.facts import IndexedSend, SearchWindow
from bouncecheck.verdicts.indexed import REMOVED_AT_ONCE, Book, Indexed, indexed
from bouncecheck.verdicts.near import NEAR_IN_TIME
from bouncecheck.verdicts.window import span_of
from builders import NOW, RECEIVED_AT, SENT_AT, a_bounce, a_returned_message

SPAN = span_of(RECEIVED_AT, a_bounce(), NOW)
W = SPAN.window
HOUR = timedelta(hours=1)
A_SEND = IndexedSend(
    by_id=True,
    by_subject=False,
    by_address=False,
    is_own=True,
    sent_at=SENT_AT,
    first_seen=SENT_AT,
    removed_at=None,
)
BY_SUBJECT = replace(A_SEND, by_id=False, by_subject=True)
BY_ADDRESS = replace(A_SEND, by_id=False, by_address=True)
EMPTY = Book(sends=(), began_at=W.start, gaps=())


def look(*sends: IndexedSend, book: Book = EMPTY, bounce: Bounce | None = None) -> Indexed:
    return indexed(bounce or a_bounce(), replace(book, sends=sends), SPAN)


def gap(start: datetime, end: datetime) -> Book:
    return replace(EMPTY, gaps=(SearchWindow(start=start, end=end),))


def test_a_send_under_the_identifier_means_sent_whenever_it_was() -> None:
    old = replace(A_SEND, sent_at=W.start - timedelta(days=200))

    assert look(A_SEND) == (Index.SENT, A_SEND)
    assert look(old) == (Index.SENT, old)


def test_a_send_of_this_mailbox_is_named_before_a_colleagues() -> None:
    colleagues = replace(A_SEND, is_own=False)

    assert look(colleagues, A_SEND) == (Index.SENT, A_SEND)
    assert look(colleagues) == (Index.SENT, colleagues)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), Index.SENT_DELETED),
        (REMOVED_AT_ONCE, Index.SENT_DELETED),
        (REMOVED_AT_ONCE + timedelta(seconds=1), Index.SENT),
    ],
)
def test_65_a_copy_that_went_within_minutes_was_removed_on_purpose(
    after: timedelta, expected: Index
) -> None:
    removed = replace(A_SEND, removed_at=SENT_AT + after)

    assert look(removed) == (expected, removed)
    assert look(A_SEND, removed).value is expected


def test_a_sign_counts_whatever_the_record_covers() -> None:
    for book in (gap(W.start, W.end), replace(EMPTY, began_at=None), EMPTY):
        assert look(A_SEND, book=book).value is Index.SENT
        assert look(BY_SUBJECT, book=book).value is Index.NEAR_MATCH


@pytest.mark.parametrize(
    ("send", "expected"),
    [
        (BY_SUBJECT, Index.NEAR_MATCH),
        (BY_ADDRESS, Index.NEAR_MATCH),
        (replace(BY_ADDRESS, sent_at=SENT_AT - NEAR_IN_TIME), Index.NEAR_MATCH),
        (replace(BY_ADDRESS, sent_at=SENT_AT - NEAR_IN_TIME - HOUR), Index.SILENT),
        (replace(BY_SUBJECT, sent_at=SENT_AT - NEAR_IN_TIME - HOUR), Index.NEAR_MATCH),
        (replace(BY_SUBJECT, sent_at=W.start), Index.NEAR_MATCH),
        (replace(BY_SUBJECT, sent_at=W.end), Index.NEAR_MATCH),
        (replace(BY_SUBJECT, sent_at=W.start - HOUR), Index.SILENT),
        (replace(BY_SUBJECT, sent_at=W.end + HOUR), Index.SILENT),
        (replace(BY_SUBJECT, is_own=False), Index.SILENT),
        (replace(BY_SUBJECT, by_subject=False), Index.SILENT),
    ],
)
def test_a_similar_send_of_this_mailbox_in_the_window_is_near(
    send: IndexedSend, expected: Index
) -> None:
    assert look(send) == (expected, send if expected is Index.NEAR_MATCH else None)


def test_without_a_subject_an_address_is_enough_at_any_time_and_an_empty_subject_is_not() -> None:
    unnamed = a_bounce(returned=a_returned_message(subject=None))
    early = timedelta(days=5)

    assert look(replace(BY_ADDRESS, sent_at=SENT_AT - early), bounce=unnamed).value is (
        Index.NEAR_MATCH
    )
    assert look(BY_SUBJECT, bounce=unnamed).value is Index.SILENT


def test_an_automatic_answer_is_compared_alike() -> None:
    assert look(BY_ADDRESS, bounce=a_bounce(kind=Kind.AUTO_REPLY)).value is Index.NEAR_MATCH


def test_nothing_in_an_unbroken_record_is_silence() -> None:
    assert look() == (Index.SILENT, None)


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        (gap(SENT_AT, SENT_AT + HOUR), Index.GAP),
        (gap(W.start - HOUR, W.end + HOUR), Index.GAP),
        (gap(W.start - HOUR, W.start), Index.GAP),
        (gap(W.end, W.end + HOUR), Index.GAP),
        (gap(W.start - 2 * HOUR, W.start - HOUR), Index.SILENT),
        (gap(W.end + HOUR, W.end + 2 * HOUR), Index.SILENT),
    ],
)
def test_16_a_gap_inside_the_window_is_no_silence(book: Book, expected: Index) -> None:
    assert look(book=book).value is expected


@pytest.mark.parametrize("began_at", [None, W.start + HOUR, NOW])
def test_before_the_record_began_it_has_nothing_to_say(began_at: datetime | None) -> None:
    assert look(book=replace(EMPTY, began_at=began_at)).value is Index.NOT_CONFIGURED
    assert look(book=replace(gap(SENT_AT, NOW), began_at=began_at)).value is Index.NOT_CONFIGURED
