"""Who may connect to the embedded server: the system user that started it, and nobody else."""

import os
import pwd
from pathlib import Path

USER = "bouncecheck"
"""The role that owns everything."""

_MAP = "bouncecheck"


def write_access_files(folder: Path) -> dict[str, str]:
    """Write PostgreSQL's access rules into our own folder; return the settings that name them.

    They lie where the server may read but not write, and are written anew at each start, so that
    a folder that was moved to another user serves that one.
    """
    name = pwd.getpwuid(os.geteuid()).pw_name.replace('"', '""')
    rules = {
        "hba_file": ("access.conf", f"local all {USER} peer map={_MAP}\n"),
        "ident_file": ("users.conf", f'{_MAP} "{name}" {USER}\n'),
    }
    settings: dict[str, str] = {}
    for setting, (file_name, content) in rules.items():
        path = folder / file_name
        path.write_text(content)
        path.chmod(0o644)
        settings[setting] = str(path)
    return settings
