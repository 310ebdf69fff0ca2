"""The words that systems use in notices, in the languages that we have seen.

Phrases come last: they only ever add to what structure and speaker already say. They are looked
for in text in lower case, which takes a quarter of the time of looking without regard to case.
"""

import re


def one_of(alternatives: str) -> str:
    """Return a pattern for any of the patterns in `alternatives`, one a line."""
    return "(?:" + "|".join(line.strip() for line in alternatives.strip().split("\n")) + ")"


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
    (?:was|been) (?:automatically )?(?:rejected|refused|blocked|returned|discarded)
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
    """)
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
    (?:weiter|weiterhin|erneut) (?:versuch|zuzustellen)
    nur (?:ein|eine) (?:warnung|hinweis)
    retardé
    plus tard
    pas encore (?:été|pu)
    continuera
    seulement un avertissement
    aplaz
    retrasad
    con retraso
    solo un aviso
    se (?:seguir.|volver.) (?:a )?intent
    opó.nion
    ritard
    nuovi tentativi|continuer. a
    atrasad
    apenas um aviso
    continuar. tentando
    vertraagd
    opnieuw (?:proberen|geprobeerd)
    försenad|forsinke
    отложен|задерж
    повторн.. попытк|попытки.{0,20}продолж
    遅延|再送
    延迟|延遲|继续尝试|重试
    지연|재시도
    """)
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
    (?:abgebrochen|aufgegeben)
    abandonn
    abandonad
    """)
)


def speaks_of_failure(text: str) -> bool:
    """Tell whether `text` says that a message did not arrive."""
    return bool(_FAILED.search(text.lower()))


def speaks_of_delay(text: str) -> bool:
    """Tell whether `text` says that delivery is still being tried, and not that it was given up."""
    said = text.lower()
    return bool(_DELAYED.search(said)) and not _GAVE_UP.search(said)
