"""weigh: what the witnesses said, reduced to one value for each item of the evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bouncecheck.bounces.identifiers import Address, address_from, domain_of
from bouncecheck.bounces.model import Bounce
from bouncecheck.usecases.ask import Answers, Inquiry
from bouncecheck.usecases.ports import OriginAnswer
from bouncecheck.usecases.witnesses import Lesson
from bouncecheck.verdicts.about import is_own
from bouncecheck.verdicts.account import WITHIN, AccountFacts, Send, account_alarm, send_in
from bouncecheck.verdicts.answers import AutoKind
from bouncecheck.verdicts.auto import auto_of
from bouncecheck.verdicts.control import control_of, remembered
from bouncecheck.verdicts.copies import Searched, copy_place, keeps_of, searched
from bouncecheck.verdicts.decide import Details
from bouncecheck.verdicts.evidence import (
    About,
    Alarm,
    Auto,
    Control,
    Evidence,
    Index,
    Mismatch,
    Origin,
    Search,
    Trace,
)
from bouncecheck.verdicts.facts import Identity, LogRecord, MailboxCopy, Stamp
from bouncecheck.verdicts.indexed import Book, Indexed, indexed
from bouncecheck.verdicts.keys import candidate_ids, same_id
from bouncecheck.verdicts.mismatch import mismatch_of
from bouncecheck.verdicts.subjects import normal_subject
from bouncecheck.verdicts.traced import Rows, Settling, Traced, settled, traced

_COPIES = frozenset({Search.SENT_COPY, Search.INTERNAL_COPY})
_ALARMS = (Alarm.NONE, Alarm.WEAK, Alarm.STRONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The evidence, and the facts that it rests on."""

    evidence: Evidence
    details: Details
    origin: OriginAnswer
    """As it counts: what is off for the tenant counts as unknown."""

    copy: MailboxCopy | None
    left_at: datetime | None
    delegate: Address | None
    no_rule_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    search: Searched
    index: Indexed
    trace: Traced

    @property
    def left(self) -> bool:
        """Whether anything says that the original left."""
        return (
            self.search.value in _COPIES
            or self.index.value in {Index.SENT, Index.SENT_DELETED}
            or self.trace.value is Trace.OUTBOUND
        )


def weigh(inquiry: Inquiry, answers: Answers, settling: Settling) -> Weighed:
    """Return the evidence with what every witness said."""
    found, origin = _found(inquiry, answers, settling)
    case = inquiry.case
    _, machine = auto_of(case.bounce)
    delegate = _delegate(case.bounce, case.identity)
    evidence = replace(
        inquiry.claims,
        search=found.search.value,
        index=found.index.value,
        trace=found.trace.value,
        origin=origin.origin,
        sig=answers.signature.signature,
        mismatch=_mismatch(inquiry, found),
        keeps=keeps_of(answers.search, case.identity, inquiry.span, inquiry.now),
        window=inquiry.span.reach,
        control=_control(inquiry, answers),
        alarm=_alarm(inquiry, answers, found),
    )
    elsewhere = found.index.send is not None and not found.index.send.is_own
    return Weighed(
        evidence=evidence,
        details=Details(
            copy_place=copy_place(found.search.copy),
            auto_kind=machine,
            by_delegate=found.left and (elsewhere or delegate is not None),
        ),
        origin=origin,
        copy=found.search.copy,
        left_at=_left_at(found),
        delegate=delegate,
        no_rule_visible=answers.rules is not None
        and not any(rule.is_enabled and rule.forwards_outside for rule in answers.rules),
    )


def lesson_of(weighed: Weighed, inquiry: Inquiry, answers: Answers, check_id: str) -> Lesson | None:
    """Return what the check taught, or None if that is nothing.

    A bounce of what really left was told by its identifier and fits our copy. Where it was classed
    foreign, the class is wrong for this tenant; where it came from outside, identifiers survive.
    """
    evidence = weighed.evidence
    is_genuine = evidence.search in _COPIES and evidence.mismatch is Mismatch.NO
    is_matched = is_genuine and weighed.copy is not None
    is_foreign = is_matched and answers.origin.origin is Origin.FOREIGN
    reporter = inquiry.case.bounce.sender
    is_from_outside = reporter is None or domain_of(reporter) not in inquiry.case.identity.domains
    passed = (is_matched and is_from_outside) or evidence.control is Control.PASSED
    if not is_foreign and not passed:
        return None
    return Lesson(
        tenant_id=inquiry.case.identity.tenant_id,
        mailbox=inquiry.case.identity.address,
        at=inquiry.now,
        check_id=check_id,
        control_passed=passed,
        genuine_was_foreign=is_foreign,
    )


def _found(inquiry: Inquiry, answers: Answers, settling: Settling) -> tuple[_Found, OriginAnswer]:
    case, span = inquiry.case, inquiry.span
    origin = answers.origin
    if answers.recalled.foreign_is_off and origin.origin is Origin.FOREIGN:
        origin = replace(origin, origin=Origin.UNKNOWN)
    search = searched(case.bounce, answers.search, case.identity, span)
    index = Indexed(Index.NOT_CONFIGURED, None)
    if answers.index is not None:
        book = Book(
            sends=answers.index.sends, began_at=answers.index.began_at, gaps=answers.index.gaps
        )
        index = indexed(case.bounce, book, span)
    trace = Traced(Trace.NOT_CONFIGURED, None)
    if answers.log is not None:
        rows = Rows(
            records=answers.log.records,
            complete=answers.log.complete,
            foreign_ip=origin.ip if origin.origin is Origin.FOREIGN else None,
            forged_ids=_forged_ids(answers),
        )
        said = traced(case.bounce, rows, case.identity, span)
        age = answers.log.asked_at - case.received_at
        books = (search.value, index.value)
        trace = Traced(settled(said.value, age, books, settling), said.record)
    return _Found(search=search, index=index, trace=trace), origin


def _forged_ids(answers: Answers) -> frozenset[str]:
    return frozenset(
        same_id(copy.message_id)
        for copy in answers.search.copies
        if copy.message_id is not None and copy.stamp is Stamp.ANONYMOUS and copy.from_me is False
    )


def _mismatch(inquiry: Inquiry, found: _Found) -> Mismatch:
    """Compare what came back with our copy, else with the row of the mail log."""
    case = inquiry.case
    if found.search.value in _COPIES and found.search.copy is not None:
        return mismatch_of(case.bounce, found.search.copy, case.identity)
    if found.trace.value is Trace.OUTBOUND and found.trace.record is not None:
        return mismatch_of(case.bounce, found.trace.record, case.identity)
    return Mismatch.NO


def _control(inquiry: Inquiry, answers: Answers) -> Control:
    known = remembered(answers.recalled.control_passed_at, inquiry.now)
    if known is Control.PASSED:
        return known
    return control_of(answers.replies, answers.search.copies, inquiry.case.identity)


def _alarm(inquiry: Inquiry, answers: Answers, found: _Found) -> Alarm:
    claims = inquiry.claims
    no_copy = found.left and found.search.value not in _COPIES
    facts = AccountFacts(
        sends=_sends(inquiry, answers),
        this_left_no_copy=no_copy
        and claims.auto is Auto.NO
        and not _was_forwarded(inquiry, answers),
        this_was_removed=found.index.value is Index.SENT_DELETED,
        this_was_forwarded=found.left and _was_forwarded(inquiry, answers),
        rules=answers.rules,
        hard_signs_last_hour=answers.recalled.hard_signs_last_hour,
    )
    return max(inquiry.claims.alarm, account_alarm(facts), key=_ALARMS.index)


def _was_forwarded(inquiry: Inquiry, answers: Answers) -> bool:
    """Tell whether the original carries the marks of mail that a mailbox passes on."""
    _, machine = auto_of(inquiry.case.bounce)
    return (
        machine in {AutoKind.RULE, AutoKind.FORWARD}
        or answers.origin.origin is Origin.OWN_RELAYED
        or inquiry.claims.about is About.OTHER
    )


def _sends(inquiry: Inquiry, answers: Answers) -> list[Send]:
    """Return what left this mailbox in W, as our record or else the mail log tells."""
    identity = inquiry.case.identity
    if answers.index is not None and answers.index.recent:
        return [send_in(record) for record in answers.index.recent]
    if answers.log is None or not answers.search.complete:
        return []  # what was not searched to the end may have its copy there
    kept = _Kept.of(answers.search.copies)
    wanted = {same_id(candidate) for candidate in candidate_ids(inquiry.case.bounce)}
    left: dict[str, LogRecord] = {}
    for row in answers.log.records:
        is_ours = row.sender is not None and is_own(row.sender, identity)
        # What came in from outside in our name was sent by nobody here.
        goes_out = row.recipient is not None and domain_of(row.recipient) not in identity.domains
        if is_ours and goes_out and row.message_id:
            left.setdefault(same_id(row.message_id), row)
    return [
        Send(at=row.received_at, is_gone=row not in kept, was_removed=False, is_this=key in wanted)
        for key, row in left.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The copies that lie in a mailbox, to look rows of the mail log up in."""

    ids: frozenset[str]
    times: Mapping[str, Sequence[datetime]]
    """When a message of each subject was sent: some clients give their copy another id."""

    @classmethod
    def of(cls, copies: Iterable[MailboxCopy]) -> "_Kept":
        times: dict[str, list[datetime]] = {}
        ids = set()
        for copy in copies:
            if copy.message_id is not None:
                ids.add(same_id(copy.message_id))
            if copy.sent_at is not None:
                times.setdefault(normal_subject(copy.subject), []).append(copy.sent_at)
        return cls(ids=frozenset(ids), times=times)

    def __contains__(self, row: LogRecord) -> bool:
        if row.message_id is not None and same_id(row.message_id) in self.ids:
            return True
        near = self.times.get(normal_subject(row.subject), ())
        return any(abs(sent_at - row.received_at) <= WITHIN for sent_at in near)


def _left_at(found: _Found) -> datetime | None:
    if found.trace.record is not None and found.trace.value is Trace.OUTBOUND:
        return found.trace.record.received_at
    is_sent = found.index.value in {Index.SENT, Index.SENT_DELETED}
    return found.index.send.sent_at if is_sent and found.index.send is not None else None


def _delegate(bounce: Bounce, identity: Identity) -> Address | None:
    """Return the colleague who, by the Sender field, sent it in this mailbox's name."""
    for name, value in bounce.returned.headers:
        address = address_from(value.rpartition("<")[2].partition(">")[0] or value)
        if name.lower() == "sender" and address is not None:
            is_colleague = domain_of(address) in identity.domains and not is_own(address, identity)
            return address if is_colleague else None
    return None
