"""The real server, in a process of its own."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
import trustme

from bouncecheck.errors import SettingsError
from bouncecheck.web.server import Listening, serve

PROGRAM = """
import os, sys, time
from pathlib import Path
from bouncecheck.web.server import Listening, serve

def make_app():
    def app(environ, start):
        if environ["PATH_INFO"] == "/slow":
            time.sleep(0.5)
        start("200 OK", [("Content-Type", "text/plain")])
        return [str(os.getpid()).encode()]
    return app

address, certificate, key = sys.argv[1:]
listening = Listening(
    address=address, workers=1, threads=8,
    certificate=Path(certificate) if certificate else None, key=Path(key) if key else None,
)
serve(make_app, listening, on_ready=lambda: print("ready", flush=True))
print("cleaned up", os.getpid(), flush=True)
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


@pytest.fixture
def certificates(tmp_path: Path) -> tuple[str, str, ssl.SSLContext]:
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(key)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    return str(chain), str(key), trust


def _started(*arguments: str) -> subprocess.Popen[str]:
    server = subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    return server


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_server_lets_a_request_end_and_its_caller_clean_up_once(
    port: int, ending: signal.Signals
) -> None:
    with _started(f"127.0.0.1:{port}", "", "") as server:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/slow")
        time.sleep(0.2)
        server.send_signal(ending)
        answer = connection.getresponse()
        worker = answer.read().decode()
        connection.close()
        rest, _ = server.communicate(timeout=20)

    assert answer.status == 200
    assert server.returncode == 0
    assert rest == f"cleaned up {server.pid}\n"
    assert int(worker) != server.pid
    with pytest.raises(ProcessLookupError):
        os.kill(int(worker), 0)


def test_the_server_speaks_tls(port: int, certificates: tuple[str, str, ssl.SSLContext]) -> None:
    chain, key, trust = certificates

    with _started(f"localhost:{port}", chain, key) as server:
        connection = http.client.HTTPSConnection("localhost", port, context=trust, timeout=10)
        connection.request("GET", "/", headers={"X-Long": "x" * 16_000})
        status = connection.getresponse().status
        connection.close()
        server.terminate()
        server.communicate(timeout=20)

    assert status == 200


def test_what_a_client_sends_is_never_quoted_in_the_log(
    port: int, certificates: tuple[str, str, ssl.SSLContext]
) -> None:
    chain, key, trust = certificates
    strange = ssl.create_default_context()
    program = [sys.executable, "-c", PROGRAM, f"localhost:{port}", chain, key]

    with subprocess.Popen(  # noqa: S603  # our own interpreter
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        with socket.create_connection(("localhost", port)) as raw, pytest.raises(ssl.SSLError):
            strange.wrap_socket(raw, server_hostname="localhost")
        with (
            socket.create_connection(("localhost", port)) as raw,
            trust.wrap_socket(raw, server_hostname="localhost") as connection,
        ):
            connection.sendall(b"GET /?mailbox=vince@contoso.com HTTP/x\r\n\r\n")
            refused = connection.recv(1_000)
        server.terminate()
        _, said = server.communicate(timeout=20)

    assert b" 400 " in refused
    assert said == ""


def test_an_address_that_is_taken_is_said_so(port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        listening = Listening(address=f"127.0.0.1:{port}", workers=1, threads=1)

        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            serve(lambda: None, listening)  # type: ignore[arg-type, return-value]  # never called
