"""What the web asks of the rest of the program: the use cases, ready to be called."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from bouncecheck.bounces.identifiers import Address
from bouncecheck.usecases.clear import Deletions, Restorations
from bouncecheck.usecases.me import Me
from bouncecheck.usecases.ports import Account, Check, MessageRef
from bouncecheck.usecases.report import Complaint, Reported
from bouncecheck.usecases.sweep import SweepEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The use cases. Each takes the verified caller and the access token that proved it."""

    check: Callable[[Account, str, MessageRef, Address | None], Awaitable[Check]]
    """Judges one message; the address is that of a shared mailbox, or None for the caller's own."""

    sweep: Callable[[Account, str, int, Address | None], AsyncIterator[SweepEvent]]
    """Finds and judges the bounces of so many days."""

    delete: Callable[[Account, str, tuple[str, ...], bool], Awaitable[Deletions]]
    """Deletes what is still `not_sent`; True deletes the one message whatever its verdict."""

    restore: Callable[[Account, str, tuple[str, ...]], Awaitable[Restorations]]
    report: Callable[[Account, str, Complaint, Address | None], Awaitable[Reported]]
    """Tells the administrators about a message, of a shared mailbox where an address is given."""

    me: Callable[[Account, str], Awaitable[Me]]
    ready: Callable[[], Awaitable[bool]]
    """Answers whether this server can do its work now."""
