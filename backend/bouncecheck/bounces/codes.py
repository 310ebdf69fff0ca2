"""Reply codes in text: enhanced status codes (RFC 3463) and SMTP replies (RFC 5321)."""

import re

_STATUS = re.compile(r"(?<![0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.]*[0-9])")
_FULL_REPLY = re.compile(r"(?<![\w.])[45][0-9][0-9][ \-]#?[45]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9])")
_REPLY = re.compile(r"(?<![\w.,:@/+-])([45][0-9][0-9])(?=[ \-\n\]:;,#)]|$)")


def statuses_in(text: str) -> tuple[str, ...]:
    """Return the enhanced status codes in `text` (RFC 3463), in order, none twice."""
    return tuple(dict.fromkeys(".".join(found) for found in _STATUS.findall(text)))


def replies_in(text: str) -> tuple[str, ...]:
    """Return the SMTP replies of failure in `text` (RFC 5321), in order, none twice."""
    return tuple(dict.fromkeys(_REPLY.findall(text)))


def has_reply_code(text: str) -> bool:
    """Tell whether `text` holds an SMTP reply of failure, or an enhanced status code."""
    return bool(_REPLY.search(text)) or bool(_STATUS.search(text))


def has_full_reply(text: str) -> bool:
    """Tell whether `text` holds an SMTP reply with its enhanced code, as systems write it."""
    return bool(_FULL_REPLY.search(text))


def reply_in(text: str) -> str | None:
    """Return the first SMTP reply code of failure in `text`, such as "550" (RFC 5321, 4.2)."""
    found = _REPLY.search(text)
    return found[1] if found else None


def has_permanent_code(text: str) -> bool:
    """Tell whether `text` holds the code of a final refusal: an SMTP reply or an enhanced one."""
    if any(code[0] == "5" for code in statuses_in(text)):
        return True
    return any(found[1][0] == "5" for found in _REPLY.finditer(text))
