"""Reports in the database, and which of them still wait."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bouncecheck.errors import StoreError
from bouncecheck.store.postgres import EmbeddedPostgres
from bouncecheck.store.reports import MAX_ATTEMPTS, PostgresReports
from bouncecheck.store.tables import reports
from bouncecheck.usecases.report import AT_ONCE, Report
from builders import NOW
from delivery.values import REPORT

LATER = NOW + timedelta(minutes=5)
_Answer = TypeVar("_Answer")


def using(
    postgres: EmbeddedPostgres, work: Callable[[PostgresReports], Awaitable[_Answer]]
) -> _Answer:
    async def run() -> _Answer:
        store = PostgresReports(postgres.url)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def add(postgres: EmbeddedPostgres, *added: Report, is_waiting: bool = True) -> None:
    async def work(store: PostgresReports) -> None:
        for report in added:
            await store.add(report, is_waiting=is_waiting)

    using(postgres, work)


def take(postgres: EmbeddedPostgres, now: datetime = LATER) -> tuple[Report, ...]:
    return using(postgres, lambda store: store.take_waiting(now))


def numbered(number: int) -> Report:
    return replace(REPORT, id=f"rep_{number}", at=NOW + timedelta(seconds=number))


@pytest.mark.usefixtures("engine")
def test_what_waits_comes_back_as_it_was(postgres: EmbeddedPostgres) -> None:
    add(postgres, REPORT)

    assert take(postgres) == (REPORT,)


@pytest.mark.usefixtures("engine")
def test_what_was_taken_is_nobody_elses_for_a_while(postgres: EmbeddedPostgres) -> None:
    add(postgres, REPORT)

    taken = [take(postgres, LATER + timedelta(seconds=wait)) for wait in (0, 30, 61)]

    assert [len(one) for one in taken] == [1, 0, 1]


@pytest.mark.usefixtures("engine")
def test_what_is_fresh_may_be_on_its_way_already(postgres: EmbeddedPostgres) -> None:
    add(postgres, REPORT)

    assert take(postgres, NOW + timedelta(seconds=59)) == ()


def test_what_was_delivered_waits_no_longer(postgres: EmbeddedPostgres, engine: Engine) -> None:
    add(postgres, REPORT)
    using(postgres, lambda store: store.mark_delivered(REPORT.id, LATER))

    assert take(postgres) == ()
    with engine.connect() as connection:
        row = connection.execute(select(reports)).one()
    assert (row.delivery, row.delivered_at, row.attempts) == ("delivered", LATER, 1)


def test_what_is_only_kept_never_goes_out(postgres: EmbeddedPostgres, engine: Engine) -> None:
    add(postgres, REPORT, is_waiting=False)

    assert take(postgres) == ()
    with engine.connect() as connection:
        assert connection.execute(select(reports.c.delivery)).scalar() == "kept"


@pytest.mark.usefixtures("engine")
def test_a_few_are_taken_at_once_the_oldest_first(postgres: EmbeddedPostgres) -> None:
    add(postgres, *(numbered(number) for number in (3, 1, 5, 2, 4, 7, 6)))

    first, second = take(postgres), take(postgres)

    assert [one.id for one in first] == [f"rep_{number}" for number in range(1, AT_ONCE + 1)]
    assert {one.id for one in second} == {"rep_6", "rep_7"}


@pytest.mark.usefixtures("engine")
def test_nobody_is_tried_for_ever(postgres: EmbeddedPostgres) -> None:
    add(postgres, REPORT)

    hours = range(1, MAX_ATTEMPTS + 5)
    taken = [len(take(postgres, NOW + timedelta(hours=hour))) for hour in hours]

    # The report itself was the first attempt.
    assert sum(taken) == MAX_ATTEMPTS - 1


def test_a_database_that_is_not_there_is_an_error_of_ours(data_folder: Path) -> None:
    store = PostgresReports(f"postgresql://x@/y?host={data_folder}")

    with pytest.raises(StoreError) as failure:
        asyncio.run(store.add(REPORT, is_waiting=True))

    assert "holiday" not in str(failure.value)
