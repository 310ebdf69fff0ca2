"""check_bounce: one message to one Check."""

import asyncio

from bouncecheck.bounces.read import read_bounce
from bouncecheck.usecases.gather import Case, Gathered, gather
from bouncecheck.usecases.ports import Account, Check, FetchedMessage, Mailbox, MessageRef, Ports
from bouncecheck.verdicts.decide import decide
from bouncecheck.verdicts.facts import Identity
from bouncecheck.verdicts.fake import Arrival
from bouncecheck.verdicts.kinds import with_item_class


async def check_bounce(ref: MessageRef, account: Account, mailbox: Mailbox, ports: Ports) -> Check:
    """Return whether this mailbox sent the message that this notice is about.

    Args:
        ref: The notice.
        account: Who asks.
        mailbox: Where the notice lies, asked with the caller's own rights.
        ports: The world.

    Raises:
        MessageNotFoundError: the notice is not there, or no longer.
        MailboxError: the mailbox gives neither the notice nor whose it is.
        StoreError: the check could not be remembered.
    """
    fetched, identity = await asyncio.gather(mailbox.fetch(ref), mailbox.identity())
    case = await _case_of(fetched, identity)
    gathered = await gather(case, mailbox, ports)
    check = _concluded(gathered, case, fetched, account, ports)
    await ports.journal.add(check)
    return check


async def _case_of(fetched: FetchedMessage, identity: Identity) -> Case:
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
    )


def _concluded(
    gathered: Gathered, case: Case, fetched: FetchedMessage, account: Account, ports: Ports
) -> Check:
    return Check(
        id=ports.new_id(),
        checked_at=ports.now(),
        account=account,
        mailbox=case.identity.address,
        message=fetched.message,
        bounce=case.bounce,
        evidence=gathered.evidence,
        verdict=decide(gathered.evidence, gathered.details),
        findings=gathered.findings,
        sent=gathered.sent,
        origin=gathered.origin,
        traits=gathered.traits,
    )
