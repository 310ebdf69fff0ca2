"""How long a call may take, and how many requests a mailbox bears at once."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeVar

One = TypeVar("One")
Other = TypeVar("Other")

MAX_CONCURRENT = 4
"""Requests that Exchange lets one app have in flight for one mailbox."""

MAX_GATES = 4_096
"""Mailboxes whose gate is remembered; an idle one is forgotten first."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the running loop's clock after which nobody waits for us any more."""

    when: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Return the deadline that lies `seconds` ahead."""
        return cls(asyncio.get_running_loop().time() + seconds)

    def allows(self, seconds: float) -> bool:
        """Tell whether a pause of `seconds` ends before it."""
        return asyncio.get_running_loop().time() + seconds < self.when


class MailboxGate:
    """Lets at most MAX_CONCURRENT requests through, in the order in which they came."""

    def __init__(self) -> None:
        self._free = MAX_CONCURRENT
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @property
    def is_idle(self) -> bool:
        """Whether nobody is inside or waits."""
        return self._free == MAX_CONCURRENT and not self._waiting

    @asynccontextmanager
    async def enter(self, weight: int) -> AsyncIterator[None]:
        """Wait for `weight` places, and hold them for the length of the block."""
        weight = min(weight, MAX_CONCURRENT)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter = (weight, turn)
        self._waiting.append(waiter)
        self._admit()
        try:
            await turn
            yield
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            else:
                self._free += weight
            self._admit()

    def _admit(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._free:
            weight, turn = self._waiting.popleft()
            self._free -= weight
            if not turn.done():
                turn.set_result(None)


class Gates:
    """One gate for each mailbox."""

    def __init__(self) -> None:
        self._gates: OrderedDict[str, MailboxGate] = OrderedDict()

    def of(self, mailbox_key: str) -> MailboxGate:
        """Return the gate of a mailbox, the same one for as long as anybody uses it."""
        gate = self._gates.pop(mailbox_key, None) or MailboxGate()
        self._gates[mailbox_key] = gate
        if len(self._gates) > MAX_GATES:
            self._forget_the_oldest_idle(gate)
        return gate

    def _forget_the_oldest_idle(self, kept: MailboxGate) -> None:
        for key, gate in self._gates.items():
            if gate.is_idle and gate is not kept:
                del self._gates[key]
                return


async def both(
    one: Coroutine[Any, Any, One], other: Coroutine[Any, Any, Other]
) -> tuple[One, Other]:
    """Await two things at once; where one fails, stop the other and raise its error."""
    tasks = (asyncio.create_task(one), asyncio.create_task(other))
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
