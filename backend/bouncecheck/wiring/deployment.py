"""`serve`, and what else is done to a real deployment, by its settings."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bouncecheck.settings import Settings, load_settings
from bouncecheck.store.keys import load_or_create_key
from bouncecheck.store.memory import PostgresMemory
from bouncecheck.store.migrate import upgrade
from bouncecheck.store.postgres import EmbeddedPostgres
from bouncecheck.web.logs import configure_logs
from bouncecheck.web.server import Listening, WSGIApplication
from bouncecheck.web.server import serve as serve_application
from bouncecheck.wiring.product import Database, make_product


def serve() -> None:
    """Serve until somebody stops it.

    Raises:
        SettingsError: something in the environment is missing or impossible.
        StoreError: the database does not start, or cannot be brought up to date.
    """
    settings = load_settings()
    configure_logs()
    with opened_database(settings.database_url, settings.data) as database:
        listening = Listening(
            address=settings.listen,
            certificate=settings.tls_certificate,
            key=settings.tls_key,
        )
        serve_application(_factory(settings, database), listening)


def switch_foreign_on(tenant_id: str) -> bool:
    """Let a foreign origin count again for a tenant; return whether it was off.

    Raises:
        SettingsError: something in the environment is missing or impossible.
        StoreError: the database does not start or answer; our own serves one program at a time.
    """
    settings = load_settings()
    with opened_database(settings.database_url, settings.data) as database:
        return asyncio.run(_switched_on(database, tenant_id))


async def _switched_on(database: Database, tenant_id: str) -> bool:
    memory = PostgresMemory(database.url, database.key)
    try:
        return await memory.switch_foreign_on(tenant_id)
    finally:
        await memory.close()


def _factory(settings: Settings, database: Database) -> Callable[[], WSGIApplication]:
    return lambda: make_product(settings, database)


@contextmanager
def opened_database(url: str | None, data: Path) -> Iterator[Database]:
    """Give the database, migrated: the one named, or our own in the data folder."""
    key = load_or_create_key(data)
    if url is not None:
        upgrade(url)
        yield Database(url=url, key=key)
        return
    with EmbeddedPostgres(data) as server:
        upgrade(server.url)
        yield Database(url=server.url, key=key)
