"""The whole demo in a process of its own, as `make demo` starts it."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
START_TIMEOUT_S = 90
STOP_TIMEOUT_S = 20

_OPEN = re.compile(r"^Open (https://localhost:\d+)/outlook/")


class DemoDidNotStartError(Exception):
    """The demo ended, or never said where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningDemo:
    """A demo that answers."""

    origin: str
    """Such as https://localhost:8443."""

    @property
    def outlook(self) -> str:
        """The page that looks like Outlook."""
        return f"{self.origin}/outlook/"


@contextmanager
def running_demo() -> Iterator[RunningDemo]:
    """Start the demo on a free port with its files in a new folder, and stop it at the end."""
    with TemporaryDirectory(prefix="bouncecheck-demo-") as name:
        folder = Path(name)
        # Run by root, the demo's PostgreSQL belongs to another user, who must come in.
        folder.chmod(0o755)
        with _started(folder) as running:
            yield running


@contextmanager
def _started(folder: Path) -> Iterator[RunningDemo]:
    log = folder / "demo.log"
    command = [sys.executable, "-m", "bouncecheck", "demo"]
    options = ["--listen", "127.0.0.1:0", "--data", str(folder / "data")]
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603 - a fixed command of ours
            [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            yield RunningDemo(origin=_origin(process, log))
        finally:
            _stop(process)


def _origin(process: "subprocess.Popen[str]", log: Path) -> str:
    lines: Queue[str] = Queue()
    threading.Thread(target=_read, args=(process, lines), daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=START_TIMEOUT_S)
        except Empty:
            raise DemoDidNotStartError(f"It said nothing in {START_TIMEOUT_S} s.") from None
        if not line:
            raise DemoDidNotStartError(log.read_text()[-3000:])
        if found := _OPEN.match(line):
            return found.group(1)


def _read(process: "subprocess.Popen[str]", lines: "Queue[str]") -> None:
    """Keep reading to the end: a full pipe would stop the demo."""
    for line in process.stdout or ():
        lines.put(line)
    lines.put("")


def _stop(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
