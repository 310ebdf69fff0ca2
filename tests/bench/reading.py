"""Reading against flufl.bounce, on the same files, turn by turn in one run."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from flufl.bounce import all_failures

from bench.figures import Figure
from bouncecheck.bounces.read import read_bounce

ROUNDS = 3
COPIES = 4
P99_BAR_MS = 10
ROOT = Path(__file__).parents[2]


def bounces() -> list[bytes]:
    """Return the mails to read: the shared ones where they are, else those of the checkout."""
    shared = Path(os.environ.get("BOUNCECHECK_SHARED", ROOT.parent / "shared"))  # noqa: TID251
    folder = shared / "bounces" / "eml"
    found = sorted(folder.glob("*.eml")) or sorted((ROOT / "tests" / "corpus").rglob("*.eml"))
    return [path.read_bytes() for path in found]


def reading_figures() -> Iterator[Figure]:
    """Give the ratio of the two readers' speeds (above 1, ours is faster), and our slow mails."""
    mails = bounces()
    ours, theirs, slowest = list[float](), list[float](), list[float]()
    for _ in range(ROUNDS):
        times = [_seconds(read_bounce, mail) for mail in mails]
        ours.append(len(mails) / sum(times))
        slowest.append(1000 * quantiles(times, n=100)[-1])
        theirs.append(len(mails) / sum(_seconds(_flufl, mail) for mail in mails))
    yield Figure(
        name=f"reading {len(mails)} mails on one core: ours / flufl.bounce",
        value=median(ours) / median(theirs),
        unit="times",
        at_least=1,
        beside=f"{median(ours):.0f} against {median(theirs):.0f} mails/s",
    )
    yield Figure(
        name="reading one mail, 99th percentile",
        value=median(slowest),
        unit="ms",
        at_most=P99_BAR_MS,
    )
    yield _folder_figure()


def _folder_figure() -> Figure:
    """Give how much faster the command reads a folder on all cores than on one."""
    with TemporaryDirectory() as name:
        for number, mail in enumerate(bounces() * COPIES):
            Path(name, f"{number}.eml").write_bytes(mail)
        one, all_of_them = (_command_seconds(name, jobs) for jobs in ("1", "0"))
    return Figure(
        name="bouncecheck read of a folder: all cores / one",
        value=one / all_of_them,
        unit="times",
        beside=f"{one:.1f} s against {all_of_them:.1f} s on {os.cpu_count()} cores",
    )


def _command_seconds(folder: str, jobs: str) -> float:
    command = [sys.executable, "-m", "bouncecheck", "read", "--jobs", jobs, folder]
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own program
    return time.perf_counter() - started


def _flufl(raw: bytes) -> None:
    # It raises on some of these mails; that is its answer, and costs it no time here.
    with suppress(Exception):
        all_failures(message_from_bytes(raw))


def _seconds(read: Callable[[bytes], object], mail: bytes) -> float:
    """Return the processor time: other programs on the machine are not what is measured."""
    started = time.process_time()
    read(mail)
    return time.process_time() - started
