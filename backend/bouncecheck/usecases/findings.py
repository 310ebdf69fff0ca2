"""findings: evidence as lines that a person sees, each from one source."""

from dataclasses import dataclass
from enum import StrEnum

from bouncecheck.usecases.ports import Finding, OriginAnswer, Sign, Source
from bouncecheck.usecases.witnesses import LogAnswer
from bouncecheck.verdicts.answers import CopyPlace
from bouncecheck.verdicts.evidence import (
    Alarm,
    Evidence,
    Fake,
    Keeps,
    Mismatch,
    Origin,
    Search,
    Signature,
    Window,
)
from bouncecheck.verdicts.findings import finding_text
from bouncecheck.verdicts.word_facts import FindingFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSources:
    """What stands behind the values, as far as a sentence may name it."""

    asked: bool
    """Whether anybody but the notice was asked."""

    place: CopyPlace = CopyPlace.NONE
    notes: tuple[str, ...] = ()
    origin: OriginAnswer | None = None
    signed_by: str | None = None
    """Which of our domains a signature names."""

    log: LogAnswer | None = None
    log_is_set_up: bool = False


ARCHIVE = "archive"
"""Graph reaches no online archive, and does not tell whether there is one: nobody looks there."""

_SIGNS: dict[type[StrEnum], dict[StrEnum, Sign]] = {
    Search: {
        Search.SENT_COPY: Sign.FOR,
        Search.INTERNAL_COPY: Sign.FOR,
        Search.DRAFT: Sign.FOR,
        Search.NEAR_MATCH: Sign.FOR,
        Search.FORGED_COPY: Sign.AGAINST,
        Search.CLEAN: Sign.AGAINST,
        Search.ERROR: Sign.UNKNOWN,
    },
    Origin: {
        Origin.OWN_INTERNAL: Sign.FOR,
        Origin.OWN_RELAYED: Sign.FOR,
        Origin.OWN_SPF: Sign.FOR,
        Origin.FOREIGN: Sign.AGAINST,
        Origin.UNKNOWN: Sign.UNKNOWN,
    },
    Signature: {Signature.OWN_VALID: Sign.FOR, Signature.OWN_UNVERIFIED: Sign.FOR},
    Keeps: {Keeps.NO: Sign.UNKNOWN, Keeps.UNKNOWN: Sign.UNKNOWN},
    Window: {Window.OUTSIDE: Sign.UNKNOWN},
}
"""What a value speaks for; what is not named here speaks for neither."""


def findings_of(evidence: Evidence, sources: FindingSources) -> tuple[Finding, ...]:
    """Return one line for each thing that was looked at, or could not be."""
    return tuple(
        Finding(
            source=source,
            state=value.value,
            sign=_SIGNS.get(type(value), {}).get(value, Sign.NONE),
            text=finding_text(value, _facts(sources)),
        )
        for source, value, said in _lines(evidence, sources)
        if said
    )


def _lines(evidence: Evidence, sources: FindingSources) -> tuple[tuple[Source, StrEnum, bool], ...]:
    asked = sources.asked
    return (
        (Source.BOUNCE, evidence.kind, True),
        (Source.BOUNCE, evidence.fake, evidence.fake is Fake.YES),
        (Source.BOUNCE, evidence.about, asked),
        (Source.BOUNCE, evidence.key, asked),
        (Source.BOUNCE, evidence.window, evidence.window is Window.OUTSIDE and asked),
        (Source.MAILBOX, evidence.search, asked),
        (Source.MAILBOX, evidence.mismatch, evidence.mismatch is Mismatch.YES),
        (Source.MAILBOX, evidence.keeps, asked and evidence.keeps is not Keeps.YES),
        (Source.ORIGIN, evidence.origin, asked),
        (Source.SIGNATURE, evidence.sig, asked and evidence.sig is not Signature.NONE),
        (Source.ACCOUNT, evidence.alarm, evidence.alarm is not Alarm.NONE),
        (Source.INDEX, evidence.index, asked),
        (Source.MAIL_LOG, evidence.trace, asked),
    )


def _facts(sources: FindingSources) -> FindingFacts:
    origin = sources.origin
    return FindingFacts(
        domain=None if origin is None else origin.domain,
        ip=None if origin is None else origin.ip,
        copy_place=sources.place,
        unread=(ARCHIVE, *sources.notes),
    )
