"""gather: a notice and the world to evidence. A source that fails is a value too."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bouncecheck.bounces.identifiers import domain_of
from bouncecheck.bounces.model import Bounce
from bouncecheck.errors import MailboxUnavailableError
from bouncecheck.usecases.findings import FindingSources, findings_of
from bouncecheck.usecases.ports import (
    Finding,
    Mailbox,
    OriginAnswer,
    OriginQuestion,
    Ports,
    SearchQuestion,
)
from bouncecheck.verdicts.about import about_of, senders_of, unwrapped
from bouncecheck.verdicts.alarm import alarm_of
from bouncecheck.verdicts.auto import auto_of
from bouncecheck.verdicts.copies import KEEPS_FOR, copy_place, keeps_of, searched
from bouncecheck.verdicts.decide import Details
from bouncecheck.verdicts.evidence import Evidence, Fake, Mismatch, Origin, Route, Search
from bouncecheck.verdicts.facts import Identity, MailboxCopy, SearchAnswer
from bouncecheck.verdicts.fake import Arrival, Trait, fake_of
from bouncecheck.verdicts.keys import candidate_ids, comparable_of, failed_addresses, key_of
from bouncecheck.verdicts.kinds import NO_BOUNCE
from bouncecheck.verdicts.mismatch import mismatch_of
from bouncecheck.verdicts.signed import signature_of
from bouncecheck.verdicts.window import Span, span_of

MAX_IDS = 20
"""Candidates that are looked up; where a notice offers more, the search is not complete."""

NOT_LOCATED = OriginAnswer(origin=Origin.UNKNOWN, ip=None, host=None, domain=None)

_HITS = frozenset({Search.SENT_COPY, Search.INTERNAL_COPY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One notice as it lies in a mailbox."""

    bounce: Bounce
    identity: Identity
    received_at: datetime
    """When our own server took it in: aware, in UTC."""

    arrival: Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is known about one notice, reduced to values, and what it rests on."""

    evidence: Evidence
    details: Details
    findings: tuple[Finding, ...]
    sent: MailboxCopy | None
    """Our own copy, or the similar message that a near match rests on."""

    origin: OriginAnswer
    traits: tuple[Trait, ...]


async def gather(case: Case, mailbox: Mailbox, ports: Ports) -> Gathered:
    """Return the evidence about a notice. The mailbox is asked only if its answer can matter.

    Raises:
        MailboxAccessDeniedError: the caller may not look into this mailbox.
        ConsentRequiredError: the person must consent or sign in first.
    """
    claims, traits = _claims(case, ports)
    if claims.fake is Fake.YES or claims.kind in NO_BOUNCE:
        return Gathered(
            evidence=claims,
            details=Details(),
            findings=findings_of(claims, FindingSources(asked=False)),
            sent=None,
            origin=NOT_LOCATED,
            traits=traits,
        )
    now = ports.now()
    span = span_of(case.received_at, case.bounce, now)
    answer, origin = await asyncio.gather(
        _search(case, span, now, mailbox), ports.origins.locate(_origin_question(case))
    )
    evidence, details, sent = _weigh(case, claims, (span, now), answer)
    evidence = replace(evidence, origin=origin.origin)
    sources = FindingSources(
        asked=True, place=details.copy_place, notes=answer.notes, origin=origin
    )
    return Gathered(
        evidence=evidence,
        details=details,
        findings=findings_of(evidence, sources),
        sent=sent,
        origin=origin,
        traits=traits,
    )


def _claims(case: Case, ports: Ports) -> tuple[Evidence, tuple[Trait, ...]]:
    """Return what the notice itself and its arrival say, before anybody is asked."""
    fake, traits = fake_of(case.bounce, case.arrival)
    auto, _ = auto_of(case.bounce)
    headers = case.arrival.transport_headers
    evidence = Evidence(
        kind=case.bounce.kind,
        fake=fake,
        about=about_of(case.bounce, case.identity),
        key=key_of(case.bounce),
        comparable=comparable_of(case.bounce),
        sig=signature_of(case.bounce, case.identity),
        auto=auto,
        alarm=alarm_of(case.bounce, headers, case.identity),
        route=Route.CLOSED if ports.route_closed else Route.OPEN,
    )
    return evidence, traits


def _weigh(
    case: Case, claims: Evidence, span_now: tuple[Span, datetime], answer: SearchAnswer
) -> tuple[Evidence, Details, MailboxCopy | None]:
    """Return the evidence with what the mailbox answered."""
    span, now = span_now
    found = searched(case.bounce, answer, case.identity, span)
    mismatch = Mismatch.NO
    if found.value in _HITS and found.copy is not None:
        mismatch = mismatch_of(case.bounce, found.copy, case.identity)
    _, machine = auto_of(case.bounce)
    evidence = replace(
        claims,
        search=found.value,
        mismatch=mismatch,
        keeps=keeps_of(answer, case.identity, span, now),
        window=span.reach,
    )
    details = Details(copy_place=copy_place(found.copy), auto_kind=machine)
    return evidence, details, found.copy


async def _search(case: Case, span: Span, now: datetime, mailbox: Mailbox) -> SearchAnswer:
    """Search the mailbox; one that does not answer now has found nothing, incompletely."""
    keeps_since = now - KEEPS_FOR
    ids = candidate_ids(case.bounce)
    domains = case.identity.domains
    named = (s for s in senders_of(case.bounce) if domain_of(unwrapped(s)) in domains)
    question = SearchQuestion(
        ids=ids[:MAX_IDS],
        # A plus-address of ours is no alias that Graph knows; Sent Items may carry it. So they
        # may carry a colleague's, in whose name this mailbox sends.
        addresses=case.identity.addresses.union(named),
        window=span.window,
        keeps_since=keeps_since,
    )
    try:
        answer = await mailbox.search(question)
    except MailboxUnavailableError:
        return SearchAnswer(copies=(), complete=False, keeps_since=keeps_since, notes=())
    # What was not read of the notice, or not asked for, might have been the sign.
    bounce = case.bounce
    partial = bounce.truncated or bounce.has_unread_id or len(ids) > MAX_IDS
    return replace(answer, complete=False) if partial else answer


def _origin_question(case: Case) -> OriginQuestion:
    return OriginQuestion(
        headers=case.bounce.returned.headers,
        identity=case.identity,
        failed_domains=frozenset(domain_of(failed) for failed in failed_addresses(case.bounce)),
        reporting_mta=case.bounce.reporting_mta,
    )
