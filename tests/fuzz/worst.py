"""Measure floods of 5 MB, each in a process of its own: none takes a second, none 100 MB.

`python -m fuzz.worst [place or piece]` measures those floods alone whose name holds the words.
"""

import resource
import sys
import time
from multiprocessing import get_context
from typing import NamedTuple

import click

from bouncecheck.bounces.mime import MAX_BOUNCE_BYTES
from bouncecheck.bounces.read import read_bounce
from fuzz.floods import flood, floods

MAX_MS = 1_000
MAX_MB = 100
SHOWN = 15


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
    chosen = [each for each in floods() if words in _name(*each)]
    # The most memory that a process had is never less again: each flood has one of its own.
    with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        results = pool.imap_unordered(_measured, chosen)
        with click.progressbar(results, length=len(chosen), file=sys.stderr) as shown:
            measured = sorted(shown, reverse=True)
    for each in measured[:SHOWN]:
        click.echo(f"{each.ms:6} ms {each.mb:4} MB  {each.name}")
    most = max((each.mb for each in measured), default=0)
    click.echo(f"{len(measured)} floods of {MAX_BOUNCE_BYTES:,} bytes, at most {most} MB")
    return 1 if any(each.is_too_much for each in measured) else 0


def _name(place: str, piece: str) -> str:
    return f"{place} of {piece}"


def _measured(chosen: tuple[str, str]) -> Measured:
    raw = flood(*chosen, MAX_BOUNCE_BYTES)
    read_bounce(raw[:1_000])
    before_kb = _resident_kb()
    start = time.process_time()
    read_bounce(raw)
    spent_s = time.process_time() - start
    most_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mb = max(0, most_kb - before_kb) // 1024
    return Measured(round(spent_s * 1000), mb, _name(*chosen))


def _resident_kb() -> int:
    """Return what the process holds now: making the flood may have taken more for a while."""
    with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123 - no file on a disk
        return int(pages.read().split()[1]) * resource.getpagesize() // 1024


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
