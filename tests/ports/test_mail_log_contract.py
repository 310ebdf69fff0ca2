"""One suite for every MailLog: the one in memory, and Graph over the emulator."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from bouncecheck.bounces.identifiers import Address, MessageId, address_from, message_id_from
from bouncecheck.demo.graph_emulator.entra_tokens import issue_graph_token
from bouncecheck.demo.graph_emulator.graph_app import create_graph_app
from bouncecheck.demo.graph_emulator.mail_log import TraceRow
from bouncecheck.demo.graph_emulator.world import World
from bouncecheck.mailboxes.graph_mail_log import GraphMailLog
from bouncecheck.mailboxes.log_reader import LogReader
from bouncecheck.mailboxes.transport import GraphTransport
from bouncecheck.usecases.witnesses import LogAnswer, LogHint, LogQuestion, Urgency
from bouncecheck.verdicts.facts import LogRecord, SearchWindow
from fakes import MemoryMailLog
from mailboxes.log_desk import CountingQuota
from ports.rigs import APP, NOW, TENANT, USER, FixedToken, a_world, served

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")

ID = MessageId("original-1@contoso.com")
ME = Address(USER.upn)
DAYS_10 = SearchWindow(start=NOW - timedelta(days=10), end=NOW)
QUESTION = LogQuestion(
    tenant_id=TENANT,
    ids=(ID,),
    addresses=frozenset({ME}),
    slices=(DAYS_10,),
    may_list=True,
    urgency=Urgency.OPEN,
)


class Rig(Protocol):
    def put(self, row: TraceRow) -> None: ...

    def fail(self) -> None: ...

    def ask(self, question: LogQuestion = QUESTION) -> LogAnswer: ...


@dataclass
class MemoryRig:
    log: MemoryMailLog = field(default_factory=MemoryMailLog)

    def put(self, row: TraceRow) -> None:
        record = LogRecord(
            message_id=message_id_from(row.message_id),
            sender=address_from(row.sender),
            recipient=address_from(row.recipient),
            subject=row.subject,
            from_ip=row.from_ip or None,
            received_at=row.received_at,
            status=row.status,
        )
        self.log.rows = (*self.log.rows, record)

    def fail(self) -> None:
        self.log.complete, self.log.hint = False, LogHint.UNAVAILABLE

    def ask(self, question: LogQuestion = QUESTION) -> LogAnswer:
        return asyncio.run(self.log.ask(question))


@dataclass
class GraphRig:
    """GraphMailLog over the emulator, by real HTTP, with the application's own token."""

    world: World
    graph_url: str
    patience_s: float = 5.0
    quota: CountingQuota = field(default_factory=CountingQuota)

    def put(self, row: TraceRow) -> None:
        with self.world.lock:
            self.world.mail_log.rows.append(row)

    def fail(self) -> None:
        self.world.faults.everyone.log_status = 500

    def ask(self, question: LogQuestion = QUESTION) -> LogAnswer:
        async def run() -> LogAnswer:
            token = issue_graph_token(self.world, None, "https://localhost:8443", TENANT)
            transport = GraphTransport(self.graph_url)
            try:
                reader = LogReader(
                    transport, lambda _tenant: FixedToken(token), self.quota, lambda: NOW
                )
                log = GraphMailLog(reader, lambda: NOW, patience_s=self.patience_s)
                return await log.ask(question)
            finally:
                await transport.aclose()

        return asyncio.run(run())


@pytest.fixture
def graph() -> Iterator[GraphRig]:
    world = a_world()
    world.add_tenant(replace(world.tenants[TENANT], has_tracing_principal=True))
    world.add_app(replace(APP, app_roles=("ExchangeMessageTrace.Read.All",)))
    world.mail_log.clock = lambda: NOW
    with served(create_graph_app(world)) as origin:
        yield GraphRig(world, f"{origin}/v1.0")


@pytest.fixture(params=["memory", "graph"])
def rig(request: pytest.FixtureRequest) -> Rig:
    if request.param == "memory":
        return MemoryRig()
    over_http: GraphRig = request.getfixturevalue("graph")
    return over_http


def a_row(received_at: datetime = NOW - timedelta(hours=2), **fields: Any) -> TraceRow:  # noqa: ANN401 - of TraceRow
    row = TraceRow(
        tenant_id=TENANT,
        message_id=f"<{ID}>",
        sender=USER.upn,
        recipient="h@example.net",
        subject="Offer",
        received_at=received_at,
    )
    return replace(row, **fields)


def test_silence_is_a_whole_answer_of_this_moment(rig: Rig) -> None:
    answer = rig.ask()

    assert answer == LogAnswer(records=(), complete=True, asked_at=NOW, hint=None)


def test_each_recipient_of_a_message_is_a_record(rig: Rig) -> None:
    rig.put(a_row())
    rig.put(a_row(recipient="Bob@Contoso.com", from_ip="198.51.100.7"))

    answer = rig.ask()

    records = sorted(answer.records, key=lambda record: record.recipient or "")
    assert [(one.message_id, one.sender, one.recipient, one.from_ip) for one in records] == [
        (ID, ME, "bob@contoso.com", "198.51.100.7"),
        (ID, ME, "h@example.net", None),
    ]
    assert records[0].received_at == NOW - timedelta(hours=2)
    assert answer.complete


def test_without_an_identifier_what_the_addresses_sent_comes(rig: Rig) -> None:
    rig.put(a_row(message_id="<another@contoso.com>"))

    answer = rig.ask(replace(QUESTION, ids=()))

    assert [record.message_id for record in answer.records] == ["another@contoso.com"]
    assert answer.complete


def test_a_log_that_fails_is_not_silent(rig: Rig) -> None:
    rig.fail()

    answer = rig.ask()

    assert (answer.complete, answer.hint) == (False, LogHint.UNAVAILABLE)


def test_graph_gives_nothing_of_others(graph: GraphRig) -> None:
    graph.put(a_row(message_id="<another@contoso.com>"))
    graph.put(a_row(sender="bob@contoso.com", message_id="<bobs@contoso.com>"))
    graph.put(a_row(tenant_id="somebody-else"))

    by_id = graph.ask()
    listed = graph.ask(replace(QUESTION, ids=()))

    assert by_id.records == ()
    assert [record.message_id for record in listed.records] == ["another@contoso.com"]


@pytest.mark.parametrize("odd", ["o'brien@contoso.com", "a%27+b&c=d#e?f/g@contoso.com", "ü@x.y"])
def test_graph_finds_odd_identifiers_and_nothing_else(graph: GraphRig, odd: str) -> None:
    graph.put(a_row(message_id=f"<{odd}>"))
    graph.put(a_row())

    answer = graph.ask(replace(QUESTION, ids=(MessageId(odd),)))

    assert [record.message_id for record in answer.records] == [odd]
    assert answer.complete


@pytest.mark.parametrize(
    ("status", "hint"),
    [(401, LogHint.NO_SERVICE_PRINCIPAL), (429, LogHint.QUOTA), (503, LogHint.UNAVAILABLE)],
)
def test_graph_says_why_it_did_not_answer(graph: GraphRig, status: int, hint: LogHint) -> None:
    graph.world.faults.everyone.log_status = status

    answer = graph.ask()

    assert (answer.complete, answer.hint) == (False, hint)


def test_an_application_without_the_permission_is_told_so(graph: GraphRig) -> None:
    graph.world.add_app(replace(APP, app_roles=("Mail.Read",)))

    answer = graph.ask()

    assert (answer.complete, answer.hint) == (False, LogHint.NO_PERMISSION)


def test_a_tenant_without_the_service_principal_is_told_so(graph: GraphRig) -> None:
    graph.world.add_tenant(replace(graph.world.tenants[TENANT], has_tracing_principal=False))

    answer = graph.ask()

    assert (answer.complete, answer.hint) == (False, LogHint.NO_SERVICE_PRINCIPAL)


def test_an_answer_that_hangs_is_not_waited_for(graph: GraphRig) -> None:
    graph.world.faults.everyone.log_hang_ms = 1_000
    graph.patience_s = 0.2

    answer = graph.ask()

    assert (answer.complete, answer.hint) == (False, LogHint.UNAVAILABLE)


def test_rows_without_their_members_are_no_silence(graph: GraphRig) -> None:
    graph.put(a_row())
    graph.world.faults.everyone.log_rows_bare = True

    assert not graph.ask().complete


def test_pages_of_any_size_are_read_to_the_end(graph: GraphRig) -> None:
    for number in range(7):
        graph.put(a_row(recipient=f"h{number}@example.net"))
    graph.world.faults.everyone.log_page_size = 3

    answer = graph.ask()

    assert len(answer.records) == 7
    assert answer.complete
    assert len(graph.quota.taken) == 3


def test_a_page_that_is_missing_is_no_silence(graph: GraphRig) -> None:
    for number in range(7):
        graph.put(a_row(recipient=f"h{number}@example.net"))
    graph.world.faults.everyone.log_page_size = 3
    graph.world.faults.everyone.page_truncated = True

    answer = graph.ask()

    assert len(answer.records) == 3
    assert not answer.complete


def test_all_ninety_days_can_be_asked_for(graph: GraphRig) -> None:
    old = NOW - timedelta(days=89)
    graph.put(a_row(old))
    ten = timedelta(days=10)
    slices = tuple(
        SearchWindow(start=NOW - (number + 1) * ten, end=NOW - number * ten) for number in range(9)
    )

    by_id = graph.ask(replace(QUESTION, slices=slices))
    listed = graph.ask(replace(QUESTION, slices=slices, ids=()))

    assert [record.received_at for record in by_id.records] == [old]
    assert by_id.complete
    assert listed.complete
