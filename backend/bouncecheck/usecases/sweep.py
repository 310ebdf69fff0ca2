"""sweep: every bounce of a mailbox, found and judged, as a stream."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta

from bouncecheck.errors import MessageNotFoundError
from bouncecheck.usecases.check_bounce import check_bounce
from bouncecheck.usecases.ports import Account, Check, Mailbox, MailboxMessage, MessageRef, Ports
from bouncecheck.verdicts.decide import Answer

AT_ONCE = 3
"""Checks in flight; of the four requests that Graph allows per mailbox one stays for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the sweep has come."""

    found: int
    judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One bounce with its verdict."""

    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The end of a sweep."""

    counts: Mapping[Answer, int]
    """Bounces by verdict."""

    complete: bool
    """False if the listing was cut short, so that bounces may be missing."""


SweepEvent = Progress | Judged | Done


async def sweep(
    account: Account, mailbox: Mailbox, ports: Ports, *, days: int
) -> AsyncGenerator[SweepEvent, None]:
    """Yield every bounce of the last `days` days with its check, newest first as far as known.

    Messages that turn out to be no bounce at all, or that vanish meanwhile, are left out.

    Raises:
        MailboxError: the mailbox does not answer; what was yielded before stays true.
    """
    notices = await mailbox.list_notices(ports.now() - timedelta(days=days))
    yield Progress(found=len(notices.messages), judged=0)
    counts: Counter[Answer] = Counter()
    judged = 0
    async with aclosing(_checks_of(account, notices.messages, mailbox, ports)) as checks:
        async for check in checks:
            judged += 1
            if check is not None and check.verdict.answer is not Answer.NOT_A_BOUNCE:
                counts[check.verdict.answer] += 1
                yield Judged(check=check)
            yield Progress(found=len(notices.messages), judged=judged)
    yield Done(counts=counts, complete=notices.complete)


async def _checks_of(
    account: Account, messages: tuple[MailboxMessage, ...], mailbox: Mailbox, ports: Ports
) -> AsyncGenerator[Check | None, None]:
    """Yield a check for each message in its order, a few in flight; None for one that vanished."""
    waiting = list(reversed(messages))
    running: list[asyncio.Task[Check | None]] = []
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                ref = MessageRef(id=waiting.pop().id)
                running.append(asyncio.create_task(_check_if_there(ref, account, mailbox, ports)))
            yield await running.pop(0)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _check_if_there(
    ref: MessageRef, account: Account, mailbox: Mailbox, ports: Ports
) -> Check | None:
    try:
        return await check_bounce(ref, account, mailbox, ports)
    except MessageNotFoundError:
        return None
