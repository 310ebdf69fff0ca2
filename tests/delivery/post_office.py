"""A mail server on this machine, as far as handing in one letter goes (RFC 5321)."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from typing_extensions import override


@dataclass
class PostOffice:
    """What came in, and what is refused."""

    port: int = 0
    refuses: str = ""
    """The command that is answered with 550."""

    commands: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    ca_file: Path | None = None

    def answer(self, line: str) -> str:
        self.commands.append(line)
        word = line.upper().partition(" ")[0].partition(":")[0]
        if self.refuses and word == self.refuses:
            return "550 no"
        replies = {"EHLO": "250-here\r\n250 AUTH PLAIN", "DATA": "354 go on", "QUIT": "221 bye"}
        return {**replies, "AUTH": "235 welcome"}.get(word, "250 fine")


class Counter(socketserver.StreamRequestHandler):
    """Speaks with one who hands in."""

    office: PostOffice

    @override
    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            text = line.decode().rstrip("\r\n")
            reply = self.office.answer(text)
            self._say(reply)
            if reply.startswith("354"):
                self.office.letters.append(self._letter())
                self._say("250 taken")
            if text.upper() == "QUIT":
                return

    def _letter(self) -> str:
        return b"".join(iter(self.rfile.readline, b".\r\n")).decode()

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def open_post_office(office: PostOffice, folder: Path, *, is_tls: bool) -> Iterator[PostOffice]:
    """Let the office take letters on a port of its own until the end of the block."""
    counter = type("CounterOfThis", (Counter,), {"office": office})
    with Server(("127.0.0.1", 0), counter) as server:
        if is_tls:
            authority = trustme.CA()
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            authority.issue_cert("localhost").configure_cert(context)
            office.ca_file = folder / "ca.pem"
            authority.cert_pem.write_to_path(str(office.ca_file))
            server.socket = context.wrap_socket(server.socket, server_side=True)
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield office
        server.shutdown()
