"""A DNS server on the loopback that knows a few records and remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Name to record type to values, as they stand in a zone file. "FAIL": SERVFAIL; "SILENT": none."""

TTL_S = 300
DENIAL_TTL_S = 5


class DnsServer(asyncio.DatagramProtocol):
    """Answers from a zone; names outside of it do not exist."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.asked: list[tuple[str, str]] = []
        self.address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # type: ignore[explicit-override] # typing.override came with Python 3.12
        self._transport = cast("asyncio.DatagramTransport", transport)
        host, port = transport.get_extra_info("sockname")
        self.address = f"{host}:{port}"

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # type: ignore[explicit-override] # typing.override came with Python 3.12
        query = dns.message.from_wire(data)
        reply = self._reply(query)
        if "SILENT" not in self.zone.get(self.asked[-1][0], {}):
            self._transport.sendto(reply.to_wire(), addr)

    def _reply(self, query: dns.message.Message) -> dns.message.Message:
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name not in self.zone:
            reply.set_rcode(dns.rcode.NXDOMAIN)
            soa = f"ns.example.com. admin.example.com. 1 1 1 1 {DENIAL_TTL_S}"
            reply.authority.append(dns.rrset.from_text("com.", TTL_S, "IN", "SOA", soa))
        elif "FAIL" in self.zone[name]:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif values := self.zone[name].get(kind):
            reply.answer.append(dns.rrset.from_text(question.name, TTL_S, "IN", kind, *values))
        return reply


@asynccontextmanager
async def dns_server(zone: Zone) -> AsyncIterator[DnsServer]:
    """Serve the zone while the block runs."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: DnsServer(zone), local_addr=("127.0.0.1", 0)
    )
    try:
        yield server
    finally:
        transport.close()
