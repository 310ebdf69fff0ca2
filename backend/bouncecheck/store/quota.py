"""The quota of the mail log in PostgreSQL: one count for all processes that serve a tenant."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bouncecheck.errors import StoreError
from bouncecheck.store.connections import Connections
from bouncecheck.store.tables import log_requests
from bouncecheck.usecases.witnesses import Urgency

CAPS = {Urgency.OPEN: 60, Urgency.NOT_FOREIGN: 50, Urgency.REST: 40}
"""So many requests in PER may have been made before one of this urgency is refused.

Microsoft allows 100 for the whole tenant; other programs ask as well.
"""

PER = timedelta(minutes=5)
BUCKET = timedelta(seconds=30)
"""Requests are counted by their half minute, which counts until PER after its end."""

CONNECTIONS = 2
_LOCKS = 7_205_759_404
"""What makes our advisory locks of tenants differ from anybody's; any, but always the same."""


class PostgresQuota:
    """Implements witnesses.Quota."""

    def __init__(self, url: str, now: Callable[[], datetime]) -> None:
        """Take the database's address and the clock; connect at the first use."""
        self._connections = Connections(url, most=CONNECTIONS)
        self._now = now

    async def take(self, tenant_id: str, urgency: Urgency) -> bool:
        """Take one request out of the tenant's quota; False if none is left for such an urgency.

        Where the database does not answer nobody knows what is left: then nothing is.
        """
        bucket = _bucket_of(self._now())

        async def work(connection: AsyncConnection) -> bool:
            # Until the transaction ends: two who count at once would both take the last one.
            key = func.hashtextextended(tenant_id, _LOCKS)
            await connection.execute(select(func.pg_advisory_xact_lock(key)))
            return await _take(connection, tenant_id, bucket, CAPS[urgency])

        try:
            return await self._connections.run(work)
        except StoreError:
            return False

    async def close(self) -> None:
        """Close this loop's connections."""
        await self._connections.close()


async def _take(connection: AsyncConnection, tenant_id: str, bucket: datetime, cap: int) -> bool:
    ours = log_requests.c.tenant_id == tenant_id
    counts = ours & (log_requests.c.began_at > bucket - PER - BUCKET)
    await connection.execute(delete(log_requests).where(ours & ~counts))
    asked = select(func.coalesce(func.sum(log_requests.c.requests), 0)).where(counts)
    if (await connection.execute(asked)).scalar_one() >= cap:
        return False
    row = insert(log_requests).values(tenant_id=tenant_id, began_at=bucket, requests=1)
    more = {"requests": log_requests.c.requests + 1}
    await connection.execute(
        row.on_conflict_do_update(index_elements=["tenant_id", "began_at"], set_=more)
    )
    return True


def _bucket_of(moment: datetime) -> datetime:
    seconds = moment.timestamp()
    return datetime.fromtimestamp(seconds - seconds % BUCKET.total_seconds(), tz=UTC)
