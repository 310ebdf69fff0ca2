"""A send that another mailbox of ours made: near only where subject and addressee both agree."""

from dataclasses import replace

import pytest

from bouncecheck.verdicts.evidence import Index
from bouncecheck.verdicts.facts import IndexedSend
from bouncecheck.verdicts.indexed import Book, indexed
from bouncecheck.verdicts.window import REACH, span_of
from builders import NOW, RECEIVED_AT, SENT_AT, a_bounce, a_returned_message

COLLEAGUES = IndexedSend(
    by_id=False,
    by_subject=True,
    by_address=True,
    is_own=False,
    sent_at=SENT_AT,
    first_seen=SENT_AT,
    removed_at=None,
)


@pytest.mark.parametrize(
    ("send", "subject", "value"),
    [
        (COLLEAGUES, "Replica watches", Index.NEAR_MATCH),
        (replace(COLLEAGUES, by_address=False), "Replica watches", Index.SILENT),
        (replace(COLLEAGUES, by_subject=False), "Replica watches", Index.SILENT),
        (COLLEAGUES, None, Index.SILENT),
    ],
)
def test_a_colleagues_send_is_near_only_where_all_agrees(
    send: IndexedSend, subject: str | None, value: Index
) -> None:
    bounce = a_bounce(returned=a_returned_message(message_ids=(), subject=subject))
    book = Book(sends=(send,), began_at=NOW - REACH, gaps=())

    assert indexed(bounce, book, span_of(RECEIVED_AT, bounce, NOW)).value is value
