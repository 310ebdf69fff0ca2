"""Near matches: what of ours may be the original although its identifier is another."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Bounce, Kind
from bouncecheck.verdicts.facts import MailboxCopy
from bouncecheck.verdicts.near import is_near, likeness_of
from builders import (
    FAILED_ADDRESS,
    NOW,
    RECEIVED_AT,
    SENT_AT,
    a_bounce,
    a_copy,
    a_failed_recipient,
    a_returned_message,
)

ELSEWHERE = frozenset({Address("someone@fabrikam.com")})


def near(bounce: Bounce, copy: MailboxCopy) -> bool:
    return is_near(likeness_of(bounce, RECEIVED_AT), copy)


def test_the_same_subject_is_near_whomever_it_went_to() -> None:
    assert near(a_bounce(), a_copy(subject="RE: [x] replica  WATCHES", recipients=ELSEWHERE))


def test_two_empty_subjects_are_not_near() -> None:
    bounce = a_bounce(returned=a_returned_message(subject=None))

    assert not near(bounce, a_copy(subject=None, recipients=ELSEWHERE))


def test_another_subject_to_somebody_else_is_not_near() -> None:
    assert not near(a_bounce(), a_copy(subject="Lunch", recipients=ELSEWHERE))


@pytest.mark.parametrize(
    ("sent_at", "expected"),
    [
        (SENT_AT + timedelta(hours=26), True),
        (SENT_AT - timedelta(hours=26), True),
        (SENT_AT - timedelta(hours=27), False),
        (None, True),
    ],
)
def test_a_message_to_the_failed_address_is_near_by_its_time(
    sent_at: datetime | None, *, expected: bool
) -> None:
    assert near(a_bounce(), a_copy(subject="Lunch", sent_at=sent_at)) is expected


@pytest.mark.parametrize(
    "returned",
    [
        a_returned_message(sent_at=None),
        a_returned_message(subject=None),
        a_returned_message(sent_at=NOW + timedelta(days=400)),
        a_returned_message(sent_at=datetime.fromisoformat("1970-01-01T00:00:00+00:00")),
    ],
)
def test_a_notice_without_time_or_subject_makes_any_message_to_its_address_near(
    returned: object,
) -> None:
    assert near(
        a_bounce(returned=returned),  # type: ignore[arg-type]  # typed object for the table
        a_copy(subject="Lunch", sent_at=SENT_AT - timedelta(days=9)),
    )


def test_a_local_time_without_zone_counts_within_a_day() -> None:
    local = SENT_AT.replace(tzinfo=None) + timedelta(hours=11)
    bounce = a_bounce(returned=a_returned_message(sent_at=None, sent_local=local))

    assert near(bounce, a_copy(subject="Lunch"))
    assert not near(bounce, a_copy(subject="Lunch", sent_at=SENT_AT - timedelta(days=3)))


def test_the_final_address_and_plus_addresses_count_as_the_failed_one() -> None:
    moved = a_failed_recipient(
        address=Address("list@example.org"), final_address=Address("h+x@example.net")
    )

    assert near(a_bounce(recipients=(moved,)), a_copy(subject="Lunch"))


def test_without_a_failed_address_the_returned_recipients_count() -> None:
    assert near(a_bounce(recipients=()), a_copy(subject="Lunch"))


def test_who_answers_automatically_counts_as_written_to() -> None:
    bounce = a_bounce(kind=Kind.AUTO_REPLY, sender=FAILED_ADDRESS, recipients=())

    assert near(bounce, a_copy(subject="Lunch"))


@given(subject=st.text(), ours=st.text(), local=st.datetimes(), failed=st.text())
def test_no_text_makes_it_fail(subject: str, ours: str, local: datetime, failed: str) -> None:
    returned = a_returned_message(subject=subject, sent_at=None, sent_local=local)
    bounce = a_bounce(returned=returned, recipients=(a_failed_recipient(address=Address(failed)),))

    assert near(bounce, a_copy(subject=ours)) in {True, False}


def test_whom_the_original_names_counts_beside_an_address_that_it_led_to() -> None:
    led_to = a_failed_recipient(address=Address("member@example.org"))

    assert near(a_bounce(recipients=(led_to,)), a_copy(subject="Lunch"))


def test_a_subject_that_could_not_be_decoded_leaves_it_open() -> None:
    garbled = a_bounce(returned=a_returned_message(subject="Gr\ufffd\ufffde"))

    assert near(garbled, a_copy(subject="Grüße", sent_at=SENT_AT - timedelta(days=9)))
