"""What is remembered of a check, and above all what is not."""

import asyncio
import logging
import os
import signal
import subprocess
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bouncecheck.bounces.identifiers import Address
from bouncecheck.errors import StoreError
from bouncecheck.store.binaries import programs, server_owner
from bouncecheck.store.journal import PostgresJournal
from bouncecheck.store.keys import KEY_FILE, load_or_create_key
from bouncecheck.store.migrate import upgrade
from bouncecheck.store.postgres import EmbeddedPostgres
from bouncecheck.store.tables import checks
from bouncecheck.usecases.ports import Account, Check, OriginAnswer
from bouncecheck.verdicts.decide import Answer, Reason, Verdict
from bouncecheck.verdicts.evidence import Origin
from builders import (
    NOW,
    RECEIVED_AT,
    a_bounce,
    a_copy,
    a_message,
    a_returned_message,
    some_evidence,
)

KEY = b"k" * 32
SECRETS = ("victoria", "quetzalcoatl", "zanzibar", "198.51.100.77", "AAk-hush")
ACCOUNT = Account(
    tenant_id="22222222-2222-4222-8222-222222222222",
    user_id="55555555-5555-4555-8555-555555555555",
)


def a_check(check_id: str = "chk_1") -> Check:
    """Give a check of which every text is one that must not be found again."""
    address = Address("victoria@contoso.com")
    return Check(
        id=check_id,
        checked_at=NOW,
        account=ACCOUNT,
        mailbox=address,
        message=a_message(id="AAk-hush", subject="quetzalcoatl", sender=address),
        bounce=a_bounce(
            subject="quetzalcoatl",
            text="zanzibar",
            to=(address,),
            returned=a_returned_message(subject="quetzalcoatl", sender=address),
        ),
        evidence=some_evidence(),
        verdict=Verdict(answer=Answer.NOT_SENT, reason=Reason.HIGH),
        findings=(),
        sent=a_copy(subject="quetzalcoatl", sender=address),
        origin=OriginAnswer(
            origin=Origin.FOREIGN, ip="198.51.100.77", host="zanzibar.example", domain=None
        ),
        traits=(),
    )


def remember(journal: PostgresJournal, *remembered: Check) -> None:
    async def add() -> None:
        try:
            for check in remembered:
                await journal.add(check)
        finally:
            await journal.close()

    asyncio.run(add())


def test_a_check_is_remembered_with_its_verdict_and_evidence(
    postgres: EmbeddedPostgres, engine: Engine
) -> None:
    remember(PostgresJournal(postgres.url, KEY), a_check())

    with engine.connect() as connection:
        row = connection.execute(select(checks)).one()
    assert (row.id, row.verdict, row.reason) == ("chk_1", "not_sent", "high")
    assert row.checked_at == NOW
    assert isinstance(row.checked_at, datetime)
    assert row.tenant_id == ACCOUNT.tenant_id
    assert row.evidence["origin"] == "foreign"
    assert len(row.evidence) == 17
    assert row.received_at == RECEIVED_AT
    assert len(row.mailbox_hash) == len(row.user_hash) == len(row.message_hash) == 16


def test_nothing_of_a_mail_is_in_the_database_or_the_log(
    postgres: EmbeddedPostgres,
    engine: Engine,
    data_folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    journal = PostgresJournal(postgres.url, KEY)
    remember(journal, a_check())
    with pytest.raises(StoreError) as refused:
        remember(journal, a_check())

    dump = _dump(postgres, data_folder)

    server_log = (data_folder / "postgres" / "server.log").read_text()
    assert "chk_1" in dump
    for secret in (*SECRETS, ACCOUNT.user_id):
        for place in (dump, caplog.text, server_log, str(refused.value)):
            assert secret not in place.casefold() if secret.islower() else secret not in place
    engine.dispose()


def _dump(postgres: EmbeddedPostgres, data_folder: Path) -> str:
    binaries = programs(data_folder / "postgres", server_owner())
    done = subprocess.run(  # noqa: S603  # our own program
        [binaries / "pg_dump", "--inserts", postgres.url],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_hashes_need_the_key_and_differ_between_tenants(
    postgres: EmbeddedPostgres, engine: Engine
) -> None:
    elsewhere = replace(ACCOUNT, tenant_id="33333333-3333-4333-8333-333333333333")
    remember(PostgresJournal(postgres.url, KEY), a_check("chk_1"), a_check("chk_2"))
    remember(PostgresJournal(postgres.url, KEY), replace(a_check("chk_3"), account=elsewhere))
    remember(PostgresJournal(postgres.url, b"l" * 32), a_check("chk_4"))

    with engine.connect() as connection:
        hashes = connection.execute(select(checks.c.mailbox_hash).order_by(checks.c.id)).all()
    first, second, third, fourth = hashes
    assert first == second
    assert len({first, third, fourth}) == 3


def test_a_check_of_a_file_is_remembered_too(postgres: EmbeddedPostgres, engine: Engine) -> None:
    remember(PostgresJournal(postgres.url, KEY), replace(a_check(), message=None))

    with engine.connect() as connection:
        assert connection.execute(select(checks.c.message_hash)).scalar() is None


def test_a_journal_serves_one_loop_after_the_other(
    postgres: EmbeddedPostgres, engine: Engine
) -> None:
    journal = PostgresJournal(postgres.url, KEY)

    remember(journal, a_check("chk_1"))
    remember(journal, a_check("chk_2"))

    with engine.connect() as connection:
        assert len(connection.execute(select(checks)).all()) == 2


def test_a_database_that_is_not_there_is_an_error_of_ours(data_folder: Path) -> None:
    journal = PostgresJournal(f"postgresql://x@/y?host={data_folder}", KEY)

    with pytest.raises(StoreError) as failure:
        remember(journal, a_check())

    assert "victoria" not in str(failure.value)
    assert asyncio.run(journal.is_ready()) is False


def test_a_database_that_hangs_fails_in_time_and_serves_again_afterwards(
    data_folder: Path,
) -> None:
    folder = data_folder / "hanging"
    folder.mkdir()

    async def ask(journal: PostgresJournal, server: int) -> float:
        await journal.add(a_check("chk_before"))
        os.kill(server, signal.SIGSTOP)
        for worker in _children(server):
            os.kill(worker, signal.SIGSTOP)
        started_at = time.monotonic()
        try:
            assert not await journal.is_ready()
            with pytest.raises(StoreError):
                await journal.add(a_check("chk_meanwhile"))
        finally:
            for process in (server, *_children(server)):
                os.kill(process, signal.SIGCONT)
        seconds = time.monotonic() - started_at
        await journal.add(a_check("chk_after"))
        await journal.close()
        return seconds

    with EmbeddedPostgres(folder) as postgres:
        upgrade(postgres.url)
        pid_file = folder / "postgres" / "cluster" / "postmaster.pid"
        server = int(pid_file.read_text().split()[0])
        seconds = asyncio.run(ask(PostgresJournal(postgres.url, KEY), server))

    assert seconds < 11


def _children(parent: int) -> list[int]:
    return [
        int(number)
        for task in Path(f"/proc/{parent}/task").iterdir()
        for number in (task / "children").read_text().split()
    ]


def test_a_database_that_answers_is_ready(postgres: EmbeddedPostgres) -> None:
    async def ready() -> bool:
        journal = PostgresJournal(postgres.url, KEY)
        try:
            return await journal.is_ready()
        finally:
            await journal.close()

    assert asyncio.run(ready())


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = load_or_create_key(tmp_path / "new")

    assert load_or_create_key(tmp_path / "new") == first
    assert len(first) == 32
    assert (tmp_path / "new" / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == [KEY_FILE]


def test_a_key_that_was_cut_is_refused(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"short")

    with pytest.raises(StoreError, match="5 bytes"):
        load_or_create_key(tmp_path)


def test_a_key_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()

    with pytest.raises(StoreError):
        load_or_create_key(tmp_path)
