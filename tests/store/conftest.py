import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from bouncecheck.store.migrate import upgrade
from bouncecheck.store.postgres import EmbeddedPostgres
from bouncecheck.store.tables import metadata
from bouncecheck.store.urls import sqlalchemy_url


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    """A folder that PostgreSQL may enter when the tests run as root, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="bouncecheck-test-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres(data_folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(data_folder) as server:
        upgrade(server.url)
        yield server


@pytest.fixture
def engine(postgres: EmbeddedPostgres) -> Iterator[Engine]:
    """The database with all tables and no rows."""
    engine = create_engine(sqlalchemy_url(postgres.url))
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)}"))
    yield engine
    engine.dispose()
