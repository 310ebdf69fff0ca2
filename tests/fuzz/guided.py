"""Fuzzing led by coverage, where atheris is there: `python -m fuzz.guided SECONDS SEED`.

A process of its own, because modules are instrumented as they are imported, and because libFuzzer
ends the process when its time is over.
"""

import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bouncecheck.bounces"]):
    from fuzz.corpus import FOLDER, corpus
    from fuzz.findings import Findings
    from fuzz.mutations import MAX_BYTES, Mutator

OURS_OF_TEN = 7
"""So many mutations of ten are ours, which know mail; the others are libFuzzer's."""


def main(seconds: str, seed: str) -> None:
    """Fuzz until the time is over."""
    mails = corpus()
    findings = Findings(FOLDER)

    def damaged(raw: bytes, max_size: int, chosen: int) -> bytes:
        chance = random.Random(chosen)  # noqa: S311 - damage need not be secret
        if chance.randrange(10) >= OURS_OF_TEN:
            return bytes(atheris.Mutate(raw, max_size))
        return Mutator(mails, chance).damaged(raw)[:max_size]

    def try_mail(raw: bytes) -> None:
        findings.try_mail(raw)

    begin, grown = FOLDER / "begin", FOLDER / "grown"
    for folder in (begin, grown):
        folder.mkdir(parents=True, exist_ok=True)
    _write(mails, begin)
    options = (f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={MAX_BYTES}")
    more = ("-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=1")
    argv = [sys.argv[0], str(grown), str(begin), *options, *more]
    atheris.Setup(argv, try_mail, custom_mutator=damaged)
    atheris.Fuzz()


def _write(mails: list[bytes], folder: Path) -> None:
    for number, mail in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(mail)


if __name__ == "__main__":
    main(*sys.argv[1:])
