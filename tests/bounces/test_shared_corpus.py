"""Real bounces, read in place where the shared folder is there: nothing raises, little missed."""

import json
import os
from pathlib import Path

import pytest

from bouncecheck.bounces.model import Kind
from bouncecheck.bounces.read import read_bounce

CHECKOUT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BOUNCECHECK_SHARED", str(CHECKOUT.parent / "shared"))) / "bounces"  # noqa: TID251 - a test finds its material by it

pytestmark = pytest.mark.skipif(
    not (SHARED / "truth.jsonl").is_file(), reason="the shared corpus of real bounces is not here"
)


def test_real_bounces_are_told_from_other_mail() -> None:
    lines = (SHARED / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    truth = [row for row in map(json.loads, lines) if row["kind_state"] == "present"]
    right = missed = invented = 0

    for row in truth:
        said = read_bounce((SHARED / "eml" / row["file"]).read_bytes()).kind
        is_failure = row["kind"] == Kind.FAILURE
        right += is_failure and said is Kind.FAILURE
        missed += is_failure and said is not Kind.FAILURE
        invented += Kind.FAILURE not in (row["kind"], *row["kind_alt"]) and said is Kind.FAILURE

    assert right / (right + invented) >= 0.98
    assert right / (right + missed) >= 0.95
