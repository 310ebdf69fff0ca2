"""Makes a mail that breaks a law as small as it can be while it still breaks it."""

import time
from collections.abc import Callable

MAX_SECONDS = 20.0


def minimised(raw: bytes, is_broken: Callable[[bytes], bool]) -> bytes:
    """Return the least of `raw` that is still broken: first without lines, then without bytes."""
    until = time.monotonic() + MAX_SECONDS
    lines = _fewest(raw.splitlines(keepends=True), lambda kept: is_broken(b"".join(kept)), until)
    whole = b"".join(lines)
    pieces = [whole[at : at + 1] for at in range(len(whole))]
    return b"".join(_fewest(pieces, lambda kept: is_broken(b"".join(kept)), until))


def _fewest(
    pieces: list[bytes], is_broken: Callable[[list[bytes]], bool], until: float
) -> list[bytes]:
    size = max(1, len(pieces) // 2)
    while size and pieces:
        at = 0
        while at < len(pieces) and time.monotonic() < until:
            rest = pieces[:at] + pieces[at + size :]
            if is_broken(rest):
                pieces = rest
            else:
                at += size
        size //= 2
    return pieces
