"""The cases of verdicts.md section 9 that the table alone can answer, by their numbers."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts.answers import Answer, AutoKind, CopyPlace, Details, Reason
from bouncecheck.verdicts.decide import decide
from bouncecheck.verdicts.evidence import (
    About,
    Alarm,
    Auto,
    Comparable,
    Control,
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
from builders import some_evidence

PLAIN = Details()

FULL = some_evidence()
LEVEL_1 = some_evidence(trace=Trace.NOT_CONFIGURED, index=Index.NOT_CONFIGURED)
LEVEL_2 = some_evidence(trace=Trace.NOT_CONFIGURED)
NO_BOOKS = some_evidence(index=Index.NOT_CONFIGURED, keeps=Keeps.NO)
STRIPPED = some_evidence(origin=Origin.UNKNOWN)
COPY = some_evidence(search=Search.SENT_COPY, origin=Origin.OWN_INTERNAL)
LOGGED = some_evidence(trace=Trace.OUTBOUND, origin=Origin.OWN_INTERNAL)

CERTAIN = (Answer.NOT_SENT, Reason.CERTAIN)
HIGH = (Answer.NOT_SENT, Reason.HIGH)
PROBABLY_NOT = (Answer.UNSURE, Reason.PROBABLY_NOT)
NO_COVERAGE = (Answer.UNSURE, Reason.NO_COVERAGE)
LOOKS_SENT = (Answer.UNSURE, Reason.LOOKS_SENT)
OTHER_SYSTEM = (Answer.UNSURE, Reason.OTHER_SYSTEM)
MAYBE_YOURS = (Answer.UNSURE, Reason.MAYBE_YOURS)
CHECKING = (Answer.UNSURE, Reason.CHECKING_AGAIN)
SENT = (Answer.SENT, Reason.COPY)
ALARM = (Answer.SENT_MAYBE_COMPROMISED, Reason.ALARM)
NO_COPY_LEFT = (Answer.SENT_MAYBE_COMPROMISED, Reason.LEFT_NO_COPY)

NOT_SENT_CASES = [
    ("1", FULL, PLAIN, CERTAIN),
    ("2 at level 1", LEVEL_1, PLAIN, HIGH),
    ("2 at level 2", LEVEL_2, PLAIN, HIGH),
    ("3", NO_BOOKS, PLAIN, HIGH),
    ("4", replace(STRIPPED, route=Route.CLOSED), PLAIN, HIGH),
    ("5 at level 3", STRIPPED, PLAIN, PROBABLY_NOT),
    ("5 at level 1", replace(LEVEL_1, origin=Origin.UNKNOWN), PLAIN, PROBABLY_NOT),
    ("5b open", replace(STRIPPED, key=Key.DESCRIBED), PLAIN, PROBABLY_NOT),
    ("5b closed", replace(STRIPPED, key=Key.DESCRIBED, route=Route.CLOSED), PLAIN, HIGH),
    ("6", replace(LEVEL_1, key=Key.DESCRIBED), PLAIN, HIGH),
    ("7", replace(LEVEL_1, key=Key.DESCRIBED, search=Search.NEAR_MATCH), PLAIN, MAYBE_YOURS),
    ("7b", replace(STRIPPED, key=Key.NONE, comparable=Comparable.NO), PLAIN, NO_COVERAGE),
    ("8", replace(FULL, about=About.ORG), PLAIN, CERTAIN),
    ("9", replace(FULL, search=Search.FORGED_COPY), PLAIN, CERTAIN),
    *(
        (f"10 {kind}", replace(FULL, kind=kind), PLAIN, CERTAIN)
        for kind in (Kind.AUTO_REPLY, Kind.CHALLENGE, Kind.VIRUS_NOTICE, Kind.DELAY)
    ),
]

VETO_CASES = [
    ("13 and 14", replace(FULL, trace=Trace.ERROR), PLAIN, PROBABLY_NOT),
    ("15", replace(FULL, trace=Trace.UNSETTLED), PLAIN, CHECKING),
    ("16", replace(FULL, index=Index.GAP), PLAIN, PROBABLY_NOT),
    ("17", replace(FULL, search=Search.ERROR), PLAIN, PROBABLY_NOT),
    (
        "18",
        replace(FULL, comparable=Comparable.NO, control=Control.NONE),
        PLAIN,
        PROBABLY_NOT,
    ),
    ("18 with control", replace(FULL, comparable=Comparable.NO), PLAIN, CERTAIN),
    ("18b", replace(LEVEL_1, keeps=Keeps.NO), PLAIN, PROBABLY_NOT),
    ("19 and 20", replace(FULL, window=Window.OUTSIDE), PLAIN, PROBABLY_NOT),
]

SENT_CASES = [
    ("22", COPY, Details(copy_place=CopyPlace.SENT), SENT),
    ("23", COPY, Details(copy_place=CopyPlace.OTHER), SENT),
    *(
        (f"24 {place}", COPY, Details(copy_place=place), (Answer.SENT, Reason.COPY_DELETED))
        for place in (CopyPlace.DELETED, CopyPlace.RECOVERABLE)
    ),
    ("25 to 27", LOGGED, PLAIN, (Answer.SENT, Reason.NO_COPY)),
    ("28 by log", replace(LOGGED, search=Search.NEAR_MATCH), PLAIN, (Answer.SENT, Reason.NO_COPY)),
    (
        "28 without log",
        replace(LEVEL_1, search=Search.NEAR_MATCH, origin=Origin.UNKNOWN),
        PLAIN,
        MAYBE_YOURS,
    ),
    ("29", replace(LEVEL_1, search=Search.DRAFT), PLAIN, MAYBE_YOURS),
    ("30", LOGGED, Details(by_delegate=True), (Answer.SENT, Reason.DELEGATE)),
    ("37", replace(COPY, kind=Kind.SUCCESS), PLAIN, (Answer.NOT_A_BOUNCE, Reason.SUCCESS)),
]

AUTOMATIC_CASES = [
    (
        f"38 to 42 {kind}",
        replace(LOGGED, auto=Auto.YES),
        Details(auto_kind=kind),
        (Answer.SENT_AUTOMATICALLY, Reason(kind.value)),
    )
    for kind in AutoKind
] + [
    (
        "40",
        replace(LOGGED, about=About.OTHER),
        PLAIN,
        (Answer.SENT_AUTOMATICALLY, Reason.FORWARD),
    ),
    (
        "43",
        replace(LOGGED, origin=Origin.OWN_RELAYED, alarm=Alarm.WEAK),
        PLAIN,
        NO_COPY_LEFT,
    ),
]

OTHER_SYSTEM_CASES = [
    ("44", replace(FULL, origin=Origin.OWN_SPF), PLAIN, OTHER_SYSTEM),
    ("45", replace(FULL, sig=Signature.OWN_VALID, origin=Origin.OWN_SPF), PLAIN, LOOKS_SENT),
    (
        "46 with F off and nothing near",
        replace(FULL, origin=Origin.UNKNOWN, control=Control.NONE),
        PLAIN,
        PROBABLY_NOT,
    ),
    ("47", replace(FULL, origin=Origin.OWN_SPF, route=Route.CLOSED), PLAIN, OTHER_SYSTEM),
    ("48 open", STRIPPED, PLAIN, PROBABLY_NOT),
    ("48 closed", replace(STRIPPED, route=Route.CLOSED), PLAIN, HIGH),
]

TRICK_CASES = [
    (
        "49",
        replace(COPY, mismatch=Mismatch.YES, origin=Origin.FOREIGN),
        PLAIN,
        (Answer.UNSURE, Reason.ID_REUSED),
    ),
    ("50", replace(FULL, sig=Signature.OWN_VALID), PLAIN, LOOKS_SENT),
    ("51", replace(FULL, origin=Origin.OWN_INTERNAL), PLAIN, LOOKS_SENT),
    ("52", replace(FULL, sig=Signature.OWN_INVALID), PLAIN, CERTAIN),
    ("53", replace(FULL, search=Search.SENT_COPY), PLAIN, SENT),
    (
        "56 and 57",
        replace(FULL, fake=Fake.YES),
        PLAIN,
        (Answer.SUSPICIOUS_BOUNCE, Reason.FAKE_TRAITS),
    ),
    (
        "60 and 61",
        replace(FULL, kind=Kind.NOT_A_BOUNCE),
        PLAIN,
        (Answer.NOT_A_BOUNCE, Reason.NOT_A_BOUNCE),
    ),
]

ABUSE_CASES = [
    ("62 and 63", replace(LOGGED, alarm=Alarm.STRONG), PLAIN, ALARM),
    ("65", replace(LEVEL_2, index=Index.SENT_DELETED, alarm=Alarm.WEAK), PLAIN, NO_COPY_LEFT),
    ("66", replace(FULL, origin=Origin.OWN_INTERNAL, alarm=Alarm.STRONG), PLAIN, ALARM),
    ("67", replace(FULL, alarm=Alarm.STRONG), PLAIN, PROBABLY_NOT),
]

CASES = [
    *NOT_SENT_CASES,
    *VETO_CASES,
    *SENT_CASES,
    *AUTOMATIC_CASES,
    *OTHER_SYSTEM_CASES,
    *TRICK_CASES,
    *ABUSE_CASES,
]


def _ids(cases: Iterable[tuple[str, Evidence, Details, tuple[Answer, Reason]]]) -> list[str]:
    return [case[0] for case in cases]


@pytest.mark.parametrize(("number", "evidence", "details", "expected"), CASES, ids=_ids(CASES))
def test_a_case_is_answered_as_the_rules_say(
    number: str, evidence: Evidence, details: Details, expected: tuple[Answer, Reason]
) -> None:
    verdict = decide(evidence, details)

    assert (verdict.answer, verdict.reason) == expected, number


@pytest.mark.parametrize(("number", "evidence", "details", "expected"), CASES, ids=_ids(CASES))
def test_details_never_change_the_answer(
    number: str, evidence: Evidence, details: Details, expected: tuple[Answer, Reason]
) -> None:
    for place in CopyPlace:
        for kind in (None, *AutoKind):
            other = replace(details, copy_place=place, auto_kind=kind, by_delegate=True)
            assert decide(evidence, other).answer is expected[0], number
