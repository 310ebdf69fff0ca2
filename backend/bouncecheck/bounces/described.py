"""What a notice says in words about the original: labelled lines, and the envelope it quotes."""

import re
from typing import NamedTuple

from bouncecheck.bounces.charsets import decode_words
from bouncecheck.bounces.dates import NEVER, When, read_date
from bouncecheck.bounces.fields import mailbox_in, message_ids_in
from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import FoundId, IdPlace

_LABEL = r"^[ \t>*-]{0,12}"
_SUBJECT_LINE = re.compile(
    _LABEL + r"(?:the )?(?:message |original )?(?:with )?(?:subject|betreff|objet|asunto|assunto"
    r"|oggetto|onderwerp|temat|тема|件名|主题|主旨|제목)(?: of the message is)?"
    r"[ \t]*[:\uff1a][ \t]*(\S[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_DATE_LINE = re.compile(
    _LABEL + r"(?:the )?(?:message )?(?:date|sent|sent date|date sent|datum|fecha|data)"
    r"(?: of the message is)?[ \t]*:[ \t]*(\S[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_SENDER_LINE = re.compile(
    _LABEL + r"(?:original )?(?:from|sender|von|de|od|da|от)[ \t]*:[ \t]*(\S[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_ENVELOPE_SENDER = re.compile(
    _LABEL + r"mail from[ \t]*:[ \t]*(<?[^\s<>]{1,320}>?)", re.IGNORECASE | re.MULTILINE
)
_ID_LINE = re.compile(
    r"\bmessage-?[ _]?id(?:entifier)?[ \t]{0,20}(?:[:=]|of|is|was)?[ \t]{0,20}(<[^<>\n]{3,998}>)",
    re.IGNORECASE,
)
_REPORTER = re.compile(
    r"\b(?:program|system|server) at (?:host )?([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,9})"
    r"|\bgenerating server:[ \t]{0,8}\n?[ \t]{0,8}([a-z0-9][a-z0-9.-]{0,254})",
    re.IGNORECASE,
)


class Described(NamedTuple):
    """What labelled lines say; None, NEVER or empty where they do not."""

    subject: str | None
    sent: When
    sender: Address | None
    message_ids: tuple[FoundId, ...]
    reporting_mta: str | None


def described_in(words: str) -> Described:
    """Return what `words` say about the original in lines such as "Subject: Price list"."""
    subject, date = _SUBJECT_LINE.search(words), _DATE_LINE.search(words)
    reporter = _REPORTER.search(words)
    ids = dict.fromkeys(i for found in _ID_LINE.findall(words) for i in message_ids_in(found))
    return Described(
        subject=_unquoted(decode_words(subject[1])) if subject else None,
        sent=read_date(date[1]) if date else NEVER,
        sender=_sender(words),
        message_ids=tuple(FoundId(message_id=i, place=IdPlace.WORDS) for i in ids),
        reporting_mta=(reporter[1] or reporter[2]).strip(".").lower() if reporter else None,
    )


def _unquoted(value: str) -> str:
    """Return a value without the quotes or brackets that some systems put around it."""
    bare = value.strip()
    is_quoted = len(bare) > 1 and bare[0] + bare[-1] in ("''", '""', "[]", "<>")
    return bare[1:-1].strip() if is_quoted else bare


def _sender(words: str) -> Address | None:
    """Return whom a line names as the sender, else the envelope sender of a transcript."""
    for line in (_SENDER_LINE, _ENVELOPE_SENDER):
        if (found := line.search(words)) and (address := mailbox_in(found[1])):
            return address
    return None
