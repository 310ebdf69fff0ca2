"""ask: every witness asked about one notice. One that fails answers so; none is left waiting."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bouncecheck.bounces.identifiers import domain_of
from bouncecheck.bounces.model import Bounce, Extent
from bouncecheck.errors import MailboxError, MailboxUnavailableError, StoreError
from bouncecheck.usecases.ports import (
    Account,
    Mailbox,
    OriginAnswer,
    OriginQuestion,
    Ports,
    SearchQuestion,
)
from bouncecheck.usecases.witnesses import (
    IndexAnswer,
    IndexQuestion,
    LogAnswer,
    LogQuestion,
    Recalled,
    SignatureAnswer,
    SignatureQuestion,
    Urgency,
)
from bouncecheck.verdicts.about import senders_of, unwrapped
from bouncecheck.verdicts.control import remembered
from bouncecheck.verdicts.copies import KEEPS_FOR
from bouncecheck.verdicts.evidence import Comparable, Control, Evidence, Key, Origin, Signature
from bouncecheck.verdicts.facts import (
    Identity,
    InboxRule,
    Reply,
    SearchAnswer,
    SearchWindow,
)
from bouncecheck.verdicts.fake import Arrival
from bouncecheck.verdicts.keys import candidate_ids, failed_addresses
from bouncecheck.verdicts.subjects import normal_subject
from bouncecheck.verdicts.window import Span

MAX_IDS = 20
"""Candidates that are looked up; where a notice offers more, the search is not complete."""

NOT_LOCATED = OriginAnswer(origin=Origin.UNKNOWN, ip=None, host=None, domain=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One notice as it lies in a mailbox."""

    bounce: Bounce
    identity: Identity
    received_at: datetime
    """When our own server took it in: aware, in UTC."""

    arrival: Arrival
    asker: Account
    """Who asks, from a verified token: nobody else's tenant is ever asked about."""

    is_open: bool
    """Whether a person has just this message before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A case, and what is known of it before anybody is asked."""

    case: Case
    claims: Evidence
    span: Span
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What every witness said; None where one is not set up, or not asked."""

    search: SearchAnswer
    origin: OriginAnswer
    signature: SignatureAnswer
    recalled: Recalled
    index: IndexAnswer | None
    log: LogAnswer | None
    rules: tuple[InboxRule, ...] | None
    replies: tuple[Reply, ...]


async def ask_everybody(inquiry: Inquiry, mailbox: Mailbox, ports: Ports) -> Answers:
    """Return what every witness says about a notice.

    Raises:
        MailboxAccessDeniedError: the caller may not look into this mailbox.
        ConsentRequiredError: the person must consent or sign in first.
        StoreError: what earlier checks taught could not be read.
    """
    case = inquiry.case
    recalled = await ports.memory.recall(
        case.identity.tenant_id, case.identity.address, inquiry.now
    )
    search, origin, signature, index, rules, replies = await asyncio.gather(
        _search(inquiry, mailbox),
        ports.origins.locate(_origin_question(case)),
        _verify(case, ports),
        _look(inquiry, ports),
        _rules(mailbox, ports),
        _replies(inquiry, recalled, mailbox),
    )
    return Answers(
        search=search,
        origin=origin,
        signature=signature,
        recalled=recalled,
        index=index,
        # The list of what was sent answers for thousands of bounces, but only beside F.
        log=await _trace(inquiry, origin.origin, ports),
        rules=rules,
        replies=replies,
    )


async def _search(inquiry: Inquiry, mailbox: Mailbox) -> SearchAnswer:
    """Search the mailbox; one that does not answer now has found nothing, incompletely."""
    case = inquiry.case
    keeps_since = inquiry.now - KEEPS_FOR
    domains = case.identity.domains
    named = (s for s in senders_of(case.bounce) if domain_of(unwrapped(s)) in domains)
    question = SearchQuestion(
        ids=candidate_ids(case.bounce)[:MAX_IDS],
        # A plus-address of ours is no alias that Graph knows; Sent Items may carry it. So they
        # may carry a colleague's, in whose name this mailbox sends.
        addresses=case.identity.addresses.union(named),
        window=inquiry.span.window,
        keeps_since=keeps_since,
    )
    try:
        answer = await mailbox.search(question)
    except MailboxUnavailableError:
        return SearchAnswer(copies=(), complete=False, keeps_since=keeps_since, notes=())
    return replace(answer, complete=False) if _is_partial(case.bounce) else answer


def _is_partial(bounce: Bounce) -> bool:
    """Tell whether something is not read of the notice, or not asked for: it might be a sign."""
    too_many = len(candidate_ids(bounce)) > MAX_IDS
    return bounce.truncated or bounce.has_unread_id or too_many


def _origin_question(case: Case) -> OriginQuestion:
    return OriginQuestion(
        headers=case.bounce.returned.headers,
        identity=case.identity,
        failed_domains=frozenset(domain_of(failed) for failed in failed_addresses(case.bounce)),
        reporting_mta=case.bounce.reporting_mta,
    )


async def _verify(case: Case, ports: Ports) -> SignatureAnswer:
    returned = case.bounce.returned
    if returned.extent is Extent.NOTHING:
        return SignatureAnswer(signature=Signature.NONE)
    question = SignatureQuestion(
        headers=returned.headers,
        raw_headers=returned.raw_headers,
        is_exact=returned.headers_exact and not case.bounce.truncated,
        domains=case.identity.domains,
    )
    return await ports.signatures.verify(question)


async def _look(inquiry: Inquiry, ports: Ports) -> IndexAnswer | None:
    """Look into our record of sends; one that fails is a gap over all of W."""
    if ports.sent_index is None:
        return None
    case, window = inquiry.case, inquiry.span.window
    returned = case.bounce.returned
    question = IndexQuestion(
        tenant_id=case.identity.tenant_id,
        mailbox=case.identity.address,
        ids=candidate_ids(case.bounce)[:MAX_IDS],
        subject=normal_subject(returned.subject),
        addresses=failed_addresses(case.bounce).union(returned.recipients),
        window=window,
    )
    nothing = IndexAnswer(sends=(), began_at=window.start, gaps=(window,))
    try:
        answer = await ports.sent_index.look(question)
    except StoreError:
        return nothing
    partial = _is_partial(case.bounce)
    return replace(answer, gaps=(*answer.gaps, window)) if partial else answer


async def _trace(inquiry: Inquiry, origin: Origin, ports: Ports) -> LogAnswer | None:
    """Ask the mail log. This is the only place where a question to it is made."""
    case = inquiry.case
    if ports.mail_log is None or inquiry.claims.key is Key.NONE:
        return None
    is_foreign = origin is Origin.FOREIGN
    question = LogQuestion(
        tenant_id=case.asker.tenant_id,
        ids=candidate_ids(case.bounce)[:MAX_IDS],
        addresses=case.identity.addresses,
        slices=_reachable(inquiry),
        may_list=is_foreign or inquiry.claims.key is Key.DESCRIBED,
        urgency=_urgency(case, is_foreign=is_foreign),
    )
    answer = await ports.mail_log.ask(question)
    return replace(answer, complete=False) if _is_partial(case.bounce) else answer


def _urgency(case: Case, *, is_foreign: bool) -> Urgency:
    if case.is_open:
        return Urgency.OPEN
    return Urgency.REST if is_foreign else Urgency.NOT_FOREIGN


def _reachable(inquiry: Inquiry) -> tuple[SearchWindow, ...]:
    """Return the slices, none of which ends in the future: there is nothing to ask for yet."""
    return tuple(
        SearchWindow(start=piece.start, end=min(piece.end, inquiry.now))
        for piece in inquiry.span.slices
        if piece.start < inquiry.now
    )


async def _rules(mailbox: Mailbox, ports: Ports) -> tuple[InboxRule, ...] | None:
    """Return the inbox rules; level 1 asks for nothing beyond the mail itself."""
    if ports.mail_log is None and ports.sent_index is None:
        return None
    try:
        return await mailbox.rules()
    except MailboxError:
        return None


async def _replies(inquiry: Inquiry, recalled: Recalled, mailbox: Mailbox) -> tuple[Reply, ...]:
    """Return answers in the inbox, where only they can show that identifiers survive."""
    is_known = remembered(recalled.control_passed_at, inquiry.now) is Control.PASSED
    if inquiry.claims.comparable is Comparable.YES or inquiry.claims.key is not Key.ID or is_known:
        return ()
    try:
        return await mailbox.replies(inquiry.now - KEEPS_FOR)
    except MailboxError:
        return ()
