"""Virus notices: a scanner tells the alleged sender what it found in a message."""

import re

from bouncecheck.bounces.described import described_in
from bouncecheck.bounces.fields import addresses_in, value_of
from bouncecheck.bounces.model import Action, FailedRecipient, Kind
from bouncecheck.bounces.notice import Claims, Notice
from bouncecheck.bounces.recipients import recipient_of
from bouncecheck.bounces.wording import one_of

_WORDS_CHARS = 4_000
_VIRUS = re.compile(
    one_of(r"""
    virus
    вирус
    ウイルス|ウィルス
    病毒
    바이러스
    malware
    infected|infizier|infecté|infectad|infett
    w32[./]
    worm\b
    trojan
    """)
)
_SCANNER = re.compile(
    one_of(r"""
    virus
    scan(?:ner|mail)?\b
    mail ?guard
    defender
    gateway
    antigen
    sweeper
    mail security
    """)
)
_HARM = re.compile(
    one_of(r"""
    virus
    malware
    infected
    sensitive content
    content filter
    attachment
    """)
)
_ALERT = re.compile(
    one_of(r"""
    alert
    warning
    found
    detect
    action
    removed|deleted
    block
    quarantin
    """)
)
_FOUND = re.compile(
    one_of(r"""
    found
    detect|d.tect|detect.|rilevat|entdeckt|gefunden|обнаруж
    action
    removed|deleted|eliminad|supprim|gel.scht|удален
    block
    quarantin|quarant.ne
    """)
)
_ABOUT_MAIL = re.compile(
    one_of(r"""
    \byour?\b
    sender
    message
    e-?mail
    nachricht
    mensaje|mensagem|messaggio
    письм|сообщени
    メール
    邮件|郵件
    """)
)
_TO_LINE = re.compile(
    r"^[ \t>*-]{0,12}(?:recipients?|to|an|a|à|destinatari[oi]|destinataires?|para|empf.nger|宛先)"
    r"(?:\(s\))?[ \t]*[:=][ \t]*(\S[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)


def read(notice: Notice) -> Claims | None:
    """Read a scanner's notice to the one who is said to have sent a virus."""
    said = notice.words[:_WORDS_CHARS]
    if notice.is_passed_on or not _is_about_a_virus(notice, said):
        return None
    described = described_in(said, notice.written_at)
    return Claims(
        kind=Kind.VIRUS_NOTICE,
        dialect="scanners",
        recipients=_stopped_before(said),
        message_ids=described.message_ids,
        sender=described.sender,
        subject=described.subject,
        sent=described.sent,
    )


def _is_about_a_virus(notice: Notice, said: str) -> bool:
    low, subject = said.lower(), notice.subject.lower()
    author = (value_of(notice.headers, "from") or "").lower()
    if not _ABOUT_MAIL.search(low) or value_of(notice.headers, "list-unsubscribe") is not None:
        return False
    is_scanner = bool(_SCANNER.search(author))
    if _VIRUS.search(subject) and _VIRUS.search(low):
        return notice.signs > 0 or is_scanner
    is_alert = _ALERT.search(subject) and (is_scanner or _SCANNER.search(subject))
    return bool(is_alert and _HARM.search(low) and _FOUND.search(low))


def _stopped_before(said: str) -> tuple[FailedRecipient, ...]:
    """Return whom the message was for; there it was stopped."""
    found = _TO_LINE.search(said)
    return tuple(
        recipient_of(a, Action.FAILED, "") for a in addresses_in(found[1] if found else "")
    )
