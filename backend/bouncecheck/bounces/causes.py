"""What a failure means and what a person can do: status code and server to plain words."""

import json
from importlib import resources
from typing import NamedTuple, TypedDict

from bouncecheck.bounces.codes import statuses_in

_MICROSOFT_HOSTS = (".outlook.com", ".office365.com", ".microsoft.com", ".hotmail.com")


class Cause(NamedTuple):
    """Why a message failed, for the person who sent it."""

    cause: str
    """One sentence: what happened."""

    fix: str
    """One or two sentences: what to do now."""


class _Phrase(TypedDict, total=False):
    """Words of a diagnostic that say more than the code; `like` borrows the words of a code."""

    code: str
    says: str
    like: str
    cause: str
    fix: str


class _Table(TypedDict):
    codes: dict[str, list[str]]
    phrases: list[_Phrase]
    classes: dict[str, list[str]]
    unknown: list[str]


_TABLE: _Table = json.loads(
    resources.files("bouncecheck.bounces").joinpath("causes.json").read_text(encoding="utf-8")
)


def cause_of(status: str | None, diagnostic: str | None, host: str | None) -> Cause:
    """Return what a failure means, in words of our own.

    Args:
        status: Enhanced status code such as "5.1.1", if the notice has one.
        diagnostic: What the remote server said; only ever compared with phrases that we know.
        host: The server that said it; codes of Microsoft's own are believed from Microsoft alone.
    """
    said = (diagnostic or "").lower()
    code = next(iter(statuses_in(status or "") or statuses_in(said)), "")
    if phrase := _phrase_for(code, said):
        return phrase
    is_microsoft = host is None or f".{host.lower()}".rstrip(".").endswith(_MICROSOFT_HOSTS)
    for key in _keys(code, is_microsoft=is_microsoft):
        if key in _TABLE["codes"]:
            return Cause(*_TABLE["codes"][key])
    return Cause(*_TABLE["classes"].get(code[:1], _TABLE["unknown"]))


def _phrase_for(code: str, said: str) -> Cause | None:
    """Return what the diagnostic says where the code is missing or has two meanings."""
    wanted = "" if code.endswith(".0.0") else code
    for phrase in _TABLE["phrases"]:
        if phrase["code"] == wanted and phrase["says"] in said:
            if "like" in phrase:
                return cause_of(phrase["like"], None, "")
            return Cause(phrase["cause"], phrase["fix"])
    return None


def _keys(code: str, *, is_microsoft: bool) -> list[str]:
    """Return the keys to try for a code, the most particular first."""
    rest = code.partition(".")[2]
    if not rest:
        return []
    subject = rest.partition(".")[0]
    particular = [code] if is_microsoft else []
    return [*particular, f"X.{rest}", f"X.{subject}"]
