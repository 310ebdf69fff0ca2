"""Mutate the corpus for FUZZ_MINUTES, and keep what breaks a law. Exit 1 if anything does.

With atheris, which has wheels for Python 3.12 and later, what was not run before leads the way;
without it, what was not said before does.
"""

import importlib.util
import os
import random
import secrets
import subprocess
import sys
import time

from bouncecheck.bounces.model import Bounce
from fuzz.corpus import FOLDER, corpus
from fuzz.findings import Findings
from fuzz.mutations import Mutator

MAX_POOL = 4_000
"""So many mails that said something new are mutated further."""

SAY_EVERY_S = 60


def main() -> int:
    """Fuzz, and say what came of it."""
    minutes = float(os.environ.get("FUZZ_MINUTES", "5"))  # noqa: TID251 - this program's own
    seed = int(os.environ.get("FUZZ_SEED") or secrets.randbits(32))  # noqa: TID251 - likewise
    mails = corpus()
    findings = Findings(FOLDER)
    findings.say(f"{len(mails)} mails, {minutes:g} minutes, FUZZ_SEED={seed}")
    if importlib.util.find_spec("atheris"):
        return guide(seconds=int(60 * minutes), seed=seed)
    fuzz(mails, findings, seconds=60 * minutes, seed=seed)
    findings.say(f"{findings.read} mails read, broken: {dict(findings.broken) or 'nothing'}")
    return 1 if findings.broken else 0


def guide(*, seconds: int, seed: int) -> int:
    """Let atheris lead, in a process of its own; what it finds is in the folder."""
    known = set(FOLDER.glob("*.eml"))
    command = [sys.executable, "-m", "fuzz.guided", str(seconds), str(seed)]
    ended = subprocess.run(command, check=False)  # noqa: S603 - our own program
    return 1 if ended.returncode or set(FOLDER.glob("*.eml")) - known else 0


def fuzz(mails: list[bytes], findings: Findings, *, seconds: float, seed: int) -> None:
    """Mutate mails, and those among the mutated that said something new."""
    chance = random.Random(seed)  # noqa: S311 - damage need not be secret
    pool, seen = list(mails), set[tuple[object, ...]]()
    mutator = Mutator(mails, chance)
    start = time.monotonic()
    said_at = start
    while (now := time.monotonic()) < start + seconds:
        raw = mutator.damaged(chance.choice(pool if chance.random() < 0.5 else mails))
        bounce = findings.try_mail(raw)
        if bounce and (said := outline(bounce)) not in seen:
            seen.add(said)
            _keep(raw, pool, chance)
        if now > said_at + SAY_EVERY_S:
            said_at = now
            findings.say(f"{now - start:.0f} s, {findings.read} read, {len(seen)} outlines")


def _keep(raw: bytes, pool: list[bytes], chance: random.Random) -> None:
    if len(pool) < MAX_POOL:
        pool.append(raw)
    else:
        pool[chance.randrange(MAX_POOL)] = raw


def outline(bounce: Bounce) -> tuple[object, ...]:
    """Return what was read, without the words."""
    returned = bounce.returned
    return (
        bounce.kind,
        bounce.dialect,
        bounce.has_report,
        bounce.truncated,
        returned.extent,
        min(len(bounce.recipients), 3),
        frozenset(found.place for found in returned.message_ids),
        frozenset((each.action, bool(each.status), bool(each.reply)) for each in bounce.recipients),
        any(each.final_address for each in bounce.recipients),
        tuple(
            map(bool, (returned.sender, returned.subject, returned.sent_at, returned.sent_local))
        ),
        tuple(map(bool, (bounce.reporting_mta, bounce.arrived_at, bounce.links, bounce.sender))),
        min(len(bounce.attachments), 3),
        bounce.return_path == "",
    )


if __name__ == "__main__":
    sys.exit(main())
