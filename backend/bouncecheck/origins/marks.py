"""What Microsoft 365 stamps on the mail that it carries: whose tenant, and from inside or not.

Anyone can copy a stamp, so that a stamp of ours may only make us more careful. Pure.
"""

import re
from dataclasses import dataclass
from enum import StrEnum, unique

from bouncecheck.bounces.model import Headers
from bouncecheck.origins.received import Hop, is_within

_TENANT_ID = "x-ms-exchange-crosstenant-id"
_AUTHENTICATED_AS = ("x-ms-exchange-crosstenant-authas", "x-ms-exchange-organization-authas")
_AUTHENTICATED_BY = (
    "x-ms-exchange-crosstenant-authsource",
    "x-ms-exchange-organization-authsource",
)

_RESULTS = ("authentication-results", "arc-authentication-results", "received-spf")
_PASS = re.compile(r"\b(?:spf|dkim|dmarc)\s?=\s?pass\b|^\s{0,9}pass\b")
_PROVEN_DOMAIN = re.compile(
    r"\b(?:smtp\.mailfrom|header\.(?:d|i|from)|domain of|envelope-from)[\s=\"<]{1,4}"
    r"(?:[^\s;@<>\"]{0,64}@)?([a-z0-9_.-]{1,253})"
)

# The worldwide cloud and the sovereign ones, and the names of before 2014.
_MICROSOFT = ("outlook.com", "office365.com", "office365.us", "outlook.cn", "outlook.de",
              "outlook.office365.us", "messaging.microsoft.com")  # fmt: skip
_FRONT_DOORS = frozenset({"protection", "eo", "messaging"})
"""Labels in the names of the servers that take mail from the Internet."""


@unique
class Passage(StrEnum):
    """How the message passed our own tenant, as far as stamps tell."""

    INTERNAL = "internal"
    """Our tenant's id, and nothing that says it came in from outside."""

    RELAYED = "relayed"
    """Our tenant's id, stamped anonymous: it came in from outside and was passed on."""

    FOREIGN_TENANT = "foreign-tenant"
    """Another tenant's id only."""

    UNSTAMPED = "unstamped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the stamps of a header block say."""

    passage: Passage
    is_ours: bool
    """Whether anything at all carries our mark; then the message is never called foreign."""


def read_marks(headers: Headers, tenant_id: str, domains: frozenset[str]) -> Marks:
    """Return what the stamps say to the tenant of this id with these verified domains."""
    tenants = {value.lower().strip("{}") for value in _values(headers, _TENANT_ID)}
    standing = {value.lower() for value in _values(headers, *_AUTHENTICATED_AS)}
    sources = _values(headers, *_AUTHENTICATED_BY)
    passage = _passage(tenants, standing, tenant_id.lower())
    claims = _values(headers, *_RESULTS)
    # "Internal" without any tenant's id is internal to some Exchange, and it may be ours.
    is_ours = (
        passage in {Passage.INTERNAL, Passage.RELAYED}
        or any(is_within(source, domains) for source in sources)
        or ("internal" in standing and not tenants)
        or any(_passes_as_ours(claim.lower(), domains) for claim in claims)
    )
    return Marks(passage=passage, is_ours=is_ours)


def _passes_as_ours(results: str, domains: frozenset[str]) -> bool:
    """Tell whether somebody on the way found the message to be proven by a domain of ours."""
    return any(
        is_within(domain, domains)
        for result in results.split(";")
        if _PASS.search(result)
        for domain in _PROVEN_DOMAIN.findall(result)
    )


def is_microsoft(host: str | None) -> bool:
    """Tell whether the name is one of the hosted Exchange service."""
    return is_within(host, _MICROSOFT)


def is_microsoft_egress(hop: Hop) -> bool:
    """Tell whether the message left Microsoft 365 here: a place that all tenants share."""
    leaves = not is_microsoft(hop.by_name)
    return any(
        is_microsoft(host) and (leaves or "outbound" in host.split("."))
        for host in (hop.from_host, hop.from_name)
        if host is not None
    )


def starts_inside_microsoft(hops: tuple[Hop, ...]) -> bool:
    """Tell whether the oldest hop lies inside Microsoft 365: then some tenant sent it."""
    oldest = hops[-1] if hops else None
    if oldest is None or not is_microsoft(oldest.by_name):
        return False
    return is_microsoft(oldest.from_host) or is_microsoft(oldest.from_name)


def is_submission_to_microsoft(hop: Hop) -> bool:
    """Tell whether somebody handed it to a mailbox server directly, as a signed-in client does.

    A phone or a scanner sends so, from any address at all; the Internet comes by the front doors.
    """
    if not is_microsoft(hop.by_name) or is_microsoft(hop.from_host) or is_microsoft(hop.from_name):
        return False
    return hop.by_name is not None and _FRONT_DOORS.isdisjoint(hop.by_name.split("."))


def _passage(tenants: set[str], standing: set[str], tenant_id: str) -> Passage:
    if tenant_id and tenant_id in tenants:
        relayed = "anonymous" in standing and "internal" not in standing
        return Passage.RELAYED if relayed else Passage.INTERNAL
    return Passage.FOREIGN_TENANT if tenants else Passage.UNSTAMPED


def _values(headers: Headers, *names: str) -> list[str]:
    return [value.strip() for name, value in headers if name.strip().lower() in names]
