"""Whether what came back disagrees with our copy under the same identifier."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import ReturnedMessage
from bouncecheck.verdicts.evidence import Mismatch
from bouncecheck.verdicts.facts import MailboxCopy
from bouncecheck.verdicts.mismatch import mismatch_of
from builders import SENT_AT, a_bounce, a_copy, a_returned_message, an_identity

STRANGER = Address("spam@fabrikam.com")


@pytest.mark.parametrize(
    ("returned", "copy", "expected"),
    [
        (a_returned_message(), a_copy(), Mismatch.NO),
        (a_returned_message(subject="Pills"), a_copy(), Mismatch.NO),
        (a_returned_message(sender=STRANGER), a_copy(), Mismatch.NO),
        (a_returned_message(sender=STRANGER, subject="Pills"), a_copy(), Mismatch.YES),
        (
            a_returned_message(subject="Pills", sent_at=SENT_AT + timedelta(days=3)),
            a_copy(),
            Mismatch.YES,
        ),
        (
            a_returned_message(sender=STRANGER, sent_at=SENT_AT - timedelta(days=3)),
            a_copy(),
            Mismatch.YES,
        ),
        (
            a_returned_message(subject="Pills", sent_at=SENT_AT + timedelta(days=2)),
            a_copy(),
            Mismatch.NO,
        ),
        (a_returned_message(subject="Pills", sender=None), a_copy(), Mismatch.NO),
        (a_returned_message(subject="Pills", sent_at=None), a_copy(), Mismatch.NO),
        (a_returned_message(subject="Pills"), a_copy(sent_at=None), Mismatch.NO),
        (a_returned_message(subject="", sender=STRANGER), a_copy(), Mismatch.NO),
        (a_returned_message(sender=STRANGER), a_copy(subject=None), Mismatch.NO),
        (a_returned_message(subject="Re: [list] REPLICA watches"), a_copy(), Mismatch.NO),
        (a_returned_message(sender=Address("vince+x@contoso.com")), a_copy(), Mismatch.NO),
        (
            a_returned_message(sender=STRANGER, subject="Pills"),
            a_copy(sender=STRANGER),
            Mismatch.NO,
        ),
        (
            a_returned_message(sender=STRANGER, subject="Pills"),
            a_copy(sender=None),
            Mismatch.YES,
        ),
        (
            a_returned_message(
                subject="Pills",
                sent_at=None,
                sent_local=datetime(2001, 1, 1),  # noqa: DTZ001  # has no zone on purpose
            ),
            a_copy(),
            Mismatch.YES,
        ),
    ],
)
def test_two_of_sender_subject_and_day_must_agree(
    returned: ReturnedMessage, copy: MailboxCopy, expected: Mismatch
) -> None:
    assert mismatch_of(a_bounce(returned=returned), copy, an_identity()) is expected


@given(subject=st.text(), sender=st.text(), local=st.datetimes())
def test_no_text_makes_it_fail(subject: str, sender: str, local: datetime) -> None:
    returned = a_returned_message(
        subject=subject, sender=Address(sender), sent_at=None, sent_local=local
    )

    assert mismatch_of(a_bounce(returned=returned), a_copy(), an_identity()) in Mismatch
