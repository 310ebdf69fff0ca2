"""The web server: gunicorn with threads, started from within the program."""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bouncecheck.errors import SettingsError

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

MAX_HEADER_BYTES = 18 * 1024
"""Room for the longest access token that we take."""

GRACE_S = 30
"""How long requests may go on after somebody stopped the server."""

KEEP_ALIVE_S = 30
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # a place for gunicorn's heartbeat, no file of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where and how the server listens."""

    address: str
    """host:port."""

    certificate: Path | None = None
    """PEM files of TLS; None for plain HTTP behind a proxy."""

    key: Path | None = None
    workers: int = 2
    threads: int = 100
    """Per worker: as many requests may wait for Microsoft at once."""


def serve(
    make_app: Callable[[], WSGIApplication],
    listening: Listening,
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then let running requests end.

    Args:
        make_app: Called once in each worker process, after the fork.
        listening: Where and how.
        on_ready: Called once, when the server accepts connections.

    Raises:
        SettingsError: this system cannot fork, or the address cannot be listened on.
    """
    if sys.platform == "win32":
        raise SettingsError("The web server needs Linux or macOS; use a container on Windows.")
    _require_free(listening.address)
    logging.getLogger("gunicorn.error").addFilter(_without_requests)
    started_in = os.getpid()
    try:
        _run(make_app, _options(listening, on_ready))
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
        if os.getpid() != started_in:
            # A worker ends here, not in the callers of serve: what they clean up is the parent's.
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        if code:
            raise SettingsError(
                f"The web server could not start or go on at {listening.address}; "
                "the lines above say why."
            ) from ending


def _options(listening: Listening, on_ready: Callable[[], None]) -> dict[str, object]:
    options: dict[str, object] = {
        "bind": listening.address,
        "workers": listening.workers,
        "threads": listening.threads,
        "worker_class": "gthread",
        "limit_request_field_size": MAX_HEADER_BYTES,
        "graceful_timeout": GRACE_S,
        "keepalive": KEEP_ALIVE_S,
        "loglevel": "warning",
        "proc_name": "bouncecheck",
        # No header of a client's ever becomes the path, whatever proxy lets it through.
        "forwarder_headers": "",
        "control_socket_disable": True,
        "when_ready": lambda _server: _ready(on_ready),
        # Ctrl-C reaches every process of a terminal; a worker waits for its parent's word.
        "post_worker_init": lambda _worker: signal.signal(signal.SIGINT, signal.SIG_IGN),
    }
    if listening.certificate is not None and listening.key is not None:
        options |= {"certfile": str(listening.certificate), "keyfile": str(listening.key)}
    if SHARED_MEMORY.is_dir():
        options["worker_tmp_dir"] = str(SHARED_MEMORY)
    return options


def _without_requests(record: logging.LogRecord) -> bool:
    """Drop gunicorn's lines about what a client sent: they quote addresses of requests.

    Each browser that refuses our certificate would be one, too.
    """
    if isinstance(record.msg, str) and record.msg.startswith("Error handling request"):
        kind = record.exc_info[0] if record.exc_info else None
        record.msg = f"request broke off: {kind.__name__ if kind else 'unknown'}"
        record.args = record.exc_info = None
    return not (isinstance(record.msg, str) and record.msg.startswith("Invalid request"))


def _ready(on_ready: Callable[[], None]) -> None:
    # gunicorn drops running requests on SIGINT and lets them end on SIGTERM; we always let them.
    signal.signal(signal.SIGINT, lambda _number, _frame: os.kill(os.getpid(), signal.SIGTERM))
    on_ready()


def _require_free(address: str) -> None:
    """Refuse an address in use at once; gunicorn would try for five seconds."""
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), int(port)), family=family).close()
    except OSError as error:
        raise SettingsError(f"Cannot listen on {address}: {error.strerror}.") from error


def _run(make_app: Callable[[], WSGIApplication], options: dict[str, object]) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  # not there on Windows

    class Program(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """Our application, with options in place of gunicorn's command line."""

        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> WSGIApplication:
            return make_app()

    Program().run()
