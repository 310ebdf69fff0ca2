"""decide: Evidence to Verdict."""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Answer(StrEnum):
    """What we answer."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    SENT_AUTOMATICALLY = "sent_automatically"
    SENT_MAYBE_COMPROMISED = "sent_maybe_compromised"
    SUSPICIOUS_BOUNCE = "suspicious_bounce"
    UNSURE = "unsure"
    NOT_A_BOUNCE = "not_a_bounce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What we answer, and why."""

    answer: Answer
    reason: str
