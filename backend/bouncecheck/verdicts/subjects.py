"""The one form in which we compare subjects: without what servers, lists and clients add."""

import re
import unicodedata
from functools import lru_cache

_MAX_CHARS = 2000

_REPLY_WORDS = (
    # The words for "reply" and "forward" that mail programs put in front, by language.
    "re|fw|fwd|aw|wg|antw|sv|vs|vb|vl|tr|rv|res|enc|rif|ref|odp|pd|ynt|ilt|atb|na|bls|doorst|vá|továbbítás"
    "|tvs|fs|hl|trs|i|r|απ|σχετ|πρθ|отв|пересл|на|ha|השב|הועבר|رد|إعادة توجيه"
    "|回复|回覆|答复|答覆|转发|轉寄|轉發|返信|転送|회신|전달|전송|ตอบ|ส่งต่อ"
)
_REPLY = re.compile(rf"(?:{_REPLY_WORDS}) ?(?:[\[(]\d{{1,4}}[\])]|\^\d{{1,4}})? ?: ?")
_TAG = re.compile(r"\[[^\[\]]{0,200}\] ?")


@lru_cache(maxsize=8192)  # a sweep compares the same few subjects over and over
def normal_subject(subject: str | None) -> str:
    """Return the subject without reply words, leading tags in brackets, case and extra spaces.

    Two subjects mean the same message where these are equal; "" says nothing at all.
    A subject that could not be decoded (U+FFFD) says nothing, for it would equal nothing.
    A subject that is nothing but a tag keeps it: what is left must still tell one from another.
    """
    if "\ufffd" in (subject or ""):
        return ""
    rest = kept = _plain(subject or "")
    while True:
        if match := _REPLY.match(rest):
            rest = kept = rest[match.end() :]
        elif match := _TAG.match(rest):
            rest = rest[match.end() :]
            kept = rest or kept
        else:
            return kept


def is_reply(subject: str | None) -> bool:
    """Tell whether the subject says that a person answered or passed something on."""
    return _REPLY.match(_plain(subject or "")) is not None


def _plain(text: str) -> str:
    # Format characters (category Cf: soft hyphen, direction marks) cannot be seen or compared.
    seen = "".join(char for char in text[:_MAX_CHARS] if unicodedata.category(char) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    return " ".join(folded.split())
