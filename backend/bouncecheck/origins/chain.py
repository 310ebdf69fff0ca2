"""ChainOrigins: weighs the chain of hops against our own domains, the careful answer first."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from bouncecheck.bounces.identifiers import address_from, domain_of
from bouncecheck.origins.marks import (
    Marks,
    Passage,
    is_microsoft,
    is_microsoft_egress,
    is_submission_to_microsoft,
    read_marks,
    starts_inside_microsoft,
)
from bouncecheck.origins.received import (
    Hop,
    IpAddress,
    hides_hops,
    hops_in,
    is_public,
    is_within,
)
from bouncecheck.origins.resolver import Resolver
from bouncecheck.origins.spf import SpfRecords, SpfResult, fetch_records
from bouncecheck.usecases.ports import OriginAnswer, OriginQuestion
from bouncecheck.verdicts.evidence import Origin

TIME_LIMIT_S = 15.0

MAX_ADDRESSES = 32
"""Addresses of one chain that are judged; a longer chain is nobody's ordinary mail."""

MAX_DOMAINS = 10

# Countries that sell names below "co", "com", "ac" and the like: three labels make one owner.
# Where this takes a label too many, fewer hops are dropped, which only makes us more careful.
_MAX_REGISTRY_LABEL = 3
_COUNTRY_CODE_CHARS = 2

_REFUSALS = frozenset({SpfResult.FAIL, SpfResult.SOFTFAIL})
_NO_CONSENT = _REFUSALS | {SpfResult.NEUTRAL, SpfResult.NONE}
"""What leaves no doubt that the record does not allow it: it could be read, and names others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A public address in the chain, and the hop that it stands in."""

    address: IpAddress
    host: str | None
    is_sender: bool
    is_egress: bool


class ChainOrigins:
    """Tells where returned mail came from by the stamps of the servers on its way."""

    def __init__(
        self,
        resolver: Resolver,
        *,
        other_senders: Iterable[IPv4Network | IPv6Network] = (),
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        """Take what is known of our own side.

        Args:
            resolver: Asks DNS for our own domains.
            other_senders: Networks of which the admin says that they send in our names.
            time_limit_s: For one question, DNS included; after it the origin is unknown.
        """
        self._resolver = resolver
        self._other_senders = tuple(other_senders)
        self._time_limit_s = time_limit_s

    async def locate(self, question: OriginQuestion) -> OriginAnswer:
        """Return where it came from; see ports.Origins. Rules: docs, "origin", in their order."""
        hops = hops_in(question.headers)
        own = frozenset(domain.lower() for domain in question.identity.domains)
        marks = read_marks(question.headers, question.identity.tenant_id, own)
        seen = tuple(_seen(hops, question, own))
        if marks.passage is Passage.INTERNAL:
            return _answer(Origin.OWN_INTERNAL, seen)
        if marks.passage is Passage.RELAYED:
            return _answer(Origin.OWN_RELAYED, seen)
        # Asks nobody, so that no silence of DNS can hide it.
        listed = self._listed((*seen, *_seen_inside(hops, question, own)), marks)
        if listed is not None:
            return listed
        try:
            async with asyncio.timeout(self._time_limit_s):
                return await self._by_address(question, hops, seen, marks)
        except TimeoutError:
            return _answer(Origin.UNKNOWN, seen)

    async def _by_address(
        self, question: OriginQuestion, hops: tuple[Hop, ...], seen: tuple[_Seen, ...], marks: Marks
    ) -> OriginAnswer:
        own = frozenset(domain.lower() for domain in question.identity.domains)
        claimed, others = _domains_to_compare(question, own)
        domains = (*claimed, *others)
        names = self._resolver.for_domains(frozenset(domains))
        records = [await fetch_records(names, domain) for domain in domains[:MAX_DOMAINS]]
        inside = tuple(_seen_inside(hops, question, own))
        passed = _passing((*seen, *inside)[:MAX_ADDRESSES], records, marks)
        if passed is not None:
            return passed
        may_be_foreign = (
            not marks.is_ours
            and not hides_hops(question.headers)
            and not starts_inside_microsoft(hops)
            and not any(is_submission_to_microsoft(hop) for hop in hops)
            and not _hides_who_handed_over(hops, question, own)
            and len(domains) <= MAX_DOMAINS
            and not any(is_microsoft_egress(hop) for hop in hops)
            and not any(_names_our_host(hop, own) for hop in hops)
        )
        senders = [one for one in seen if one.is_sender]
        if (
            may_be_foreign
            and len(seen) + len(inside) <= MAX_ADDRESSES
            and _all_say(senders, records[: len(claimed)], _REFUSALS)
            and all(_all_say(senders, [record], _NO_CONSENT) for record in records[len(claimed) :])
        ):
            return _answer(Origin.FOREIGN, tuple(senders), domains[0])
        return _answer(Origin.UNKNOWN, seen, domains[0] if domains else None)

    def _listed(self, seen: Iterable[_Seen], marks: Marks) -> OriginAnswer | None:
        """Return the answer of the first address that the admin listed; None if none is."""
        for one in seen:
            is_listed = any(one.address in network for network in self._other_senders)
            if is_listed and not _may_be_any_tenants(one, marks):
                return _answer(Origin.OWN_SPF, (one,))
        return None


def _seen(hops: tuple[Hop, ...], question: OriginQuestion, own: frozenset[str]) -> Iterable[_Seen]:
    """Yield each public address of the hops that say something about the start, newest first."""
    theirs = _their_domains(question)
    addresses: set[tuple[IpAddress, bool]] = set()
    for hop in hops:
        if _is_inside(hop, theirs, own):
            continue
        sender = hop.from_host or hop.from_name
        egress = is_microsoft_egress(hop)
        sides = [(hop.from_ip, sender, True)]
        if not is_within(hop.by_name, theirs):
            sides.append((hop.by_ip, hop.by_name, False))
        for address, host, is_sender in sides:
            if address is None or not is_public(address) or (address, is_sender) in addresses:
                continue
            addresses.add((address, is_sender))
            yield _Seen(address=address, host=host, is_sender=is_sender, is_egress=egress)


def _seen_inside(
    hops: tuple[Hop, ...], question: OriginQuestion, own: frozenset[str]
) -> Iterable[_Seen]:
    """Yield the addresses inside the reporting side: it may be the provider that sends for us.

    Not those of Microsoft 365, which reports for its customers and sends for us.
    """
    theirs = _their_domains(question)
    for hop in hops:
        address, host = hop.from_ip, hop.from_host or hop.from_name
        if address is None or not is_public(address) or not _is_inside(hop, theirs, own):
            continue
        if not (is_microsoft(host) and is_microsoft(hop.by_name)):
            yield _Seen(address=address, host=host, is_sender=False, is_egress=False)


def _is_inside(hop: Hop, theirs: frozenset[str], own: frozenset[str]) -> bool:
    """Tell whether both sides are the reporting one's; a name of ours is never its business."""
    both = is_within(hop.from_host or hop.from_name, theirs) and is_within(hop.by_name, theirs)
    return both and not _names_our_host(hop, own)


def _hides_who_handed_over(
    hops: tuple[Hop, ...], question: OriginQuestion, own: frozenset[str]
) -> bool:
    """Tell whether the hop that brought it to the reporting side shows no address.

    The address of an older hop may then be that of a person's own computer, behind our server.
    """
    theirs = _their_domains(question)
    for hop in hops:
        if _is_inside(hop, theirs, own):
            continue
        if hop.from_ip is None and (hop.from_host or hop.from_name):
            return True
        if hop.from_ip is not None and is_public(hop.from_ip):
            return False
    return False


def _their_domains(question: OriginQuestion) -> frozenset[str]:
    """Return the domains of the side that reports: hops inside them are its own business."""
    domains = {domain.rstrip(".").lower() for domain in question.failed_domains}
    if question.reporting_mta:
        domains.add(_owner_of(question.reporting_mta.rstrip(".").lower()))
    return frozenset(domain for domain in domains if "." in domain)


def _owner_of(host: str) -> str:
    """Return the part of a host name that one organisation registered."""
    labels = host.split(".")
    in_registry = (
        len(labels) > 2  # noqa: PLR2004 -- "co.uk" itself is no host
        and len(labels[-1]) == _COUNTRY_CODE_CHARS
        and len(labels[-2]) <= _MAX_REGISTRY_LABEL
    )
    return ".".join(labels[-3:] if in_registry else labels[-2:])


def _names_our_host(hop: Hop, own: frozenset[str]) -> bool:
    """Tell whether the hop carries a name of ours that the sending side did not merely claim.

    Spam greets with its victim's domain, so that a greeting counts only where no address stands
    beside it that could disprove it.
    """
    greeted = hop.from_name if hop.from_ip is None else None
    return any(is_within(host, own) for host in (hop.by_name, hop.from_host, greeted))


def _domains_to_compare(
    question: OriginQuestion, own: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the own domains that must refuse, and those that may have allowed it besides.

    The message claims to be from the first; without a claim they are all of the mailbox's. The
    envelope, which seldom comes back, may have named any other address of the mailbox.
    """
    claimed = {
        domain_of(address)
        for name, value in question.headers
        if name.strip().lower() in {"from", "return-path"}
        and (address := address_from(value.rpartition("<")[2].partition(">")[0])) is not None
    }
    ours = {domain_of(address) for address in question.identity.addresses} & own
    first = (claimed & own) or ours
    return tuple(sorted(first)), tuple(sorted(ours - first))


def _passing(seen: Iterable[_Seen], records: list[SpfRecords], marks: Marks) -> OriginAnswer | None:
    """Return the answer of the first address that may send in our name; None if none may."""
    for one in seen:
        if _may_be_any_tenants(one, marks):
            continue
        for record in records:
            if record.result_for(one.address) is SpfResult.PASS:
                return _answer(Origin.OWN_SPF, (one,), record.domain)
    return None


def _may_be_any_tenants(one: _Seen, marks: Marks) -> bool:
    """Tell whether the address is one by which all tenants leave, and another one's stamp is there.

    Every tenant's SPF record allows the same servers of Microsoft.
    """
    return one.is_egress and marks.passage is Passage.FOREIGN_TENANT


def _all_say(
    senders: list[_Seen], records: list[SpfRecords], results: frozenset[SpfResult]
) -> bool:
    """Tell whether every record says one of these of every sender; without either, none does."""
    if not senders or not records:
        return False
    return all(record.result_for(one.address) in results for one in senders for record in records)


def _answer(origin: Origin, seen: tuple[_Seen, ...], domain: str | None = None) -> OriginAnswer:
    """Return the answer with its deciding hop: the newest, which the reporting side itself saw."""
    first = seen[0] if seen else None
    return OriginAnswer(
        origin=origin,
        ip=str(first.address) if first else None,
        host=first.host if first else None,
        domain=domain,
    )
