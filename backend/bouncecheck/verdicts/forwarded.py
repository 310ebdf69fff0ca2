"""Forwarded: whether the original looks passed on by the mailbox rather than written in it."""

from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.answers import AutoKind
from bouncecheck.verdicts.auto import auto_of
from bouncecheck.verdicts.evidence import About, Evidence, Origin

_PASSED_ON = frozenset({AutoKind.RULE, AutoKind.FORWARD})


def is_forwarded(evidence: Evidence, bounce: Bounce) -> bool:
    """Tell whether it came in from outside and went on; it only chooses words."""
    _, machine = auto_of(bounce)
    return (
        evidence.origin is Origin.OWN_RELAYED
        or evidence.about is About.OTHER
        or machine in _PASSED_ON
    )
