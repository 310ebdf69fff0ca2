"""What Alembic runs before the steps: connect, and let nobody else migrate meanwhile."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from bouncecheck.store.tables import metadata

LOCK = 7_205_759_403
"""Our advisory lock's number; any, but always the same."""


def migrate() -> None:
    """Run the steps in one transaction."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        context.configure(connection=connection, target_metadata=metadata)
        context.run_migrations()
    engine.dispose()


migrate()
