"""A DNS server on loopback that knows the story's zones and nothing else."""

import contextlib
import socketserver
import struct
import threading
from collections import Counter
from typing import Self, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from typing_extensions import override

from bouncecheck.demo.graph_emulator.world import Zones

MAX_STRING = 255
TTL_S = 60
MAX_UDP_ANSWER = 1232


class DnsServer:
    """Answers over UDP and TCP on one free port of 127.0.0.1 while it is entered."""

    def __init__(self, zones: Zones) -> None:
        self._live_zones = zones
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._servers: list[socketserver.BaseServer] = []
        self.port = 0
        self.queries: Counter[str] = Counter()
        """How often each name was asked for, known or not; lower case, no final dot."""

    @property
    def address(self) -> str:
        """Return "host:port" as the setting wants it."""
        return f"127.0.0.1:{self.port}"

    @property
    def foreign_names(self) -> set[str]:
        """Return the names that were asked for and are not in the zones."""
        with self._lock:
            return {name for name in self.queries if not self._is_ours(name)}

    def __enter__(self) -> Self:
        for attempt in range(20):
            try:
                self._bind()
                break
            except OSError:
                # The TCP port of the same number was taken: try another pair.
                self._close()
                if attempt == 19:  # noqa: PLR2004 - the last of the twenty attempts
                    raise
        for server in self._servers:
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *error: object) -> None:
        for server in self._servers:
            server.shutdown()
        for thread in self._threads:
            thread.join()
        self._close()

    def answer(self, wire: bytes, limit: int) -> bytes:
        """Return the answer to one question, cut to a limit in octets."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return b""
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        for question in query.question:
            name = question.name.to_text(omit_final_dot=True).lower()
            with self._lock:
                self.queries[name] += 1
            self._fill(answer, name, question.rdtype)
        full = answer.to_wire()
        if len(full) <= limit:
            return full
        short = dns.message.make_response(query)
        short.flags |= dns.flags.TC
        return short.to_wire()

    def _bind(self) -> None:
        udp = _UdpServer(("127.0.0.1", 0), _UdpTalk)
        self._servers = [udp]
        self.port = int(udp.server_address[1])
        self._servers.append(_TcpServer(("127.0.0.1", self.port), _TcpTalk))
        for server in self._servers:
            cast("_UdpServer | _TcpServer", server).owner = self

    def _close(self) -> None:
        for server in self._servers:
            server.server_close()
        self._servers = []
        self._threads = []

    def _fill(self, answer: dns.message.Message, name: str, kind: dns.rdatatype.RdataType) -> None:
        records = self._zones.get(name)
        if records is None:
            ours = self._is_ours(name)
            answer.set_rcode(dns.rcode.NXDOMAIN if ours else dns.rcode.REFUSED)
            return
        values = records.get(dns.rdatatype.to_text(kind), ())
        if values:
            texts = [_strings(value) if kind == dns.rdatatype.TXT else value for value in values]
            owner = dns.name.from_text(name)
            answer.answer.append(dns.rrset.from_text(owner, TTL_S, "IN", kind, *texts))

    @property
    def _zones(self) -> Zones:
        """The zones as they are now: a story may publish more while it runs."""
        return {name.lower().rstrip("."): records for name, records in self._live_zones.items()}

    def _is_ours(self, name: str) -> bool:
        return any(name == zone or name.endswith(f".{zone}") for zone in self._zones)


class _UdpServer(socketserver.ThreadingUDPServer):
    daemon_threads = True
    owner: DnsServer


class _TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    owner: DnsServer


class _UdpTalk(socketserver.BaseRequestHandler):
    @override
    def handle(self) -> None:
        wire, socket = self.request
        answer = cast("_UdpServer", self.server).owner.answer(wire, MAX_UDP_ANSWER)
        if answer:
            socket.sendto(answer, self.client_address)


class _TcpTalk(socketserver.StreamRequestHandler):
    @override
    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, struct.error):
            (length,) = struct.unpack("!H", self.rfile.read(2))
            answer = cast("_TcpServer", self.server).owner.answer(self.rfile.read(length), 65535)
            self.wfile.write(struct.pack("!H", len(answer)) + answer)


def _strings(text: str) -> str:
    """Return the text of a TXT record as strings of at most 255 octets, as DNS holds it."""
    pieces = (text[at : at + MAX_STRING] for at in range(0, len(text), MAX_STRING))
    return " ".join(f'"{piece}"' for piece in pieces)
