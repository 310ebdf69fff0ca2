"""Telling the administrators: who may, what is kept, and what happens when nobody answers."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from scene import ACCOUNT, NOW, Scene

from bouncecheck.errors import (
    DeliveryError,
    MailboxAccessDeniedError,
    MessageNotFoundError,
    StoreError,
)
from bouncecheck.usecases.report import (
    Complaint,
    News,
    Report,
    ReportDesk,
    Reported,
    ReportKind,
    report_message,
)
from bouncecheck.verdicts.answers import Answer, Reason


@dataclass
class MemoryReports:
    """Implements Reports."""

    kept: dict[str, Report] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    delivered: dict[str, datetime] = field(default_factory=dict)
    fails: frozenset[str] = frozenset()

    async def add(self, report: Report, *, is_waiting: bool) -> None:
        self._called("add")
        self.kept[report.id] = report
        if is_waiting:
            self.waiting.add(report.id)

    async def take_waiting(self, now: datetime) -> tuple[Report, ...]:
        self._called("take_waiting")
        return tuple(self.kept[one] for one in sorted(self.waiting) if self.kept[one].at < now)

    async def mark_delivered(self, report_id: str, at: datetime) -> None:
        self._called("mark_delivered")
        self.waiting.discard(report_id)
        self.delivered[report_id] = at

    def _called(self, name: str) -> None:
        if name in self.fails:
            raise StoreError("down")


@dataclass
class Postman:
    """Implements Courier: brings everything but what it was told to drop."""

    brought: list[News] = field(default_factory=list)
    drops: frozenset[str] = frozenset()

    async def deliver(self, news: News) -> None:
        if news.report.id in self.drops:
            raise DeliveryError("no answer")
        self.brought.append(news)


@dataclass
class Office:
    """A desk, and the scene before it."""

    scene: Scene = field(default_factory=lambda: Scene().keeps_copies())
    reports: MemoryReports = field(default_factory=MemoryReports)
    postman: Postman | None = field(default_factory=Postman)

    def report(self, note: str = "", kind: ReportKind = ReportKind.NOT_ME) -> Reported:
        desk = ReportDesk(reports=self.reports, courier=self.postman, new_id=lambda: "rep_9")
        complaint = Complaint(message_id="AAk-notice-1", kind=kind, note=note)
        return asyncio.run(
            report_message(complaint, ACCOUNT, self.scene.mailbox, self.scene.ports, desk)
        )


def earlier(report: Report, report_id: str) -> Report:
    return replace(report, id=report_id, at=report.at - timedelta(hours=1))


def test_a_report_is_kept_with_the_verdict_of_now_and_delivered() -> None:
    office = Office()

    reported = office.report("Not mine.\r\nReally\u202e.", ReportKind.ASK_IT)

    report = office.reports.kept["rep_9"]
    assert reported == Reported(id="rep_9", delivered_at=NOW)
    assert (report.verdict, report.reason) == (Answer.NOT_SENT, Reason.HIGH)
    assert (report.kind, report.account, report.check_id) == ("ask_it", ACCOUNT, "chk_1")
    assert report.evidence["origin"] == "foreign"
    assert report.note == "Not mine. Really."
    assert office.reports.delivered == {"rep_9": NOW}


def test_administrators_are_told_ids_times_and_where_it_came_from() -> None:
    office = Office()
    office.report()

    assert office.postman is not None
    (news,) = office.postman.brought
    assert news.marks is not None
    assert news.marks.notice_id == "notice-1@mx.example.net"
    assert news.marks.original_ids == ("original-1@contoso.com",)
    assert (news.marks.ip, news.marks.host) == ("203.0.113.9", "spam.example")


def test_nothing_of_the_mail_is_kept_or_told() -> None:
    office = Office()
    office.report()

    assert office.postman is not None
    for said in (repr(office.reports.kept), repr(office.postman.brought)):
        assert "Replica" not in said
        assert "h@example.net" not in said
        assert "vince@" not in said


@pytest.mark.parametrize("error", [MailboxAccessDeniedError("no"), MessageNotFoundError("gone")])
def test_who_may_not_read_a_message_cannot_report_it(error: Exception) -> None:
    office = Office()
    office.scene.mailbox.fails["fetch"] = error  # type: ignore[assignment]  # one of ours

    with pytest.raises(type(error)):
        office.report()

    assert office.reports.kept == {}
    assert office.postman is not None
    assert office.postman.brought == []


def test_a_report_that_cannot_be_kept_is_not_delivered_either() -> None:
    office = Office(reports=MemoryReports(fails=frozenset({"add"})))

    with pytest.raises(StoreError):
        office.report()

    assert office.postman is not None
    assert office.postman.brought == []


def test_where_nobody_is_to_be_told_it_is_kept() -> None:
    office = Office(postman=None)

    assert office.report().delivered_at is None
    assert office.reports.kept.keys() == {"rep_9"}
    assert office.reports.waiting == set()


def test_a_delivery_that_fails_leaves_it_waiting_and_fails_nothing() -> None:
    office = Office(postman=Postman(drops=frozenset({"rep_9"})))

    assert office.report().delivered_at is None
    assert office.reports.waiting == {"rep_9"}


def test_what_waits_goes_out_with_the_next_report_that_gets_through() -> None:
    office = Office(postman=Postman(drops=frozenset({"rep_2"})))
    office.report()
    report = office.reports.kept["rep_9"]
    for name in ("rep_1", "rep_2", "rep_3"):
        asyncio.run(office.reports.add(earlier(report, name), is_waiting=True))

    office.report()

    # It stops at the first that fails: whoever does not answer is not asked five times.
    assert office.reports.waiting == {"rep_2", "rep_3"}
    assert office.postman is not None
    assert office.postman.brought[-1].marks is None


@pytest.mark.parametrize("fails", ["mark_delivered", "take_waiting"])
def test_a_database_that_fails_after_the_delivery_takes_nothing_back(fails: str) -> None:
    office = Office(reports=MemoryReports(fails=frozenset({fails})))

    assert office.report().delivered_at == NOW


def test_a_note_has_its_length() -> None:
    office = Office()
    office.report("x" * 5_000)

    assert len(office.reports.kept["rep_9"].note) == 1_000
