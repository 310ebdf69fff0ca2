"""Receipts of Italian certified mail (PEC, RFC 6109): a field of their own says what happened.

    Subject: AVVISO DI MANCATA CONSEGNA: Price list
    X-Ricevuta: errore-consegna
    X-Riferimento-Message-ID: <m-1@contoso.example>

The words name sender and recipient in quotes, and the identifier that the provider gave.
"""

import re

from bouncecheck.bounces.fields import addresses_in, message_ids_in, value_of
from bouncecheck.bounces.model import Action, FoundId, IdPlace, Kind
from bouncecheck.bounces.notice import Claims, Notice
from bouncecheck.bounces.recipients import distinct, recipient_of
from bouncecheck.bounces.subjects import subject_after_prefix

_KINDS = {
    "accettazione": (Kind.SUCCESS, Action.RELAYED),
    "presa-in-carico": (Kind.SUCCESS, Action.RELAYED),
    "avvenuta-consegna": (Kind.SUCCESS, Action.DELIVERED),
    "non-accettazione": (Kind.FAILURE, Action.FAILED),
    "errore-consegna": (Kind.FAILURE, Action.FAILED),
    "preavviso-errore-consegna": (Kind.DELAY, Action.DELAYED),
    "rilevazione-virus": (Kind.VIRUS_NOTICE, Action.FAILED),
}
_SENDER = re.compile(r"proveniente da[ \n]{1,3}\"?([^\s\"<>]{3,320})", re.IGNORECASE)
_RECIPIENT = re.compile(
    r"(?:all'utente|indirizzato a|destinato a|destinatario)[ \n]{1,3}\"?([^\s\"<>]{3,320})",
    re.IGNORECASE,
)
_PROVIDERS_ID = re.compile(
    r"identificativo(?: del)? messaggio:?[ \n]{1,3}<?([^\s<>]{3,998})", re.IGNORECASE
)


def read(notice: Notice) -> Claims | None:
    """Read a receipt of certified mail."""
    kind_and_action = _KINDS.get((value_of(notice.headers, "x-ricevuta") or "").strip().lower())
    if kind_and_action is None:
        return None
    kind, action = kind_and_action
    words = notice.words
    named = [a for found in _RECIPIENT.findall(words) for a in addresses_in(found)]
    sender = [a for found in _SENDER.findall(words) for a in addresses_in(found)]
    first = message_ids_in(value_of(notice.headers, "x-riferimento-message-id") or "")
    ids = (*first, *(i for found in _PROVIDERS_ID.findall(words) for i in message_ids_in(found)))
    return Claims(
        kind=kind,
        dialect="certified",
        recipients=distinct(recipient_of(address, action, words) for address in named),
        message_ids=tuple(FoundId(message_id=i, place=IdPlace.REPORT_FIELD) for i in ids),
        sender=sender[0] if sender else None,
        subject=subject_after_prefix(notice.subject),
    )
