"""The properties of verdicts.md section 10, proved over every combination of evidence values.

There are 470 million combinations. Two values of an item that no rule and no set below tells apart
stand for each other, so it is enough, and exact, to look at one of each such class: 13 million.
The sets are written down here again from verdicts.md and not taken from the rules.
"""

import random
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt
import pytest

from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts import evidence as ev
from bouncecheck.verdicts.answers import Answer
from bouncecheck.verdicts.conditions import (
    ITEMS,
    All,
    Any_,
    AtLeast,
    Condition,
    Is,
    Not,
    value_of,
)
from bouncecheck.verdicts.decide import decide, deciding_rule
from bouncecheck.verdicts.evidence import Evidence
from bouncecheck.verdicts.rules import RULES

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]

VALUES: dict[str, tuple[StrEnum, ...]] = {
    item: tuple(type(value_of(Evidence(), item))) for item in ITEMS
}

# verdicts.md section 3, derived sets: item, and the values of it that belong to the set.
HARD_SIGNS = (
    ("trace", {"outbound"}),
    ("search", {"sent_copy", "internal_copy"}),
    ("index", {"sent", "sent_deleted"}),
)
SOFT_SIGNS = (("sig", {"own_valid"}), ("origin", {"own_internal", "own_relayed"}))
HINTS = (
    ("origin", {"own_spf"}),
    ("sig", {"own_unverified"}),
    ("search", {"draft", "near_match"}),
    ("trace", {"near_match"}),
    ("index", {"near_match"}),
)
VETOES = (
    ("trace", {"unsettled", "error"}),
    ("index", {"gap"}),
    ("search", {"sent_copy", "internal_copy", "draft", "near_match", "error"}),
    ("window", {"outside"}),
    ("alarm", {"strong"}),
)
OTHERS = (
    ("kind", {"failure", "delay", "auto-reply", "challenge", "virus-notice"}),
    ("fake", {"yes"}),
    ("about", {"other"}),
    ("key", {"none"}),
    ("comparable", {"no"}),
    ("control", {"none"}),
    ("keeps", {"yes"}),
    ("trace", {"silent"}),
    ("index", {"silent"}),
    ("search", {"clean", "forged_copy"}),
    ("origin", {"foreign"}),
    ("route", {"closed"}),
)
SETS = (*HARD_SIGNS, *SOFT_SIGNS, *HINTS, *VETOES, *OTHERS)

# Property 4: the failure value of each source that is set up.
FAILURES: dict[str, tuple[str, ...]] = {
    "trace": ("unsettled", "error"),
    "search": ("error",),
    "index": ("gap",),
    "window": ("outside",),
    "key": ("none",),
    "comparable": ("no",),
    "control": ("none",),
    "keeps": ("unknown", "no"),
    "route": ("open",),
    "sig": ("own_unverified",),
}


def atoms_of(condition: Condition) -> Iterator[Is]:
    match condition:
        case Is():
            yield condition
        case Not(part):
            yield from atoms_of(part)
        case All(parts) | Any_(parts) | AtLeast(_, parts):
            for part in parts:
                yield from atoms_of(part)


def classes_of(item: str) -> dict[StrEnum, int]:
    """Number the classes of an item: values that nothing here tells apart have one number."""
    atoms = [atom for rule in RULES for atom in atoms_of(rule.condition) if atom.item == item]
    sets = [members for name, members in SETS if name == item]
    fails = [{value} for value in FAILURES.get(item, ())]
    seen: dict[tuple[bool, ...], int] = {}
    return {
        value: seen.setdefault(
            (
                *(value in atom.values for atom in atoms),
                *(value.value in members for members in (*sets, *fails)),
            ),
            len(seen),
        )
        for value in VALUES[item]
    }


CLASSES = {item: classes_of(item) for item in ITEMS}
SHAPE = tuple(max(CLASSES[item].values()) + 1 for item in ITEMS)


def mask_of(item: str, members: set[str]) -> Mask:
    """Tell where the item has one of these values, as an array of one axis broadcast to all."""
    unknown = members - {value.value for value in VALUES[item]}
    assert not unknown, unknown
    row = np.zeros(SHAPE[ITEMS.index(item)], dtype=np.bool_)
    for value, number in CLASSES[item].items():
        row[number] |= value.value in members
    axes = [1] * len(ITEMS)
    axes[ITEMS.index(item)] = len(row)
    return row.reshape(axes)


def masks_of(sets: tuple[tuple[str, set[str]], ...]) -> Mask:
    found: Mask = np.zeros([1] * len(ITEMS), dtype=np.bool_)
    for item, members in sets:
        found = found | mask_of(item, members)
    return found


def holds_at(condition: Condition) -> Mask:
    match condition:
        case Is(item, values):
            return mask_of(item, {value.value for value in values})
        case Not(part):
            return ~holds_at(part)
        case All(parts):
            found: Mask = np.ones([1] * len(ITEMS), dtype=np.bool_)
            for part in parts:
                found = found & holds_at(part)
            return found
        case Any_(parts):
            return ~holds_at(All(*(Not(part) for part in parts)))
        case AtLeast(count, parts):
            total: Codes = np.zeros([1] * len(ITEMS), dtype=np.uint8)
            for part in parts:
                total = total + holds_at(part)
            return total >= count


@cache
def deciding() -> Codes:
    """Give the number of the rule that decides each combination; 0 where none does."""
    deciding = np.zeros(SHAPE, dtype=np.uint8)
    for number in range(len(RULES), 0, -1):
        np.copyto(deciding, np.uint8(number), where=holds_at(RULES[number - 1].condition))
    return deciding


@cache
def not_sent() -> Mask:
    numbers = [n for n, rule in enumerate(RULES, 1) if rule.answer is Answer.NOT_SENT]
    return np.isin(deciding(), numbers)


def count(mask: Mask) -> int:
    """Count where it holds: pytest would take minutes to print an array of so many axes."""
    return int(np.count_nonzero(np.broadcast_to(mask, SHAPE)))


def at(answers: Mask, item: str, value: str) -> Mask:
    """Give the answers as they are once `item` is replaced by `value`, everywhere."""
    number = CLASSES[item][next(v for v in VALUES[item] if v.value == value)]
    return answers.take([number], axis=ITEMS.index(item))


def test_every_combination_is_in_the_proof() -> None:
    assert prod(len(values) for values in VALUES.values()) == 470_292_480
    assert all(set(CLASSES[item]) == set(VALUES[item]) for item in ITEMS)
    assert prod(SHAPE) > 10_000_000


def test_values_of_a_class_are_told_apart_by_no_rule() -> None:
    for item in ITEMS:
        for one, other in product(VALUES[item], repeat=2):
            if CLASSES[item][one] != CLASSES[item][other]:
                continue
            for rule in RULES:
                for atom in atoms_of(rule.condition):
                    if atom.item == item:
                        assert (one in atom.values) == (other in atom.values)


def test_1_every_combination_has_exactly_one_verdict() -> None:
    deciders = np.unique(deciding()).tolist()

    assert deciders == list(range(1, len(RULES) + 1)), "none undecided, no rule idle"


def test_2_not_sent_implies_no_sign_no_hint_no_veto() -> None:
    blind = mask_of("comparable", {"no"}) & mask_of("control", {"none"})

    found = count(not_sent())
    assert found > 0
    for name, forbidden in (
        ("hard sign", masks_of(HARD_SIGNS)),
        ("soft sign", masks_of(SOFT_SIGNS)),
        ("hint", masks_of(HINTS)),
        ("veto", masks_of(VETOES)),
        ("nothing to compare", blind),
        ("about somebody else", mask_of("about", {"other"})),
    ):
        found = count(not_sent() & forbidden)
        assert found == 0, name


def witnesses() -> tuple[Mask, Mask, Mask]:
    key = ~mask_of("key", {"none"})
    log = mask_of("trace", {"silent"}) & key
    kept = mask_of("search", {"clean", "forged_copy"}) & mask_of("keeps", {"yes"})
    books = (mask_of("index", {"silent"}) | kept) & key
    return log, books, mask_of("origin", {"foreign"})


def test_2_not_sent_implies_two_witnesses_and_a_closed_way_out() -> None:
    log, books, foreign = witnesses()

    found = count(not_sent() & ~((log & books) | (log & foreign) | (books & foreign)))
    assert found == 0
    found = count(not_sent() & ~(foreign | mask_of("route", {"closed"})))
    assert found == 0


def test_2_nothing_else_is_asked_for() -> None:
    log, books, foreign = witnesses()
    forbidden = (
        masks_of((*HARD_SIGNS, *SOFT_SIGNS, *HINTS, *VETOES, ("about", {"other"})))
        | mask_of("fake", {"yes"})
        | ~mask_of("kind", {"failure", "delay", "auto-reply", "challenge", "virus-notice"})
        | (mask_of("comparable", {"no"}) & mask_of("control", {"none"}))
    )
    enough = (foreign & (log | books)) | (log & books & mask_of("route", {"closed"}))

    found = count(not_sent() != (enough & ~forbidden))
    assert found == 0


@pytest.mark.parametrize(
    ("item", "value"),
    [(item, value) for item, members in (*HARD_SIGNS, *SOFT_SIGNS, *HINTS) for value in members],
)
def test_3_adding_a_sign_or_a_hint_never_leads_to_not_sent(item: str, value: str) -> None:
    found = count(at(not_sent(), item, value))
    assert found == 0


@pytest.mark.parametrize(
    ("item", "value"), [(item, value) for item, values in FAILURES.items() for value in values]
)
def test_4_a_source_that_fails_never_leads_to_not_sent(item: str, value: str) -> None:
    found = count(at(not_sent(), item, value) & ~not_sent())
    assert found == 0


def test_4_losing_the_returned_headers_may_leave_two_witnesses_and_a_closed_way_out() -> None:
    log, books, _ = witnesses()
    closed = mask_of("route", {"closed"})

    lost = at(at(not_sent(), "origin", "unknown"), "sig", "none")

    found = count(lost & ~not_sent())
    assert found > 0, "the exception is there on purpose"
    found = count(lost & ~(log & books & closed))
    assert found == 0


def test_5_a_fake_notice_always_wins() -> None:
    fake = at(deciding() == 1, "fake", "yes")

    assert RULES[0].answer is Answer.SUSPICIOUS_BOUNCE
    found = count(~fake)
    assert found == 0
    found = count(at(deciding() == 1, "fake", "no"))
    assert found == 0


def test_only_a_sign_from_our_own_side_leads_to_sent() -> None:
    sent = [
        n
        for n, rule in enumerate(RULES, 1)
        if rule.answer in {Answer.SENT, Answer.SENT_AUTOMATICALLY}
    ]

    found = count(np.isin(deciding(), sent) & ~masks_of(HARD_SIGNS))
    assert found == 0


def test_decide_agrees_with_the_proof_on_a_random_sample() -> None:
    chance = random.Random(2026)  # noqa: S311  # a sample, not a secret

    for _ in range(20_000):
        values = {item: chance.choice(VALUES[item]) for item in ITEMS}
        number = deciding()[tuple(CLASSES[item][values[item]] for item in ITEMS)]
        evidence = made_of(values)
        assert deciding_rule(evidence) is RULES[number - 1], values
        assert decide(evidence) == decide(made_of(values)), "7: same evidence, same verdict"


def made_of(values: dict[str, StrEnum]) -> Evidence:
    return Evidence(
        kind=Kind(values["kind"]),
        fake=ev.Fake(values["fake"]),
        about=ev.About(values["about"]),
        key=ev.Key(values["key"]),
        comparable=ev.Comparable(values["comparable"]),
        mismatch=ev.Mismatch(values["mismatch"]),
        keeps=ev.Keeps(values["keeps"]),
        trace=ev.Trace(values["trace"]),
        search=ev.Search(values["search"]),
        index=ev.Index(values["index"]),
        origin=ev.Origin(values["origin"]),
        sig=ev.Signature(values["sig"]),
        auto=ev.Auto(values["auto"]),
        route=ev.Route(values["route"]),
        control=ev.Control(values["control"]),
        alarm=ev.Alarm(values["alarm"]),
        window=ev.Window(values["window"]),
    )
