"""The span in which the original must lie."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.verdicts.evidence import Window
from bouncecheck.verdicts.window import SLICE, Span, span_of
from builders import NOW, RECEIVED_AT, a_bounce, a_returned_message

W_START = RECEIVED_AT - timedelta(days=10)
W_END = RECEIVED_AT + timedelta(minutes=5)


def span(sent_at: datetime | None, arrived_at: datetime | None = None) -> Span:
    bounce = a_bounce(returned=a_returned_message(sent_at=sent_at), arrived_at=arrived_at)
    return span_of(RECEIVED_AT, bounce, NOW)


def test_it_begins_ten_days_before_our_server_took_the_notice_in() -> None:
    found = span(NOW - timedelta(hours=2))

    assert (found.window.start, found.window.end) == (W_START, W_END)
    assert found.reach is Window.OK


@pytest.mark.parametrize(
    "sent_at",
    [
        None,
        NOW + timedelta(days=30),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
    ],
)
def test_21_an_impossible_date_changes_nothing(sent_at: datetime | None) -> None:
    found = span(sent_at)

    assert found.window.start == W_START
    assert found.reach is Window.OK


def test_20_an_older_date_adds_slices() -> None:
    found = span(NOW - timedelta(days=60))

    assert found.reach is Window.OK
    assert found.window.start <= NOW - timedelta(days=60)
    assert len(found.slices) == 8, "seven times ten days, and the five minutes after"


def test_an_older_arrival_date_adds_slices_too() -> None:
    assert span(None, NOW - timedelta(days=25)).window.start <= NOW - timedelta(days=25)


def test_20_a_date_out_of_reach_is_outside() -> None:
    found = span(NOW - timedelta(days=120))

    assert found.reach is Window.OUTSIDE
    assert found.window.start == NOW - timedelta(days=90)


def test_19_a_notice_of_95_days_ago_is_outside() -> None:
    received_at = NOW - timedelta(days=95)

    found = span_of(received_at, a_bounce(returned=a_returned_message(sent_at=None)), NOW)

    assert found.reach is Window.OUTSIDE
    assert found.window.start == received_at - timedelta(days=10)


@given(
    sent_at=st.datetimes(timezones=st.just(UTC)),
    local=st.datetimes(),
    age_h=st.integers(min_value=0, max_value=24 * 200),
)
def test_slices_cover_the_window_without_a_gap(
    sent_at: datetime, local: datetime, age_h: int
) -> None:
    bounce = a_bounce(returned=a_returned_message(sent_at=sent_at, sent_local=local))
    received_at = NOW - timedelta(hours=age_h)

    found = span_of(received_at, bounce, NOW)

    assert found.window.start <= received_at - SLICE
    assert found.slices[0].end == found.window.end
    assert found.slices[-1].start == found.window.start
    for newer, older in zip(found.slices, found.slices[1:], strict=False):
        assert newer.start == older.end
    assert all(part.end - part.start <= SLICE for part in found.slices)
