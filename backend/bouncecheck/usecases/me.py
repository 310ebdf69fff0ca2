"""me: whose mailbox it is, and what this deployment can look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from bouncecheck.bounces.identifiers import Address
from bouncecheck.errors import MailboxError
from bouncecheck.usecases.ports import Mailbox, Source

LEVEL_CHECK = 1
"""Only the signed-in user's own consent: the mailbox and the returned headers."""


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


async def describe_me(mailbox: Mailbox) -> Me:
    """Return who the caller is; a mailbox that does not answer is a state, not an error.

    Raises:
        ConsentRequiredError: the person must sign in or consent first.
    """
    sources = {
        Source.INDEX: "not_configured",
        Source.MAIL_LOG: "not_configured",
        Source.ORIGIN: "ok",
    }
    try:
        identity = await mailbox.identity()
    except MailboxError as error:
        if error.code in {"consent_required", "claims_challenge"}:
            raise
        sources[Source.MAILBOX] = error.code
        return Me(address=None, addresses=(), level=LEVEL_CHECK, sources=sources)
    sources[Source.MAILBOX] = "ok"
    return Me(
        address=identity.address,
        addresses=tuple(sorted(identity.addresses)),
        level=LEVEL_CHECK,
        sources=sources,
    )
