"""Real bounces, read in place where the shared folder is, and held to the bars by its scorer."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import pytest

from bouncecheck.bounces.model import Kind
from bouncecheck.bounces.read import read_bounce
from bouncecheck.bounces.summary import Summary, summary

CHECKOUT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BOUNCECHECK_SHARED", str(CHECKOUT.parent / "shared"))) / "bounces"  # noqa: TID251 - a test finds its material by it

pytestmark = pytest.mark.skipif(
    not (SHARED / "truth.jsonl").is_file(), reason="the shared corpus of real bounces is not here"
)

FAMILY_OF_MANY = 5
MOST_INVENTIONS = 0.003


class Score(TypedDict):
    """How often a field is right."""

    precision: float
    recall: float


Truth = dict[str, Any]
"""A row of the truth table; the README beside it names its members."""


@cache
def truth() -> list[Truth]:
    lines = (SHARED / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def originals() -> list[Truth]:
    return [row for row in truth() if "variant_of" not in row]


@cache
def read_all() -> dict[str, Summary]:
    return {
        row["file"]: summary(read_bounce((SHARED / "eml" / row["file"]).read_bytes()), row["file"])
        for row in truth()
    }


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Score]:
    folder = tmp_path_factory.mktemp("scores")
    said, scored = folder / "said.jsonl", folder / "scored.json"
    said.write_text("".join(json.dumps(row) + "\n" for row in read_all().values()), "utf-8")
    subprocess.run(  # noqa: S603  # the scorer that comes with the corpus
        [sys.executable, "-B", SHARED / "score.py", said, SHARED / "truth.jsonl", "--json", scored],
        check=True,
        capture_output=True,
    )
    fields: dict[str, Score] = json.loads(scored.read_text(encoding="utf-8"))["fields"]
    return fields


@pytest.mark.parametrize(
    ("field", "precision", "recall"),
    [
        ("recipients", 0.995, 0.985),
        ("message_id", 1.0, 0.98),
        ("subject", 0.99, 0.96),
        ("from", 0.995, 0.98),
        ("sent_at", 0.995, 0.97),
        ("status", 0.995, 0.975),
    ],
)
def test_a_field_is_read_as_often_and_as_rightly_as_we_promise(
    scores: dict[str, Score], field: str, precision: float, recall: float
) -> None:
    assert scores[field]["precision"] >= precision
    assert scores[field]["recall"] >= recall


def test_real_bounces_are_told_from_other_mail() -> None:
    right = missed = invented = kind_right = 0
    rows = [row for row in originals() if row["kind_state"] == "present"]

    for row in rows:
        said = read_all()[row["file"]]["kind"]
        accepted = {row["kind"], *row["kind_alt"]}
        is_undelivered = row["kind"] in {Kind.FAILURE, Kind.DELAY}
        kind_right += said in accepted
        right += is_undelivered and said in accepted
        missed += is_undelivered and said not in {*accepted, Kind.FAILURE, Kind.DELAY}
        invented += said == Kind.FAILURE and not accepted & {Kind.FAILURE, Kind.DELAY}

    assert right / (right + invented) >= 0.995
    assert right / (right + missed) >= 0.98
    assert kind_right / len(rows) >= 0.97


def test_nothing_is_invented_that_a_careful_reader_does_not_find() -> None:
    states = {
        "recipients": "recipients_state",
        "message_id": "message_id_state",
        "subject": "subject_state",
        "sent_at": "sent_state",
        "status": "status_state",
    }

    inventions = {
        row["file"]
        for row in originals()
        for field, state in states.items()
        if row[state] == "absent" and dict(read_all()[row["file"]])[field]
    }

    assert len(inventions) <= MOST_INVENTIONS * len(truth())


def test_no_family_loses_its_message_ids() -> None:
    families: dict[str, list[bool]] = {}

    for row in originals():
        if row["message_id_state"] == "present":
            accepted = {one.lower() for one in row["message_id"]}
            said = {one.lower() for one in read_all()[row["file"]]["message_id"]}
            families.setdefault(row["family"], []).append(bool(accepted & said))

    poor = {
        family: found
        for family, found in families.items()
        if len(found) >= FAMILY_OF_MANY and sum(found) / len(found) < 0.90
    }
    assert poor == {}


def test_a_copy_with_other_line_ends_says_the_same_as_its_original() -> None:
    for row in truth():
        if "variant_of" in row:
            copy, original = read_all()[row["file"]], read_all()[row["variant_of"]]
            assert {**copy, "file": ""} == {**original, "file": ""}, row["file"]
