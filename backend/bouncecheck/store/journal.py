"""The journal of checks in PostgreSQL."""

import asyncio
import hashlib
import os
from dataclasses import asdict, dataclass

from sqlalchemy import Executable, insert, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bouncecheck.errors import StoreError
from bouncecheck.store.tables import checks
from bouncecheck.store.urls import sqlalchemy_url
from bouncecheck.usecases.ports import Check

HASH_BYTES = 16
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_MS = 5_000
ANSWER_TIMEOUT_S = 6.0
"""For everything together: a server that hangs ends no statement by itself."""

READY_TIMEOUT_S = 3.0
CONNECTIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """Where an engine was made; its connections work nowhere else."""

    pid: int
    loop: asyncio.AbstractEventLoop


class PostgresJournal:
    """Remembers checks: ids, hashes, verdicts and states; never an address, a subject or text."""

    def __init__(self, url: str, key: bytes) -> None:
        """Take the database's address and the key for hashes; connect at the first use."""
        self._url = sqlalchemy_url(url)
        self._key = key
        self._home: _Home | None = None
        self._engine: AsyncEngine | None = None

    async def add(self, check: Check) -> None:
        """Remember one check.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        await self._run(insert(checks).values(self._row(check)), ANSWER_TIMEOUT_S)

    async def is_ready(self) -> bool:
        """Tell whether the database answers."""
        try:
            await self._run(text("SELECT 1"), READY_TIMEOUT_S)
        except StoreError:
            return False
        return True

    async def close(self) -> None:
        """Close this loop's connections, if there are any."""
        if self._engine is not None and self._home == _here():
            await self._engine.dispose()
        self._engine = self._home = None

    async def _run(self, statement: Executable, limit_s: float) -> None:
        work = asyncio.create_task(self._executed(statement))
        # What it ends with after we have left is nobody's news.
        work.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            done, _ = await asyncio.wait({work}, timeout=limit_s)
        finally:
            # Not waited for: the driver asks the server to give up, which may hang as well.
            work.cancel()
        if not done:
            raise StoreError("The database did not answer in time.")
        try:
            await work
        except (SQLAlchemyError, OSError) as error:
            # The message of the cause quotes the row; only its class may go further.
            raise StoreError(f"The database failed: {type(error).__name__}.") from error

    async def _executed(self, statement: Executable) -> None:
        async with self._engine_here().begin() as connection:
            await connection.execute(statement)

    def _engine_here(self) -> AsyncEngine:
        here = _here()
        if self._engine is None or self._home != here:
            self._home = here
            self._engine = create_async_engine(
                self._url,
                pool_size=CONNECTIONS,
                max_overflow=0,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={
                    "connect_timeout": CONNECT_TIMEOUT_S,
                    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}",
                },
            )
        return self._engine

    def _row(self, check: Check) -> dict[str, object]:
        tenant_id = check.account.tenant_id
        mailbox = f"{tenant_id}\0{check.mailbox}"
        message = check.message
        return {
            "id": check.id,
            "checked_at": check.checked_at,
            "tenant_id": tenant_id,
            "user_hash": self._hash(b"user", f"{tenant_id}\0{check.account.user_id}"),
            "mailbox_hash": self._hash(b"mailbox", mailbox),
            "message_hash": message and self._hash(b"message", f"{mailbox}\0{message.id}"),
            "verdict": check.verdict.answer.value,
            "reason": str(check.verdict.reason),
            "evidence": {name: str(value) for name, value in asdict(check.evidence).items()},
        }

    def _hash(self, purpose: bytes, value: str) -> bytes:
        """Return a hash that tells nothing without our key, and differs for each purpose."""
        return hashlib.blake2b(
            value.encode(errors="surrogatepass"),
            digest_size=HASH_BYTES,
            key=self._key,
            person=purpose,
        ).digest()


def _here() -> _Home:
    return _Home(pid=os.getpid(), loop=asyncio.get_running_loop())
