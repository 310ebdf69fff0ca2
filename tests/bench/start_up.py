"""How long a program takes to start, against Python itself."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figures import Figure

ROUNDS = 5
READ_BAR_S = 0.3
NOTICE = min((Path(__file__).parents[1] / "corpus").rglob("*.eml"))

COUNT_HEAVY = """
import sys, bouncecheck.cli, bouncecheck.bounces.summary, bouncecheck.bounces.read
print(sum(name.split(".")[0] in {"flask", "msgraph", "msal"} for name in sys.modules))
"""


def start_up_figures() -> Iterator[Figure]:
    """Give the times of `read` on one file and of importing all that `serve` needs."""
    bare = _seconds("-c", "pass")
    read = _seconds("-m", "bouncecheck", "read", str(NOTICE))
    serve = _seconds("-c", "import bouncecheck.wiring.deployment")
    yield Figure(
        name="bouncecheck read, one file, from start to end",
        value=read,
        unit="s",
        at_most=READ_BAR_S,
        beside=f"{read / bare:.1f} x Python's own {bare:.3f} s",
    )
    yield Figure(
        name="bouncecheck serve, imports",
        value=serve,
        unit="s",
        beside=f"{serve / bare:.1f} x Python's own start",
    )
    loaded = subprocess.run(  # noqa: S603  # our own interpreter and text
        [sys.executable, "-c", COUNT_HEAVY],
        check=True,
        capture_output=True,
        text=True,
    )
    yield Figure(
        name="modules of Flask, msgraph and MSAL that read loads",
        value=float(loaded.stdout),
        unit="modules",
        at_most=0,
    )


def _seconds(*arguments: str) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        subprocess.run(  # noqa: S603  # our own interpreter and words
            [sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL
        )
        times.append(time.perf_counter() - started)
    return median(times)
