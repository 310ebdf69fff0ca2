"""The file of causes holds what it promises: every code, every row reached, plain sentences."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bouncecheck.bounces import causes
from bouncecheck.bounces.causes import Cause, cause_of, codes_under

Row = dict[str, Any]

TEXT = Path(causes.__file__).with_name("causes.json").read_text(encoding="utf-8")
TABLE = json.loads(TEXT)
WORDS: list[Row] = TABLE["words"]
ROWS: dict[str, dict[str, Row]] = TABLE["rows"]
EVERY_ROW: list[Row] = [*WORDS, *(row for rows in ROWS.values() for row in rows.values())]
OWN_WORDS = [row for row in EVERY_ROW if "like" not in row]
REGISTRIES = json.loads(Path(__file__).with_name("registries.json").read_text(encoding="utf-8"))

HOSTS = {
    "microsoft": "am0.mail.protection.outlook.com",
    "google": "gmail-smtp-in.l.google.com",
    "yahoo": "mta5.am0.yahoodns.net",
    "any": "mx.example.com",
}
LONGEST_SENTENCE = 17
BLAME = re.compile(r"hack|compromis|phish|malware|fault|guilty|careless|%|http", re.IGNORECASE)


def _codes_of(registry: str) -> list[str]:
    return [code for key in REGISTRIES[registry]["codes"] for code in codes_under(key)]


def _without_row(registry: str, *families: str) -> list[str]:
    """Return the codes that stand in no row, or only their subject or class does."""
    known = {one for family in families for key in ROWS[family] for one in codes_under(key)}
    return [
        code
        for code in _codes_of(registry)
        if known.isdisjoint({code, f"X.{code.partition('.')[2]}"})
    ]


def _target_of(row: Row) -> Row:
    family, _, key = row["like"].rpartition(" ")
    return ROWS[family or "any"][key]


def _told(row: Row) -> Cause:
    worded = _target_of(row) if "like" in row else row
    return Cause(worded["cause"], worded["fix"], row["source"])


def _ask(key: str, said: str, family: str) -> Cause:
    """Return what is told for a code that falls under a key."""
    code = codes_under(key)[0]
    if code == "none":
        return cause_of(None, said, HOSTS[family])
    if re.fullmatch(r"\d{3}", code):
        return cause_of(None, f"{code} {said}", HOSTS[family])
    parts = code.replace("X", "5").split(".")
    return cause_of(".".join([*parts, "99", "99"][:3]), said, HOSTS[family])


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) ", text)


def test_every_code_of_the_iana_registry_has_a_row() -> None:
    assert not _without_row("iana", "any")


@pytest.mark.parametrize("registry", sorted(set(REGISTRIES) - {"about", "iana"}))
def test_every_code_of_microsofts_tables_has_a_row(registry: str) -> None:
    assert not _without_row(registry, "microsoft", "any")


def test_every_row_has_a_cause_a_fix_and_a_source_that_is_named() -> None:
    names = tuple(TABLE["sources"])

    assert all(all(_told(row)) for row in EVERY_ROW)
    assert not [row for row in EVERY_ROW if not row["source"].startswith(names)]
    assert not [
        name for name in names if not any(row["source"].startswith(name) for row in EVERY_ROW)
    ]


def test_a_row_borrows_only_from_one_with_words_of_its_own() -> None:
    borrowing = [row for row in EVERY_ROW if "like" in row]

    assert not [row for row in borrowing if "like" in _target_of(row)]
    assert not [row for row in borrowing if {"cause", "fix"} & set(row)]


def test_the_same_words_are_not_written_twice() -> None:
    written = Counter((row["cause"], row["fix"]) for row in OWN_WORDS)

    assert not [words for words, times in written.items() if times > 1]


def test_no_code_stands_twice_in_a_family() -> None:
    def once(pairs: list[tuple[str, Any]]) -> Row:
        assert len(pairs) == len(dict(pairs))
        return dict(pairs)

    json.loads(TEXT, object_pairs_hook=once)

    for rows in ROWS.values():
        ranged = Counter(code for key in rows if "-" in key for code in codes_under(key))
        assert not [code for code, times in ranged.items() if times > 1]


@pytest.mark.parametrize("family", sorted(ROWS))
def test_every_row_is_reached(family: str) -> None:
    rows = ROWS[family].items()

    assert not [key for key, row in rows if _ask(key, "", family) != _told(row)]


def test_all_the_words_of_a_server_are_reached() -> None:
    asked = [(row, code, text) for row in WORDS for code in row["codes"] for text in row["says"]]

    unheard = [
        (code, text) for row, code, text in asked if _ask(code, text, row["host"]) != _told(row)
    ]

    assert asked
    assert not unheard


def test_a_family_is_known_by_whole_parts_of_a_name() -> None:
    assert set(TABLE["hosts"]) | {"any"} == set(ROWS) == set(HOSTS)
    assert all(end.startswith(".") for ends in TABLE["hosts"].values() for end in ends)


def test_causes_and_fixes_are_short_plain_sentences() -> None:
    for row in OWN_WORDS:
        cause, fix = _sentences(row["cause"]), _sentences(row["fix"])

        assert (len(cause), len(fix)) in {(1, 1), (1, 2)}, row
        for sentence in [*cause, *fix]:
            assert re.fullmatch(r"[A-Z].*\.", sentence), sentence
            assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
            assert not BLAME.search(sentence), sentence
