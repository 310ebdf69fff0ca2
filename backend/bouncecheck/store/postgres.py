"""The embedded PostgreSQL: started with us, stopped with us, never left behind."""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from bouncecheck.errors import StoreError
from bouncecheck.store.access import USER, write_access_files
from bouncecheck.store.binaries import MAJOR, Owner, programs, server_owner

MAX_SOCKET_BYTES = 107
"""What the kernel takes as the address of a Unix socket (unix(7))."""

SYSTEM_FOLDER = Path("/var/lib/bouncecheck")
"""Where a service of the system keeps its state (Filesystem Hierarchy Standard, 5.8)."""

_SOCKET_NAME = ".s.PGSQL.5432"
_START_TIMEOUT_S = 30.0
_STOP_TIMEOUT_S = 30.0
_POLL_S = 0.005
_PR_SET_PDEATHSIG = 1
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
"""No network, little memory, and a log that never quotes a row."""


_SURROUNDINGS = {"LC_ALL": "C", "TZ": "UTC"}
"""All that the server sees of our environment, which may hold secrets."""


class EmbeddedPostgres:
    """A PostgreSQL server of our own in the data folder, for as long as the `with` block lasts.

    On Linux the kernel stops it when we die, whatever killed us. Elsewhere the next start does.
    Enter it in the main thread: the kernel takes the end of the starting thread for our own.
    """

    def __init__(self, data: Path, system_folder: Path = SYSTEM_FOLDER) -> None:
        """Take the folder in which everything of the server is to live.

        Args:
            data: Our data folder. Root's own home lets nobody pass, and PostgreSQL does not run
                as root: what would lie in there lies in `system_folder` then.
            system_folder: Where root keeps what has to last and others may reach.
        """
        self._owner = server_owner()
        self._folder = _home(data.absolute(), self._owner, system_folder)
        self._cluster = self._folder / "cluster"
        self._sockets = _socket_folder(self._folder)
        self._lock: IO[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._started_in = os.getpid()

    @property
    def url(self) -> str:
        """The address of its database; good for this system user alone."""
        return f"postgresql://{USER}@/postgres?host={quote(str(self._sockets))}"

    def __enter__(self) -> Self:
        """Start the server; the first time in a folder that takes a second.

        Raises:
            StoreError: it cannot start, or another one of us uses the folder.
        """
        try:
            self._started_in = os.getpid()
            self._make_folders()
            self._lock = _locked(self._folder / "lock")
            self._stop_leftover()
            binaries = programs(self._folder, self._owner)
            self._make_cluster(binaries)
            self._start(binaries)
        except OSError as error:
            self._stop()
            raise StoreError(f"The embedded PostgreSQL cannot start: {error}.") from error
        except StoreError:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server, unless this is a forked child, whose server it is not."""
        if os.getpid() == self._started_in:
            self._stop()

    def _make_folders(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._owner.is_other:
            # The server must pass through, but has no business in listing what lies here.
            for folder in (self._folder, self._folder.parent):
                folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
            _require_way_to(self._folder)
        _make_private(self._sockets, self._owner)

    def _make_cluster(self, binaries: Path) -> None:
        version = self._cluster / "PG_VERSION"
        if version.is_file():
            if version.read_text().strip() != str(MAJOR):
                raise StoreError(f"The database was made by PostgreSQL {version.read_text()}.")
            return
        draft = self._folder / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        _make_private(draft, self._owner)
        user, group = self._owner.to_become
        done = subprocess.run(  # noqa: S603  # our own programs and paths
            [
                binaries / "initdb",
                f"--pgdata={draft}",
                f"--username={USER}",
                "--auth=reject",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--no-instructions",
            ],
            user=user,
            group=group,
            extra_groups=[] if self._owner.is_other else None,
            env=_SURROUNDINGS,
            cwd="/",
            capture_output=True,
            check=False,
        )
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip()[-500:]
            raise StoreError(f"The database could not be made: {reason}")
        draft.rename(self._cluster)

    def _start(self, binaries: Path) -> None:
        access = write_access_files(self._folder)
        settings = {**_SETTINGS, **access, "unix_socket_directories": str(self._sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        user, group = self._owner.to_become
        with (self._folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(  # noqa: S603  # our own programs and paths
                [binaries / "postgres", "-D", self._cluster, *options],
                user=user,
                group=group,
                extra_groups=[] if self._owner.is_other else None,
                env=_SURROUNDINGS,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for us; we tell the server when our own work is done.
                start_new_session=True,
                preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509  # no threads yet
            )
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self._is_ready():
            if self._server.poll() is not None or time.monotonic() > deadline:
                reason = (self._folder / "server.log").read_text(errors="replace")[-500:]
                raise StoreError(f"The embedded PostgreSQL did not start: {reason.strip()}")
            time.sleep(_POLL_S)

    def _is_ready(self) -> bool:
        lines = _pid_file(self._cluster)
        is_ours = self._server is not None and lines[:1] == [str(self._server.pid)]
        return is_ours and lines[-1].strip() == "ready"

    def _stop_leftover(self) -> None:
        """Stop a server whose starter died where no kernel told it; the lock says that he did."""
        lines = _pid_file(self._cluster)
        if not lines or not lines[0].isdigit():
            return
        with contextlib.suppress(ProcessLookupError):
            deadline = time.monotonic() + _STOP_TIMEOUT_S
            # The number may be somebody else's by now: only a server holds the socket's lock.
            if not (self._sockets / f"{_SOCKET_NAME}.lock").exists():
                return
            os.kill(int(lines[0]), signal.SIGINT)
            while time.monotonic() < deadline and _pid_file(self._cluster):
                os.kill(int(lines[0]), 0)
                time.sleep(_POLL_S)

    def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                server.send_signal(ending)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(_STOP_TIMEOUT_S)
                    break
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _locked(path: Path) -> IO[bytes]:
    """Return the open lock file, which only one process can have; the kernel frees it."""
    file = path.open("wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise StoreError(
            f"Another Bounce Check uses {path.parent.parent}: stop it, or set BOUNCECHECK_DATA."
        ) from error
    return file


def _socket_folder(folder: Path) -> Path:
    """Return where the socket is to be: always the same place for one data folder."""
    inside = folder / "run"
    if len(os.fsencode(inside / _SOCKET_NAME)) <= MAX_SOCKET_BYTES:
        return inside
    return Path(tempfile.gettempdir()) / f"bouncecheck-{_short_name(folder)}"


def _home(data: Path, owner: Owner, system_folder: Path) -> Path:
    """Return the server's own folder: always the same one for one data folder."""
    if not owner.is_other or all(_lets_pass(folder) for folder in data.parents):
        return data / "postgres"
    return system_folder / _short_name(data)


def _lets_pass(folder: Path) -> bool:
    """Tell whether everybody may go through a folder; one that is not there yet will."""
    return not folder.exists() or bool(folder.stat().st_mode & stat.S_IXOTH)


def _short_name(path: Path) -> str:
    return hashlib.blake2b(os.fsencode(path), digest_size=8).hexdigest()


def _make_private(folder: Path, owner: Owner) -> None:
    """Make a folder that only `owner` can enter; refuse one that somebody else has put there."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, owner.uid, owner.gid)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != owner.uid:
        raise StoreError(f"{folder} belongs to somebody else.")
    folder.chmod(0o700)


def _require_way_to(folder: Path) -> None:
    for parent in folder.parents:
        if not _lets_pass(parent):
            raise StoreError(
                f"PostgreSQL does not run as root, and nobody else can enter {parent}: run "
                "Bounce Check as a plain user, or set BOUNCECHECK_DATA to a folder such as "
                "/var/lib/bouncecheck."
            )


def _pid_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []


def _die_with_parent(parent: int) -> Callable[[], None]:
    """Return what the new process calls, after it has become its user and before it starts."""
    if sys.platform != "linux":
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel
