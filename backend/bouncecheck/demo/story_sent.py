"""Bounces of what the people of the story, their rules or their thieves really sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bouncecheck.demo.graph_emulator import User
from bouncecheck.demo.graph_emulator.mailbox import search_key
from bouncecheck.demo.story_mail import (
    Fields,
    Host,
    Letter,
    StoryMessage,
    arrived,
    arrived_inside,
    own_trail,
    sent_copy,
    stored_trail,
)
from bouncecheck.demo.story_notices import Failure, exchange_report, postfix_report
from bouncecheck.demo.story_people import INFO, LEA, MARA, VINCE

SENT = ("sent", "copy")
DELETED = ("sent", "copy_deleted")
RULE = ("sent_automatically", "rule")
OUT_OF_OFFICE = ("sent_automatically", "oof")
ALARM = ("sent_maybe_compromised", "alarm")
REPORT = "REPORT.IPM.Note.NDR"
CUSTOM_FOLDER = "Projects"

PARTNER = Host(name="mx.partner.example.com", ip="203.0.113.81")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    """One message that really left, and failed."""

    key: str
    owner: User
    subject: str
    to: str
    ago: timedelta
    sender: str = ""
    """The From line, where it is not the owner's primary address."""

    copy_in: str = "sentitems"
    failure: Failure | None = None
    """What failed, where it is not simply an unknown address."""

    by_us: bool = True
    """Whether our own Exchange reports, and not the other side's server."""

    after: timedelta = timedelta(seconds=20)
    extra: Fields = ()
    expected: tuple[str, str] = SENT


def sent_bounces(now: datetime) -> tuple[StoryMessage, ...]:
    """Return every bounce of sent mail, each with the copy of the original."""
    told = [_told(now, failed, number) for number, failed in enumerate(_FAILED)]
    return tuple(message for pair in told for message in pair)


def _told(now: datetime, failed: _Failed, number: int) -> tuple[StoryMessage, StoryMessage]:
    owner = failed.owner
    at = (now - failed.ago).replace(microsecond=0)
    letter = Letter(
        sender=failed.sender or f'"{owner.name}" <{owner.upn}>',
        to=(failed.to,),
        subject=failed.subject,
        sent_at=at,
        message_id=f"<VI1PR04MB{2600 + number}{int(at.timestamp()):X}@prod.protection.example>",
        extra=failed.extra,
    )
    copy = sent_copy(f"{failed.key}-original", owner, letter, failed.copy_in)
    failure = failed.failure or (_unknown if failed.by_us else _rejected)(failed.to)
    arrival = at + failed.after
    if failed.by_us:
        returned = replace(letter, trail=stored_trail(at))
        mime = arrived_inside(
            exchange_report(returned, owner.upn.partition("@")[2], failure, to=owner.upn), arrival
        )
    else:
        returned = replace(letter, trail=own_trail(PARTNER, at))
        mime = arrived(postfix_report(returned, PARTNER, failure, to=owner.upn), PARTNER, arrival)
    bounce = StoryMessage(
        key=failed.key,
        owner=owner,
        mime=mime,
        received_at=arrival,
        item_class=REPORT,
        properties=_report_properties(letter) if failed.by_us else {},
        expected=failed.expected,
    )
    return copy, bounce


def _report_properties(letter: Letter) -> dict[str, str]:
    """Return what our own server sets on its report (MS-OXOMSG 2.2.2.18)."""
    return {
        "Binary 0x25": search_key(letter.message_id),
        "String 0x49": letter.subject,
        "String 0x4b": "IPM.Note",
        "String 0x1042": letter.message_id,
    }


def _unknown(address: str) -> Failure:
    return Failure(
        address=address,
        status="5.1.10",
        said="RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    )


def _rejected(address: str) -> Failure:
    said = f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"
    return Failure(address=address, status="5.1.1", said=said)


_PASSED_ON = Failure(
    address="old.member@example.org",
    original="team@partner.example.com",
    status="5.1.1",
    said="550 5.1.1 <old.member@example.org>: Recipient address rejected: User unknown",
)
_TIMED_OUT = Failure(
    address="kai@partner.example.com",
    status="4.4.7",
    said="delivery temporarily suspended: connect to partner.example.com: Connection timed out",
)
_BLOCKED = Failure(
    address="list@partner.example.com",
    status="5.1.8",
    said="Access denied, bad outbound sender AS(42004)",
)

_FAILED = (
    _Failed(
        key="vince/sent-typo",
        owner=VINCE,
        subject="Offer for the new warehouse lights",
        to="julia.meyer@partnr.example.com",
        ago=timedelta(hours=1),
    ),
    _Failed(
        key="vince/sent-moved",
        owner=VINCE,
        subject="Minutes of the kickoff",
        to="nils@partner.example.com",
        ago=timedelta(days=1, hours=2),
        copy_in=CUSTOM_FOLDER,
        by_us=False,
    ),
    _Failed(
        key="vince/sent-deleted",
        owner=VINCE,
        subject="Parking spaces in May",
        to="frontdesk@partner.example.com",
        ago=timedelta(days=1, hours=6),
        copy_in="deleteditems",
        expected=DELETED,
    ),
    _Failed(
        key="vince/sent-recoverable",
        owner=VINCE,
        subject="Draft contract, second version",
        to="notary@partner.example.com",
        ago=timedelta(days=2, hours=5),
        copy_in="recoverableitemsdeletions",
        by_us=False,
        expected=DELETED,
    ),
    _Failed(
        key="vince/sent-failed-further-on",
        owner=VINCE,
        subject="Site visit on Thursday",
        to="team@partner.example.com",
        ago=timedelta(days=2, hours=9),
        failure=_PASSED_ON,
        by_us=False,
    ),
    _Failed(
        key="vince/sent-alias",
        owner=VINCE,
        subject="Catalogue request",
        to="catalogue@partner.example.com",
        ago=timedelta(days=3, hours=1),
        sender='"Vince Keller" <v.keller@contoso.example>',
    ),
    _Failed(
        key="vince/sent-plus-address",
        owner=VINCE,
        subject="Subscribe me to the trade letter",
        to="letters@partner.example.com",
        ago=timedelta(days=3, hours=7),
        sender='"Vince Keller" <vince+letters@contoso.com>',
        by_us=False,
    ),
    _Failed(
        key="vince/sent-five-days-ago",
        owner=VINCE,
        subject="Spare parts for the dimmer",
        to="kai@partner.example.com",
        ago=timedelta(days=5, hours=3),
        failure=_TIMED_OUT,
        by_us=False,
        after=timedelta(days=5),
    ),
    _Failed(
        key="mara/sent-by-rule",
        owner=MARA,
        subject="FW: Monthly energy report",
        to="mara.private@partner.example.com",
        ago=timedelta(hours=6),
        extra=(
            ("X-MS-Exchange-Inbox-Rules-Loop", MARA.upn),
            ("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent"),
        ),
        expected=RULE,
    ),
    _Failed(
        key="mara/sent-out-of-office",
        owner=MARA,
        subject="Automatic reply: Your newsletter",
        to="no-reply@partner.example.com",
        ago=timedelta(hours=11),
        extra=(
            ("Auto-Submitted", "auto-replied"),
            ("X-Auto-Response-Suppress", "All"),
            ("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent"),
        ),
        expected=OUT_OF_OFFICE,
    ),
    _Failed(
        key="lea/sent-blocked-account",
        owner=LEA,
        subject="Please review the shared document",
        to="list@partner.example.com",
        ago=timedelta(minutes=40),
        failure=_BLOCKED,
        expected=ALARM,
    ),
    _Failed(
        key="info/sent-typo",
        owner=INFO,
        subject="Your question about opening hours",
        to="customer@exmaple.example.com",
        ago=timedelta(hours=4),
    ),
)
