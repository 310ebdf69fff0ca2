"""Everything that stands in a mail, decoded in every way that we know: what may be claimed."""

import html
import json
import re
from collections.abc import Iterator

from bouncecheck.bounces.charsets import decode_text, decode_words
from bouncecheck.bounces.markup import text_of_html
from bouncecheck.bounces.mime import MailPart, read_mail

_MAX_DEPTH = 4
_FOLD = re.compile(r"\n[ \t]+")
_QUOTED = re.compile(r"\n[ \t>|*#]+")
_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\[^u]")
# Whitespace inside an identifier is dropped, quote marks stand between the lines of one, and what
# does not decode may have been another character in another reading.
_GLUE = re.compile(r"[\s\x00>|*#\ufffd\ud800-\udfff]+")


def squeezed(text: str) -> str:
    """Return `text` as claims are looked for: without case, and without what lines put between."""
    return _GLUE.sub("", text).casefold()


def haystack(raw: bytes) -> str:
    """Return all that stands in `raw`, squeezed."""
    return "\x00".join(squeezed(text) for text in dict.fromkeys(_texts(raw, 0)))


def _texts(raw: bytes, depth: int) -> Iterator[str]:
    yield from _readings(decode_text(raw, None))
    yield from _readings(_decoded_by_lines(raw))
    for part in _all_parts(read_mail(raw).root):
        for _, value in part.headers:
            yield value
        yield from _readings(part.text)
        yield from _readings(text_of_html(part.text))
        if part.content:
            yield from _readings(decode_text(part.content, None))
            yield from _readings(_decoded_by_lines(part.content))
            if depth < _MAX_DEPTH:
                yield from _texts(part.content, depth + 1)


def _decoded_by_lines(raw: bytes) -> str:
    """Decode each line on its own: one that is no UTF-8 says nothing of the others."""
    return "" if raw.isascii() else "\n".join(decode_text(line, None) for line in raw.split(b"\n"))


def _readings(text: str) -> Iterator[str]:
    unfolded = _FOLD.sub(" ", text)
    yield text
    yield decode_words(unfolded)
    yield decode_words(_QUOTED.sub(" ", text))
    yield "\n".join(map(decode_words, text.split("\n")))
    yield html.unescape(text[:100_000]) if "&#" not in text else ""
    if "\\" in text:
        yield _ESCAPE.sub(_unescaped, text.replace("!\n ", ""))


def _unescaped(escape: re.Match[str]) -> str:
    try:
        return str(json.loads(f'"{escape.group()}"'))
    except ValueError:
        return escape.group()


def _all_parts(part: MailPart) -> Iterator[MailPart]:
    yield part
    for child in part.parts:
        yield from _all_parts(child)
