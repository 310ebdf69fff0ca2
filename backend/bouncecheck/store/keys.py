"""The key with which we hash what we remember, so that the database alone names nobody."""

import os
import secrets
from pathlib import Path

from bouncecheck.errors import StoreError

KEY_BYTES = 32
KEY_FILE = "journal.key"


def load_or_create_key(data: Path) -> bytes:
    """Return the key in the data folder; make one, readable by its owner only, if there is none.

    Raises:
        StoreError: it cannot be read or written, or is not one of ours.
    """
    path = data / KEY_FILE
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreError(f"The key file cannot be used: {error.strerror}.") from error
    if len(key) != KEY_BYTES:
        raise StoreError(f"The key file is {len(key)} bytes long, not {KEY_BYTES}.")
    return key


def _create(path: Path) -> None:
    """Write a new key, whole or not at all; another process that is faster wins."""
    if path.exists():
        return
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
