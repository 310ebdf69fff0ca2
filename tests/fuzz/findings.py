"""What was found: kept in a folder, one small mail for each way of breaking a law."""

import hashlib
from collections import Counter
from pathlib import Path

from bouncecheck.bounces.model import Bounce
from fuzz.laws import reading_of
from fuzz.minimise import minimised

MAX_KEPT = 3
"""So many mails are kept for one law in one run: the others tell the same."""


class Findings:
    """Reads mails, and keeps those that break a law."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.read = 0
        self.broken: Counter[str] = Counter()

    def try_mail(self, raw: bytes) -> Bounce | None:
        """Return what is read of a mail; keep the mail, made small, if that breaks a law."""
        self.read += 1
        bounce, law = reading_of(raw)
        if law is not None:
            self.broken[law] += 1
            if self.broken[law] <= MAX_KEPT:
                self._keep(raw, law)
        return bounce

    def _keep(self, raw: bytes, law: str) -> None:
        small = minimised(raw, lambda less: reading_of(less).broken == law)
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{law.replace(' ', '_')}-{hashlib.sha256(small).hexdigest()[:8]}.eml"
        (self._folder / name).write_bytes(small)
        self.say(f"{law}: {self._folder / name} ({len(small)} bytes)")

    def say(self, line: str) -> None:
        """Print a line at once."""
        print(line, flush=True)  # noqa: T201 - the lines are what this program is for
