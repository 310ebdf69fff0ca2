"""Remembered: answers that stay true for a while, each asked for once however many want it."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

MAX_REMEMBERED = 10_000

T = TypeVar("T")


class Remembered(Generic[T]):
    """A bounded memory of answers, for one event loop."""

    def __init__(
        self, now: Callable[[], datetime], kept_for: timedelta, is_worth_it: Callable[[T], bool]
    ) -> None:
        """Take what to keep.

        Args:
            now: Returns the time: aware, in UTC.
            kept_for: How long an answer stays true.
            is_worth_it: Tells whether an answer is remembered at all.
        """
        self._now = now
        self._kept_for = kept_for
        self._is_worth_it = is_worth_it
        self._known: OrderedDict[str, tuple[datetime, T]] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def of(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        """Return the answer under `key`, asking once however many want it at the same time.

        Args:
            key: Mailbox and whoever asks: nobody learns here what Graph would not tell them.
            ask: Asks the mailbox; what it raises is raised and not remembered.
        """
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            known = self._known.get(key)
            if known is not None and self._now() < known[0]:
                self._known.move_to_end(key)
                return known[1]
            answer = await ask()
            if not self._is_worth_it(answer):
                return answer
            self._known[key] = (self._now() + self._kept_for, answer)
            self._known.move_to_end(key)
            while len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)
            return answer
