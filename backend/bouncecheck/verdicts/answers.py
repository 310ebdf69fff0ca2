"""Answer, Reason, Verdict: what we can say; and Details, which only sharpen the reason."""

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


@unique
class Reason(StrEnum):
    """Why we answer so. The kinds that are no bounce are reasons of their own."""

    FAKE_TRAITS = "fake_traits"
    NOT_A_BOUNCE = "not-a-bounce"
    SUCCESS = "success"
    MDN = "mdn"
    FEEDBACK_REPORT = "feedback-report"
    ID_REUSED = "id_reused"
    ALARM = "alarm"
    LEFT_NO_COPY = "left_no_copy"
    RULE = "rule"
    FORWARD = "forward"
    OOF = "oof"
    CALENDAR = "calendar"
    RECEIPT = "receipt"
    APP = "app"
    COPY = "copy"
    COPY_DELETED = "copy_deleted"
    NO_COPY = "no_copy"
    DELEGATE = "delegate"
    LOOKS_SENT = "looks_sent"
    OTHER_SYSTEM = "other_system"
    MAYBE_YOURS = "maybe_yours"
    ABOUT_SOMEONE_ELSE = "about_someone_else"
    CERTAIN = "certain"
    HIGH = "high"
    CHECKING_AGAIN = "checking_again"
    PROBABLY_NOT = "probably_not"
    NO_COVERAGE = "no_coverage"


@unique
class AutoKind(StrEnum):
    """Which machine of the mailbox sent a message by itself."""

    RULE = "rule"
    FORWARD = "forward"
    OOF = "oof"
    CALENDAR = "calendar"
    RECEIPT = "receipt"
    APP = "app"


@unique
class CopyPlace(StrEnum):
    """Where in the mailbox the copy of the original lies."""

    SENT = "sent"
    DELETED = "deleted"
    RECOVERABLE = "recoverable"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What chooses between the reasons of one rule; it never changes the answer."""

    copy_place: CopyPlace = CopyPlace.NONE

    auto_kind: AutoKind | None = None
    """Which automatic message the returned headers show; None if they do not say."""

    by_delegate: bool = False
    """Whether the message is known to have left through somebody else's mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What we answer, and why."""

    answer: Answer
    reason: Reason
