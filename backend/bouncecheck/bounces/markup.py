"""HTML to plain text and link targets. Markup is only ever read here, never rendered."""

import html
import re
from collections.abc import Iterable

MAX_LINKS = 100
"""At most so many link targets are kept."""

MAX_LINK_CHARS = 2_048
"""A longer link target is cut."""

# A tag ends at the next angle bracket of either kind, so that "<<<<" is read in linear time.
_TAG = re.compile(r"<(/?[a-zA-Z!][^\s<>/]{0,20})[^<>]*+>")
_HIDDEN = re.compile(r"<(script|style|title)\b[^<>]*+>", re.IGNORECASE)
_SHOWN_AGAIN = {
    name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "title")
}
_BREAKS = frozenset(
    (
        "br",
        "p",
        "/p",
        "div",
        "/div",
        "tr",
        "/tr",
        "li",
        "h1",
        "/h1",
        "h2",
        "/h2",
        "table",
        "/table",
        "hr",
        "pre",
    ),
)
_TARGET = re.compile(
    r"\b(?:href|src|action)\s*+=\s*+(?:\"([^\"<>]*+)\"|'([^'<>]*+)'|([^\s\"'<>]++))", re.IGNORECASE
)
_ADDRESS_ON_ITS_OWN = re.compile(r"\bhttps?://[^\s<>\"']++", re.IGNORECASE)
# No character has so many digits, and Python refuses to read numbers of thousands.
_NO_CHARACTER = re.compile(r"&#[0-9]{8}[0-9]*+;?")
_BLANKS = re.compile(r"[ \t\u00a0]{2,}")


def text_of_html(markup: str) -> str:
    """Return the words of `markup`, a line for each block, without scripts and styles."""
    shown = _without_hidden(markup)
    flat = _TAG.sub(_break_for, shown.replace("\n", " "))
    return _BLANKS.sub(" ", _unescaped(flat)).replace("\xa0", " ")


def links_in_html(markup: str) -> tuple[str, ...]:
    """Return the targets that `markup` points to, none twice."""
    return _bounded(_unescaped(m[1] or m[2] or m[3] or "") for m in _TARGET.finditer(markup))


def links_in_text(text: str) -> tuple[str, ...]:
    """Return the web addresses that are written out in `text`, none twice."""
    return _bounded(found.group() for found in _ADDRESS_ON_ITS_OWN.finditer(text))


def _bounded(links: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for link in links:
        if wanted := link.strip()[:MAX_LINK_CHARS]:
            found[wanted] = None
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)


def _unescaped(text: str) -> str:
    return html.unescape(_NO_CHARACTER.sub("\ufffd", text))


def _break_for(tag: re.Match[str]) -> str:
    return "\n" if tag[1].lower() in _BREAKS else " "


def _without_hidden(markup: str) -> str:
    """Drop scripts, styles and the head; one that never ends hides the rest."""
    kept, at = [], 0
    while opened := _HIDDEN.search(markup, at):
        kept.append(markup[at : opened.start()])
        closed = _SHOWN_AGAIN[opened[1].lower()].search(markup, opened.end())
        if not closed:
            return "".join(kept)
        at = closed.start()
    kept.append(markup[at:])
    return "".join(kept)
