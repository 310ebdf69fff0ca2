"""The same mail written in another way says the same: over our corpus, and the real one if here."""

import os
import random
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bouncecheck.bounces.fields import read_fields
from bouncecheck.bounces.mime import read_mail
from bouncecheck.bounces.read import read_bounce
from bouncecheck.bounces.summary import Summary, summary
from fuzz.variants import folded, lines_of, recased, reordered, with_plain_ends

CHECKOUT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BOUNCECHECK_SHARED", str(CHECKOUT.parent / "shared")))  # noqa: TID251 - a test finds its material by it
OURS = sorted((CHECKOUT / "tests/corpus").rglob("*.eml"))
REAL = sorted((SHARED / "bounces/eml").glob("*.eml"))
CORPUS = {path.name: with_plain_ends(path.read_bytes()) for path in (*OURS, *REAL)}
COPIES = [path for path in REAL if path.name.startswith("newline-")]

Change = Callable[[bytes], bytes | None]


@lru_cache(maxsize=5_000)  # each mail of the corpus is asked for often
def said(raw: bytes) -> Summary:
    return summary(read_bounce(raw), "x")


def said_in_lower_case(raw: bytes) -> str:
    """Return what is said where the spelling of names may stand in what is quoted."""
    return repr(said(raw)).lower()


def changed_by(change: Change, saying: Callable[[bytes], object] = said) -> list[str]:
    """Return the mails that say something else after a change."""
    return [
        name
        for name, raw in CORPUS.items()
        if (other := change(raw)) is not None and saying(other) != saying(raw)
    ]


def test_no_line_is_lost_when_a_mail_is_laid_out_by_lines() -> None:
    assert all(b"".join(line.text for line in lines_of(raw)) == raw for raw in CORPUS.values())


@pytest.mark.parametrize("ending", [b"\r\n", b"\r", b"\r\r\n"], ids=["crlf", "cr", "crcrlf"])
def test_line_ends_change_nothing(ending: bytes) -> None:
    assert changed_by(lambda raw: raw.replace(b"\n", ending)) == []


@pytest.mark.parametrize("recase", [bytes.upper, bytes.lower, bytes.title, bytes.swapcase])
def test_the_case_of_field_names_changes_nothing(recase: Callable[[bytes], bytes]) -> None:
    assert changed_by(lambda raw: recased(raw, recase), said_in_lower_case) == []


def test_folding_at_every_blank_changes_nothing() -> None:
    assert changed_by(lambda raw: folded(raw, lambda: True)) == []


def returns_one_message_at_most(raw: bytes) -> bool:
    """Tell whether the order of parts says nothing: of two originals, the first is believed."""
    return sum(part.is_returned for part in read_mail(raw).root.leaves()) <= 1


@pytest.mark.parametrize(
    "order",
    [lambda count: range(count)[::-1], lambda count: [*range(1, count), 0], range],
    ids=["reversed", "the first last", "as they are"],
)
def test_the_order_of_parts_changes_nothing(order: Callable[[int], Sequence[int]]) -> None:
    assert changed_by(lambda raw: in_order(raw, order)) == []


def in_order(raw: bytes, order: Callable[[int], Sequence[int]]) -> bytes | None:
    return reordered(raw, order) if returns_one_message_at_most(raw) else None


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(CORPUS)), st.integers(0, 2**32), st.sampled_from([b"\n", b"\r\n"]))
def test_any_of_these_changes_together_change_nothing(name: str, seed: int, ending: bytes) -> None:
    chance = random.Random(seed)  # noqa: S311 - it chooses where to fold
    raw = CORPUS[name]

    spelled = recased(raw, chance.choice([bytes.upper, bytes.lower, bytes.title]))
    shuffled = in_order(spelled, lambda count: chance.sample(range(count), count)) or spelled
    written = folded(shuffled, lambda: chance.random() < 0.3).replace(b"\n", ending)

    assert said_in_lower_case(written) == said_in_lower_case(raw)


@pytest.mark.skipif(not COPIES, reason="the shared corpus of real bounces is not here")
def test_copies_with_other_line_ends_are_read_like_their_originals() -> None:
    def original_of(copy: Path) -> Path:
        return copy.with_name(copy.name.partition("--")[2])

    differ = [c.name for c in COPIES if said(c.read_bytes()) != said(original_of(c).read_bytes())]

    assert differ == []


def test_a_tab_in_a_field_is_a_blank_whether_or_not_it_is_folded() -> None:
    raw = b"A: one\ttwo\nB: one\n\ttwo\n"

    assert [value for _, value in read_fields(raw, 0, len(raw)).headers] == ["one two"] * 2
