"""decide: Evidence to Verdict. Total and pure: nothing else in the program decides anything."""

from bouncecheck.verdicts.answers import (
    Answer,
    AutoKind,
    CopyPlace,
    Details,
    Reason,
    Verdict,
)
from bouncecheck.verdicts.conditions import holds
from bouncecheck.verdicts.evidence import Evidence
from bouncecheck.verdicts.rules import RULES, Rule

__all__ = [
    "Answer",
    "AutoKind",
    "CopyPlace",
    "Details",
    "Reason",
    "Verdict",
    "decide",
    "deciding_rule",
]

_NO_DETAILS = Details()


def decide(evidence: Evidence, details: Details = _NO_DETAILS) -> Verdict:
    """Return what follows from the evidence.

    Args:
        evidence: All that the answer rests on.
        details: Chooses between the reasons of one rule; the answer is the same with any.
    """
    rule = deciding_rule(evidence)
    return Verdict(answer=rule.answer, reason=rule.reason(evidence, details))


def deciding_rule(evidence: Evidence) -> Rule:
    """Return the first rule whose condition holds; the last one's always does."""
    return next(rule for rule in RULES if holds(rule.condition, evidence))
