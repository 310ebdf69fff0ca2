"""check_bounce: one message to one Check."""

import asyncio

from bouncecheck.bounces.read import read_bounce
from bouncecheck.usecases.gather import Case, Gathered, gather
from bouncecheck.usecases.ports import Account, Check, FetchedMessage, Mailbox, MessageRef, Ports
from bouncecheck.usecases.weigh import lesson_of
from bouncecheck.usecases.witnesses import UNSIGNED
from bouncecheck.verdicts.decide import Reason, decide
from bouncecheck.verdicts.facts import Identity
from bouncecheck.verdicts.fake import Arrival
from bouncecheck.verdicts.kinds import with_item_class
from bouncecheck.verdicts.traced import next_look


async def check_bounce(
    ref: MessageRef, account: Account, mailbox: Mailbox, ports: Ports, *, is_open: bool = False
) -> Check:
    """Return whether this mailbox sent the message that this notice is about.

    Args:
        ref: The notice.
        account: Who asks.
        mailbox: Where the notice lies, asked with the caller's own rights.
        ports: The world.
        is_open: Whether a person has just this message before them, and is served first.

    Raises:
        MessageNotFoundError: the notice is not there, or no longer.
        MailboxError: the mailbox gives neither the notice nor whose it is.
        StoreError: the check could not be remembered.
    """
    fetched, identity = await asyncio.gather(mailbox.fetch(ref), mailbox.identity())
    case = await _case_of(fetched, identity, account, is_open=is_open)
    gathered = await gather(case, mailbox, ports)
    check = _concluded(gathered, fetched, account, ports)
    await ports.journal.add(check)
    if gathered.answers is not None:
        lesson = lesson_of(gathered.weighed, gathered.inquiry, gathered.answers, check.id)
        if lesson is not None:
            await ports.memory.learn(lesson)
    return check


async def _case_of(
    fetched: FetchedMessage, identity: Identity, account: Account, *, is_open: bool
) -> Case:
    # Reading is bounded work, but work: other people's requests go on beside it.
    bounce = await asyncio.to_thread(read_bounce, fetched.mime)
    return Case(
        bounce=with_item_class(bounce, fetched.message.item_class),
        identity=identity,
        received_at=fetched.message.received_at,
        arrival=Arrival(
            item_class=fetched.message.item_class,
            transport_headers=fetched.transport_headers,
            identity=identity,
        ),
        asker=account,
        is_open=is_open,
    )


def _concluded(
    gathered: Gathered, fetched: FetchedMessage, account: Account, ports: Ports
) -> Check:
    weighed, answers, case = gathered.weighed, gathered.answers, gathered.inquiry.case
    verdict = decide(weighed.evidence, weighed.details)
    waits = verdict.reason is Reason.CHECKING_AGAIN
    return Check(
        id=ports.new_id(),
        checked_at=ports.now(),
        account=account,
        mailbox=case.identity.address,
        message=fetched.message,
        bounce=case.bounce,
        evidence=weighed.evidence,
        verdict=verdict,
        findings=gathered.findings,
        sent=weighed.copy,
        origin=weighed.origin,
        traits=gathered.traits,
        signature=UNSIGNED if answers is None else answers.signature,
        log=None if answers is None else answers.log,
        left_at=weighed.left_at,
        delegate=weighed.delegate,
        no_rule_visible=weighed.no_rule_visible,
        is_shared=case.identity.user_id not in {None, account.user_id},
        recheck_at=next_look(case.received_at, ports.now(), ports.settling) if waits else None,
    )
