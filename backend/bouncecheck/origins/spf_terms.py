"""Which other names an SPF record leads to (RFC 7208). Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum, unique

_SPF = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
_TERM = re.compile(
    r"[+\-?~]?(?P<kind>include|a|mx|exists|redirect)(?:[:=](?P<name>[^/\s]+))?(?:/.*)?",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_\-.]*[A-Za-z0-9_])?\.?")


@unique
class StepKind(StrEnum):
    """What a term of a record wants to know about a name."""

    RECORD = "record"
    """Its SPF record: include, redirect."""

    ADDRESSES = "addresses"
    """Its addresses: a, exists."""

    MAIL_HOSTS = "mail-hosts"
    """The addresses of its mail hosts: mx."""


@dataclass(frozen=True, slots=True)
class Step:
    """One name that a record leads to: lower case, without a dot at its end."""

    kind: StepKind
    name: str


_KINDS = {
    "include": StepKind.RECORD,
    "redirect": StepKind.RECORD,
    "a": StepKind.ADDRESSES,
    "exists": StepKind.ADDRESSES,
    "mx": StepKind.MAIL_HOSTS,
}


def is_spf(text: str) -> bool:
    """Tell whether a TXT record is an SPF record (RFC 7208, 4.5)."""
    return _SPF.match(text) is not None


def leads_to(record: str, domain: str) -> tuple[Step, ...]:
    """Return the names that the record of `domain` leads to, in its order.

    A name with a macro is left out: it would carry the address, and so the bounce, into DNS
    (RFC 7208, 7.2). `ptr` is left out for the same reason.
    """
    steps = (_step(term, domain) for term in record.split(" ")[1:])
    return tuple(step for step in steps if step is not None)


def _step(term: str, domain: str) -> Step | None:
    match = _TERM.fullmatch(term)
    if match is None:
        return None
    name = match["name"] or domain
    if not _NAME.fullmatch(name):
        return None
    return Step(_KINDS[match["kind"].lower()], name.rstrip(".").lower())
