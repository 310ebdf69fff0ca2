"""findings: evidence as lines that a person sees, each from one source."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bouncecheck.usecases.ports import Finding, OriginAnswer, Sign, Source
from bouncecheck.usecases.witnesses import UNSIGNED, LogAnswer, SignatureAnswer
from bouncecheck.verdicts.answers import CopyPlace
from bouncecheck.verdicts.evidence import (
    Alarm,
    Auto,
    Comparable,
    Control,
    Evidence,
    Fake,
    Index,
    Keeps,
    Mismatch,
    Origin,
    Route,
    Search,
    Signature,
    Trace,
    Window,
)
from bouncecheck.verdicts.fake import Trait
from bouncecheck.verdicts.findings import finding_text
from bouncecheck.verdicts.word_facts import FindingFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSources:
    """What stands behind the values, as far as a sentence may name it."""

    asked: bool
    """Whether anybody but the notice was asked."""

    traits: tuple[Trait, ...] = ()
    """What real delivery reports do not have."""

    place: CopyPlace = CopyPlace.NONE
    notes: tuple[str, ...] = ()
    origin: OriginAnswer | None = None
    signature: SignatureAnswer = UNSIGNED
    log: LogAnswer | None = None
    """None where it was not asked."""

    log_is_set_up: bool = False
    left_at: datetime | None = None
    """When the original left, by the mail log or our record: aware, in UTC."""


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
    Index: {
        Index.SENT: Sign.FOR,
        Index.SENT_DELETED: Sign.FOR,
        Index.NEAR_MATCH: Sign.FOR,
        Index.SILENT: Sign.AGAINST,
        Index.GAP: Sign.UNKNOWN,
        Index.NOT_CONFIGURED: Sign.UNKNOWN,
    },
    Trace: {
        Trace.OUTBOUND: Sign.FOR,
        Trace.NEAR_MATCH: Sign.FOR,
        Trace.SILENT: Sign.AGAINST,
        Trace.UNSETTLED: Sign.UNKNOWN,
        Trace.ERROR: Sign.UNKNOWN,
        Trace.NOT_CONFIGURED: Sign.UNKNOWN,
    },
    Control: {Control.NONE: Sign.UNKNOWN},
    Route: {Route.OPEN: Sign.UNKNOWN},
    Comparable: {Comparable.NO: Sign.UNKNOWN},
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
    if evidence.fake is Fake.YES:
        told = ((Source.BOUNCE, trait, True) for trait in sources.traits)
        return ((Source.BOUNCE, evidence.fake, True), *told)
    asked = sources.asked
    is_bare = asked and evidence.comparable is Comparable.NO
    # The mailbox and the log can be silent about what another system sends; a foreign origin not.
    route_matters = asked and evidence.route is Route.OPEN and evidence.origin is Origin.UNKNOWN
    return (
        (Source.BOUNCE, evidence.kind, True),
        (Source.BOUNCE, evidence.about, asked),
        (Source.BOUNCE, evidence.key, asked),
        (Source.BOUNCE, evidence.comparable, is_bare),
        (Source.BOUNCE, evidence.auto, asked and evidence.auto is Auto.YES),
        (Source.BOUNCE, evidence.window, evidence.window is Window.OUTSIDE and asked),
        (Source.MAILBOX, evidence.search, asked),
        (Source.MAILBOX, evidence.mismatch, evidence.mismatch is Mismatch.YES),
        (Source.MAILBOX, evidence.keeps, asked and evidence.keeps is not Keeps.YES),
        (Source.MAILBOX, evidence.control, is_bare and evidence.control is Control.NONE),
        (Source.ORIGIN, evidence.origin, asked),
        (Source.ORIGIN, evidence.route, route_matters),
        (Source.SIGNATURE, evidence.sig, asked and evidence.sig is not Signature.NONE),
        (Source.ACCOUNT, evidence.alarm, evidence.alarm is not Alarm.NONE),
        (Source.INDEX, evidence.index, asked),
        (Source.MAIL_LOG, evidence.trace, asked),
    )


def _facts(sources: FindingSources) -> FindingFacts:
    origin, log = sources.origin, sources.log
    return FindingFacts(
        domain=None if origin is None else origin.domain,
        ip=None if origin is None else origin.ip,
        host=None if origin is None else origin.host,
        copy_place=sources.place,
        unread=(ARCHIVE, *sources.notes),
        signed_by=sources.signature.domain,
        selector=sources.signature.selector,
        left_at=sources.left_at,
        log_hint=None if log is None or log.hint is None else log.hint.value,
        log_is_set_up=sources.log_is_set_up,
    )
