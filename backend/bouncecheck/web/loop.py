"""The one event loop of a process, to which Flask's threads hand their coroutines."""

import asyncio
import concurrent.futures
import os
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator
from typing import Any, TypeVar

from bouncecheck.errors import MailboxUnavailableError

T = TypeVar("T")

STOP_TIMEOUT_S = 5.0
CLOSE_TIMEOUT_S = 5.0
_CLEANING_UP_S = 0.01


class LoopThread:
    """An event loop in a thread of its own, started when it is first needed.

    A process that is forked later gets a loop of its own: threads do not survive a fork, and a
    client that is bound to another process's loop would wait for ever.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def run(self, work: Coroutine[Any, Any, T], timeout_s: float) -> T:
        """Run a coroutine on the loop, wait for it and return its result.

        Raises:
            MailboxUnavailableError: it took longer than `timeout_s`; it is cancelled.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._running_loop())
        try:
            return future.result(timeout_s)
        except concurrent.futures.TimeoutError as error:
            if future.done():  # its own TimeoutError, or an answer in the last moment
                return future.result()
            future.cancel()
            raise MailboxUnavailableError(f"No answer within {timeout_s:.0f} seconds.") from error

    def iterate(self, source: AsyncIterator[T], timeout_s: float) -> Iterator[T]:
        """Yield what `source` yields on the loop; closing this iterator closes the source.

        Raises:
            MailboxUnavailableError: the next value took longer than `timeout_s`.
        """
        try:
            while True:
                try:
                    value = self.run(_next(source), timeout_s)
                except StopAsyncIteration:
                    return
                yield value
        finally:
            if isinstance(source, AsyncGenerator):
                self.run(_close(source), CLOSE_TIMEOUT_S)

    def stop(self) -> None:
        """Stop the loop, if it runs in this process; a later call starts another one."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        loop.call_soon_threadsafe(loop.stop)
        thread.join(STOP_TIMEOUT_S)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_run_for_ever, args=(self._loop,), name="event-loop", daemon=True
                )
                self._thread.start()
            return self._loop

    def _forget(self) -> None:
        """Start anew in a forked child: the lock may be held by a thread that is not there."""
        self._lock = threading.Lock()
        self._loop = self._thread = None


def _run_for_ever(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        unfinished = asyncio.all_tasks(loop)
        for task in unfinished:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*unfinished, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _next(source: AsyncIterator[T]) -> T:
    return await anext(source)


async def _close(source: AsyncGenerator[Any, Any]) -> None:
    # A step that took too long was cancelled, but may still be cleaning up after itself.
    while getattr(source, "ag_running", False):  # noqa: ASYNC110  # a generator tells nobody
        await asyncio.sleep(_CLEANING_UP_S)
    await source.aclose()
