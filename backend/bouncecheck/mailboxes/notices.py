"""may_be_notice: which messages of a listing are worth reading as a bounce."""

import re

from bouncecheck.usecases.ports import MailboxMessage
from bouncecheck.verdicts.facts import Folder

_NEVER = frozenset({Folder.SENT, Folder.DELETED, Folder.DRAFTS, Folder.RECOVERABLE})

_SENDER = re.compile(
    r"(?:mailer-?daemon|postmaster|microsoftexchange[0-9a-f]*|mail-?delivery|bounces?|daemon"
    r"|mmdf|uucp|root|symantec|antivirus|virus\w*|no-?reply-?(?:mail|bounce)\w*)[^@]*@.*"
)

# Over-inclusion is fine: each message is read and judged afterwards.
_SUBJECT = re.compile(
    r"undeliver|not delivered|deliver(?:y|ed)\b|delivery[ -]status|returned (?:mail|to sender)"
    r"|failure notice|mail (?:system )?(?:error|fail)|message (?:could not|not)|could ?n[o']t be"
    r"|rejected|bounce|warning: (?:could|message)|automatic(?:ally)? repl|auto(?:matic)?[- ]?re"
    r"|out of (?:the )?office|virus|confirm|quota|mailbox full|non remis|échec|réponse automatique"
    r"|unzustellbar|zustell|abwesenheit|automatische antwort|onbestelbaar|niet bezorgd"
    r"|no se (?:pudo|puede|ha)|no entregado|respuesta automática|não (?:entregue|pôde)|devolvida"
    r"|resposta automática|non recapitat|impossibile recapitare|mancat|risposta automatica"
    r"|kunde inte|olevererbart|ikke lever|kan ikke leveres|ei voitu toimittaa|toimitus"
    r"|niedostarcz|nie dostarcz|zwrot|nedoruč|kézbesít|teslim edilemedi|недостав|не доставлено"
    r"|не удалось|配信不能|配信できません|無法傳遞|無法遞送|无法送达|未送达|退信|배달|전송 실패|طرد"
    r"|تعذر|לא ניתן|αδυναμία|ไม่สามารถ",
    re.IGNORECASE,
)


def may_be_notice(message: MailboxMessage) -> bool:
    """Tell whether a message may be an automatic notice, by its class, sender or subject."""
    if message.folder in _NEVER:
        return False
    if (message.item_class or "").upper().startswith("REPORT."):
        return True
    if _SENDER.fullmatch(message.sender or ""):
        return True
    return message.sender is None or _SUBJECT.search((message.subject or "")[:500]) is not None
