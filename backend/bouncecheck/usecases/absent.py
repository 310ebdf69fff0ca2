"""Witnesses that are not set up: each answers that it knows nothing."""

from datetime import datetime

from bouncecheck.bounces.identifiers import Address
from bouncecheck.usecases.witnesses import Lesson, Recalled


class NoMemory:
    """Implements Memory: nothing was ever learnt."""

    async def recall(self, tenant_id: str, mailbox: Address, now: datetime) -> Recalled:
        """Return that nothing is known."""
        del tenant_id, mailbox, now
        return Recalled()

    async def learn(self, lesson: Lesson) -> None:
        """Forget it."""
