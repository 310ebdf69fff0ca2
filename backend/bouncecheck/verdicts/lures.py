"""What notices say that only pretend to be delivery reports: phrases and names to look for.

Every pattern is bounded, so that the time to search grows with the text and no faster.
"""

import re
from collections.abc import Iterable


def _phrases(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


NOTICE_SUBJECT = _phrases(
    r"undeliver",
    r"(?:delivery|sending) (?:has )?(?:fail|incomplete|delay|status)",
    r"(?:not|couldn't|could not|cannot) (?:be )?deliver",
    r"failed to (?:deliver|send)",
    r"returned mail",
    r"mail delivery",
    r"\b(?:e-?mails?|messages?)\b.{0,40}"
    r"\b(?:pending|held|on hold|blocked|stuck|quarantined?|queued?|rejected)\b",
    r"\b(?:pending|held|blocked|stuck|quarantined|incoming)\b.{0,20}\b(?:e-?mails?|messages?)\b",
    r"unzustellbar",
    r"nicht zugestellt",
    r"non remis",
    r"échec de (?:la )?remise",
    r"no entregado",
    r"配信(?:不能|できません)",
)
"""Subjects of delivery notices, true and false; lower case."""

SYSTEM_NAME = _phrases(
    r"mailer-?daemon",
    r"postmaster",
    r"\bmail(?:box)? (?:delivery|administrator|admin|server|system|support|service|team)",
    r"\bmessage (?:center|centre|delivery)",
    r"\bsystem administrator",
    r"\b(?:it|help) ?desk\b",
    r"\b(?:e-?mail|server) (?:admin|support|notification|delivery|security|quarantine)",
    r"\bquarantine\b",
    r"\bmicrosoft\b",
    r"\boffice ?365\b",
    r"\boutlook\b",
    r"\bexchange online\b",
)
"""Names behind which a system speaks; lower case."""

MICROSOFT_NAME = _phrases(
    r"\bmicrosoft\b", r"\boffice ?365\b", r"\bo365\b", r"\boutlook\b", r"\bexchange online\b"
)

OUR_IT_NAME = _phrases(
    r"\b(?:it|help|service)[- ]?desk\b", r"\bit[- ](?:support|department|team|admin)"
)

ASKS = _phrases(
    r"\b(?:sign|log)[- ]?(?:in|on)\b",
    r"\bre-?(?:validate|activate|authenticate)\b",
    r"\brelease (?:all|the|your|these|this|them|now|message|e-?mail|pending|held)",
    r"\b(?:retrieve|recover|restore) (?:all|the|your|these|this|them|now|message|e-?mail|pending)",
    r"\bconfirm (?:your|that you|ownership|now|account)",
    r"\bverify (?:your|ownership|now|account|mailbox)",
    r"\b(?:re-?)?send (?:it |them |all )?again\b",
    r"\bresend (?:now|all|(?:the |your )?(?:pending |failed )?messages?\b)",
    r"\bdeliver (?:now|anyway|all|(?:the |your )?(?:pending|held) )",
    r"\b(?:view|review|read|access|allow) (?:all |your |the |these ){0,3}"
    r"(?:pending|held|blocked|quarantined|undelivered) ",
    r"\b(?:anmelden|einloggen|freigeben|erneut senden)\b",
    r"\bbestätigen sie ihr",
    r"\b(?:se connecter|connectez-vous|libérer|renvoyer les)\b",
    r"\bconfirmez votre",
    r"\b(?:iniciar sesión|inicie sesión|liberar|reenviar los)\b",
    r"\bconfirme su\b",
    r"\b(?:accedi|rilascia|fazer login|inloggen|vrijgeven)\b",
    r"サインイン|ログイン|再送信",
)
"""Words that ask for what no delivery report asks for; lower case."""

PENDING = _phrases(
    r"\b\d{1,4}\b(?! ?(?:hours?|days?|min)).{0,30}"
    r"\b(?:pending|held|undelivered|unreceived|blocked|stuck|quarantined)\b",
    r"\b(?:pending|held|undelivered|unreceived|stuck|quarantined) (?:e-?mails?|messages?)\b"
    r".{0,9}\b\d",
    r"\b(?:several|multiple) (?:incoming )?(?:messages|e-?mails) "
    r"(?:are |have been )?(?:pending|held|blocked)",
)
"""Counts of messages that wait; lower case."""

THREAT = _phrases(
    r"\bwithin (?:the next )?\d{1,3} ?(?:hours?|hrs|days?)\b.{0,60}"
    r"\b(?:account|mailbox|access|avoid|else)\b",
    r"\b(?:account|mailbox|e-?mails?|messages?)\b.{0,60}"
    r"\b(?:suspended|deactivated|terminated|closed|expires?)\b",
    r"\bwill be (?:permanently |automatically )?deleted (?:after|in|within)\b.{0,40}"
    r"\b(?:account|mailbox)\b",
    r"\b(?:final|last) (?:notice|warning|reminder)\b",
    r"\bfailure to (?:do so|comply)\b",
    r"\b(?:konto|postfach)\b.{0,60}\b(?:gesperrt|deaktiviert|gelöscht)\b",
    r"\bcompte\b.{0,60}\b(?:suspendu|désactivé|fermé)\b",
)
"""Deadlines and threats; lower case."""

SCAN = _phrases(r"\bqr[- ]?code\b", r"\bscan (?:the|this)\b")
"""Words around a code to be scanned; lower case."""

SYSTEM_LOCAL_PARTS = frozenset({"postmaster", "mailer-daemon", "mailerdaemon", "mail-daemon"})

FREE_MAIL = frozenset(
    {
        "aol.com", "fastmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de",
        "gmx.net", "googlemail.com", "hotmail.co.uk", "hotmail.com", "hotmail.fr", "icloud.com",
        "laposte.net", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "me.com",
        "msn.com", "naver.com", "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com",
        "t-online.de", "tutanota.com", "web.de", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com",
        "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com", "126.com",
        "163.com",
    }
)  # fmt: skip
"""Domains at which anyone may open a mailbox."""

MICROSOFT_DOMAINS = frozenset(
    {
        "aka.ms", "live.com", "microsoft.com", "microsoftonline.com", "office.com", "office365.com",
        "office365.us", "outlook.cn", "outlook.com", "sharepoint.com", "windows.net",
    }
)  # fmt: skip
"""Where Microsoft's own notices come from and link to."""

LINK_DOMAINS = frozenset(
    {"aka.ms", "live.com", "microsoft.com", "office.com", "office365.com", "office365.us"}
    | {"microsoftonline.com", "outlook.com"}
)
"""Where a link in a genuine notice of Microsoft leads; not where customers publish pages."""


def is_within(domain: str, domains: Iterable[str]) -> bool:
    """Tell whether `domain` is one of `domains` or lies below one."""
    bare = domain.lower().rstrip(".")
    return any(bare == parent or bare.endswith(f".{parent}") for parent in domains)
