"""`manifest`: write the manifest of a deployment, or check one. Loads nothing heavy."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from bouncecheck.admin.manifest import manifest_template, render_manifest
from bouncecheck.admin.manifest_lint import lint_manifest
from bouncecheck.admin.manifest_tree import Problem
from bouncecheck.settings import load_public_url

MAX_MANIFEST_BYTES = 1_000_000
"""Four times what Outlook takes; the rest of a larger file changes nothing."""


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
