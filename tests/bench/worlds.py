"""Worlds per second, what is answered in them, and what a signature of ours adds to a check."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median

from bench.figures import Figure
from bouncecheck.bounces.read import read_bounce
from worlds.judge import Judged, World, judge
from worlds.lives import NEVER_SENT, SENT, Life
from worlds.mails import Mail, forged_mails, own_mails, shared_mails
from worlds.sources import DEPLOYMENTS, LEVEL_1

OWN_CPU_BAR_MS = 15
CHECKS = 60


def world_figures() -> Iterator[Figure]:
    """Give the speed, the share of each answer of what was sent and was not, and the bar."""
    mails = (*own_mails(), *shared_mails())
    started = time.thread_time()
    sent, never_sent = _judged(mails, SENT), _judged(mails, NEVER_SENT)
    seconds = time.thread_time() - started
    total = len(sent) + len(never_sent)
    yield Figure(
        name="worlds judged in a second of processor time",
        value=total / seconds,
        unit="worlds",
        beside=f"{total} worlds of {len(mails)} bounces",
    )
    yield from _mix("sent", sent)
    yield from _mix("never sent", never_sent)
    yield Figure(
        name="our own processor time of a check with a signature of ours",
        value=_signed_check_ms(),
        unit="ms",
        at_most=OWN_CPU_BAR_MS,
        beside="reading, origin, DKIM, judging; the rest of the world in memory",
    )


def _judged(mails: tuple[Mail, ...], lives: tuple[Life, ...]) -> list[Judged]:
    """Judge each mail in one life and one deployment after the other."""

    async def run() -> list[Judged]:
        return [
            await judge(
                World(
                    mail=mail,
                    life=lives[(number + turn) % len(lives)],
                    deployment=DEPLOYMENTS[(number // len(lives) + turn) % len(DEPLOYMENTS)],
                )
            )
            for number, mail in enumerate(mails)
            for turn in range(len(DEPLOYMENTS))
        ]

    return asyncio.run(run())


def _mix(name: str, answers: list[Judged]) -> Iterator[Figure]:
    found = Counter(f"{one.verdict.answer}/{one.verdict.reason}" for one in answers)
    for answer, count in sorted(found.items()):
        is_wrong = name == "sent" and answer.startswith("not_sent")
        yield Figure(
            name=f"{name}: {answer}",
            value=100 * count / len(answers),
            unit="%",
            at_most=0 if is_wrong else None,
        )


def _signed_check_ms() -> float:
    signed = [mail for mail in forged_mails() if b"DKIM-Signature" in mail.mime]
    return median(_check_ms(signed[number % len(signed)]) for number in range(CHECKS))


def _check_ms(mail: Mail) -> float:
    async def measured() -> float:
        started = time.thread_time()
        read_bounce(mail.mime)
        await judge(World(mail=mail, life=NEVER_SENT[0], deployment=LEVEL_1))
        return time.thread_time() - started

    return 1000 * asyncio.run(measured())
