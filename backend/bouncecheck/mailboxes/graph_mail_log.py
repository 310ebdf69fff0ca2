"""GraphMailLog: the organisation's mail log, asked through Microsoft Graph."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.mailboxes.limits import Deadline
from bouncecheck.mailboxes.log_filters import (
    cells_of,
    is_reached,
    reachable,
    safe_addresses,
    safe_ids,
)
from bouncecheck.mailboxes.log_listings import Bursts, LogListings
from bouncecheck.mailboxes.log_reader import LogPart, LogQuery, LogReader
from bouncecheck.usecases.witnesses import LogAnswer, LogHint, LogQuestion
from bouncecheck.verdicts.facts import SearchWindow

PATIENCE_S = 12.0
"""How long one question may take; the mailbox was asked before, and somebody waits."""


class GraphMailLog:
    """Implements witnesses.MailLog.

    One message is asked for by its identifiers: a request for each of them and each span. In a
    burst, or where a notice names no identifier, what its addresses sent is listed instead.
    """

    def __init__(
        self, reader: LogReader, now: Callable[[], datetime], *, patience_s: float = PATIENCE_S
    ) -> None:
        """Take what asks Graph, and the clock."""
        self._reader = reader
        self._now = now
        self._patience_s = patience_s
        self._listings = LogListings(reader, now)
        self._bursts = Bursts()

    async def ask(self, question: LogQuestion) -> LogAnswer:
        """Return what the log has; whatever fails makes the answer incomplete."""
        now = self._now()
        deadline = Deadline.after(self._patience_s)
        is_burst = self._bursts.is_one(question.tenant_id, question.addresses, now)
        if question.may_list and (is_burst or not question.ids):
            queries = _by_sender(question, now)
            asked_all = len(safe_addresses(question.addresses)) == len(question.addresses)
            reads = [self._listings.read(query, deadline) for query in queries]
        else:
            queries = _by_id(question, now)
            asked_all = len(safe_ids(question.ids)) == len(set(question.ids))
            reads = [self._reader.read(query, deadline) for query in queries]
        parts = await asyncio.gather(*reads)
        answer = _joined(parts, now)
        is_whole = bool(parts) and asked_all and is_reached(question.slices, now)
        return answer if is_whole else _incomplete(answer)

    def trouble(self, tenant_id: str) -> LogHint | None:
        """Return what hindered the last answer, as far as this process knows."""
        return self._reader.trouble(tenant_id)


def _by_id(question: LogQuestion, now: datetime) -> list[LogQuery]:
    spans = reachable(question.slices, now)
    return _queries(question, safe_ids(question.ids), spans, is_id=True)


def _by_sender(question: LogQuestion, now: datetime) -> list[LogQuery]:
    spans = cells_of(reachable(question.slices, now), now)
    return _queries(question, safe_addresses(question.addresses), spans, is_id=False)


def _queries(
    question: LogQuestion,
    subjects: Iterable[MessageId | Address],
    spans: Sequence[SearchWindow],
    *,
    is_id: bool,
) -> list[LogQuery]:
    return [
        LogQuery(
            tenant_id=question.tenant_id,
            subject=subject,
            is_id=is_id,
            span=span,
            urgency=question.urgency,
        )
        for subject in subjects
        for span in spans
    ]


def _joined(parts: Sequence[LogPart], now: datetime) -> LogAnswer:
    return LogAnswer(
        records=tuple(record for part in parts for record in part.records),
        complete=all(part.complete for part in parts),
        # Silence is as old as the oldest of the answers that it is made of.
        asked_at=min((part.at for part in parts), default=now),
        hint=next((part.hint for part in parts if part.hint is not None), None),
    )


def _incomplete(answer: LogAnswer) -> LogAnswer:
    return LogAnswer(
        records=answer.records, complete=False, asked_at=answer.asked_at, hint=answer.hint
    )
