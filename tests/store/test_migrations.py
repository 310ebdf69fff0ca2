"""From nothing to today's tables, and back."""

import json
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.engine import Engine

from bouncecheck.store.migrate import migration_config, upgrade
from bouncecheck.store.postgres import EmbeddedPostgres
from bouncecheck.store.tables import checks, controls, foreign_off, metadata
from builders import NOW

ROW = {
    "id": "chk_1",
    "checked_at": datetime(2026, 1, 5, tzinfo=UTC),
    "tenant_id": "22222222-2222-4222-8222-222222222222",
    "user_hash": b"u" * 16,
    "mailbox_hash": b"m" * 16,
    "message_hash": None,
    "verdict": "unsure",
    "reason": "no_coverage",
    "evidence": {"kind": "failure"},
}
"""A row as the first release wrote it."""


def test_the_migrations_lead_to_the_tables_that_the_program_knows(engine: Engine) -> None:
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert not differences


def test_every_column_says_what_it_may_hold(engine: Engine) -> None:
    columns = [column for table in metadata.tables for column in inspect(engine).get_columns(table)]

    assert columns
    assert all(column["comment"] for column in columns)


@pytest.mark.usefixtures("engine")
def test_a_database_with_rows_goes_down_and_up_again(
    postgres: EmbeddedPostgres, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(checks).values(ROW))

    command.downgrade(migration_config(postgres.url), "base")
    gone = inspect(engine).get_table_names()
    upgrade(postgres.url)
    with engine.begin() as connection:
        connection.execute(insert(checks).values(ROW))
        rows = connection.execute(select(checks.c.id)).all()

    assert gone == ["alembic_version"]
    assert rows == [("chk_1",)]


def test_an_upgrade_of_what_is_up_to_date_keeps_every_row(
    postgres: EmbeddedPostgres, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(checks).values(ROW))

    upgrade(postgres.url)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM checks")).scalar() == 1


@pytest.mark.usefixtures("engine")
def test_checks_from_before_the_memory_are_kept_on_the_way_up_and_down(
    postgres: EmbeddedPostgres, engine: Engine
) -> None:
    config = migration_config(postgres.url)
    columns = ", ".join(ROW)
    values = ", ".join(f":{name}" for name in ROW)
    old = {**ROW, "evidence": json.dumps(ROW["evidence"])}

    command.downgrade(config, "0001")
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO checks ({columns}) VALUES ({values})"), old)  # noqa: S608  # our own names
    upgrade(postgres.url)
    with engine.begin() as connection:
        kept = connection.execute(select(checks.c.id, checks.c.received_at)).all()
        connection.execute(insert(controls).values(mailbox_hash=b"m" * 16, passed_at=NOW))
        connection.execute(
            insert(foreign_off).values(tenant_id=ROW["tenant_id"], since=NOW, check_id="chk_1")
        )
    command.downgrade(config, "0001")
    with engine.begin() as connection:
        left = connection.execute(text("SELECT id FROM checks")).all()
    tables = inspect(engine).get_table_names()
    upgrade(postgres.url)

    assert kept == [("chk_1", None)]
    assert left == [("chk_1",)]
    assert sorted(tables) == ["alembic_version", "checks"]
