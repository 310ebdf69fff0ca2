"""FailedRecipient out of an address and what is said about it."""

import re
from collections.abc import Iterable

from bouncecheck.bounces.codes import reply_in, statuses_in
from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Action, FailedRecipient

MAX_DIAGNOSTIC_CHARS = 1_000
"""A longer diagnostic is cut."""

_HOST = r"([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,9})"
_SPEAKER = re.compile(
    rf"\b(?:host|talking to|domain [^\s]{{1,255}} by|server is|remote server:?|remote mta:?)"
    rf"[ \t'\"<]{{1,4}}{_HOST}\.?(?![\w@.-])"
    # Exchange: "<mail.example.com #5.1.1 smtp;550 ...>".
    rf"|<{_HOST}[ \t]{{1,3}}#",
    re.IGNORECASE,
)


def recipient_of(
    address: Address, action: Action, said: str, *, final: Address | None = None
) -> FailedRecipient:
    """Return one recipient, its codes and the server that spoke read out of what was said.

    Args:
        address: The one that the sender used, as far as the notice tells.
        action: What was done.
        said: The words about this recipient; hostile.
        final: Where the message had got to, if the notice tells.
    """
    speaker = _SPEAKER.search(said)
    # A transcript holds the answers to the steps before, too: "250 2.1.0 Sender ok".
    classes = "45" if action in (Action.FAILED, Action.DELAYED) else "2"
    return FailedRecipient(
        address=address,
        final_address=final if final != address else None,
        action=action,
        status=next((code for code in statuses_in(said) if code[0] in classes), None),
        reply=reply_in(said),
        diagnostic=" ".join(said.split())[:MAX_DIAGNOSTIC_CHARS] or None,
        remote_mta=(speaker[1] or speaker[2]).lower() if speaker else None,
    )


def distinct(recipients: Iterable[FailedRecipient]) -> tuple[FailedRecipient, ...]:
    """Return one entry an address, the first that was given, in their order."""
    found: dict[Address, FailedRecipient] = {}
    for recipient in recipients:
        found.setdefault(recipient.address, recipient)
    return tuple(found.values())
