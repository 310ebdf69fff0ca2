"""LogListings: what addresses sent, listed once for the many bounces of a burst."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakValueDictionary

from bouncecheck.bounces.identifiers import Address
from bouncecheck.mailboxes.limits import Deadline
from bouncecheck.mailboxes.log_reader import LogPart, LogQuery, LogReader
from bouncecheck.usecases.witnesses import LogHint

KEPT_FOR = timedelta(minutes=5)
FAILURE_KEPT_FOR = timedelta(seconds=30)
"""So that each bounce of a burst does not ask a broken log again."""

BURST = 3
"""So many questions about one mailbox within BURST_WITHIN, and its sent mail is listed."""

BURST_WITHIN = timedelta(minutes=5)
MAX_ROWS = 200_000
"""Rows that are kept at the same time; the oldest listing goes first."""

MAX_MAILBOXES = 10_000


class _Key(NamedTuple):
    tenant_id: str
    address: str
    start: datetime


class LogListings:
    """A bounded, short memory of listings, for one event loop. Tenants never share anything."""

    def __init__(
        self, reader: LogReader, now: Callable[[], datetime], *, max_rows: int = MAX_ROWS
    ) -> None:
        self._reader = reader
        self._now = now
        self._max_rows = max_rows
        self._kept: OrderedDict[_Key, LogPart] = OrderedDict()
        self._locks: WeakValueDictionary[_Key, asyncio.Lock] = WeakValueDictionary()

    async def read(self, query: LogQuery, deadline: Deadline) -> LogPart:
        """Return what an address sent; one that is known is at most five minutes old."""
        # The span's end is the present, which moves on; its beginning tells the piece.
        key = _Key(query.tenant_id, query.subject, query.span.start)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            known = self._kept.get(key)
            if known is not None and self._now() < known.at + _life_of(known):
                return known
            part = await self._reader.read(query, deadline)
            if part.hint is not LogHint.QUOTA:
                self._keep(key, part)
            return part

    def _keep(self, key: _Key, part: LogPart) -> None:
        self._kept.pop(key, None)
        self._kept[key] = part
        now = self._now()
        for old in [k for k, p in self._kept.items() if p.at + KEPT_FOR <= now]:
            del self._kept[old]
        rows = sum(len(kept.records) for kept in self._kept.values())
        while rows > self._max_rows and self._kept:
            rows -= len(self._kept.popitem(last=False)[1].records)


class Bursts:
    """Tells whether questions about one mailbox come thick and fast."""

    def __init__(self) -> None:
        self._recent: OrderedDict[tuple[str, frozenset[Address]], deque[datetime]] = OrderedDict()

    def is_one(self, tenant_id: str, addresses: frozenset[Address], now: datetime) -> bool:
        """Count one question; return whether it is one of a burst."""
        mailbox = (tenant_id, addresses)
        recent = self._recent.setdefault(mailbox, deque(maxlen=BURST))
        self._recent.move_to_end(mailbox)
        recent.append(now)
        if len(self._recent) > MAX_MAILBOXES:
            self._recent.popitem(last=False)
        return len(recent) == BURST and recent[0] > now - BURST_WITHIN


def _life_of(part: LogPart) -> timedelta:
    return KEPT_FOR if part.complete else FAILURE_KEPT_FOR
