"""Challenges: a program asks the sender to prove that they are human before it delivers.

Nobody's wording is alike, but all of them say four things: your message waits, why it waits, what
to do, and that it is delivered then.
"""

import re

from bouncecheck.bounces.described import described_in
from bouncecheck.bounces.fields import addresses_in, value_of
from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Action, Kind
from bouncecheck.bounces.notice import Claims, Notice
from bouncecheck.bounces.recipients import recipient_of
from bouncecheck.bounces.wording import one_of, speaks_of_failure

_WORDS_CHARS = 4_000
_YOUR_MESSAGE = re.compile(
    one_of(r"""
    \byour (?:recent )?(?:message|e?-?mail)
    \byou (?:have )?sent\b
    \b(?:votre|ton) (?:message|e?-?mail|courriel)
    \b(?:ihre|deine) (?:nachricht|e?-?mail|mail)
    \b(?:su|tu) (?:mensaje|correo|e-?mail)
    \b(?:il|la) (?:suo|tuo|sua|tua) (?:messaggio|e?-?mail|mail)
    \b(?:sua|seu|tua|teu) (?:mensagem|e-?mail)
    \buw (?:bericht|e-?mail|mail)
    is protected by
    """)
)
_WHY = re.compile(
    one_of(r"""
    (?:allowed|approved|white|safe|trusted|guest|verified)[ -]?(?:list|senders?)
    (?:senders?|people|addresses)[^.]{0,30}(?:i|we)(?: have|'ve)? (?:approved|allowed|verified)
    not (?:yet )?(?:been )?(?:verified|approved|confirmed|authenticated|authori[sz]ed)
    \bhuman\b
    challenge
    verif
    waitlisted
    authentifi
    liste blanche
    (?:nicht|noch)[^.]{0,30}(?:verifiziert|best.tigt)
    lista (?:blanca|bianca|branca)
    (?:anti|gegen|contre|against|from)[ -]?(?:receiving )?(?:spam|junk)
    spam-?(?:filter|schutz)
    confirma..o . necess.ria
    première fois
    es una persona
    """)
)
_WHAT_TO_DO = re.compile(
    one_of(r"""
    \bclick
    \breply
    \bfollow\b
    \bvisit\b
    \bconfirm
    fill (?:out|in)
    send an? (?:empty|blank)
    cliqu
    r.pond(?:re|ez)
    klick
    antwort
    best.tig
    haga clic
    pulse
    respond
    clicca
    rispond
    conferm
    clique
    introduc
    """)
)
_THEN_DELIVERED = re.compile(
    one_of(r"""
    deliver
    receiv
    \brelease
    reach (?:me|him|her|us|my)
    awaiting
    is waiting
    you are (?:a )?(?:human|real|person)
    to be added
    have your address added
    parvien
    distribu
    zugestellt|zustell|ausgeliefert
    entreg
    encaminhad
    remettre
    retenid
    recapit|consegn
    bezorg
    """)
)


def read(notice: Notice) -> Claims | None:
    """Read an automatic request to confirm a message before it is delivered."""
    said = notice.words[:_WORDS_CHARS]
    low = said.lower()
    asks = all(words.search(low) for words in (_YOUR_MESSAGE, _WHY, _WHAT_TO_DO, _THEN_DELIVERED))
    if not asks or not _answers_a_message(notice) or speaks_of_failure(said):
        return None
    described = described_in(said, notice.written_at)
    waiting_at = _waiting_at(notice, said)
    return Claims(
        kind=Kind.CHALLENGE,
        dialect="challenges",
        recipients=(recipient_of(waiting_at, Action.DELAYED, ""),) if waiting_at else (),
        message_ids=described.message_ids,
        sender=described.sender,
        subject=described.subject,
        sent=described.sent,
    )


def _waiting_at(notice: Notice, said: str) -> Address | None:
    """Return whom the message is for: named by it, else alone in the words, else who asks."""
    to = addresses_in(value_of(notice.returned.headers, "to") or "")
    readers = (notice.sender, *addresses_in(value_of(notice.headers, "to") or ""))
    named = [address for address in addresses_in(said) if address not in readers]
    for found in (to, named):
        if len(found) == 1:
            return found[0]
    return None if notice.is_from_system else notice.sender


def _answers_a_message(notice: Notice) -> bool:
    if value_of(notice.headers, "list-id") or value_of(notice.headers, "list-unsubscribe"):
        return False
    return (
        notice.is_passed_on
        or notice.is_automatic
        or notice.has_null_path
        or value_of(notice.headers, "in-reply-to") is not None
    )
