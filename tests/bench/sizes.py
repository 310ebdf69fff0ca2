"""What a browser has to fetch for the pane."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure

PANE = Path(__file__).parents[2] / "backend" / "bouncecheck" / "web" / "pane"
BAR_KIB = 150
KIB = 1024


def size_figures() -> Iterator[Figure]:
    """Give the size of all scripts and styles of the pane, the lazily loaded ones too."""
    files = [*PANE.rglob("*.js"), *PANE.rglob("*.css"), PANE / "taskpane.html"]
    packed = {file: len(gzip.compress(file.read_bytes(), 9)) / KIB for file in files}
    largest = max(packed, key=lambda file: packed[file])
    yield Figure(
        name="pane bundle with MSAL, gzip",
        value=sum(packed.values()),
        unit="KiB",
        at_most=BAR_KIB,
        beside=f"of which {packed[largest]:.1f} is the largest file",
    )
