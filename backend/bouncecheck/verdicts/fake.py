"""Fake: whether a notice only pretends to be a delivery report, and the traits that tell."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, unique
from urllib.parse import urlsplit

from bouncecheck.bounces.identifiers import address_from, domain_of
from bouncecheck.bounces.model import Bounce, Headers, Kind
from bouncecheck.verdicts.evidence import Fake
from bouncecheck.verdicts.facts import Identity
from bouncecheck.verdicts.lookalikes import resembles
from bouncecheck.verdicts.lures import (
    ASKS,
    FREE_MAIL,
    LINK_DOMAINS,
    MICROSOFT_DOMAINS,
    MICROSOFT_NAME,
    NOTICE_SUBJECT,
    OUR_IT_NAME,
    PENDING,
    SCAN,
    SYSTEM_LOCAL_PARTS,
    SYSTEM_NAME,
    THREAT,
    is_within,
)
from bouncecheck.verdicts.subjects import is_reply

_MAX_TEXT = 20_000
_SOFT_NEEDED = 2
_HARMFUL_ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".svg")
_HARMFUL_TYPES = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml"})
_QR_NAME = re.compile(r"(?:^|[^a-z])qr(?:[^a-z]|$)|qr-?code")
_LOOKS_LIKE_A_BOUNCE = frozenset({Kind.FAILURE, Kind.DELAY})


@unique
class Trait(StrEnum):
    """What real delivery reports do not have."""

    ASKS_BY_LINK = "asks_by_link"
    UNPROVEN_NAME = "unproven_name"
    HARMFUL_ATTACHMENT = "harmful_attachment"
    RETURN_PATH = "return_path"
    SENDER = "sender"
    PENDING_COUNT = "pending_count"
    NO_FAILED_ADDRESS = "no_failed_address"
    THREAT = "threat"
    REPLY_TO = "reply_to"
    LIST_UNSUBSCRIBE = "list_unsubscribe"


HARD = frozenset({Trait.ASKS_BY_LINK, Trait.UNPROVEN_NAME, Trait.HARMFUL_ATTACHMENT})
"""One of these is enough; of the others it takes two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How a notice came into the mailbox, as our own side noted it."""

    item_class: str | None
    """PidTagMessageClass; None if it could not be read."""

    transport_headers: Headers
    """What our own server received and stamped; empty if it could not be read."""

    identity: Identity


def fake_of(bounce: Bounce, arrival: Arrival) -> tuple[Fake, tuple[Trait, ...]]:
    """Return whether the notice is a pretence, and its traits; a proper report never is."""
    notice = _Notice.of(bounce, arrival)
    if _is_proper_report(bounce, arrival) or not _looks_like_a_bounce(notice):
        return Fake.NO, ()
    traits = tuple(trait for trait, has in _TRAITS if has(notice))
    hard = not HARD.isdisjoint(traits)
    return (Fake.YES if hard or len(traits) >= _SOFT_NEEDED else Fake.NO), traits


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notice:
    bounce: Bounce
    arrival: Arrival
    text: str
    subject: str
    sender_name: str
    sender_domain: str

    @classmethod
    def of(cls, bounce: Bounce, arrival: Arrival) -> "_Notice":
        subject = (bounce.subject or "").casefold()[:_MAX_TEXT]
        return cls(
            bounce=bounce,
            arrival=arrival,
            text=" ".join(f"{subject} {bounce.text[:_MAX_TEXT].casefold()}".split()),
            subject=subject,
            sender_name=(_first(bounce.headers, "from") or bounce.sender or "").casefold(),
            sender_domain=domain_of(bounce.sender) if bounce.sender else "",
        )


def _is_proper_report(bounce: Bounce, arrival: Arrival) -> bool:
    return bounce.has_report or (arrival.item_class or "").upper().startswith("REPORT.")


def _looks_like_a_bounce(notice: _Notice) -> bool:
    """Tell whether it poses as one; what a person answers or passes on does not."""
    if notice.bounce.kind in _LOOKS_LIKE_A_BOUNCE:
        return True
    if notice.bounce.kind is not Kind.NOT_A_BOUNCE or is_reply(notice.bounce.subject):
        return False
    named = NOTICE_SUBJECT.search(notice.subject) is not None
    return named and bool(SYSTEM_NAME.search(notice.sender_name) or ASKS.search(notice.text))


def _asks_by_link(notice: _Notice) -> bool:
    if not ASKS.search(notice.text):
        return False
    known = LINK_DOMAINS | notice.arrival.identity.domains
    return any(not is_within(host, known) for host in map(_host, notice.bounce.links) if host)


def _has_unproven_name(notice: _Notice) -> bool:
    headers, domains = notice.arrival.transport_headers, notice.arrival.identity.domains
    if not headers or _is_internal(headers):
        return False
    if MICROSOFT_NAME.search(notice.sender_name):
        return not is_within(_proven_domain(headers), MICROSOFT_DOMAINS)
    names_us = any(own in notice.sender_name for own in domains)
    if names_us or OUR_IT_NAME.search(notice.sender_name):
        return not is_within(_proven_domain(headers), domains)
    return False


def _has_harmful_attachment(notice: _Notice) -> bool:
    for attachment in notice.bounce.attachments:
        kind, _, name = attachment.lower().partition(";")
        if name.strip().endswith(_HARMFUL_ENDINGS) or kind.strip() in _HARMFUL_TYPES:
            return True
        if kind.startswith("image/") and (_QR_NAME.search(name) or SCAN.search(notice.text)):
            return True
    return False


def _has_return_path(notice: _Notice) -> bool:
    path = address_from(notice.bounce.return_path or "")
    if path is None or _is_from_a_list(notice):
        return False
    reporting = {domain_of(recipient.address) for recipient in notice.bounce.recipients}
    related = {*notice.arrival.identity.domains, *MICROSOFT_DOMAINS, *reporting}
    return not is_within(domain_of(path), related)


def _has_odd_sender(notice: _Notice) -> bool:
    if not SYSTEM_NAME.search(notice.sender_name):
        return False
    if resembles(notice.sender_domain, notice.arrival.identity.domains):
        return True
    local = (notice.bounce.sender or "").partition("@")[0]
    return notice.sender_domain in FREE_MAIL and local not in SYSTEM_LOCAL_PARTS


def _is_from_a_list(notice: _Notice) -> bool:
    """Tell whether a list passed it on, whose return path says nothing about the notice.

    People write to such lists; a newsletter, to which nobody may, has no List-Post.
    """
    return _has_field(notice, "list-id") and _has_field(notice, "list-post")


def _has_field(notice: _Notice, name: str) -> bool:
    return _first(notice.bounce.headers, name) is not None


def _replies_elsewhere(notice: _Notice) -> bool:
    wanted = _first(notice.bounce.headers, "reply-to") or ""
    address = address_from(wanted.rpartition("<")[2].partition(">")[0])
    if address is None:
        return False
    related = {notice.sender_domain, *notice.arrival.identity.domains}
    return not is_within(domain_of(address), related)


_TRAITS: tuple[tuple[Trait, Callable[[_Notice], bool]], ...] = (
    (Trait.ASKS_BY_LINK, _asks_by_link),
    (Trait.UNPROVEN_NAME, _has_unproven_name),
    (Trait.HARMFUL_ATTACHMENT, _has_harmful_attachment),
    (Trait.RETURN_PATH, _has_return_path),
    (Trait.SENDER, _has_odd_sender),
    (Trait.PENDING_COUNT, lambda notice: PENDING.search(notice.text) is not None),
    (Trait.NO_FAILED_ADDRESS, lambda notice: not notice.bounce.recipients),
    (Trait.THREAT, lambda notice: THREAT.search(notice.text) is not None),
    (Trait.REPLY_TO, _replies_elsewhere),
    (Trait.LIST_UNSUBSCRIBE, lambda notice: _has_field(notice, "list-unsubscribe")),
)


_PASSED = re.compile(r"\b(?:dmarc=pass|dkim=pass)\b")
_FOR_DOMAIN = re.compile(r"\b(?:header\.from|header\.d)=([a-z0-9.-]{1,255})")


def _proven_domain(headers: Headers) -> str:
    """Return the domain that our own server found proven by DMARC, else by DKIM; "" if none.

    Only the topmost result is ours: what lies below came in with the message.
    """
    results = (_first(headers, "authentication-results") or "").lower().split(";")
    proven = {
        passed[0]: domain[1]
        for result in results
        if (passed := _PASSED.search(result)) and (domain := _FOR_DOMAIN.search(result))
    }
    return proven.get("dmarc=pass") or proven.get("dkim=pass") or ""


def _is_internal(headers: Headers) -> bool:
    return (_first(headers, "x-ms-exchange-organization-authas") or "").lower() == "internal"


def _first(headers: Headers, name: str) -> str | None:
    return next((value.strip() for key, value in headers if key.lower() == name), None)


def _host(link: str) -> str:
    """Return the host of a link, "" if it has none, and what cannot be a host as it is."""
    try:
        return (urlsplit(link.strip()).hostname or "").lower()
    except ValueError:  # an impossible link leads nowhere that we know
        return link
