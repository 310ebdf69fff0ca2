"""Received fields: who handed a message to whom, as the receiving server wrote it. Pure.

Every server writes the field in its own dialect (RFC 5321, 4.4 is hardly followed), and whoever
forges a message forges some of them. Reading takes one pass over each field and never fails.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from bouncecheck.bounces.model import Headers

IpAddress = IPv4Address | IPv6Address

MAX_FIELDS = 100
"""A server refuses a message that made more hops than this (RFC 5321, 6.3)."""

MAX_FIELD_CHARS = 2_000
"""The clauses that we read stand at the front; a longer field is read up to here."""

MAX_NAME_CHARS = 253

# Not `is_global`: Python counts the networks for documentation (192.0.2.0/24, 198.51.100.0/24,
# 203.0.113.0/24, 2001:db8::/32) as private. The demo and the tests live there, and no real mail
# ever comes from there, so that nothing is lost by calling them public.
_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/127",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
_CLAUSES = frozenset({"from", "by", "via", "with", "id", "for"})
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?")
_SEPARATORS = re.compile(r"[\s\[\](),;\"'<>=@]+")
_HELO = re.compile(r"\b(?:helo|ehlo)[=\s]", re.IGNORECASE)
_WITH_PORT = re.compile(r"([0-9.]{7,15}):[0-9]{1,5}")
_BRACKETED = re.compile(r"\[([^\[\]]{2,64})\]")
_NO_NAMES = frozenset({"unknown", "localhost", "helo", "ehlo"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One hand-over, as the receiving side tells it. All names are hostile text."""

    from_name: str | None
    """What the sending side called itself, lower case."""

    from_host: str | None
    """What the receiving side found its address to be called, lower case."""

    from_ip: IpAddress | None
    by_name: str | None
    by_ip: IpAddress | None


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_comment: bool


def hops_in(headers: Headers) -> tuple[Hop, ...]:
    """Return the hops of a header block, newest first; at most 100 fields are read."""
    fields = [value for name, value in headers if name.strip().lower() == "received"]
    return tuple(hop for field in fields[:MAX_FIELDS] if (hop := read_hop(field)) is not None)


def hides_hops(headers: Headers) -> bool:
    """Tell whether older hops may be missing: more than are read, or the block breaks off early.

    Every server puts its field on top, so that a block without From ends among the hops.
    """
    names = [name.strip().lower() for name, _ in headers]
    return names.count("received") > MAX_FIELDS or "from" not in names


def read_hop(field: str) -> Hop | None:
    """Return what one field tells; None if it names neither side (local delivery, qmail's own)."""
    clauses = _clauses(_tokens(field[:MAX_FIELD_CHARS]))
    sender, receiver = clauses.get("from", ()), clauses.get("by", ())
    from_name, from_host = _names_of(sender)
    hop = Hop(
        from_name=from_name,
        from_host=from_host,
        from_ip=_address_of(sender),
        by_name=_host_in(receiver[0].text) if receiver else None,
        by_ip=_address_of(receiver),
    )
    says_nothing = hop == Hop(
        from_name=None, from_host=None, from_ip=None, by_name=None, by_ip=None
    )
    return None if says_nothing else hop


def read_ip(text: str) -> IpAddress | None:
    """Return the address in `text` ("[IPv6:...]" and a port allowed); None if it is none."""
    bare = text.strip("[]")
    if bare[:5].lower() == "ipv6:":
        bare = bare[5:]
    if with_port := _WITH_PORT.fullmatch(bare):
        bare = with_port[1]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_public(address: IpAddress) -> bool:
    """Tell whether the address can be anybody's on the Internet; private and local ones can not."""
    # Gmail writes its inner hops as 6to4 forms of private addresses ("by 2002:a5d:905a::").
    inner = address.sixtofour if isinstance(address, IPv6Address) else None
    if inner is not None and not is_public(inner):
        return False
    return not any(address in network for network in _NOT_PUBLIC)


def is_within(host: str | None, domains: Iterable[str]) -> bool:
    """Tell whether the host is one of the domains or lies below one of them."""
    if host is None:
        return False
    name = host.rstrip(".").lower()
    return any(name == domain or name.endswith(f".{domain}") for domain in domains)


def _tokens(field: str) -> Iterator[_Token]:
    """Yield words and whole comments of a field, up to its date."""
    depth, start = 0, 0
    for at, char in enumerate(field):
        if char == "(":
            if depth == 0:
                yield from _words(field[start:at])
                start = at + 1
            depth += 1
        elif char == ")" and depth > 0:
            depth -= 1
            if depth == 0:
                yield _Token(field[start:at], is_comment=True)
                start = at + 1
        elif char == ";" and depth == 0:
            yield from _words(field[start:at])
            return
    yield from _words(field[start:])


def _words(text: str) -> Iterator[_Token]:
    for word in text.split():
        yield _Token(word, is_comment=False)


def _clauses(tokens: Iterator[_Token]) -> dict[str, tuple[_Token, ...]]:
    """Return the tokens of each clause; a keyword that comes again is an ordinary word."""
    found: dict[str, list[_Token]] = {}
    current: list[_Token] = []
    for token in tokens:
        keyword = token.text.lower()
        if not token.is_comment and keyword in _CLAUSES and keyword not in found:
            current = found[keyword] = []
        else:
            current.append(token)
    return {keyword: tuple(values) for keyword, values in found.items()}


def _address_of(side: tuple[_Token, ...]) -> IpAddress | None:
    """Return the address that the receiving server saw, before any that was merely claimed.

    What the connection showed stands in a comment, in brackets or bare; what stands outside of
    comments, or behind HELO, is what the sending side said.
    """
    comments = [_HELO.split(token.text, maxsplit=1)[0] for token in side if token.is_comment]
    words = [token.text for token in side if not token.is_comment]
    for text in comments:
        for bracketed in _BRACKETED.findall(text):
            if (address := read_ip(bracketed)) is not None:
                return address
    for text in comments + words:
        for piece in _SEPARATORS.split(text):
            if 0 < len(piece) <= MAX_NAME_CHARS and (address := read_ip(piece)) is not None:
                return address
    return None


def _names_of(side: tuple[_Token, ...]) -> tuple[str | None, str | None]:
    """Return what the sending side called itself, and what its address is called."""
    if not side:
        return None, None
    first = _host_in(side[0].text) if not side[0].is_comment else None
    for comment in (token.text for token in side if token.is_comment):
        before, said, after = _split_at_helo(comment)
        if said:
            # Exim and qmail: the word outside is the looked-up name, HELO stands inside.
            claimed = _host_in(_first_piece(after))
            return claimed, first or _host_in(_first_piece(before))
        if "[" in comment:
            # Postfix and sendmail: "(looked-up.example [192.0.2.1])", HELO stands outside.
            return first, _host_in(_first_piece(comment.partition("[")[0].rpartition("@")[2]))
    return first, None


def _split_at_helo(comment: str) -> tuple[str, bool, str]:
    match = _HELO.search(comment)
    if match is None:
        return comment, False, ""
    return comment[: match.start()], True, comment[match.end() :]


def _first_piece(text: str) -> str:
    return next((piece for piece in _SEPARATORS.split(text) if piece), "")


def _host_in(text: str) -> str | None:
    """Return a host name, lower case; None for an address literal, "unknown" and anything else."""
    name = text.strip("[]<>\"'").rstrip(".").lower()
    if len(name) > MAX_NAME_CHARS or name in _NO_NAMES or not _HOST.fullmatch(name):
        return None
    return None if read_ip(name) is not None else name
