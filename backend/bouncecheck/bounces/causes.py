"""What a failure means and what a person can do: status code and server to plain words."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple, TypedDict

from bouncecheck.bounces.codes import replies_in, statuses_in

_ANY = "any"
_OWN_SYSTEM = "microsoft"
_NO_CODE = "none"


class Cause(NamedTuple):
    """Why a message failed, for the person who sent it."""

    cause: str
    """One sentence: what happened."""

    fix: str
    """One or two sentences: what to do now."""

    source: str
    """Where the meaning is written down, such as "RFC 3463, 3.2"."""


class _Row(TypedDict, total=False):
    """What a code means; `like` names the row whose words it borrows."""

    like: str
    cause: str
    fix: str
    source: str


class _Words(_Row, total=False):
    """Words of a server that say more than the codes they stand beside."""

    host: str
    codes: list[str]
    says: list[str]


class _Table(TypedDict):
    hosts: dict[str, list[str]]
    words: list[_Words]
    rows: dict[str, dict[str, _Row]]


_TABLE: _Table = json.loads(
    resources.files("bouncecheck.bounces").joinpath("causes.json").read_text(encoding="utf-8")
)


def cause_of(status: str | None, diagnostic: str | None, host: str | None) -> Cause:
    """Return what a failure means, in words of our own.

    Args:
        status: Enhanced status code such as "5.1.1", if the notice has one.
        diagnostic: What the server said; only ever compared with words that we know.
        host: The server that said it: the meaning that a provider gives to a code is believed from
            that provider alone. None stands for the system of our own people, Microsoft 365.
    """
    said = (diagnostic or "").lower()
    code = next(iter(statuses_in(status or "") or statuses_in(said)), "")
    keys = list(_keys(code, said))
    families = [_family_of(host), _ANY]
    for words in _TABLE["words"]:
        is_for_this = words["host"] in families and not set(keys).isdisjoint(words["codes"])
        if is_for_this and any(text in said for text in words["says"]):
            return _cause(words)
    known = (_ROWS[family].get(key) for family in families for key in keys)
    return _cause(next(row for row in known if row is not None))


def codes_under(key: str) -> list[str]:
    """Return the codes that the key of a row stands for: one, or every one of a range."""
    first, _, last = key.partition("-")
    stem, _, start = first.rpartition(".")
    return [f"{stem}.{detail}" for detail in range(int(start), int(last) + 1)] if last else [key]


def _keys(code: str, said: str) -> Iterator[str]:
    """Return the keys to try for a code, the most particular first."""
    says_nothing = not code or code.endswith(".0.0")
    if says_nothing:
        yield from replies_in(said)
    if code:
        category, _, rest = code.partition(".")
        yield from (code, f"X.{rest}", f"X.{rest.partition('.')[0]}", category)
    if says_nothing:
        yield _NO_CODE


def _family_of(host: str | None) -> str:
    """Return whose server it is, as far as its name tells."""
    if host is None:
        return _OWN_SYSTEM
    name = f".{host.lower()}".rstrip(".")
    families = _TABLE["hosts"].items()
    return next((family for family, ends in families if name.endswith(tuple(ends))), _ANY)


def _cause(row: _Row) -> Cause:
    worded = row
    if "like" in row:
        family, _, key = row["like"].rpartition(" ")
        worded = _ROWS[family or _ANY][key]
    return Cause(worded["cause"], worded["fix"], row["source"])


def _spread(rows: dict[str, _Row]) -> dict[str, _Row]:
    """Return the rows under each single code; a code's own row wins over a range around it."""
    return {code: row for key, row in rows.items() for code in codes_under(key)} | rows


_ROWS = {family: _spread(rows) for family, rows in _TABLE["rows"].items()}
