"""How often the mail log may be asked, counted for all processes together."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bouncecheck.store.postgres import EmbeddedPostgres
from bouncecheck.store.quota import PostgresQuota
from bouncecheck.store.tables import log_requests
from bouncecheck.usecases.witnesses import Urgency
from builders import NOW

TENANT = "22222222-2222-4222-8222-222222222222"
OTHER_TENANT = "33333333-3333-4333-8333-333333333333"


@dataclass
class Counting:
    """A quota whose clock a test sets."""

    url: str
    now: datetime = NOW

    def take(self, times: int, urgency: Urgency = Urgency.OPEN, tenant: str = TENANT) -> int:
        """Return how many of so many requests were granted, all asked for at once."""

        async def run() -> int:
            quota = PostgresQuota(self.url, lambda: self.now)
            try:
                granted = await asyncio.gather(*(quota.take(tenant, urgency) for _ in range(times)))
            finally:
                await quota.close()
            return sum(granted)

        return asyncio.run(run())


def take_in_a_process(url: str, times: int) -> int:
    return Counting(url).take(times)


@pytest.fixture
def quota(postgres: EmbeddedPostgres, engine: Engine) -> Counting:
    del engine  # what it holds is gone
    return Counting(postgres.url)


def test_sixty_requests_are_granted_in_five_minutes_and_no_more(quota: Counting) -> None:
    assert quota.take(70) == 60
    assert quota.take(1) == 0


def test_several_processes_share_one_count(postgres: EmbeddedPostgres, quota: Counting) -> None:
    assert quota.take(10) == 10

    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as processes:
        running = [processes.submit(take_in_a_process, postgres.url, 30) for _ in range(3)]
        granted = [one.result() for one in running]

    assert sum(granted) == 50


@pytest.mark.parametrize(
    ("urgency", "cap"), [(Urgency.OPEN, 60), (Urgency.NOT_FOREIGN, 50), (Urgency.REST, 40)]
)
def test_what_can_wait_leaves_some_for_what_cannot(
    quota: Counting, urgency: Urgency, cap: int
) -> None:
    assert quota.take(70, urgency) == cap
    assert quota.take(70, Urgency.OPEN) == 60 - cap


def test_no_five_minutes_ever_see_more_than_sixty(quota: Counting) -> None:
    quota.now = NOW + timedelta(seconds=29)
    assert quota.take(60) == 60

    quota.now = NOW + timedelta(minutes=5, seconds=28)
    assert quota.take(1) == 0
    quota.now = NOW + timedelta(minutes=5, seconds=30)
    assert quota.take(61) == 60


def test_tenants_do_not_share_a_count(quota: Counting) -> None:
    assert quota.take(60) == 60
    assert quota.take(61, tenant=OTHER_TENANT) == 60


def test_old_counts_are_removed(quota: Counting, engine: Engine) -> None:
    for minutes in range(20):
        quota.now = NOW + timedelta(minutes=minutes)
        quota.take(1)

    with engine.connect() as connection:
        kept = connection.execute(select(log_requests)).all()
    assert len(kept) <= 6


def test_nothing_is_granted_where_the_database_does_not_answer() -> None:
    assert Counting("postgresql://nobody@127.0.0.1:9/nowhere").take(1) == 0
