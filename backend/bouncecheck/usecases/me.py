"""me: whose mailbox it is, and what this deployment can look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from bouncecheck.bounces.identifiers import Address
from bouncecheck.errors import MailboxError
from bouncecheck.usecases.ports import Account, Mailbox, Ports, Source

LEVEL_CHECK = 1
"""Only the signed-in user's own consent: the mailbox and the returned headers."""

LEVEL_INDEX = 2
LEVEL_LOG = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The caller's mailbox and the reach of this deployment."""

    address: Address | None
    """The primary address; None where the mailbox did not answer."""

    addresses: tuple[Address, ...]
    level: int
    """1 check, 2 index, 3 mail log."""

    sources: Mapping[Source, str]
    """State of each source: "ok", "not_configured", or the code of the error it gave."""


async def describe_me(account: Account, mailbox: Mailbox, ports: Ports) -> Me:
    """Return who the caller is; a mailbox that does not answer is a state, not an error.

    Raises:
        ConsentRequiredError: the person must sign in or consent first.
    """
    sources = {
        Source.INDEX: "not_configured" if ports.sent_index is None else "ok",
        Source.MAIL_LOG: _mail_log_state(account, ports),
        Source.ORIGIN: "ok",
    }
    level = _level(ports)
    try:
        identity = await mailbox.identity()
    except MailboxError as error:
        if error.code in {"consent_required", "claims_challenge"}:
            raise
        sources[Source.MAILBOX] = error.code
        return Me(address=None, addresses=(), level=level, sources=sources)
    sources[Source.MAILBOX] = "ok"
    return Me(
        address=identity.address,
        addresses=tuple(sorted(identity.addresses)),
        level=level,
        sources=sources,
    )


def _level(ports: Ports) -> int:
    if ports.mail_log is not None:
        return LEVEL_LOG
    return LEVEL_CHECK if ports.sent_index is None else LEVEL_INDEX


def _mail_log_state(account: Account, ports: Ports) -> str:
    """Return what the last question to the log came to; nobody asks it only to know."""
    if ports.mail_log is None:
        return "not_configured"
    trouble = ports.mail_log.trouble(account.tenant_id)
    return "ok" if trouble is None else trouble.value
