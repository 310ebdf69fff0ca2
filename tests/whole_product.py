"""The whole product against the pretend Microsoft 365, over real TLS on loopback."""

import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from typing_extensions import override
from werkzeug.serving import ThreadedWSGIServer

from bouncecheck.demo.graph_emulator import DnsServer, World, issue_api_tokens
from bouncecheck.demo.story import build_story
from bouncecheck.web.server import WSGIApplication
from bouncecheck.wiring.demonstration import (
    demo_application,
    demo_certificate,
    demo_settings,
)
from bouncecheck.wiring.deployment import opened_database
from bouncecheck.wiring.product import now

TIMEOUT_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeProduct:
    """One running demo, and the world it lives in."""

    base: str
    world: World
    names: DnsServer
    certificate: Path
    database_url: str

    def ask(
        self, method: str, path: str, user: str, body: Mapping[str, Any] | None = None
    ) -> requests.Response:
        """Send one request to the API as a user of the story."""
        tokens = issue_api_tokens(self.world, self.world.user_named(user), self.base)
        return requests.request(
            method,
            f"{self.base}{path}",
            json=body,
            headers={"Authorization": f"Bearer {tokens['access_token']}"},
            verify=str(self.certificate),
            timeout=TIMEOUT_S,
        )

    def check(self, key: str) -> requests.Response:
        """Have one bounce of the story judged by whoever it lies with."""
        user_id, item = self.world.labelled[key]
        user = self.world.users[user_id]
        return self.ask("POST", "/api/checks", user.upn, {"message": {"id": item.immutable_id}})


@contextmanager
def running_product() -> Iterator[WholeProduct]:
    """Start everything on a free port, in a folder of its own; stop and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="bouncecheck-test-") as name:
        folder = Path(name)
        # PostgreSQL does not run as root; the user that it drops to must get in.
        folder.chmod(0o711)
        with _running_in(folder) as product:
            yield product


Connection = socket.socket | tuple[bytes, socket.socket]


class _Server(ThreadedWSGIServer):
    """A server that ends the connections which clients keep alive, and waits for their threads."""

    def __init__(self, port: int, application: WSGIApplication, tls: ssl.SSLContext) -> None:
        self.held: set[socket.socket] = set()
        super().__init__("127.0.0.1", port, application, ssl_context=tls)

    @override
    def process_request(self, request: Connection, client_address: object) -> None:
        if isinstance(request, socket.socket):
            self.held.add(request)
        super().process_request(request, client_address)

    @override
    def shutdown_request(self, request: Connection) -> None:
        super().shutdown_request(request)
        if isinstance(request, socket.socket):
            self.held.discard(request)

    @override
    def server_close(self) -> None:
        super().server_close()
        for held in tuple(self.held):
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)
        give_up_at = time.monotonic() + TIMEOUT_S
        while self.held and time.monotonic() < give_up_at:
            time.sleep(0.01)


@contextmanager
def serving(port: int, application: WSGIApplication, certificate: Path) -> Iterator[None]:
    """Serve an application over TLS on loopback; nothing of it is left at the end."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    server = _Server(port, application, tls)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _running_in(folder: Path) -> Iterator[WholeProduct]:
    world = build_story(now())
    certificate = demo_certificate(folder)
    port = free_port()
    base = f"https://localhost:{port}"
    with DnsServer(world.zones) as names, opened_database(None, folder) as database:
        settings = demo_settings(base, folder, names.address)
        application = demo_application(world, settings, database)()
        with serving(port, application, certificate):
            yield WholeProduct(
                base=base,
                world=world,
                names=names,
                certificate=certificate,
                database_url=database.url,
            )
