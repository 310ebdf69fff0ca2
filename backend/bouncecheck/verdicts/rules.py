"""RULES: what we believe, in order. The first rule that holds decides; the last always holds.

Sets, witnesses and vetoes stand first, each a condition of its own, then the table. A rule is plain
values but for the choice of its reason, which never changes the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts.answers import Answer, CopyPlace, Details, Reason
from bouncecheck.verdicts.conditions import All, Any_, AtLeast, Condition, Is, Not, holds
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

COPY = Is("search", Search.SENT_COPY, Search.INTERNAL_COPY)
"""The mailbox holds a copy of the original."""

HARD_SIGN = Any_(Is("trace", Trace.OUTBOUND), COPY, Is("index", Index.SENT, Index.SENT_DELETED))
"""Something that no outsider can write says that it left our side."""

SOFT_SIGN = Any_(
    Is("sig", Signature.OWN_VALID), Is("origin", Origin.OWN_INTERNAL, Origin.OWN_RELAYED)
)
"""What came back carries our marks, which may have been copied or replayed."""

NEAR = Any_(
    Is("search", Search.DRAFT, Search.NEAR_MATCH),
    Is("trace", Trace.NEAR_MATCH),
    Is("index", Index.NEAR_MATCH),
)
"""The user wrote something like it."""

HINT = Any_(Is("origin", Origin.OWN_SPF), Is("sig", Signature.OWN_UNVERIFIED), NEAR)

SEARCH_SILENT = Is("search", Search.CLEAN, Search.FORGED_COPY)
HAS_KEY = Not(Is("key", Key.NONE))

LOG_SILENT = All(Is("trace", Trace.SILENT), HAS_KEY)
"""Witness T: the organisation's mail log."""

BOOKS_SILENT = All(
    Any_(Is("index", Index.SILENT), All(SEARCH_SILENT, Is("keeps", Keeps.YES))), HAS_KEY
)
"""Witness B: our own books; the mailbox and our index of it are one book, not two."""

FOREIGN = Is("origin", Origin.FOREIGN)
"""Witness F: it entered the mail system where nothing of ours does."""

WITNESSES = (LOG_SILENT, BOOKS_SILENT, FOREIGN)

VETO = Any_(
    Is("trace", Trace.UNSETTLED, Trace.ERROR),
    Is("index", Index.GAP),
    Not(SEARCH_SILENT),
    Is("window", Window.OUTSIDE),
    All(Is("comparable", Comparable.NO), Is("control", Control.NONE)),
    Is("alarm", Alarm.STRONG),
)
"""Something that we would need to know, and do not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    name: str
    condition: Condition
    answer: Answer

    reason: Callable[[Evidence, Details], Reason]
    """Chooses the reason; every reason of one rule goes with the same answer."""


def _always(reason: Reason) -> Callable[[Evidence, Details], Reason]:
    return lambda _evidence, _details: reason


def _kind(evidence: Evidence, _details: Details) -> Reason:
    return Reason(evidence.kind.value)


def _machine(evidence: Evidence, details: Details) -> Reason:
    if details.auto_kind is not None:
        return Reason(details.auto_kind.value)
    # Without a machine mark in the headers, what came in from outside and went on was forwarded.
    return Reason.APP if evidence.auto is Auto.YES else Reason.FORWARD


def _copy(evidence: Evidence, details: Details) -> Reason:
    if not holds(COPY, evidence):
        return Reason.DELEGATE if details.by_delegate else Reason.NO_COPY
    deleted = details.copy_place in {CopyPlace.DELETED, CopyPlace.RECOVERABLE}
    return Reason.COPY_DELETED if deleted else Reason.COPY


def _hint(evidence: Evidence, _details: Details) -> Reason:
    # Where both hold, the user can compare with what he wrote; of a system he knows nothing.
    return Reason.MAYBE_YOURS if holds(NEAR, evidence) else Reason.OTHER_SYSTEM


def _witnesses(evidence: Evidence, _details: Details) -> Reason:
    return Reason.CERTAIN if holds(All(*WITNESSES), evidence) else Reason.HIGH


RULES = (
    Rule(
        "R1",
        Is("fake", Fake.YES),
        Answer.SUSPICIOUS_BOUNCE,
        _always(Reason.FAKE_TRAITS),
    ),
    Rule(
        "R2",
        Is("kind", Kind.NOT_A_BOUNCE, Kind.SUCCESS, Kind.MDN, Kind.FEEDBACK_REPORT),
        Answer.NOT_A_BOUNCE,
        _kind,
    ),
    Rule(
        "R3",
        All(HARD_SIGN, Is("mismatch", Mismatch.YES)),
        Answer.UNSURE,
        _always(Reason.ID_REUSED),
    ),
    Rule(
        "R4",
        All(HARD_SIGN, Is("alarm", Alarm.STRONG)),
        Answer.SENT_MAYBE_COMPROMISED,
        _always(Reason.ALARM),
    ),
    Rule(
        "R5",
        All(
            HARD_SIGN,
            Is("alarm", Alarm.WEAK),
            Any_(Is("index", Index.SENT_DELETED), Not(COPY)),
        ),
        Answer.SENT_MAYBE_COMPROMISED,
        _always(Reason.LEFT_NO_COPY),
    ),
    Rule(
        "R6",
        All(
            HARD_SIGN,
            Any_(
                Is("auto", Auto.YES),
                Is("origin", Origin.OWN_RELAYED),
                Is("about", About.OTHER),
            ),
        ),
        Answer.SENT_AUTOMATICALLY,
        _machine,
    ),
    Rule("R7", HARD_SIGN, Answer.SENT, _copy),
    Rule(
        "R8",
        All(SOFT_SIGN, Is("alarm", Alarm.STRONG)),
        Answer.SENT_MAYBE_COMPROMISED,
        _always(Reason.ALARM),
    ),
    Rule("R9", SOFT_SIGN, Answer.UNSURE, _always(Reason.LOOKS_SENT)),
    Rule("R10", HINT, Answer.UNSURE, _hint),
    Rule("R11", Is("about", About.OTHER), Answer.UNSURE, _always(Reason.ABOUT_SOMEONE_ELSE)),
    Rule(
        "R12",
        All(
            Not(VETO),
            AtLeast(2, *WITNESSES),
            Any_(FOREIGN, Is("route", Route.CLOSED)),
        ),
        Answer.NOT_SENT,
        _witnesses,
    ),
    Rule("R13", Is("trace", Trace.UNSETTLED), Answer.UNSURE, _always(Reason.CHECKING_AGAIN)),
    Rule("R14", Any_(*WITNESSES), Answer.UNSURE, _always(Reason.PROBABLY_NOT)),
    Rule("R15", All(), Answer.UNSURE, _always(Reason.NO_COVERAGE)),
)
