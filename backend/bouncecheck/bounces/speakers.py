"""Who speaks: the names that mail systems use for themselves."""

import re

from bouncecheck.bounces.wording import one_of

_SYSTEM_LOCAL_PART = re.compile(
    one_of(r"""
    mailer-?d(?:ae|e)mon
    mail-?daemon
    mdaemon
    mailerdaemon
    post[._-]?master
    mailmaster
    mail-?delivery
    mailer
    sysadmin
    daemon
    mmsc
    abuse-?report
    system[-_.]?administrator
    microsoftexchange[0-9a-f]{20,40}
    mail(?:_|-)?(?:system|router|server|robot|sweeper|marshal)?
    mmdf
    uucp
    listserv
    smtp
    ndr
    [a-z0-9_-]{0,30}daemon
    [a-z_]{1,40}gateways?
    ndr-?[a-z]{0,20}
    """)
    + r"(?:[+=_-].{0,80})?",
    re.IGNORECASE,
)
_SYSTEM_NAME = re.compile(
    one_of(r"""
    mail(?:er)?[ -]?(?:delivery|daemon|server|system|administrator|router|sweeper)
    postmaster
    (?:system|mail|systeem|system-?)[ -]?(?:administrat|verwalt|beheer)
    delivery (?:sub)?system
    microsoft (?:exchange|outlook)
    internet mail
    mail gateway
    ndr admin
    \bmailmarshal
    interscan
    administrator
    """),
    re.IGNORECASE,
)

_LIST_LOCAL_PART = re.compile(
    r"(?:mailman|majordomo|sympa|listserv|ezmlm|lyris)|.{1,80}-(?:owner|bounces|request|admin)",
    re.IGNORECASE,
)


def is_system_local_part(local_part: str) -> bool:
    """Tell whether a mail system, and not a person, uses this local part."""
    return bool(_SYSTEM_LOCAL_PART.fullmatch(local_part[:100]))


def is_system_name(display_name: str) -> bool:
    """Tell whether a display name is one that mail systems use."""
    return bool(_SYSTEM_NAME.search(display_name[:200]))


def is_list_local_part(local_part: str) -> bool:
    """Tell whether the manager of a mailing list uses this local part."""
    return bool(_LIST_LOCAL_PART.fullmatch(local_part[:100]))
