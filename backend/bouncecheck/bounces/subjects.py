"""What a subject line says: that something did not arrive, and the subject that it was about."""

import re

from bouncecheck.bounces.wording import one_of

MAX_SUBJECT_CHARS = 1_000
"""A longer subject is read no further."""

MAX_PREFIX_CHARS = 60
"""What stands before a colon is a prefix only if it is this short."""

_BOUNCE_SUBJECT = re.compile(
    one_of(r"""
    تعذ[ّ]?ر التسليم|لم يتم التسليم
    לא ניתן למסירה
    배달되지 않음
    teslim edilemedi
    ^\s*ndn\s*:
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
    """)
)
_PREFIXED = re.compile(
    r"\s*+"
    + one_of(r"""
    undeliver(?:able|ed)(?: mail| message)?
    non[- ]delivery
    ndn
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
    ei voi toimittaa
    toimittamaton
    nelivrabil
    nelivrare
    nedoručitelné
    недоставлено
    не доставлено
    не вдалося доставити
    недоставлене
    δεν (?:είναι δυνατή η παράδοση|παραδόθηκε)
    μη παραδοτέο
    teslim edilemez
    ส่งไม่ได้
    không (?:thể )?gửi được
    tidak terkirim
    automatic reply
    auto[ -]?(?:mated )?reply
    automatisch(?:e antwort|er? hinweis)
    odpowied. automatyczna
    автоматический ответ
    автоматична відповідь
    automatick. odpov..?
    automatikus v.lasz
    r.spuns automat
    αυτόματη απάντηση
    otomatik (?:yan.t|cevap)
    automatvastus
    automaatvastus
    autom.tisk. atbilde
    automatinis atsakymas
    avtomatski odgovor
    automatsk[io] odgovor
    rispondi automaticamente
    自動(?:返信|応答|回覆)
    自动(?:回复|答复)
    자동 (?:회신|응답)
    מענה אוטומטי
    رد تلقائي
    ตอบกลับอัตโนมัติ
    trả lời tự động
    balasan otomatis
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
    read
    gelesen
    (?:non )?lu
    le.do
    letto
    gelezen
    l.st
    l.stes
    přečteno
    przeczytane
    прочтено
    okundu
    olvasott
    開封済み
    已读
    已讀
    읽음
    message status - delivered
    delivered
    returned mail(?=\s*:\s*(?:re|fwd?|aw|wg|sv|tr)\s*:)
    """)
    + r"\s*[:\uff1a]\s*(\S.*)",
    re.IGNORECASE,
)
# As ticket systems put their number before everything.
_TAG = re.compile(r"\A\s*\[[^\]]{1,60}#[^\]]{1,60}\]\s*")
_AUTOMATIC = re.compile(
    one_of(r"""
    auto(?:matic|mated|matische?|matisk|m.tica|matyczna)?[ -]?(?:re|antw|odp|svar|r.ponse)
    r.ponse automatique
    out of office
    action required
    verif
    confirm
    (?:自動|自动)(?:返信|応答|回复|答复)
    """)
)
_OPENS = re.compile(r"\s*[\[(\u3010]([^\])\u3011]{2,60})[\])\u3011]\s*")
_CLOSES = re.compile(r"[\[(]([^\[\]()]{2,60})[\])]\s*\Z")
# Gmail puts what it answers behind the person's own words: "On holiday Re: Price list".
_ANSWERED = re.compile(r"(?:\A|\s)(?:re|aw|sv|antw|odp|vs)\s*:\s*", re.IGNORECASE)


def speaks_of_bounce(subject: str) -> bool:
    """Tell whether a subject has the words of a delivery report."""
    return bool(_BOUNCE_SUBJECT.search(subject[:300].lower()))


def subject_behind(subject: str) -> str | None:
    """Return what a notice's own subject says of the original's: "Undeliverable: Price list"."""
    subject = subject[:MAX_SUBJECT_CHARS]
    found = _PREFIXED.match(_TAG.sub("", subject, count=1))
    return found[1].strip() or None if found else None


def subject_after_prefix(subject: str) -> str | None:
    """Return what stands behind the first colon: Exchange writes a prefix in any language there."""
    prefix, colon, rest = subject[:MAX_SUBJECT_CHARS].replace("\uff1a", ":", 1).partition(":")
    return rest.strip() or None if colon and len(prefix) <= MAX_PREFIX_CHARS else None


def subject_answered(subject: str) -> str | None:
    """Return what the subject of an automatic answer says of the original's.

    It stands behind "Re:" or beside a mark in brackets: "[Automatic reply] Price list".
    """
    bare = subject[:MAX_SUBJECT_CHARS]
    marks = (_OPENS.match(bare), _CLOSES.search(bare[-80:]))
    marked = [mark for mark in marks if mark and _AUTOMATIC.search(mark[1].lower())]
    for mark in marked:
        bare = bare.replace(mark[0], " ", 1)
    answered = _ANSWERED.search(bare)
    if not answered and not marked:
        return None
    return (bare[answered.end() :] if answered else bare).strip() or None
