"""Every mail of the corpus is read as the JSON beside it says, whatever its lines end in."""

import json
from pathlib import Path

import pytest

from bouncecheck.bounces.dialects import DIALECTS
from bouncecheck.bounces.read import read_bounce
from bouncecheck.bounces.summary import summary

CORPUS = Path(__file__).parent.parent / "corpus"
MAILS = sorted(CORPUS.rglob("*.eml"))
NAMES = sorted({dialect.__module__.rpartition(".")[2] for dialect in DIALECTS})


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("mail", MAILS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_mail_says_what_its_json_says(mail: Path, ending: bytes) -> None:
    raw = mail.read_bytes().replace(b"\n", ending)

    row = summary(read_bounce(raw), mail.name)

    assert row == json.loads(mail.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("dialect", NAMES)
def test_a_dialect_has_three_mails_or_more_and_reads_them(dialect: str) -> None:
    mails = [mail for mail in MAILS if mail.parent.name == dialect]

    assert len(mails) >= 3
    assert {read_bounce(mail.read_bytes()).dialect for mail in mails} == {dialect}


@pytest.mark.parametrize(
    "mail", [mail for mail in MAILS if mail.parent.name == "refused"], ids=lambda path: path.stem
)
def test_a_look_alike_is_refused_and_lends_no_identifier(mail: Path) -> None:
    bounce = read_bounce(mail.read_bytes())

    assert bounce.dialect == "none"
    assert bounce.returned.message_ids == ()
