"""Reports to the administrators in PostgreSQL, and which of them still wait for delivery."""

from datetime import UTC, datetime
from enum import StrEnum, unique
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bouncecheck.store.connections import Connections
from bouncecheck.store.tables import reports
from bouncecheck.usecases.ports import Account
from bouncecheck.usecases.report import AT_ONCE, TRY_AGAIN_AFTER, Report, ReportKind
from bouncecheck.verdicts.answers import Answer, Reason

CONNECTIONS = 3

MAX_ATTEMPTS = 20
"""Whoever could not be told by then must look at the reports themselves."""


@unique
class Delivery(StrEnum):
    """What became of a report."""

    KEPT = "kept"
    WAITING = "waiting"
    DELIVERED = "delivered"


class PostgresReports:
    """Keeps reports: ids, verdicts, states and the person's own note; nothing of the mail."""

    def __init__(self, url: str) -> None:
        """Take the database's address; connect at the first use."""
        self._connections = Connections(url, most=CONNECTIONS)

    async def add(self, report: Report, *, is_waiting: bool) -> None:
        """Keep a report.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        statement = insert(reports).values(
            id=report.id,
            at=report.at,
            tenant_id=report.account.tenant_id,
            user_id=report.account.user_id,
            check_id=report.check_id,
            kind=report.kind.value,
            verdict=report.verdict.value,
            reason=report.reason.value,
            evidence=dict(report.evidence),
            note=report.note,
            delivery=Delivery.WAITING if is_waiting else Delivery.KEPT,
            attempts=int(is_waiting),
            tried_at=report.at,
        )
        await self._connections.run(lambda connection: connection.execute(statement))

    async def take_waiting(self, now: datetime) -> tuple[Report, ...]:
        """Return a few that nobody delivers at the moment, the oldest first.

        Args:
            now: Aware, in UTC. Each counts as tried then, so that no other process takes it too.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        next_ones = (
            select(reports.c.id)
            .where(reports.c.delivery == Delivery.WAITING)
            .where(reports.c.tried_at <= now - TRY_AGAIN_AFTER)
            .where(reports.c.attempts < MAX_ATTEMPTS)
            .order_by(reports.c.at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        statement = (
            update(reports)
            .where(reports.c.id.in_(next_ones))
            .values(attempts=reports.c.attempts + 1, tried_at=now)
            .returning(reports)
        )

        async def take(connection: AsyncConnection) -> list[RowMapping]:
            return list((await connection.execute(statement)).mappings())

        rows = await self._connections.run(take)
        return tuple(sorted(map(_report, rows), key=lambda report: report.at))

    async def mark_delivered(self, report_id: str, at: datetime) -> None:
        """Note that the administrators have it.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        statement = (
            update(reports)
            .where(reports.c.id == report_id)
            .values(delivery=Delivery.DELIVERED, delivered_at=at)
        )
        await self._connections.run(lambda connection: connection.execute(statement))

    async def close(self) -> None:
        """Close this loop's connections, if there are any."""
        await self._connections.close()


def _report(row: RowMapping) -> Report:
    found: dict[str, Any] = dict(row)
    return Report(
        id=found["id"],
        at=found["at"].astimezone(UTC),
        account=Account(tenant_id=found["tenant_id"], user_id=found["user_id"]),
        check_id=found["check_id"],
        kind=ReportKind(found["kind"]),
        verdict=Answer(found["verdict"]),
        reason=Reason(found["reason"]),
        evidence=found["evidence"],
        note=found["note"],
    )
