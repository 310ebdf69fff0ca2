"""What is remembered from check to check, in the real database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bouncecheck.bounces.identifiers import Address
from bouncecheck.cli import commands
from bouncecheck.errors import StoreError
from bouncecheck.store.journal import PostgresJournal
from bouncecheck.store.memory import PostgresMemory
from bouncecheck.store.postgres import EmbeddedPostgres
from bouncecheck.store.tables import controls, foreign_off
from bouncecheck.usecases.ports import Account, Check, OriginAnswer
from bouncecheck.usecases.witnesses import Lesson, Recalled
from bouncecheck.verdicts.decide import Answer, Reason, Verdict
from bouncecheck.verdicts.evidence import Evidence, Index, Origin, Search, Trace
from builders import NOW, a_bounce, a_message, some_evidence

KEY = b"k" * 32
TENANT = "22222222-2222-4222-8222-222222222222"
ELSEWHERE = "33333333-3333-4333-8333-333333333333"
VICTORIA = Address("victoria@contoso.com")
WALTER = Address("walter@contoso.com")

Value = TypeVar("Value")


@pytest.fixture
def memory(postgres: EmbeddedPostgres, engine: Engine) -> PostgresMemory:
    del engine  # it empties the tables
    return PostgresMemory(postgres.url, KEY)


def with_memory(
    memory: PostgresMemory, work: Callable[[PostgresMemory], Awaitable[Value]]
) -> Value:
    async def run() -> Value:
        try:
            return await work(memory)
        finally:
            await memory.close()

    return asyncio.run(run())


def a_lesson(*, passed: bool = False, foreign: bool = False) -> Lesson:
    return Lesson(
        tenant_id=TENANT,
        mailbox=VICTORIA,
        at=NOW,
        check_id="chk_1",
        control_passed=passed,
        genuine_was_foreign=foreign,
    )


def recall(
    memory: PostgresMemory,
    mailbox: Address = VICTORIA,
    tenant: str = TENANT,
    now: datetime = NOW,
) -> Recalled:
    return with_memory(memory, lambda store: store.recall(tenant, mailbox, now))


def learn(memory: PostgresMemory, *lessons: Lesson) -> None:
    async def all_of_them(store: PostgresMemory) -> None:
        for lesson in lessons:
            await store.learn(lesson)

    with_memory(memory, all_of_them)


def test_nothing_is_known_at_first(memory: PostgresMemory) -> None:
    assert recall(memory) == Recalled()


def test_a_control_is_known_of_its_mailbox_alone_and_the_newest_counts(
    memory: PostgresMemory,
) -> None:
    earlier = replace(a_lesson(passed=True), at=NOW - timedelta(days=3))

    learn(memory, earlier, a_lesson(passed=True), earlier)

    assert recall(memory) == Recalled(control_passed_at=NOW)
    assert recall(memory, WALTER) == Recalled()
    assert recall(memory, tenant=ELSEWHERE) == Recalled()


def test_a_genuine_bounce_that_was_classed_foreign_is_known_of_the_whole_tenant_after_a_restart(
    memory: PostgresMemory, postgres: EmbeddedPostgres
) -> None:
    learn(memory, a_lesson(foreign=True))

    restarted = PostgresMemory(postgres.url, KEY)
    assert recall(restarted, WALTER).foreign_is_off
    assert not recall(restarted, tenant=ELSEWHERE).foreign_is_off


def test_the_first_time_stays_noted_and_is_told_once(
    memory: PostgresMemory, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    later = replace(a_lesson(foreign=True), at=NOW + timedelta(days=1), check_id="chk_2")

    with caplog.at_level(logging.WARNING, "bouncecheck.store"):
        learn(memory, a_lesson(foreign=True), later)

    with engine.connect() as connection:
        row = connection.execute(select(foreign_off)).one()
    assert (row.since, row.check_id) == (NOW, "chk_1")
    assert [record.message for record in caplog.records] == ["foreign origin switched off"]
    assert "victoria" not in str(caplog.records[0].__dict__)


def test_an_administrator_can_switch_it_back_on(memory: PostgresMemory) -> None:
    learn(memory, a_lesson(foreign=True))

    first = with_memory(memory, lambda store: store.switch_foreign_on(TENANT))
    second = with_memory(memory, lambda store: store.switch_foreign_on(TENANT))

    assert (first, second) == (True, False)
    assert not recall(memory).foreign_is_off


def test_the_command_switches_it_back_on(
    memory: PostgresMemory, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    learn(memory, a_lesson(foreign=True))
    settings = {
        "BOUNCECHECK_TENANT_IDS": TENANT,
        "BOUNCECHECK_CLIENT_ID": ELSEWHERE,
        "BOUNCECHECK_CLIENT_SECRET": "not-a-secret",
        "BOUNCECHECK_DATABASE_URL": postgres.url,
        "BOUNCECHECK_DATA": str(tmp_path),
    }

    first = CliRunner().invoke(commands, ["foreign-on", TENANT], env=settings)
    second = CliRunner().invoke(commands, ["foreign-on", TENANT], env=settings)

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "counts again" in first.stderr
    assert not recall(memory).foreign_is_off


def test_no_address_is_kept(memory: PostgresMemory, engine: Engine) -> None:
    learn(memory, a_lesson(passed=True, foreign=True))

    with engine.connect() as connection:
        rows = [*connection.execute(select(controls)), *connection.execute(select(foreign_off))]
    assert len(rows) == 2
    assert "victoria" not in str(rows)


def a_check(number: int, received_at: datetime, evidence: Evidence) -> Check:
    return Check(
        id=f"chk_{number}",
        checked_at=NOW,
        account=Account(tenant_id=TENANT, user_id="55555555-5555-4555-8555-555555555555"),
        mailbox=VICTORIA,
        message=a_message(id=f"AAk-{number}", received_at=received_at),
        bounce=a_bounce(),
        evidence=evidence,
        verdict=Verdict(answer=Answer.UNSURE, reason=Reason.NO_COVERAGE),
        findings=(),
        sent=None,
        origin=OriginAnswer(origin=Origin.UNKNOWN, ip=None, host=None, domain=None),
        traits=(),
    )


HARD = (
    some_evidence(trace=Trace.OUTBOUND),
    some_evidence(search=Search.SENT_COPY),
    some_evidence(search=Search.INTERNAL_COPY),
    some_evidence(index=Index.SENT),
    some_evidence(index=Index.SENT_DELETED),
)


def test_bounces_of_the_last_hour_with_a_hard_sign_are_counted_each_once(
    memory: PostgresMemory, postgres: EmbeddedPostgres
) -> None:
    recent, old, soft = NOW - timedelta(minutes=59), NOW - timedelta(hours=2), some_evidence()
    found = [a_check(number, recent, evidence) for number, evidence in enumerate(HARD)]
    again = replace(found[0], id="chk_again")
    others = [
        a_check(10, old, HARD[0]),
        a_check(11, recent, soft),
        a_check(12, NOW + timedelta(minutes=1), HARD[0]),
        replace(a_check(13, recent, HARD[0]), mailbox=WALTER),
        replace(a_check(14, recent, HARD[0]), message=None),
    ]

    async def add() -> None:
        journal = PostgresJournal(postgres.url, KEY)
        for check in (*found, again, *others):
            await journal.add(check)
        await journal.close()

    asyncio.run(add())

    assert recall(memory) == Recalled(hard_signs_last_hour=len(HARD))


def test_a_database_that_is_not_there_is_an_error_of_ours(data_folder: Path) -> None:
    memory = PostgresMemory(f"postgresql://x@/y?host={data_folder}", KEY)

    with pytest.raises(StoreError):
        recall(memory)
    with pytest.raises(StoreError):
        learn(memory, a_lesson(passed=True))
