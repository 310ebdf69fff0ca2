"""stamp_of: what our own server stamped on a message when it came in."""

import re
from collections.abc import Iterable

from bouncecheck.bounces.identifiers import Address, domain_of
from bouncecheck.bounces.model import Headers
from bouncecheck.verdicts.facts import Stamp

AUTH_AS = "x-ms-exchange-organization-authas"
"""Set by our own servers alone: they strip it from mail that comes in (header firewall)."""

_TRANSPORT = ("received", "authentication-results")
_PASSED_ON = frozenset({"list-id", "list-post", "mailing-list", "x-beenthere", "x-forwarded-to"})
_CLOUD_EGRESS = ".outbound.protection.outlook.com"
_SIGNER = re.compile(r"(?:^|;)\s*d\s*=\s*([a-z0-9_.-]{1,253})")
_DMARC_PASS = re.compile(r"\bdmarc\s*=\s*pass\b")
_PASS = re.compile(r"\b(?:spf|dkim)\s*=\s*pass\b([^;]*)")
_DOMAIN = re.compile(r"\b(?:smtp\.mailfrom|header\.d|header\.i)\s*=\s*(?:[^\s;@]*@)?([^\s;]+)")


def stamp_of(headers: Headers, sender: Address | None) -> Stamp:
    """Return what the transport headers of a copy say about how it came in.

    Args:
        headers: Graph's `internetMessageHeaders`; empty for mail that never came in.
        sender: Whose domain must have passed for the message to be anybody's but a stranger's.
    """
    plain = [(name.lower(), value.strip().lower()) for name, value in headers]
    if not any(n in _TRANSPORT or n.startswith("x-ms-exchange-") for n, _ in plain):
        return Stamp.NONE
    marks = {value for name, value in plain if name == AUTH_AS}
    if marks == {"internal"}:
        return Stamp.INTERNAL
    results = [value for name, value in plain if name == "authentication-results"]
    is_strange = marks == {"anonymous"} and results and not _passed(results, sender)
    if is_strange and not _was_passed_on(plain, sender):
        return Stamp.ANONYMOUS
    return Stamp.OTHER


def _was_passed_on(headers: Iterable[tuple[str, str]], sender: Address | None) -> bool:
    """Tell whether it may be our own message come back: by a list, a forwarder, or changed.

    Lists and forwarders break what proves a sender, and leave their marks and his signature.
    """
    return any(
        name in _PASSED_ON
        or name.startswith("resent-")
        or (name == "received" and _CLOUD_EGRESS in value)
        or (name == "dkim-signature" and _is_signed_by(value, sender))
        for name, value in headers
    )


def _is_signed_by(signature: str, sender: Address | None) -> bool:
    found = _SIGNER.search(signature)
    if found is None or sender is None:
        return True
    return _related(found.group(1).rstrip("."), domain_of(sender))


def _passed(results: Iterable[str], sender: Address | None) -> bool:
    """Tell whether any result authenticates the sender's domain; doubt counts as yes.

    A pass for a stranger's own domain says nothing: forgers sign what they send, too.
    """
    return any(_DMARC_PASS.search(result) or _aligned(result, sender) for result in results)


def _aligned(result: str, sender: Address | None) -> bool:
    for found in _PASS.finditer(result):
        domains = _DOMAIN.findall(found.group(1))
        if sender is None or not domains:
            return True
        if any(_related(domain.rstrip("."), domain_of(sender)) for domain in domains):
            return True
    return False


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)
