"""Connections to PostgreSQL: bounded in number and in time, each good for one loop alone."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bouncecheck.errors import StoreError
from bouncecheck.store.urls import sqlalchemy_url

CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_MS = 5_000
ANSWER_TIMEOUT_S = 6.0
"""For everything together: a server that hangs ends no statement by itself."""

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """Where an engine was made; its connections work nowhere else."""

    pid: int
    loop: asyncio.AbstractEventLoop


class Connections:
    """A pool of connections, opened at the first use."""

    def __init__(self, url: str, *, most: int) -> None:
        """Take the database's address, and how many connections there may be at once."""
        self._url = sqlalchemy_url(url)
        self._most = most
        self._home: _Home | None = None
        self._engine: AsyncEngine | None = None

    async def run(
        self,
        work: Callable[[AsyncConnection], Awaitable[_Answer]],
        limit_s: float = ANSWER_TIMEOUT_S,
    ) -> _Answer:
        """Return what a piece of work brings; all of it is written, or nothing.

        Raises:
            StoreError: the database does not answer in time, or refuses.
        """
        task = asyncio.create_task(self._worked(work))
        # What it ends with after we have left is nobody's news.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            done, _ = await asyncio.wait({task}, timeout=limit_s)
        finally:
            # Not waited for: the driver asks the server to give up, which may hang as well.
            task.cancel()
        if not done:
            raise StoreError("The database did not answer in time.")
        try:
            return await task
        except (SQLAlchemyError, OSError) as error:
            # The message of the cause quotes the row; only its class may go further.
            raise StoreError(f"The database failed: {type(error).__name__}.") from error

    async def close(self) -> None:
        """Close this loop's connections, if there are any."""
        if self._engine is not None and self._home == _here():
            await self._engine.dispose()
        self._engine = self._home = None

    async def _worked(self, work: Callable[[AsyncConnection], Awaitable[_Answer]]) -> _Answer:
        async with self._engine_here().begin() as connection:
            return await work(connection)

    def _engine_here(self) -> AsyncEngine:
        here = _here()
        if self._engine is None or self._home != here:
            self._home = here
            self._engine = create_async_engine(
                self._url,
                pool_size=self._most,
                max_overflow=0,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={
                    "connect_timeout": CONNECT_TIMEOUT_S,
                    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}",
                },
            )
        return self._engine


def _here() -> _Home:
    return _Home(pid=os.getpid(), loop=asyncio.get_running_loop())
