"""What sentences are filled with. Everything that came by mail is hostile text."""

from dataclasses import dataclass
from datetime import datetime

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts.answers import CopyPlace
from bouncecheck.verdicts.fake import Trait
from bouncecheck.verdicts.missing import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFacts:
    """What the words for one verdict may name; what is not known is left out of them."""

    kind: Kind = Kind.FAILURE

    shared: bool = False
    """Whether the mailbox is a shared one, so that "you" would be the wrong word."""

    subject: str | None = None
    """Of our own copy, never of the notice."""

    recipients: tuple[Address, ...] = ()
    """Of our own copy or record."""

    failed: tuple[Address, ...] = ()
    """Whom the notice says was not reached."""

    cause: str | None = None
    """Why, in plain words."""

    fix: str | None = None
    """What to do about it, in plain words."""

    copy_place: CopyPlace = CopyPlace.NONE

    left_at: datetime | None = None
    """When the mail log says it left: aware, in UTC."""

    delegate: Address | None = None
    """The mailbox through which a colleague sent it."""

    similar_at: datetime | None = None
    """When a similar message of ours was sent: aware, in UTC."""

    similar_to: tuple[Address, ...] = ()
    """Whom that went to."""

    host: str | None = None
    """The server that our organisation allows to send, as it called itself."""

    original_sender: Address | None = None
    """Who the original claims to be from."""

    missing: Missing | None = None
    trait: Trait | None = None

    mail_log_asked: bool = False
    """Whether the mail log is set up and answered."""

    is_forwarded: bool = False
    """Whether what came back looks passed on rather than written here."""

    no_rule_visible: bool = False
    """Whether the mailbox's rules were read and none explains what was forwarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFacts:
    """What one line of the evidence may name."""

    domain: str | None = None
    """Which of our own domains was compared."""

    ip: str | None = None
    """The public address where the original entered the mail system."""

    host: str | None = None
    """What the server there called itself. Hostile text."""

    copy_place: CopyPlace = CopyPlace.NONE

    unread: tuple[str, ...] = ()
    """Places that were not searched: "archive", "purges", "versions"."""

    signed_by: str | None = None
    """Which of our own domains a signature names."""

    selector: str | None = None
    """The name of its key. Hostile text."""

    left_at: datetime | None = None
    """When it left, by the mail log or our record: aware, in UTC."""

    log_hint: str | None = None
    """Why the mail log did not answer in full, as `LogHint` names it."""

    log_is_set_up: bool = False
    """Whether there is a mail log to ask."""
