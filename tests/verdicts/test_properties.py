"""The properties of verdicts.md section 10, proved over every combination of evidence values."""

import random
from enum import StrEnum
from itertools import product
from math import prod

import numpy as np
import pytest
from combinations import (
    CLASSES,
    FAILURES,
    HARD_SIGNS,
    HINTS,
    SHAPE,
    SOFT_SIGNS,
    VALUES,
    VETOES,
    Mask,
    at,
    atoms_of,
    count,
    deciding,
    mask_of,
    masks_of,
    not_sent,
)

from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts import evidence as ev
from bouncecheck.verdicts.answers import Answer
from bouncecheck.verdicts.conditions import (
    ITEMS,
)
from bouncecheck.verdicts.decide import decide, deciding_rule
from bouncecheck.verdicts.evidence import Evidence
from bouncecheck.verdicts.rules import RULES


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
