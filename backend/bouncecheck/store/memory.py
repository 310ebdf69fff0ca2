"""What earlier checks taught, in PostgreSQL: moments and counts; never an address or text."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bouncecheck.bounces.identifiers import Address
from bouncecheck.store.connections import Connections
from bouncecheck.store.hashes import mailbox_hash
from bouncecheck.store.tables import checks, controls, foreign_off
from bouncecheck.usecases.witnesses import Lesson, Recalled
from bouncecheck.verdicts.evidence import Index, Search, Trace

CONNECTIONS = 4
BURST = timedelta(hours=1)
"""How long ago bounces came that are counted for an alarm (8.11)."""

log = logging.getLogger("bouncecheck.store")

_HARD_SIGN = (
    (checks.c.evidence["trace"].astext == Trace.OUTBOUND.value)
    | checks.c.evidence["search"].astext.in_([Search.SENT_COPY, Search.INTERNAL_COPY])
    | checks.c.evidence["index"].astext.in_([Index.SENT, Index.SENT_DELETED])
)


class PostgresMemory:
    """Implements Memory."""

    def __init__(self, url: str, key: bytes) -> None:
        """Take the database's address and the key for hashes; connect at the first use."""
        self._connections = Connections(url, most=CONNECTIONS)
        self._key = key

    async def recall(self, tenant_id: str, mailbox: Address, now: datetime) -> Recalled:
        """Return what is known about a mailbox and its tenant.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        question = _known(tenant_id, mailbox_hash(self._key, tenant_id, mailbox), now)

        async def work(connection: AsyncConnection) -> Recalled:
            is_off, passed_at, hard_signs = (await connection.execute(question)).one()
            return Recalled(
                foreign_is_off=is_off, control_passed_at=passed_at, hard_signs_last_hour=hard_signs
            )

        return await self._connections.run(work)

    async def learn(self, lesson: Lesson) -> None:
        """Keep what a check taught.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        mailbox = mailbox_hash(self._key, lesson.tenant_id, lesson.mailbox)

        async def work(connection: AsyncConnection) -> bool:
            if lesson.control_passed:
                await _keep_control(connection, mailbox, lesson.at)
            return lesson.genuine_was_foreign and await _switch_off(connection, lesson)

        if await self._connections.run(work):
            # The administrators must learn of it: a witness is lost for all of their people.
            log.warning(
                "foreign origin switched off",
                extra={"tenant": lesson.tenant_id, "check": lesson.check_id},
            )

    async def switch_foreign_on(self, tenant_id: str) -> bool:
        """Let a foreign origin count again for a tenant; return whether it was off.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        statement = delete(foreign_off).where(foreign_off.c.tenant_id == tenant_id)

        async def work(connection: AsyncConnection) -> bool:
            return (await connection.execute(statement)).rowcount > 0

        return await self._connections.run(work)

    async def close(self) -> None:
        """Close this loop's connections, if there are any."""
        await self._connections.close()


def _known(tenant_id: str, mailbox: bytes, now: datetime) -> Select[bool, datetime | None, int]:
    is_off = select(foreign_off.c.since).where(foreign_off.c.tenant_id == tenant_id).exists()
    passed_at = select(controls.c.passed_at).where(controls.c.mailbox_hash == mailbox)
    # A notice that is looked at twice is one notice.
    hard_signs = select(func.count(checks.c.message_hash.distinct())).where(
        checks.c.mailbox_hash == mailbox,
        checks.c.received_at > now - BURST,
        checks.c.received_at <= now,
        _HARD_SIGN,
    )
    return select(is_off, passed_at.scalar_subquery(), hard_signs.scalar_subquery())


async def _keep_control(connection: AsyncConnection, mailbox: bytes, at: datetime) -> None:
    row = insert(controls).values(mailbox_hash=mailbox, passed_at=at)
    newest = func.greatest(controls.c.passed_at, row.excluded.passed_at)
    await connection.execute(
        row.on_conflict_do_update(index_elements=["mailbox_hash"], set_={"passed_at": newest})
    )


async def _switch_off(connection: AsyncConnection, lesson: Lesson) -> bool:
    """Note that foreign is off; return whether it was on until now."""
    row = insert(foreign_off).values(
        tenant_id=lesson.tenant_id, since=lesson.at, check_id=lesson.check_id
    )
    new = row.on_conflict_do_nothing(index_elements=["tenant_id"]).returning(foreign_off.c.check_id)
    return (await connection.execute(new)).first() is not None
