"""The phrases that fill English templates: the one place where text from mail meets our words."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from bouncecheck.bounces.identifiers import domain_of
from bouncecheck.verdicts.answers import AutoKind, Reason
from bouncecheck.verdicts.missing import Missing
from bouncecheck.verdicts.word_facts import WordFacts
from bouncecheck.verdicts.words_en import FOLDERS, MACHINES, MISSING, NOTHING_MISSING, TRAITS

_MAX_SHOWN = 120
_MAX_NAMED = 3
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def phrases(facts: WordFacts, reason: Reason) -> dict[str, str]:
    """Return a phrase for every placeholder; what is not known gets a plain one."""
    missing = _missing(facts.missing)
    return {
        "message": f'Your message "{shown(facts.subject)}"' if facts.subject else "Your message",
        "failed": _named(facts.failed) or "its recipient",
        "recipients": _named(facts.recipients) or "somebody",
        "cause": shown(facts.cause).rstrip(".!") or "the other side did not say why",
        "fix": shown(facts.fix),
        "folder": FOLDERS[facts.copy_place],
        "left": _left(facts.left_at),
        "delegate": shown(facts.delegate) or "another mailbox",
        "machine": _machine(reason),
        "trait": TRAITS[facts.trait] if facts.trait else "",
        "missing": missing,
        "Missing": missing[:1].upper() + missing[1:],
        "unseen": _unseen(facts),
        "host": f" ({shown(facts.host)})" if facts.host else "",
        "similar": _similar(facts),
        "sender": shown(facts.original_sender) or "somebody else",
    }


def shown(text: str | None, limit: int = _MAX_SHOWN) -> str:
    """Return text from mail as one short line without characters that hide or turn others."""
    plain = "".join(
        " " if char.isspace() else char
        for char in (text or "")[: 4 * limit]
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    line = " ".join(plain.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _named(addresses: Sequence[str]) -> str:
    first = ", ".join(shown(address) for address in addresses[:_MAX_NAMED])
    more = len(addresses) - _MAX_NAMED
    return f"{first} and {more} more" if more > 0 else first


def _missing(missing: Missing | None) -> str:
    return NOTHING_MISSING if missing is None else MISSING[missing]


def _machine(reason: Reason) -> str:
    kinds = {kind.value: phrase for kind, phrase in MACHINES.items()}
    return kinds.get(reason.value, MACHINES[AutoKind.APP])


def _left(left_at: datetime | None) -> str:
    if left_at is None:
        return "Our records show that it left."
    return f"The mail log shows it left at {moment_text(left_at)}."


def _unseen(facts: WordFacts) -> str:
    if facts.mail_log_asked:
        return "the mail log does not show it"
    return "we found no copy of it"


def _similar(facts: WordFacts) -> str:
    when = moment_text(facts.similar_at) if facts.similar_at else "Around that time"
    failed = set(facts.failed)
    domains = {domain_of(address) for address in failed}
    same = [to for to in facts.similar_to if to in failed] or [
        to for to in facts.similar_to if domain_of(to) in domains
    ]
    return f"{when}, to {_named(same or facts.similar_to) or 'somebody'}."


def moment_text(time: datetime) -> str:
    """Return a moment, aware and in UTC, as people write it."""
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}, {time:%H:%M} UTC"
