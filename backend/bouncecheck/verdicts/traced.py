"""Trace: what the rows of the organisation's mail log say about the original of a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import NamedTuple

from bouncecheck.bounces.identifiers import domain_of
from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.about import is_own
from bouncecheck.verdicts.evidence import Index, Search, Trace
from bouncecheck.verdicts.facts import Identity, LogRecord
from bouncecheck.verdicts.keys import candidate_ids, same_id
from bouncecheck.verdicts.near import is_near, likeness_of
from bouncecheck.verdicts.window import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """How long the mail log needs until its silence counts."""

    fresh: timedelta = timedelta(minutes=60)
    """Before that it never counts."""

    sure: timedelta = timedelta(hours=4)
    """Before that it counts only where our own books are silent as well."""


USUAL_SETTLING = Settling()


class Traced(NamedTuple):
    """What the mail log says, and the row that it rests on."""

    value: Trace
    record: LogRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What the mail log brought."""

    records: Sequence[LogRecord]
    complete: bool
    """False if anything that was asked was not answered to the end."""

    foreign_ip: str | None
    """Where the original entered the mail system, if that is nothing of ours."""

    forged_ids: frozenset[str]
    """Of the copies here that our own server stamped as a failing stranger's, as compared."""


def traced(bounce: Bounce, rows: Rows, identity: Identity, span: Span) -> Traced:
    """Return what the mail log says: any sign, then any hint, then failure, then silence.

    Args:
        bounce: The notice.
        rows: Those under its identifiers, and what this mailbox's addresses sent.
        identity: Whose mailbox it is.
        span: The span W; a row outside it is no near match.
    """
    wanted = {same_id(candidate) for candidate in candidate_ids(bounce)}
    hits = [row for row in rows.records if _id_of(row) in wanted]
    if hits and not _came_in(hits, rows, identity):
        return Traced(Trace.OUTBOUND, min(hits, key=lambda row: row.received_at))
    likeness = likeness_of(bounce, span.window.end)
    for row in rows.records:
        is_ours = row not in hits and _is_from_here(row, identity, span)
        if is_ours and not _came_in([row], rows, identity) and is_near(likeness, row):
            return Traced(Trace.NEAR_MATCH, row)
    return Traced(Trace.SILENT if rows.complete else Trace.ERROR, None)


def settled(trace: Trace, age: timedelta, books: tuple[Search, Index], limits: Settling) -> Trace:
    """Return the trace, with silence that came too soon as UNSETTLED.

    Args:
        trace: What the log says now.
        age: Of the notice when the log was asked.
        books: What our own books say.
        limits: Of the deployment.
    """
    if trace is not Trace.SILENT:
        return trace
    books_are_silent = books == (Search.CLEAN, Index.SILENT)
    if age < limits.fresh or (age < limits.sure and not books_are_silent):
        return Trace.UNSETTLED
    return trace


def next_look(received_at: datetime, now: datetime, limits: Settling) -> datetime | None:
    """Return when the silence of the mail log may count; None where it counts already.

    Args:
        received_at: When our own server took the notice in: aware, in UTC.
        now: Aware, in UTC.
        limits: Of the deployment.
    """
    moments = (received_at + limits.fresh, received_at + limits.sure)
    return next((moment for moment in moments if moment > now), None)


def _came_in(hits: Sequence[LogRecord], rows: Rows, identity: Identity) -> bool:
    """Tell whether rows show a forged copy coming in, and nothing that left; in doubt, no.

    A phone at home that sends to a colleague has a public address, too. So it must be the address
    at which the original came in from nothing of ours, or our own server must have stamped a copy.
    """
    return all(
        row.recipient is not None
        and domain_of(row.recipient) in identity.domains
        and _is_public(row.from_ip)
        and (row.from_ip == rows.foreign_ip or _id_of(row) in rows.forged_ids)
        for row in hits
    )


def _id_of(row: LogRecord) -> str | None:
    return None if row.message_id is None else same_id(row.message_id)


def _is_public(address: str | None) -> bool:
    try:
        return address is not None and ip_address(address).is_global
    except ValueError:
        return False


def _is_from_here(row: LogRecord, identity: Identity, span: Span) -> bool:
    is_ours = row.sender is not None and is_own(row.sender, identity)
    return is_ours and span.window.start <= row.received_at <= span.window.end
