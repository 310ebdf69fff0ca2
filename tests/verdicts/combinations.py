"""Every combination of evidence values, as arrays of truth.

There are 470 million combinations. Two values of an item that no rule and no set below tells apart
stand for each other, so it is enough, and exact, to look at one of each such class: 13 million.
The sets are written down here again from verdicts.md and not taken from the rules.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import numpy as np
import numpy.typing as npt

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
