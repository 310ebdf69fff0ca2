"""Alarm, as far as one notice tells: our own Exchange Online refused to send for this account."""

import re

from bouncecheck.bounces.identifiers import domain_of
from bouncecheck.bounces.model import Bounce, FailedRecipient, Headers
from bouncecheck.verdicts.evidence import Alarm
from bouncecheck.verdicts.facts import Identity

EXCHANGE_SENDER = "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"
"""The mailbox that Exchange writes its own reports from, in every organisation."""

_BLOCKED = frozenset({"5.1.8", "5.1.90", "5.7.501", "5.7.502", "5.7.503", "5.7.705"})
_FULL = "5.2.2"
_CODE = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d]|\.\d)")
_QUOTA = re.compile(r"submission ?quota|quota ?exceeded ?for ?submission|recipient ?rate ?limit")
_MICROSOFT = (".outlook.com", ".office365.us", ".outlook.cn", ".microsoft.com")


def alarm_of(bounce: Bounce, transport_headers: Headers, identity: Identity) -> Alarm:
    """Return STRONG where our own Exchange Online says that it blocks this account, else NONE.

    Args:
        bounce: The notice.
        transport_headers: What our own server stamped on it. Exchange Online removes
            X-MS-Exchange-Organization headers from what comes in from outside.
        identity: Whose mailbox it is.
    """
    if not _is_by_our_exchange(bounce, transport_headers, identity):
        return Alarm.NONE
    return Alarm.STRONG if any(map(_is_blocked, bounce.recipients)) else Alarm.NONE


def _is_by_our_exchange(bounce: Bounce, headers: Headers, identity: Identity) -> bool:
    if bounce.sender is None or domain_of(bounce.sender) not in identity.domains:
        return False
    stamps = {
        value.strip().lower()
        for name, value in headers
        if name.lower() == "x-ms-exchange-organization-authas"
    }
    return bounce.sender.startswith(f"{EXCHANGE_SENDER}@") and stamps == {"internal"}


def _is_blocked(recipient: FailedRecipient) -> bool:
    # A remote server's "5.1.8" means that it does not like our domain, not that we are blocked.
    remote = (recipient.remote_mta or "").lower().rstrip(".")
    if remote and not remote.endswith(_MICROSOFT):
        return False
    said = (recipient.diagnostic or "").lower()
    codes = {*_CODE.findall(said), recipient.status}
    return bool(codes & _BLOCKED) or (_FULL in codes and _QUOTA.search(said) is not None)
