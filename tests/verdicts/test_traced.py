"""What the rows of the mail log say about the original of a notice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.evidence import Index, Search, Trace
from bouncecheck.verdicts.facts import LogRecord
from bouncecheck.verdicts.traced import USUAL_SETTLING, Rows, Settling, Traced, settled, traced
from bouncecheck.verdicts.window import span_of
from builders import (
    FAILED_ADDRESS,
    MY_ADDRESS,
    NOW,
    ORIGINAL_ID,
    RECEIVED_AT,
    SENT_AT,
    a_bounce,
    a_failed_recipient,
    a_returned_message,
    an_identity,
    found_id,
)

SPAMMER = "8.8.8.8"
"""A public address; those of the documentation are not."""

PHONE = "9.9.9.9"
COLLEAGUE = Address("mara@contoso.com")
STRANGER = Address("someone@fabrikam.com")
OTHER_ID = MessageId("another@contoso.com")
DAY = timedelta(days=1)


def a_record(
    *,
    message_id: MessageId | None = ORIGINAL_ID,
    sender: Address | None = MY_ADDRESS,
    recipient: Address | None = FAILED_ADDRESS,
    from_ip: str | None = None,
) -> LogRecord:
    return LogRecord(
        message_id=message_id,
        sender=sender,
        recipient=recipient,
        subject="Replica watches",
        from_ip=from_ip,
        received_at=SENT_AT,
        status="delivered",
    )


def trace(
    *records: LogRecord,
    bounce: Bounce | None = None,
    complete: bool = True,
    forged_ids: Iterable[str] = (),
) -> Traced:
    notice = a_bounce() if bounce is None else bounce
    rows = Rows(
        records=records,
        complete=complete,
        foreign_ip=SPAMMER,
        forged_ids=frozenset(forged_ids),
    )
    return traced(notice, rows, an_identity(), span_of(RECEIVED_AT, notice, NOW))


def test_a_log_that_holds_nothing_of_it_is_silent() -> None:
    assert trace() == Traced(Trace.SILENT, None)


def test_a_row_under_the_identifier_to_somebody_outside_left() -> None:
    assert trace(a_record()) == Traced(Trace.OUTBOUND, a_record())


def test_of_several_rows_the_first_tells_when_it_left() -> None:
    later = replace(a_record(), received_at=SENT_AT + timedelta(seconds=9))

    assert trace(later, a_record()).record == a_record()


@pytest.mark.parametrize("written", ["ORIGINAL-1@Contoso.COM", "original-1@contoso.com"])
def test_the_case_of_an_identifier_does_not_matter(written: str) -> None:
    assert trace(a_record(message_id=MessageId(written))).value is Trace.OUTBOUND


def test_a_forged_copy_that_came_in_did_not_leave() -> None:
    assert trace(a_record(recipient=COLLEAGUE, from_ip=SPAMMER)).value is Trace.SILENT


def test_a_copy_that_our_own_server_stamped_as_a_strangers_did_not_leave() -> None:
    copy = a_record(recipient=MY_ADDRESS, from_ip=PHONE)

    assert trace(copy, forged_ids={ORIGINAL_ID}).value is Trace.SILENT
    assert trace(copy, forged_ids={OTHER_ID}).value is Trace.OUTBOUND


@pytest.mark.parametrize(
    "record",
    [
        a_record(recipient=COLLEAGUE, from_ip=None),
        a_record(recipient=COLLEAGUE, from_ip=""),
        a_record(recipient=COLLEAGUE, from_ip="not an address"),
        a_record(recipient=COLLEAGUE, from_ip="10.1.2.3"),
        a_record(recipient=COLLEAGUE, from_ip="203.0.113.9"),
        a_record(recipient=COLLEAGUE, from_ip="fd00::1"),
        a_record(recipient=COLLEAGUE, from_ip=PHONE),
        a_record(recipient=None, from_ip=SPAMMER),
        a_record(recipient=STRANGER, from_ip=SPAMMER),
        a_record(sender=STRANGER),
        a_record(sender=None),
    ],
)
def test_in_doubt_it_left(record: LogRecord) -> None:
    assert trace(record).value is Trace.OUTBOUND


def test_one_row_that_left_outweighs_a_forged_copy_that_came_in() -> None:
    came_in = a_record(recipient=COLLEAGUE, from_ip=SPAMMER)

    found = trace(came_in, a_record())

    assert found.value is Trace.OUTBOUND


def test_any_of_several_identifiers_may_be_the_one_that_left() -> None:
    ids = (found_id("forged@spam.example"), found_id(OTHER_ID))
    bounce = a_bounce(returned=a_returned_message(message_ids=ids))

    assert trace(a_record(message_id=OTHER_ID), bounce=bounce).value is Trace.OUTBOUND


@pytest.mark.parametrize(
    ("record", "value"),
    [
        (a_record(message_id=OTHER_ID), Trace.NEAR_MATCH),
        (a_record(message_id=None), Trace.NEAR_MATCH),
        (a_record(message_id=OTHER_ID, recipient=STRANGER), Trace.NEAR_MATCH),
        (a_record(message_id=OTHER_ID, sender=Address("vince+x@contoso.com")), Trace.NEAR_MATCH),
        (replace(a_record(message_id=OTHER_ID), subject="Lunch"), Trace.NEAR_MATCH),
        (replace(a_record(message_id=OTHER_ID, recipient=STRANGER), subject="Lunch"), Trace.SILENT),
        (a_record(message_id=OTHER_ID, sender=STRANGER), Trace.SILENT),
        (a_record(message_id=OTHER_ID, recipient=COLLEAGUE, from_ip=SPAMMER), Trace.SILENT),
        (replace(a_record(message_id=OTHER_ID), received_at=SENT_AT - 30 * DAY), Trace.SILENT),
    ],
)
def test_what_this_mailbox_sent_under_another_identifier_may_be_near(
    record: LogRecord, value: Trace
) -> None:
    assert trace(record).value is value


def test_without_an_identifier_time_and_recipient_decide() -> None:
    bounce = a_bounce(
        recipients=(a_failed_recipient(),),
        returned=a_returned_message(message_ids=(), subject=None),
    )
    sent = replace(a_record(message_id=OTHER_ID), subject="Lunch")

    assert trace(sent, bounce=bounce).value is Trace.NEAR_MATCH
    assert trace(replace(sent, recipient=STRANGER), bounce=bounce).value is Trace.SILENT


def test_an_answer_with_a_gap_is_an_error_unless_it_holds_a_sign_or_a_hint() -> None:
    other = a_record(message_id=OTHER_ID)

    assert trace(complete=False) == Traced(Trace.ERROR, None)
    assert trace(a_record(), complete=False).value is Trace.OUTBOUND
    assert trace(other, complete=False).value is Trace.NEAR_MATCH


CLEAN, QUIET = Search.CLEAN, Index.SILENT


@pytest.mark.parametrize(
    ("minutes", "books", "value"),
    [
        (-3, (CLEAN, QUIET), Trace.UNSETTLED),
        (0, (CLEAN, QUIET), Trace.UNSETTLED),
        (59, (CLEAN, QUIET), Trace.UNSETTLED),
        (60, (CLEAN, QUIET), Trace.SILENT),
        (60, (CLEAN, Index.NOT_CONFIGURED), Trace.UNSETTLED),
        (60, (Search.FORGED_COPY, QUIET), Trace.UNSETTLED),
        (60, (Search.ERROR, QUIET), Trace.UNSETTLED),
        (60, (CLEAN, Index.GAP), Trace.UNSETTLED),
        (239, (CLEAN, Index.NOT_CONFIGURED), Trace.UNSETTLED),
        (240, (Search.ERROR, Index.GAP), Trace.SILENT),
    ],
)
def test_silence_that_came_too_soon_is_not_settled(
    minutes: int, books: tuple[Search, Index], value: Trace
) -> None:
    age = timedelta(minutes=minutes)

    assert settled(Trace.SILENT, age, books, USUAL_SETTLING) is value


def test_both_limits_are_the_deployments() -> None:
    limits = Settling(fresh=timedelta(minutes=10), sure=timedelta(minutes=20))
    books = (Search.CLEAN, Index.NOT_CONFIGURED)

    values = [
        settled(Trace.SILENT, timedelta(minutes=minutes), books, limits) for minutes in (9, 19, 20)
    ]

    assert values == [Trace.UNSETTLED, Trace.UNSETTLED, Trace.SILENT]


@pytest.mark.parametrize("value", [one for one in Trace if one is not Trace.SILENT])
def test_what_is_no_silence_needs_not_settle(value: Trace) -> None:
    books = (Search.CLEAN, Index.SILENT)

    assert settled(value, timedelta(0), books, USUAL_SETTLING) is value


RECORDS = st.builds(
    LogRecord,
    message_id=st.sampled_from([ORIGINAL_ID, OTHER_ID, None]),
    sender=st.sampled_from([MY_ADDRESS, STRANGER, None]),
    recipient=st.sampled_from([FAILED_ADDRESS, COLLEAGUE, MY_ADDRESS, None]),
    subject=st.sampled_from(["Replica watches", "Lunch", None]),
    from_ip=st.sampled_from([SPAMMER, PHONE, "10.0.0.1", "nonsense", None]),
    received_at=st.datetimes(
        min_value=datetime(2025, 12, 1),  # noqa: DTZ001 - the strategy sets the zone
        max_value=datetime(2026, 1, 6),  # noqa: DTZ001 - as above
        timezones=st.just(UTC),
    ),
    status=st.just("delivered"),
)


@given(st.lists(RECORDS, max_size=6).map(lambda others: [a_record(), *others]), st.randoms())
def test_what_left_is_never_silent_whatever_else_the_log_holds(
    records: list[LogRecord], chance: Random
) -> None:
    chance.shuffle(records)

    assert trace(*records).value is Trace.OUTBOUND
    assert trace(*records, complete=False).value is Trace.OUTBOUND


@given(st.lists(RECORDS, max_size=6))
def test_a_gap_is_never_silence(records: list[LogRecord]) -> None:
    assert trace(*records, complete=False).value is not Trace.SILENT
