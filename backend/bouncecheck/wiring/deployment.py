"""`serve` and `manifest`: a real deployment, by its settings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from bouncecheck.admin.manifest import manifest_template, render_manifest
from bouncecheck.admin.manifest_lint import lint_manifest
from bouncecheck.admin.manifest_tree import Problem
from bouncecheck.settings import Settings, load_public_url, load_settings
from bouncecheck.store.keys import load_or_create_key
from bouncecheck.store.migrate import upgrade
from bouncecheck.store.postgres import EmbeddedPostgres
from bouncecheck.web.logs import configure_logs
from bouncecheck.web.server import Listening, WSGIApplication
from bouncecheck.web.server import serve as serve_application
from bouncecheck.wiring.product import Database, make_product

MAX_MANIFEST_BYTES = 1_000_000
"""Four times what Outlook takes; the rest of a larger file changes nothing."""


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


def deployment_manifest() -> str:
    """Return manifest.xml with this deployment's address."""
    return render_manifest(manifest_template(), load_public_url()).decode()


def manifest_problems(path: Path) -> tuple[str, ...]:
    """Return what is wrong with a manifest, a line each; nothing if it is sound."""
    with path.open("rb") as opened:
        content = opened.read(MAX_MANIFEST_BYTES)
    found = lint_manifest(content, _icons_beside(path))
    return tuple(_line(path, problem) for problem in found)


def _line(path: Path, problem: Problem) -> str:
    place = path.name if problem.line is None else f"{path.name}:{problem.line}"
    return f"{place}: {problem.code}: {problem.message}"


def _icons_beside(path: Path) -> Callable[[str], bytes | None] | None:
    """Return how to open the icons that a manifest names, where they lie beside it."""
    folder = path.absolute().parent
    if not (folder / "addin" / "assets").is_dir():
        return None

    def icon(address: str) -> bytes | None:
        file = folder / "addin" / "assets" / PurePosixPath(address).name
        return file.read_bytes() if file.is_file() else None

    return icon
