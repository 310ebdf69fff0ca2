"""DNS, for our own domains only: nothing that a bounce holds ever chooses a name outside of them.

`Resolver` asks and remembers; `OwnNames` is the gate before it, which opens for a set of own
domains, for the names that their own SPF records lead to, and for the places of keys inside our
own domains, and for no other.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from ipaddress import ip_address

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.rdatatype
import dns.resolver

from bouncecheck.errors import SettingsError
from bouncecheck.origins.spf_terms import is_spf, leads_to

TIMEOUT_S = 5.0
"""For one question, over all servers and tries."""

SHORTEST_KEPT = timedelta(seconds=60)
LONGEST_KEPT = timedelta(hours=1)
MAX_KEPT = 10_000
_EDNS_BYTES = 1232
_MAX_NAME_CHARS = 253
_LABELS = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")


@unique
class RecordType(StrEnum):
    """The records that SPF needs."""

    TXT = "TXT"
    A = "A"
    AAAA = "AAAA"
    MX = "MX"


@unique
class Outcome(StrEnum):
    """How a question ended."""

    FOUND = "found"
    EMPTY = "empty"
    """The server says that there is no such record, or no such name."""

    FAILED = "failed"
    """Nobody answered in time, or not with an answer."""

    REFUSED = "refused"
    """Not asked: the name is none of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The records of one name and type."""

    outcome: Outcome
    values: tuple[str, ...] = ()
    """TXT: its bytes as Latin-1. A, AAAA: the address. MX: the hosts, most preferred first."""


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Answer
    until: datetime


class Resolver:
    """Asks DNS without blocking, and remembers answers between a minute and an hour."""

    def __init__(self, *, server: str | None, now: Callable[[], datetime]) -> None:
        """Take where to ask.

        Args:
            server: "address:port" of a DNS server, or None for the system's own.
            now: Returns the time: aware, in UTC.

        Raises:
            SettingsError: `server` is not an address with a port.
        """
        self._server = None if server is None else _address_and_port(server)
        self._now = now
        self._kept: dict[tuple[str, RecordType], _Kept] = {}
        self._running: dict[tuple[str, RecordType], asyncio.Task[Answer]] = {}

    def for_domains(self, domains: frozenset[str]) -> "OwnNames":
        """Return a gate that opens for these domains of ours."""
        return OwnNames(self, domains)

    async def ask(self, name: str, record: RecordType) -> Answer:
        """Return the records; a failure is an answer too. Equal questions at once are one."""
        key = (name.rstrip(".").lower(), record)
        kept = self._kept.get(key)
        if kept is not None and self._now() < kept.until:
            return kept.answer
        running = self._running.get(key)
        if running is None:
            running = asyncio.create_task(self._ask_server(*key))
            self._running[key] = running
            running.add_done_callback(lambda _: self._running.pop(key, None))
        return await asyncio.shield(running)

    async def _ask_server(self, name: str, record: RecordType) -> Answer:
        answer, ttl_s = await self._query(name, record)
        kept_for = min(max(timedelta(seconds=ttl_s), SHORTEST_KEPT), LONGEST_KEPT)
        if len(self._kept) >= MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[name, record] = _Kept(answer, self._now() + kept_for)
        return answer

    async def _query(self, name: str, record: RecordType) -> tuple[Answer, int]:
        """Return the answer and its time to live in seconds; 0 where none was given."""
        try:
            reply = await self._client().resolve(
                dns.name.from_text(name), record.value, lifetime=TIMEOUT_S, raise_on_no_answer=False
            )
        except dns.resolver.NXDOMAIN as missing:
            return Answer(outcome=Outcome.EMPTY), _negative_ttl_s(missing)
        except (dns.exception.DNSException, OSError, UnicodeError):
            return Answer(outcome=Outcome.FAILED), 0
        ttl_s = reply.chaining_result.minimum_ttl
        if reply.rrset is None:
            return Answer(outcome=Outcome.EMPTY), ttl_s
        return Answer(outcome=Outcome.FOUND, values=_values(reply, record)), ttl_s

    def _client(self) -> dns.asyncresolver.Resolver:
        client = dns.asyncresolver.Resolver(configure=self._server is None)
        if self._server is not None:
            client.nameservers = [self._server[0]]
            client.port = self._server[1]
        # A record set of usual size then fits into one datagram.
        client.use_edns(0, 0, _EDNS_BYTES)
        return client


class OwnNames:
    """The gate: a set of own domains, and what their SPF records lead to."""

    def __init__(self, resolver: Resolver, domains: frozenset[str]) -> None:
        self._resolver = resolver
        self._own = frozenset(domain.rstrip(".").lower() for domain in domains)
        self._open = set(self._own)

    async def ask(self, name: str, record: RecordType) -> Answer:
        """Return the records of one of our names; for any other, refuse without asking."""
        if name.rstrip(".").lower() not in self._open:
            return Answer(outcome=Outcome.REFUSED)
        answer = await self._resolver.ask(name, record)
        if record is RecordType.MX:
            self._open.update(host.lower() for host in answer.values)
        for text in answer.values if record is RecordType.TXT else ():
            if is_spf(text):
                self._open.update(step.name for step in leads_to(text, name))
        return answer

    async def ask_key(self, selector: str, domain: str) -> Answer:
        """Return the records of a DKIM key of ours (RFC 6376, 3.6.2.1); else refuse.

        Both come from a bounce, so that the name must be plain letters and digits, and lie in one
        of our own domains or below it: only our own name servers ever see it.
        """
        name = f"{selector}._domainkey.{domain}".lower()
        is_plain = _LABELS.fullmatch(selector.lower()) and _LABELS.fullmatch(domain.lower())
        is_own = any(f".{domain.lower()}".endswith(f".{own}") for own in self._own)
        if not is_plain or not is_own or len(name) > _MAX_NAME_CHARS:
            return Answer(outcome=Outcome.REFUSED)
        return await self._resolver.ask(name, RecordType.TXT)


def _values(reply: dns.resolver.Answer, record: RecordType) -> tuple[str, ...]:
    if record is RecordType.TXT:
        return tuple(b"".join(item.strings).decode("latin-1") for item in reply)
    if record is RecordType.MX:
        ranked = sorted(reply, key=lambda item: (item.preference, item.exchange))
        return tuple(item.exchange.to_text(omit_final_dot=True) for item in ranked)
    return tuple(item.address for item in reply)


def _negative_ttl_s(missing: dns.resolver.NXDOMAIN) -> int:
    """Return for how long the name stays missing (RFC 2308, 5)."""
    replies: dict[dns.name.Name, dns.message.QueryMessage] = missing.kwargs["responses"]
    return min((reply.resolve_chaining().minimum_ttl for reply in replies.values()), default=0)


def _address_and_port(server: str) -> tuple[str, int]:
    host, _, port = server.rpartition(":")
    bare = host.strip("[]")
    if bare == "localhost":
        bare = "127.0.0.1"
    try:
        return str(ip_address(bare)), int(port)
    except ValueError as wrong:
        raise SettingsError(f"{server!r} is not an address with a port.") from wrong
