"""About: whose message the original claims to be; and the set A of a mailbox's own addresses."""

import re
from functools import lru_cache

from bouncecheck.bounces.identifiers import Address, address_from, domain_of
from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.evidence import About
from bouncecheck.verdicts.facts import Identity

_WRAPPED = (
    # Sender Rewriting Scheme: SRS0=hash=time=domain=local@forwarder.
    re.compile(r"srs0[=+-][^=@]+=[^=@]+=(?P<domain>[^=@]+)=(?P<local>[^@]+)@.*"),
    # And a second time: SRS1=hash=first forwarder==hash=time=domain=local@second forwarder.
    re.compile(r"srs1[=+-][^=@]+=[^=@]+==?[^=@]+=[^=@]+=(?P<domain>[^=@]+)=(?P<local>[^@]+)@.*"),
    # Exchange Online's own form of it: mailbox+SRS=hash=time=domain=local@our domain.
    re.compile(r"[^+@]+\+srs=[^=@]+=[^=@]+=(?P<domain>[^=@]+)=(?P<local>[^@]+)@.*"),
    # Bounce Address Tag Validation: prvs=tag=local@domain.
    re.compile(r"(?:prvs|btv1)=+[^=@]+=+(?P<local>[^@]+)@(?P<domain>.+)"),
)


def about_of(bounce: Bounce, identity: Identity) -> About:
    """Return whose message the original claims to be: this mailbox's, a colleague's, or neither's.

    Where the notice does not say, it is taken to be about whom it was addressed to.
    """
    named = senders_of(bounce) or bounce.to
    if any(is_own(address, identity) for address in named):
        return About.ME
    if any(domain_of(unwrapped(address)) in identity.domains for address in named):
        return About.ORG
    return About.OTHER


def senders_of(bounce: Bounce) -> tuple[Address, ...]:
    """Return the senders that the original names: From, then the return path."""
    paths = (
        address_from(value)
        for name, value in bounce.returned.headers
        if name.lower() == "return-path"
    )
    named = (bounce.returned.sender, *paths)
    return tuple(dict.fromkeys(address for address in named if address is not None))


def is_own(address: Address, identity: Identity) -> bool:
    """Tell whether the address is in the set A: plus-addresses and wrapped forms are the same."""
    return same_form(address) in {same_form(own) for own in identity.addresses}


@lru_cache(maxsize=8192)  # a sweep compares the same few addresses over and over
def same_form(address: Address) -> Address:
    """Return the form in which addresses are compared: unwrapped, without "+tag"."""
    local, _, domain = unwrapped(address).rpartition("@")
    return Address(f"{local.partition('+')[0] or local}@{domain}")


def unwrapped(address: Address) -> Address:
    """Return the address that a forwarder wrapped (SRS) or a sender tagged (BATV), else itself."""
    for pattern in _WRAPPED:
        if match := pattern.fullmatch(address.lower()):
            return Address(f"{match['local']}@{match['domain']}")
    return Address(address.lower())
