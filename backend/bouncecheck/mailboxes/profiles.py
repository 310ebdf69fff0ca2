"""Profiles: who each mailbox is and which folders it has, remembered for an hour."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bouncecheck.verdicts.facts import Folder, Identity

KEPT_FOR = timedelta(hours=1)
MAX_PROFILES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who a mailbox is."""

    identity: Identity
    folders: Mapping[str, Folder]
    """Which of our folders each of Graph's folder ids is; those that answered."""

    knows_aliases: bool = True
    """Whether Graph named the addresses beside the primary one; every mailbox has some entry."""

    is_whole: bool
    """False if a folder did not answer for now; such a profile is not remembered."""


class Profiles:
    """A bounded memory of profiles, for one event loop."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: OrderedDict[str, tuple[datetime, Profile]] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def of(self, key: str, ask: Callable[[], Awaitable[Profile]]) -> Profile:
        """Return the profile under `key`, asking once however many want it at the same time.

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
            profile = await ask()
            if not profile.is_whole:
                return profile
            self._known[key] = (self._now() + KEPT_FOR, profile)
            self._known.move_to_end(key)
            while len(self._known) > MAX_PROFILES:
                self._known.popitem(last=False)
            return profile
