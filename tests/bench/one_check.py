"""One check against the pretend Graph: requests, round trips, and our own processor time."""

import asyncio
import time
from collections.abc import Iterator
from statistics import median

from bench.figures import Figure
from bench.room import Room, opened_room
from bouncecheck.bounces.read import read_bounce

CHECKS = 40
REQUESTS_BAR = 6
ROUND_TRIPS_BAR = 3
OWN_CPU_BAR_MS = 15
GRAPH_DELAY_MS = 100


def check_figures() -> Iterator[Figure]:
    """Give what one check costs once the mailbox's identity is known, and what the first costs."""
    with opened_room() as room:
        keys = room.bounces("vince@contoso.com")
        first = _parts(room, keys[0])
        warm = [_parts(room, key) for key in keys]
        own_ms = median(
            _loop_ms(room, keys[number % len(keys)]) + _reading_ms(room, keys[number % len(keys)])
            for number in range(CHECKS)
        )
        room.world.faults.everyone.latency_ms = GRAPH_DELAY_MS
        slow_s = median(_seconds(room, key) for key in keys[:10])
        batches = _http_requests(room, keys[0])
    yield Figure(
        name="Graph requests of one check, parts of a batch counted singly",
        value=max(warm),
        unit="requests",
        at_most=REQUESTS_BAR,
        beside=f"{batches} over HTTP; the first check of an hour {first}",
    )
    yield Figure(
        name="sequential round trips of one check",
        value=slow_s * 1000 // GRAPH_DELAY_MS,
        unit="trips",
        at_most=ROUND_TRIPS_BAR,
        beside=f"{slow_s * 1000:.0f} ms with {GRAPH_DELAY_MS} ms added to each request",
    )
    yield Figure(
        name="our own processor time of one check",
        value=own_ms,
        unit="ms",
        at_most=OWN_CPU_BAR_MS,
        beside="reading, judging, Graph client, origins; without Graph's side",
    )


def _parts(room: Room, key: str) -> int:
    """Return how many requests Graph sees: each part of a batch, but not the batch around them."""
    seen = room.requests(lambda: room.check(key))
    return sum(not entry.template.endswith("$batch") for entry in seen)


def _http_requests(room: Room, key: str) -> int:
    return sum(not entry.in_batch for entry in room.requests(lambda: room.check(key)))


def _seconds(room: Room, key: str) -> float:
    started = time.perf_counter()
    room.check(key)
    return time.perf_counter() - started


def _reading_ms(room: Room, key: str) -> float:
    """Return the processor time of reading a notice, which happens beside the loop."""
    _, item = room.world.labelled[key]
    started = time.thread_time()
    read_bounce(item.mime)
    return 1000 * (time.thread_time() - started)


def _loop_ms(room: Room, key: str) -> float:
    """Return the processor time of our loop's thread; Graph answers in threads of its own."""

    async def measured() -> float:
        started = time.thread_time()
        await room.check_here(key)
        return time.thread_time() - started

    return 1000 * asyncio.run_coroutine_threadsafe(measured(), room.loop).result()
