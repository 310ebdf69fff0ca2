"""Bring a database to the tables that this release knows."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import SQLAlchemyError

from bouncecheck.errors import StoreError
from bouncecheck.store.urls import sqlalchemy_url

# Each start would tell that there was nothing to do.
logging.getLogger("alembic").setLevel(logging.WARNING)

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(url: str) -> None:
    """Bring the database to the newest tables; a lock keeps two of us from doing so at once.

    Raises:
        StoreError: the database does not answer, or refuses.
    """
    try:
        command.upgrade(migration_config(url), "head")
    except SQLAlchemyError as error:
        raise StoreError(f"The tables could not be made: {type(error).__name__}.") from error


def migration_config(url: str) -> Config:
    """Return Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    # Not through the options: they would have "%" in a password escaped, and may be printed.
    config.attributes["url"] = sqlalchemy_url(url)
    return config
