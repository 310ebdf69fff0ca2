"""What the original can be looked up by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.evidence import Comparable, Key
from bouncecheck.verdicts.keys import candidate_ids, comparable_of, key_of
from builders import ORIGINAL_ID, a_bounce, a_returned_message, found_id

NO_ID = a_returned_message(message_ids=())
NO_SUBJECT = a_returned_message(message_ids=(), subject=" Re: ")


@pytest.mark.parametrize(
    ("bounce", "key", "comparable"),
    [
        (a_bounce(), Key.ID, Comparable.YES),
        (a_bounce(returned=NO_ID), Key.DESCRIBED, Comparable.YES),
        (a_bounce(returned=NO_ID, recipients=()), Key.NONE, Comparable.YES),
        (a_bounce(returned=NO_SUBJECT), Key.NONE, Comparable.YES),
        (a_bounce(returned=NO_SUBJECT, recipients=()), Key.NONE, Comparable.YES),
        (
            a_bounce(returned=a_returned_message(subject=None, recipients=()), recipients=()),
            Key.ID,
            Comparable.NO,
        ),
        (a_bounce(returned=a_returned_message(subject=None)), Key.ID, Comparable.YES),
        (
            # The address that failed may be one behind the list that the user wrote to.
            a_bounce(returned=a_returned_message(subject=None, recipients=())),
            Key.ID,
            Comparable.NO,
        ),
        (
            a_bounce(
                returned=a_returned_message(message_ids=(found_id("NOTICE-1@mx.example.net"),))
            ),
            Key.DESCRIBED,
            Comparable.YES,
        ),
        (a_bounce(message_id=None), Key.ID, Comparable.YES),
    ],
)
def test_a_notice_offers_a_key(bounce: Bounce, key: Key, comparable: Comparable) -> None:
    assert key_of(bounce) is key
    assert comparable_of(bounce) is comparable


def test_identifiers_are_offered_once_and_only_when_well_formed() -> None:
    ids = (found_id(), found_id(), found_id("a b@c"), found_id("x" * 1000 + "@c"), found_id("x"))

    assert candidate_ids(a_bounce(returned=a_returned_message(message_ids=ids))) == (ORIGINAL_ID,)


@given(st.text())
def test_54_no_text_becomes_an_operator(text: str) -> None:
    returned = a_returned_message(message_ids=(found_id(f"a' or {text}@b"),))

    assert candidate_ids(a_bounce(returned=returned)) == ()
