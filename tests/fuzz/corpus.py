"""The mails to begin with: ours, and the real ones where they are."""

import os
from pathlib import Path

from fuzz.variants import with_plain_ends

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache" / "fuzz"
"""Where findings are kept."""


def corpus() -> list[bytes]:
    """Return the mails of the checkout, and of the shared folder if it is there."""
    shared = Path(os.environ.get("BOUNCECHECK_SHARED", ROOT.parent / "shared"))  # noqa: TID251
    ours = sorted((ROOT / "tests" / "corpus").rglob("*.eml"))
    real = sorted((shared / "bounces" / "eml").glob("*.eml"))
    return [with_plain_ends(path.read_bytes()) for path in (*ours, *real)]
