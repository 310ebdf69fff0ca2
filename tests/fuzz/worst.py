"""Measure floods of 5 MB, each in a process of its own: none takes a second, none 100 MB.

`python -m fuzz.worst [place or piece]` measures those floods alone whose name holds the words.
"""

import resource
import subprocess
import sys
import time
from typing import NamedTuple

from bouncecheck.bounces.mime import MAX_BOUNCE_BYTES
from bouncecheck.bounces.read import read_bounce
from fuzz.floods import flood, floods

MAX_MS = 1_000
MAX_MB = 100
SHOWN = 15
LIMIT_S = 60
ONE = "--one"


class Measured(NamedTuple):
    """What one flood took."""

    ms: int
    mb: int
    name: str

    @property
    def is_too_much(self) -> bool:
        """Whether it took more than any mail may."""
        return self.ms > MAX_MS or self.mb > MAX_MB


def main(words: str) -> int:
    """Measure, print the worst, and say whether all stay within the bounds."""
    chosen = [(place, piece) for place, piece in floods() if words in f"{place} of {piece}"]
    measured = sorted((_measured_apart(place, piece) for place, piece in chosen), reverse=True)
    for each in measured[:SHOWN]:
        _say(f"{each.ms:6} ms {each.mb:4} MB  {each.name}")
    most = max((each.mb for each in measured), default=0)
    _say(f"{len(measured)} floods of {MAX_BOUNCE_BYTES:,} bytes, at most {most} MB")
    return 1 if any(each.is_too_much for each in measured) else 0


def _measured_apart(place: str, piece: str) -> Measured:
    """Measure in a process of its own: the most memory that a process had is never less again."""
    command = [sys.executable, "-m", "fuzz.worst", ONE, place, piece]
    told = subprocess.run(  # noqa: S603 - our own program
        command, check=True, capture_output=True, text=True, timeout=LIMIT_S
    ).stdout
    ms, mb = map(int, told.split())
    return Measured(ms, mb, f"{place} of {piece}")


def _measure(place: str, piece: str) -> None:
    raw = flood(place, piece, MAX_BOUNCE_BYTES)
    read_bounce(raw[:1_000])
    before_kb = _resident_kb()
    start = time.process_time()
    read_bounce(raw)
    spent_s = time.process_time() - start
    most_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _say(f"{spent_s * 1000:.0f} {max(0, most_kb - before_kb) // 1024}")


def _resident_kb() -> int:
    """Return what the process holds now: making the flood may have taken more for a while."""
    with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123 - no file on a disk
        return int(pages.read().split()[1]) * resource.getpagesize() // 1024


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the table is what this program is for


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        _measure(*sys.argv[2:4])
    else:
        sys.exit(main(" ".join(sys.argv[1:])))
