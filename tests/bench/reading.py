"""Reading against flufl.bounce, on the same files, turn by turn in one run."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from statistics import median

from flufl.bounce import all_failures

from bench.figures import Figure
from bouncecheck.bounces.read import read_bounce

ROUNDS = 3
ROOT = Path(__file__).parents[2]


def bounces() -> list[bytes]:
    """Return the mails to read: the shared ones where they are, else those of the checkout."""
    shared = Path(os.environ.get("BOUNCECHECK_SHARED", ROOT.parent / "shared"))  # noqa: TID251
    folder = shared / "bounces" / "eml"
    found = sorted(folder.glob("*.eml")) or sorted((ROOT / "tests" / "corpus").rglob("*.eml"))
    return [path.read_bytes() for path in found]


def reading_figures() -> Iterator[Figure]:
    """Give the ratio of the two readers' speeds: above 1, ours is faster."""
    mails = bounces()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_per_second(read_bounce, mails))
        theirs.append(_per_second(_flufl, mails))
    yield Figure(
        name=f"reading {len(mails)} mails: ours / flufl.bounce",
        value=median(ours) / median(theirs),
        unit="times",
        at_least=1,
        beside=f"{median(ours):.0f} against {median(theirs):.0f} mails/s",
    )


def _flufl(raw: bytes) -> None:
    # It raises on some of these mails; that is its answer, and costs it no time here.
    with suppress(Exception):
        all_failures(message_from_bytes(raw))


def _per_second(read: Callable[[bytes], object], mails: list[bytes]) -> float:
    started = time.perf_counter()
    for mail in mails:
        read(mail)
    return len(mails) / (time.perf_counter() - started)
