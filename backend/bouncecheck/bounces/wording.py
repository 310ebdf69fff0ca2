"""The words that systems use in notices, in the languages that we have seen.

Phrases come last: they only ever add to what structure and speaker already say.
"""

import re


def one_of(alternatives: str) -> str:
    """Return a pattern for any of the patterns in `alternatives`, one a line."""
    return "(?:" + "|".join(line.strip() for line in alternatives.strip().split("\n")) + ")"


_BOUNCE_SUBJECT = re.compile(
    one_of(r"""
    تعذ[ّ]?ر التسليم|لم يتم التسليم
    לא ניתן למסירה
    배달되지 않음
    teslim edilemedi
    undeliver
    non[- ]?(?:delivery|remis|recapit|consegn)
    not deliver
    deliver(?:y|ing)?.{0,30}(?:fail|status|problem|error|warning|notif|delay|report|unsuccess)
    fail(?:ed|ure)?.{0,20}(?:deliver|notice|mail|send)
    returned (?:mail|to sender|message|email)
    return(?:ed)? (?:to )?sender
    mail (?:failure|error|delivery|status)
    message (?:could not|delivery|status|undeliver|bounced|not)
    error sending
    bounced? (?:mail|message|email)
    mailbox (?:full|unavail|quota)
    (?:unknown|invalid) (?:user|address|recipient)
    could ?n.t (?:be )?(?:deliver|send|be sent)
    unable to deliver
    cannot (?:send|deliver)
    delayed
    warning: (?:message|could)
    unzustell
    nicht zu(?:ge)?stell
    onbestelbaar
    niet (?:worden )?(?:besteld|bezorgd)
    remis
    non recapitabil
    mancat[oa] (?:recapito|consegna)
    no se (?:puede|pudo|ha podido) entregar
    no entregad
    devuelt
    olevererbar
    det gick inte att leverera
    kan ikke leveres
    nie (?:mo.na )?dostarcz
    niedostarcz
    zwrot
    n.o (?:foi )?entreg
    kohaletoimetamatu
    toimitta
    nedoru
    ne dostav
    недостав
    не доставл
    не может быть доставл
    配信
    送信
    エラー
    退信
    投递
    無法
    失敗
    rejected
    blocked
    refused
    mail delivery
    mail system error
    user unknown
    status notification
    nondeliver
    permanent
    email sent to
    your (?:mail|message)
    """),
    re.IGNORECASE,
)
_FAILED = re.compile(
    one_of(r"""
    (?:not|n.t)(?: be| been| able to| yet been)? (?:deliver|reach|accept|sent|send|process|relay)
    (?:not|n.t)(?: be| been| able to| yet been)? (?:complet|found|valid)
    (?:not|n.t) an? (?:valid|known|existing)
    تعذ[ّ]?ر (?:ال)?تسليم
    لم يتم تسليم
    לא ניתן למסור
    无法送达|未能送达|无法投递
    배달할 수 없|배달되지 않
    teslim edilemedi
    undeliver
    unable to (?:deliver|relay|send|complete)
    deliver(?:y|ing)[^\n]{0,60}(?:fail|not possible|unsuccess|cancel|abort|has been suspended)
    fail(?:ed|ure)?[^\n]{0,40}(?:deliver|to reach|recipient|reason|permanent)
    permanent(?:ly)?[^\n]{0,30}(?:error|fail|fatal)
    returned? (?:to (?:the )?sender|mail|message|to you)
    was (?:rejected|refused|blocked|returned|discarded)
    (?:have|has|been) (?:rejected|refused|blocked|returned)
    (?:unknown|invalid|no such|nonexistent|bad|illegal)[ ]+(?:user|address|recipient|mailbox|mail)
    (?:unknown|invalid|no such|nonexistent|bad|illegal)[ ]+(?:destination|host|final|local)
    (?:user|recipient|mailbox|account|address|host)[^\n]{0,60}(?:unknown|unavailable|disabled|full)
    (?:user|recipient|mailbox|account|address|host)[^\n]{0,60}(?:exceed|invalid|rejected|inactive)
    (?:user|recipient|mailbox|account|address|host)[^\n]{0,60}(?:over quota|n.t (?:exist|have))
    (?:user|recipient|mailbox|account|address|host)[^\n]{0,60}not (?:exist|found|known|listed|valid)
    (?:user|recipient|mailbox|account|address|host)[^\n]{0,60}not recogni
    (?:does|do|did)(?: not|n.t) (?:exist|like|have|accept|reach)
    not our customer
    quota exceeded
    over(?: |-)?quota
    mailbox (?:is )?full
    full mailbox
    could not be
    couldn.t be
    can ?not (?:send|deliver)
    message bounced
    no (?:mailbox|such (?:person|account)|account by|valid recipient)
    failed mail
    gave up
    giving up
    given up
    not accepting
    refused to (?:accept|talk|take)
    trouble delivering
    unzustellbar
    nicht zugestellt
    konnte(?:n)? nicht
    nicht erreicht
    nicht (?:ausgeliefert|gefunden)
    pas pu .{0,20}(?:remis|livr|distrib)
    n.a pas (?:pu|.t.)
    non (?:remis|distribu|recapit|consegnat)
    impossibile (?:recapitare|consegnare)
    no (?:se )?(?:pudo|ha podido|puede|fue|ha sido) [^\n]{0,20}entreg
    n.o (?:p.de|foi|pode|est.) [^\n]{0,20}entreg
    kan niet (?:worden )?(?:bezorgd|besteld|afgeleverd)
    niet (?:worden )?(?:bezorgd|besteld|afgeleverd)
    nie (?:zosta|mo)[^\n]{0,40}dostarcz
    kunde inte
    kunne ikke
    ikke leveres
    ei[ ]voi(?:tu|da)?[ ]
    не может быть
    не (?:удалось|был|доставл)
    無法
    配信でき
    送信でき
    届け
    見つかり
    存在し
    エラー
    失敗
    退信
    无法
    找不到
    """),
    re.IGNORECASE,
)
_DELAYED = re.compile(
    one_of(r"""
    \bdelayed\b
    has been postponed
    not yet been delivered
    still (?:being|trying|be retried)
    will (?:continue|keep|be retried|retry|try again)
    attempts? will continue
    delivery attempts will
    (?:message|mail) will be retried
    warning message only
    no action is required
    transient non-fatal
    temporar(?:y|ily) (?:fail|delay)
    verz.gert
    zustellung.{0,30}wiederholt
    retard
    plus tard
    aplaz
    con retraso
    opó.nien
    ritard
    отложен
    """),
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    one_of(r"""
    gave up
    giv(?:en|ing) up
    could not be delivered (?:for|within|after)
    permanent
    has been (?:returned|removed from the queue|deleted)
    failed after
    retry time(?:out)? .{0,20}exceeded
    too (?:long|old)
    no longer
    expired
    cannot send message for
    """),
    re.IGNORECASE,
)
_PREFIXED = re.compile(
    r"\s*"
    + one_of(r"""
    undeliver(?:able|ed)(?: mail| message)?
    non[- ]delivery
    delivery (?:failed|failure|has failed|delayed|status notification \(failure\))
    unzustellbar
    nicht zugestellt
    nicht zustellbar
    non remis
    remise diff.r.e
    .chec de (?:la )?remise
    non recapitabile
    non recapitato
    no se puede entregar
    no entregado
    onbestelbaar
    olevererbart?
    det gick inte att leverera
    kan ikke leveres
    ikke leverbar
    nie mo.na dostarczy.
    niedostarczalne
    nie dostarczono
    n.o .?(?:foi )?entregue
    n.o . poss.vel entregar
    kohaletoimetamatu
    ei toimitettavissa
    не(?:возможно доставить| доставлено|доставлено)
    nedoru.iteln.
    nelze doru.it
    k.zbes.thetetlen
    تعذ[ّ]?ر التسليم
    לא ניתן למסירה
    teslim edilemedi
    配信不能
    配信できませんでした
    未送达
    无法传递
    傳遞失敗
    無法傳遞
    배달되지 않음
    lib.relivr.
    automatic reply
    auto(?:mated)? reply
    automatische antwort
    r.ponse automatique
    respuesta autom.tica
    resposta autom.tica
    risposta automatica
    automatisch antwoord
    automaattinen vastaus
    autosvar
    automatisk svar
    out of office(?: autoreply)?
    auto
    read
    gelesen
    lu
    le.do
    letto
    gelezen
    l.st
    returned mail(?=\s*:\s*(?:re|fwd?|aw|wg|sv|tr)\s*:)
    """)
    + r"\s*[:\uff1a]\s*(\S.*)",
    re.IGNORECASE,
)


def speaks_of_bounce(subject: str) -> bool:
    """Tell whether a subject has the words of a delivery report."""
    return bool(_BOUNCE_SUBJECT.search(subject[:300]))


def subject_behind(subject: str) -> str | None:
    """Return what a notice's own subject says of the original's: "Undeliverable: Price list"."""
    found = _PREFIXED.match(subject[:1_000])
    return found[1].strip() or None if found else None


def speaks_of_failure(text: str) -> bool:
    """Tell whether `text` says that a message did not arrive."""
    return bool(_FAILED.search(text))


def speaks_of_delay(text: str) -> bool:
    """Tell whether `text` says that delivery is still being tried, and not that it was given up."""
    return bool(_DELAYED.search(text)) and not _GAVE_UP.search(text)
