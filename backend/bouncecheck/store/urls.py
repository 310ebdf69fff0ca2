"""One address of a database, as people write it and as SQLAlchemy wants it."""


def sqlalchemy_url(url: str) -> str:
    """Return a postgresql:// address with the driver that we use."""
    _, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}"
