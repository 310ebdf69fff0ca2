"""The words that systems use in notices, in the languages that we have seen; and reply codes.

Phrases come last: they only ever add to what structure and speaker already say.
"""

import re

_SYSTEM_LOCAL_PART = re.compile(
    r"(?:mailer-?d(?:ae|e)mon|mail-?daemon|mdaemon|mailerdaemon|post[._-]?master|mailmaster|mail-?delivery|bounces?"
    r"|mailer|sysadmin|daemon|mmsc|abuse-?report|system[-_.]?administrator|majordomo-owner"
    r"|microsoftexchange[0-9a-f]{20,40}|mail(?:_|-)?(?:system|router|server|robot|sweeper|marshal)?|mmdf|uucp|listserv"
    r"|smtp|ndr|[a-z0-9_-]{0,30}daemon|[a-z_]{1,40}gateways?|notification|noreply|no-reply|auto-?reply)(?:[+=_-].{0,80})?",
    re.IGNORECASE,
)
_SYSTEM_NAME = re.compile(
    r"mail(?:er)?[ -]?(?:delivery|daemon|server|system|administrator|router|sweeper)|postmaster"
    r"|(?:system|mail|systeem|system-?)[ -]?(?:administrat|verwalt|beheer)|delivery (?:sub)?system|microsoft (?:exchange|outlook)"
    r"|internet mail|mail gateway|ndr admin|\bmailmarshal|interscan|administrator",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|non[- ]?(?:delivery|remis|recapit|consegn)|not deliver|deliver(?:y|ing)?.{0,30}(?:fail|status|problem|error|warning|notif|delay|report|unsuccess)"
    r"|fail(?:ed|ure)?.{0,20}(?:deliver|notice|mail|send)|returned (?:mail|to sender|message|email)|return(?:ed)? (?:to )?sender|mail (?:failure|error|delivery|status)"
    r"|message (?:could not|delivery|status|undeliver|bounced|not)|error sending|bounced? (?:mail|message|email)|mailbox (?:full|unavail|quota)|(?:unknown|invalid) (?:user|address|recipient)"
    r"|could ?n.t (?:be )?(?:deliver|send|be sent)|unable to deliver|cannot (?:send|deliver)|delayed|warning: (?:message|could)|unzustell|nicht zu(?:ge)?stell|onbestelbaar|niet (?:worden )?(?:besteld|bezorgd)|remis|"
    r"non recapitabil|mancat[oa] (?:recapito|consegna)|no se (?:puede|pudo|ha podido) entregar|no entregad|devuelt|olevererbar|det gick inte att leverera|kan ikke leveres|"
    r"nie (?:mo.na )?dostarcz|niedostarcz|zwrot|n.o (?:foi )?entreg|kohaletoimetamatu|toimitta|nedoru|ne dostav|недостав|не доставл|не может быть доставл|配信|送信|エラー|退信|投递|無法|失敗|"
    r"rejected|blocked|refused|mail delivery|mail system error|user unknown|status notification|nondeliver|permanent|email sent to|your (?:mail|message)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"(?:could|can|did|was|were|has|have|been|is|be|are|will)(?:[ ]?not|n.t)(?: be| been| able to| yet been)? (?:deliver|reach|accept|sent|send|process|relay|complet|found|valid)"
    r"|undeliver|unable to (?:deliver|relay|send|complete)|deliver(?:y|ing)[^\n]{0,60}(?:fail|not possible|unsuccess|cancel|abort|has been suspended)|fail(?:ed|ure)?[^\n]{0,40}(?:deliver|to reach|recipient|reason|permanent)"
    r"|permanent(?:ly)?[^\n]{0,30}(?:error|fail|fatal)|returned? (?:to (?:the )?sender|mail|message|to you)|was (?:rejected|refused|blocked|returned|discarded)|(?:have|has|been) (?:rejected|refused|blocked|returned)"
    r"|(?:unknown|invalid|no such|nonexistent|bad|illegal)[ ]+(?:user|address|recipient|mailbox|destination|host|final|local|mail)|(?:user|recipient|mailbox|account|address|host)[^\n]{0,60}(?:unknown|not (?:exist|found|known|listed|valid|recogni)|unavailable|disabled|is full|exceed|invalid|rejected|inactive|over quota|does(?:n.t| not) exist|doesn.t have)"
    r"|(?:does|do|did)(?: not|n.t) (?:exist|like|have|accept|reach)|not our customer|quota exceeded|over(?: |-)?quota|mailbox (?:is )?full|full mailbox|could not be|couldn.t be|can ?not (?:send|deliver)|message bounced|gave up|giving up|given up|not accepting|refused to (?:accept|talk|take)|trouble delivering"
    r"|unzustellbar|nicht zugestellt|konnte(?:n)? nicht|nicht erreicht|nicht (?:ausgeliefert|gefunden)|pas pu .{0,20}(?:remis|livr|distrib)|n.a pas (?:pu|.t.)|non (?:remis|distribu|recapit|consegnat)|impossibile (?:recapitare|consegnare)|no (?:se )?(?:pudo|ha podido|puede|fue|ha sido) [^\n]{0,20}entreg|n.o (?:p.de|foi|pode|est.) [^\n]{0,20}entreg"
    r"|kan niet (?:worden )?(?:bezorgd|besteld|afgeleverd)|niet (?:worden )?(?:bezorgd|besteld|afgeleverd)|nie (?:zosta|mo)[^\n]{0,40}dostarcz|kunde inte|kunne ikke|ikke leveres|ei voi(?:tu|da)? |не может быть|не (?:удалось|был|доставл)|無法|配信でき|送信でき|届け|見つかり|存在し|エラー|失敗|退信|无法|找不到",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"\bdelayed\b|has been postponed|not yet been delivered|still (?:being|trying|be retried)|will (?:continue|keep|be retried|retry|try again)|attempts? will continue|delivery attempts will|(?:message|mail) will be retried|warning message only|no action is required|transient non-fatal|temporar(?:y|ily) (?:fail|delay)|verz.gert|zustellung.{0,30}wiederholt|retard|plus tard|aplaz|con retraso|opó.nien|ritard|отложен",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    r"gave up|giv(?:en|ing) up|could not be delivered (?:for|within|after)|permanent|has been (?:returned|removed from the queue|deleted)|failed after|retry time(?:out)? .{0,20}exceeded|too (?:long|old)|no longer|expired|cannot send message for|retried for",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\w.,:@/+-])([45]\d\d)(?=[ \-\n\]:;,#)]|$)")


def is_system_local_part(local_part: str) -> bool:
    """Tell whether a mail system, and not a person, uses this local part."""
    return bool(_SYSTEM_LOCAL_PART.fullmatch(local_part[:100]))


def is_system_name(display_name: str) -> bool:
    """Tell whether a display name is one that mail systems use."""
    return bool(_SYSTEM_NAME.search(display_name[:200]))


def speaks_of_bounce(subject: str) -> bool:
    """Tell whether a subject has the words of a delivery report."""
    return bool(_BOUNCE_SUBJECT.search(subject[:300]))


def speaks_of_failure(text: str) -> bool:
    """Tell whether `text` says that a message did not arrive."""
    return bool(_FAILED.search(text))


def speaks_of_delay(text: str) -> bool:
    """Tell whether `text` says that delivery is still being tried, and not that it was given up."""
    return bool(_DELAYED.search(text)) and not _GAVE_UP.search(text)


def statuses_in(text: str) -> tuple[str, ...]:
    """Return the enhanced status codes in `text` (RFC 3463), in order, none twice."""
    return tuple(dict.fromkeys(".".join(found) for found in _STATUS.findall(text)))


def has_reply_code(text: str) -> bool:
    """Tell whether `text` holds an SMTP reply of failure, or an enhanced status code."""
    return bool(_REPLY.search(text)) or bool(_STATUS.search(text))
