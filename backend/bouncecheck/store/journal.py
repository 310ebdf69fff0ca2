"""The journal of checks in PostgreSQL."""

from dataclasses import asdict

from sqlalchemy import insert, text

from bouncecheck.errors import StoreError
from bouncecheck.store.connections import Connections
from bouncecheck.store.hashes import keyed_hash, mailbox_hash
from bouncecheck.store.tables import checks
from bouncecheck.usecases.ports import Check

READY_TIMEOUT_S = 3.0
CONNECTIONS = 10


class PostgresJournal:
    """Remembers checks: ids, hashes, verdicts and states; never an address, a subject or text."""

    def __init__(self, url: str, key: bytes) -> None:
        """Take the database's address and the key for hashes; connect at the first use."""
        self._connections = Connections(url, most=CONNECTIONS)
        self._key = key

    async def add(self, check: Check) -> None:
        """Remember one check.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        statement = insert(checks).values(self._row(check))
        await self._connections.run(lambda connection: connection.execute(statement))

    async def is_ready(self) -> bool:
        """Tell whether the database answers."""
        try:
            await self._connections.run(
                lambda connection: connection.execute(text("SELECT 1")), READY_TIMEOUT_S
            )
        except StoreError:
            return False
        return True

    async def close(self) -> None:
        """Close this loop's connections, if there are any."""
        await self._connections.close()

    def _row(self, check: Check) -> dict[str, object]:
        tenant_id = check.account.tenant_id
        mailbox = f"{tenant_id}\0{check.mailbox}"
        message = check.message
        notice = message and f"{mailbox}\0{message.id}"
        return {
            "id": check.id,
            "checked_at": check.checked_at,
            "tenant_id": tenant_id,
            "user_hash": keyed_hash(self._key, b"user", f"{tenant_id}\0{check.account.user_id}"),
            "mailbox_hash": mailbox_hash(self._key, tenant_id, check.mailbox),
            "message_hash": notice and keyed_hash(self._key, b"message", notice),
            "verdict": check.verdict.answer.value,
            "reason": str(check.verdict.reason),
            "received_at": message and message.received_at,
            "evidence": {name: str(value) for name, value in asdict(check.evidence).items()},
        }
