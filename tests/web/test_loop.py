"""The one event loop of a process."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator

import pytest

from bouncecheck.errors import MailboxUnavailableError
from bouncecheck.web.loop import LoopThread


async def _thread_name() -> str:
    return threading.current_thread().name


def test_every_coroutine_runs_on_the_same_loop(loop: LoopThread) -> None:
    async def running() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    assert loop.run(running(), 1) is loop.run(running(), 1)
    assert loop.run(_thread_name(), 1) == "event-loop"


def test_what_takes_too_long_is_cancelled(loop: LoopThread) -> None:
    cancelled = threading.Event()

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    with pytest.raises(MailboxUnavailableError):
        loop.run(slow(), 0.05)

    assert cancelled.wait(1)


def test_an_error_of_the_coroutine_is_the_callers(loop: LoopThread) -> None:
    async def failing() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        loop.run(failing(), 1)


def test_closing_the_iterator_closes_the_generator_on_the_loop(loop: LoopThread) -> None:
    closed_in: list[str] = []

    async def endless() -> AsyncIterator[int]:
        try:
            while True:
                yield 1
        finally:
            await asyncio.sleep(0)
            closed_in.append(threading.current_thread().name)

    values = loop.iterate(endless(), 1)
    next(values)
    values.close()  # type: ignore[attr-defined]  # an iterator that is a generator

    assert closed_in == ["event-loop"]


def test_a_stopped_loop_cancels_what_runs_and_starts_again() -> None:
    stopping = LoopThread()
    cancelled = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def start() -> asyncio.Task[None]:
        return asyncio.create_task(forever())

    task = stopping.run(start(), 1)
    stopping.stop()
    stopping.stop()

    assert cancelled.is_set()
    assert task.cancelled()
    assert stopping.run(_thread_name(), 1) == "event-loop"
    stopping.stop()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_has_a_loop_of_its_own(loop: LoopThread) -> None:
    loop.run(_thread_name(), 1)

    child = os.fork()
    if child == 0:
        works = loop.run(_thread_name(), 5) == "event-loop"
        os._exit(0 if works else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_source_that_hangs_and_cleans_up_slowly_is_still_closed(loop: LoopThread) -> None:
    closed = threading.Event()

    async def hanging() -> AsyncIterator[int]:
        try:
            yield 1
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.1)
            closed.set()

    values = loop.iterate(hanging(), 0.05)

    assert next(values) == 1
    with pytest.raises(MailboxUnavailableError):
        next(values)
    assert closed.is_set()
