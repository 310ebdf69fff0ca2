"""What a notice says in words about the original: labelled lines, and the envelope it quotes."""

import re
from datetime import datetime
from typing import NamedTuple

from bouncecheck.bounces.charsets import decode_words
from bouncecheck.bounces.dates import NEVER, When, read_date
from bouncecheck.bounces.fields import mailbox_in, message_ids_in
from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import FoundId, IdPlace

# A log of the session may put the time before each line: " Wed 2013-09-11 12:22:04: *  To: x".
_LABEL = r"^(?:[ \t]{0,4}\w{2,4} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d:)?[ \t>*<-]{0,12}"
# Some notices are written in two languages: "主题/Subject:", "Oggetto / Subject:".
_FIRST = r"(?:[^\s:/]{1,14}[ ]?/[ ]?)?"
_VALUE = r"(?: war| was| ist| era)?[ \t\u3000]*[:=\uff1a][ \t\u3000]*(\S[^\n]*)"
_SUBJECT_LINE = re.compile(
    _LABEL + _FIRST + r"(?:the )?(?:message |original )?(?:with )?(?:subject|betreff|objet|asunto"
    r"(?: del mensaje)?|assunto|oggetto|onderwerp|temat|emne|.mne|aihe|p.edm.t|t.rgy|subiect|konu"
    r"|тема(?: листа| письма| сообщения)?|θέμα"
    r"|件\s{0,2}名|(?:邮件)?主\s{0,2}[题題旨]|제목)(?: of the message(?: is)?)?" + _VALUE,
    re.IGNORECASE | re.MULTILINE,
)
_WITH_SUBJECT = re.compile(
    r"\byour (?:e-?mail|mail|message) with (?:the )?subject:?[ \t]{1,4}(\S[^\n]*)", re.IGNORECASE
)
_DATE_LINE = re.compile(
    _LABEL
    + _FIRST
    + r"(?:the )?(?:message )?(?:date|sent|sent date|date sent|created date|created|time"
    r"|datum|fecha|data|gesendet|envoy.|enviado|inviato|verzonden|skickat|sendt|wys.ano"
    r"|отправлено|дата|日時|送信日時|发送(?:时间|日期)|傳送(?:時間|日期)|时\s{0,2}间|時\s{0,2}間)"
    r"(?: of the message(?: is)?)?" + _VALUE,
    re.IGNORECASE | re.MULTILINE,
)
_SENDER_LINE = re.compile(
    _LABEL + _FIRST + r"(?:original )?(?:from|sender|sender address|von|de|od|da|от|absender"
    r"|exp.diteur|remitente|remetente|mittente|afzender|nadawca|отправитель|差出人|送信者|发件人"
    r"|寄件者)" + _VALUE,
    re.IGNORECASE | re.MULTILINE,
)
# 'Your message "Price list" is waiting': whatever the word for message, it stands before.
_QUOTED = re.compile(
    r"(?:message|mail|mensa[gj]\w{0,6}|nachricht|messaggio|bericht|wiadomo\w{1,4}|сообщени\w"
    r"|письм\w|メッセージ|メール|邮件|郵件|메일)\w{0,3}[^\n\"\u201c\u201e\u00ab\u300c]{0,40}"
    r"[\"\u201c\u201e\u00ab\u300c]([^\n\"\u201c\u201d\u00bb\u300d]{1,300})[\"\u201c\u201d\u00bb\u300d]",
    re.IGNORECASE,
)
_ENVELOPE_SENDER = re.compile(
    _LABEL + r"mail from[ \t]*:[ \t]*(<?[^\s<>]{1,320}>?)", re.IGNORECASE | re.MULTILINE
)
_SENT_FROM = re.compile(
    r"\b(?:sent (?:from|by)|envoy. par|enviad[oa] por|gesendet von|inviat[oa] da)[ \t\n]{1,3}"
    r"(<?[^\s<>@]{1,64}@[^\s<>]{1,255}>?)",
    re.IGNORECASE,
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


def described_in(words: str, near: datetime | None) -> Described:
    """Return what `words` say about the original in lines such as "Subject: Price list".

    Args:
        words: Those of the notice.
        near: When the notice was written, if it says; aware.
    """
    subject = _SUBJECT_LINE.search(words) or _WITH_SUBJECT.search(words)
    date = _DATE_LINE.search(words)
    reporter = _REPORTER.search(words)
    ids = dict.fromkeys(i for found in _ID_LINE.findall(words) for i in message_ids_in(found))
    return Described(
        subject=_unquoted(decode_words(subject[1])) if subject else None,
        sent=read_date(date[1], near) if date else NEVER,
        sender=_sender(words),
        message_ids=tuple(FoundId(message_id=i, place=IdPlace.WORDS) for i in ids),
        reporting_mta=(reporter[1] or reporter[2]).strip(".").lower() if reporter else None,
    )


def subject_quoted(words: str) -> str | None:
    """Return the subject that `words` put in quotes behind a word for "message"."""
    found = _QUOTED.search(words)
    return found[1].strip() or None if found else None


def _unquoted(value: str) -> str:
    """Return a value without the quotes or brackets that some systems put around it."""
    bare = value.strip()
    is_quoted = len(bare) > 1 and bare[0] + bare[-1] in ("''", '""', "[]", "<>")
    return bare[1:-1].strip() if is_quoted else bare


def _sender(words: str) -> Address | None:
    """Return whom a line names as the sender, else the envelope sender, else whom words name."""
    for line in (_SENDER_LINE, _ENVELOPE_SENDER, _SENT_FROM):
        if (found := line.search(words)) and (address := mailbox_in(found[1])):
            return address
    return None
