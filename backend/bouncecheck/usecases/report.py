"""report: a person tells the administrators about a message; stored first, then delivered."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Protocol

from bouncecheck.bounces.identifiers import MessageId
from bouncecheck.errors import DeliveryError, StoreError
from bouncecheck.usecases.check_bounce import check_bounce
from bouncecheck.usecases.ports import Account, Check, Mailbox, MessageRef, Ports
from bouncecheck.verdicts.answers import Answer, Reason
from bouncecheck.verdicts.keys import candidate_ids
from bouncecheck.verdicts.phrases_en import shown

MAX_NOTE_CHARS = 1_000

MAX_TOLD_IDS = 20
"""Identifiers of the original that the administrators are told: a notice may offer hundreds."""

TRY_AGAIN_AFTER = timedelta(minutes=1)
"""A report that is younger may be on its way in another process."""

AT_ONCE = 5
"""Earlier reports that are delivered with a new one, so that nobody waits long."""


@unique
class ReportKind(StrEnum):
    """What a person says about a message."""

    NOT_ME = "not_me"
    ASK_IT = "ask_it"
    PHISHING = "phishing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a person asks us to tell."""

    message_id: str
    """Graph's id of the notice."""

    kind: ReportKind
    note: str
    """In the person's own words; may be empty. Hostile text like any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is stored: ids, a verdict and states, and the person's own note; nothing of the mail."""

    id: str
    at: datetime
    """Aware, in UTC."""

    account: Account
    check_id: str
    kind: ReportKind
    verdict: Answer
    reason: Reason
    evidence: Mapping[str, str]
    """Each item of the evidence with its value."""

    note: str
    """One line of at most MAX_NOTE_CHARS characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How to find the message in the mail system. Never stored; hosts and ids are hostile text."""

    notice_id: MessageId | None
    received_at: datetime | None
    original_ids: tuple[MessageId, ...]
    left_at: datetime | None
    ip: str | None
    """Where the original entered the mail system."""

    host: str | None
    signed_by: str | None
    """Which of our domains a signature names."""

    selector: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What the administrators get."""

    report: Report
    marks: Marks | None
    """None where an earlier report is delivered late: nothing of its mail was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What became of a report."""

    id: str
    delivered_at: datetime | None
    """None where it is stored only: nobody is to be told, or not reached yet."""


class Reports(Protocol):
    """Where reports are kept. Every method may raise StoreError."""

    async def add(self, report: Report, *, is_waiting: bool) -> None:
        """Keep a report, and whether it is to be delivered."""
        ...

    async def take_waiting(self, now: datetime) -> tuple[Report, ...]:
        """Return a few that were not delivered yet, the oldest first; nobody else gets them now."""
        ...

    async def mark_delivered(self, report_id: str, at: datetime) -> None:
        """Note that the administrators have it."""
        ...


class Courier(Protocol):
    """Brings news to the administrators."""

    async def deliver(self, news: News) -> None:
        """Deliver it. Raises DeliveryError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDesk:
    """What reports need of the world, besides what a check needs."""

    reports: Reports
    courier: Courier | None
    """None where the settings name nobody to tell."""

    new_id: Callable[[], str]


async def report_message(
    complaint: Complaint, account: Account, mailbox: Mailbox, ports: Ports, desk: ReportDesk
) -> Reported:
    """Tell the administrators about a message, with what we think of it now.

    It is judged again with the caller's rights: whoever may not read it cannot report it. A
    delivery that fails is no failure of the call; it is tried again with later reports.

    Raises:
        MessageNotFoundError: the message is not there, or no longer.
        MailboxError: the mailbox does not give it.
        StoreError: the report could not be kept.
    """
    check = await check_bounce(MessageRef(id=complaint.message_id), account, mailbox, ports)
    report = _report(complaint, check, desk.new_id())
    await desk.reports.add(report, is_waiting=desk.courier is not None)
    if desk.courier is None:
        return Reported(id=report.id, delivered_at=None)
    news = News(report=report, marks=_marks(check))
    delivered_at = await _delivered(news, desk.courier, desk.reports, ports.now)
    if delivered_at is not None:
        await _catch_up(desk.courier, desk.reports, ports.now)
    return Reported(id=report.id, delivered_at=delivered_at)


def _report(complaint: Complaint, check: Check, report_id: str) -> Report:
    return Report(
        id=report_id,
        at=check.checked_at,
        account=check.account,
        check_id=check.id,
        kind=complaint.kind,
        verdict=check.verdict.answer,
        reason=check.verdict.reason,
        evidence={name: str(value) for name, value in asdict(check.evidence).items()},
        note=shown(complaint.note, MAX_NOTE_CHARS),
    )


def _marks(check: Check) -> Marks:
    message = check.message
    return Marks(
        notice_id=None if message is None else message.internet_message_id,
        received_at=None if message is None else message.received_at,
        original_ids=candidate_ids(check.bounce)[:MAX_TOLD_IDS],
        left_at=check.left_at,
        ip=check.origin.ip,
        host=check.origin.host,
        signed_by=check.signature.domain,
        selector=check.signature.selector,
    )


async def _delivered(
    news: News, courier: Courier, reports: Reports, now: Callable[[], datetime]
) -> datetime | None:
    """Return when it was delivered, or None if it was not."""
    try:
        await courier.deliver(news)
    except DeliveryError:
        return None
    at = now()
    try:
        await reports.mark_delivered(news.report.id, at)
    except StoreError:
        # It is out; at worst the administrators get it once more, under the same id.
        return at
    return at


async def _catch_up(courier: Courier, reports: Reports, now: Callable[[], datetime]) -> None:
    """Deliver earlier reports, now that the administrators can be reached; stop at a failure."""
    try:
        waiting = await reports.take_waiting(now())
    except StoreError:
        return
    for report in waiting:
        if await _delivered(News(report=report, marks=None), courier, reports, now) is None:
            return
