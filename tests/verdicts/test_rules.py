"""The table of rules, row by row; every rule decides at least one."""

from dataclasses import fields
from enum import StrEnum

import pytest

from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts.answers import Answer, AutoKind, CopyPlace, Details, Reason, Verdict
from bouncecheck.verdicts.conditions import (
    ITEMS,
    All,
    Any_,
    AtLeast,
    Condition,
    Is,
    Not,
    holds,
    value_of,
)
from bouncecheck.verdicts.decide import decide, deciding_rule
from bouncecheck.verdicts.evidence import (
    About,
    Alarm,
    Auto,
    Evidence,
    Fake,
    Index,
    Keeps,
    Key,
    Mismatch,
    Origin,
    Route,
    Search,
    Signature,
    Trace,
    Window,
)
from bouncecheck.verdicts.rules import RULES
from builders import some_evidence

SENT = some_evidence(search=Search.SENT_COPY)
LEFT = some_evidence(trace=Trace.OUTBOUND)
PLAIN = Details()

ROWS = [
    ("R1", some_evidence(fake=Fake.YES), PLAIN, Reason.FAKE_TRAITS),
    ("R1", some_evidence(fake=Fake.YES, kind=Kind.NOT_A_BOUNCE), PLAIN, Reason.FAKE_TRAITS),
    ("R2", some_evidence(kind=Kind.NOT_A_BOUNCE), PLAIN, Reason.NOT_A_BOUNCE),
    ("R2", some_evidence(kind=Kind.SUCCESS), PLAIN, Reason.SUCCESS),
    ("R2", some_evidence(kind=Kind.MDN), PLAIN, Reason.MDN),
    ("R2", some_evidence(kind=Kind.FEEDBACK_REPORT), PLAIN, Reason.FEEDBACK_REPORT),
    (
        "R3",
        some_evidence(search=Search.SENT_COPY, mismatch=Mismatch.YES, alarm=Alarm.STRONG),
        PLAIN,
        Reason.ID_REUSED,
    ),
    ("R4", some_evidence(index=Index.SENT, alarm=Alarm.STRONG), PLAIN, Reason.ALARM),
    (
        "R5",
        some_evidence(search=Search.SENT_COPY, index=Index.SENT_DELETED, alarm=Alarm.WEAK),
        PLAIN,
        Reason.LEFT_NO_COPY,
    ),
    ("R5", some_evidence(trace=Trace.OUTBOUND, alarm=Alarm.WEAK), PLAIN, Reason.LEFT_NO_COPY),
    ("R6", some_evidence(search=Search.SENT_COPY, auto=Auto.YES), PLAIN, Reason.APP),
    *(
        (
            "R6",
            some_evidence(trace=Trace.OUTBOUND, auto=Auto.YES),
            Details(auto_kind=kind),
            Reason(kind.value),
        )
        for kind in AutoKind
    ),
    (
        "R6",
        some_evidence(trace=Trace.OUTBOUND, origin=Origin.OWN_RELAYED),
        PLAIN,
        Reason.FORWARD,
    ),
    ("R6", some_evidence(trace=Trace.OUTBOUND, about=About.OTHER), PLAIN, Reason.FORWARD),
    ("R7", SENT, PLAIN, Reason.COPY),
    ("R7", SENT, Details(copy_place=CopyPlace.OTHER), Reason.COPY),
    ("R7", SENT, Details(copy_place=CopyPlace.DELETED), Reason.COPY_DELETED),
    ("R7", SENT, Details(copy_place=CopyPlace.RECOVERABLE), Reason.COPY_DELETED),
    ("R7", SENT, Details(by_delegate=True), Reason.COPY),
    ("R7", some_evidence(search=Search.INTERNAL_COPY), PLAIN, Reason.COPY),
    (
        "R7",
        some_evidence(search=Search.SENT_COPY, alarm=Alarm.WEAK),
        PLAIN,
        Reason.COPY,
    ),
    ("R7", LEFT, PLAIN, Reason.NO_COPY),
    ("R7", LEFT, Details(by_delegate=True), Reason.DELEGATE),
    ("R7", some_evidence(index=Index.SENT_DELETED), PLAIN, Reason.NO_COPY),
    ("R8", some_evidence(sig=Signature.OWN_VALID, alarm=Alarm.STRONG), PLAIN, Reason.ALARM),
    ("R9", some_evidence(sig=Signature.OWN_VALID), PLAIN, Reason.LOOKS_SENT),
    ("R9", some_evidence(origin=Origin.OWN_INTERNAL), PLAIN, Reason.LOOKS_SENT),
    ("R9", some_evidence(origin=Origin.OWN_RELAYED), PLAIN, Reason.LOOKS_SENT),
    ("R10", some_evidence(origin=Origin.OWN_SPF), PLAIN, Reason.OTHER_SYSTEM),
    ("R10", some_evidence(sig=Signature.OWN_UNVERIFIED), PLAIN, Reason.OTHER_SYSTEM),
    ("R10", some_evidence(search=Search.DRAFT), PLAIN, Reason.MAYBE_YOURS),
    ("R10", some_evidence(search=Search.NEAR_MATCH), PLAIN, Reason.MAYBE_YOURS),
    ("R10", some_evidence(trace=Trace.NEAR_MATCH), PLAIN, Reason.MAYBE_YOURS),
    ("R10", some_evidence(index=Index.NEAR_MATCH), PLAIN, Reason.MAYBE_YOURS),
    (
        "R10",
        some_evidence(origin=Origin.OWN_SPF, search=Search.NEAR_MATCH),
        PLAIN,
        Reason.MAYBE_YOURS,
    ),
    ("R11", some_evidence(about=About.OTHER), PLAIN, Reason.ABOUT_SOMEONE_ELSE),
    ("R12", some_evidence(), PLAIN, Reason.CERTAIN),
    ("R12", some_evidence(trace=Trace.NOT_CONFIGURED), PLAIN, Reason.HIGH),
    ("R12", some_evidence(search=Search.FORGED_COPY), PLAIN, Reason.CERTAIN),
    (
        "R12",
        some_evidence(origin=Origin.UNKNOWN, route=Route.CLOSED),
        PLAIN,
        Reason.HIGH,
    ),
    ("R13", some_evidence(trace=Trace.UNSETTLED), PLAIN, Reason.CHECKING_AGAIN),
    ("R14", some_evidence(window=Window.OUTSIDE), PLAIN, Reason.PROBABLY_NOT),
    ("R14", some_evidence(origin=Origin.UNKNOWN), PLAIN, Reason.PROBABLY_NOT),
    ("R14", some_evidence(search=Search.ERROR), PLAIN, Reason.PROBABLY_NOT),
    (
        "R15",
        some_evidence(origin=Origin.UNKNOWN, key=Key.NONE),
        PLAIN,
        Reason.NO_COVERAGE,
    ),
    (
        "R15",
        some_evidence(
            origin=Origin.UNKNOWN,
            trace=Trace.NOT_CONFIGURED,
            index=Index.NOT_CONFIGURED,
            keeps=Keeps.NO,
        ),
        PLAIN,
        Reason.NO_COVERAGE,
    ),
]

ANSWERS = {
    "R1": Answer.SUSPICIOUS_BOUNCE,
    "R2": Answer.NOT_A_BOUNCE,
    "R3": Answer.UNSURE,
    "R4": Answer.SENT_MAYBE_COMPROMISED,
    "R5": Answer.SENT_MAYBE_COMPROMISED,
    "R6": Answer.SENT_AUTOMATICALLY,
    "R7": Answer.SENT,
    "R8": Answer.SENT_MAYBE_COMPROMISED,
    "R9": Answer.UNSURE,
    "R10": Answer.UNSURE,
    "R11": Answer.UNSURE,
    "R12": Answer.NOT_SENT,
    "R13": Answer.UNSURE,
    "R14": Answer.UNSURE,
    "R15": Answer.UNSURE,
}


@pytest.mark.parametrize(("name", "evidence", "details", "reason"), ROWS)
def test_a_row_is_decided_by_its_rule(
    name: str, evidence: Evidence, details: Details, reason: Reason
) -> None:
    verdict = decide(evidence, details)

    assert deciding_rule(evidence).name == name
    assert verdict == Verdict(answer=ANSWERS[name], reason=reason)


def test_every_rule_decides_a_row() -> None:
    assert {row[0] for row in ROWS} == {rule.name for rule in RULES}


def test_every_reason_is_the_reason_of_a_row() -> None:
    assert {row[3] for row in ROWS} == set(Reason)


def test_the_rules_stand_in_the_order_of_the_table() -> None:
    assert [rule.name for rule in RULES] == [f"R{number}" for number in range(1, 16)]
    assert {rule.name: rule.answer for rule in RULES} == ANSWERS


def test_no_reason_is_shared_by_two_answers_but_the_alarm() -> None:
    answers: dict[Reason, set[Answer]] = {}
    for name, _, _, reason in ROWS:
        answers.setdefault(reason, set()).add(ANSWERS[name])

    assert all(len(found) == 1 for found in answers.values())


def test_evidence_of_nothing_is_not_a_bounce() -> None:
    assert decide(Evidence()).answer is Answer.NOT_A_BOUNCE


def test_evidence_of_a_failure_and_nothing_else_is_unsure() -> None:
    assert decide(Evidence(kind=Kind.FAILURE)).answer is Answer.UNSURE


def atoms_of(condition: Condition) -> list[Is]:
    match condition:
        case Is():
            return [condition]
        case Not(part):
            return atoms_of(part)
        case All(parts) | Any_(parts) | AtLeast(_, parts):
            return [atom for part in parts for atom in atoms_of(part)]


def test_every_rule_asks_for_values_that_its_item_can_have() -> None:
    types: dict[str, type[StrEnum]] = {
        field.name: type(value_of(Evidence(), field.name)) for field in fields(Evidence)
    }

    for rule in RULES:
        for atom in atoms_of(rule.condition):
            assert atom.values
            assert all(type(value) is types[atom.item] for value in atom.values), rule.name


def test_every_item_but_reasons_of_it_is_asked_for() -> None:
    asked = {atom.item for rule in RULES for atom in atoms_of(rule.condition)}

    assert asked == set(ITEMS)


def test_conditions_without_parts_hold_always_or_never() -> None:
    assert holds(All(), Evidence())
    assert not holds(Any_(), Evidence())
    assert holds(AtLeast(0), Evidence())
    assert not holds(AtLeast(1), Evidence())
