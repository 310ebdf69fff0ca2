"""Bounces of what the people of the story never sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bouncecheck.demo.graph_emulator import User
from bouncecheck.demo.story_mail import Host, Letter, StoryMessage, arrived, foreign_trail
from bouncecheck.demo.story_notices import (
    Failure,
    Head,
    exchange_report,
    exim_notice,
    headers_only_report,
    plain_mail,
    postfix_report,
    prose_notice,
    qmail_notice,
    reply_with_original,
)
from bouncecheck.demo.story_people import IDA, INFO, MARA, NOOR, PAUL, VERA, VINCE

NOT_SENT = ("not_sent", "high")
PROBABLY_NOT = ("unsure", "probably_not")
REPORT = "REPORT.IPM.Note.NDR"
DELAY_REPORT = "REPORT.IPM.Note.Delayed.DR"

NORTH = Host(name="mx.north.example.net", ip="203.0.113.61")
LAKE = Host(name="mail.lake.example.org", ip="203.0.113.62")
HILL = Host(name="relay.hill.example.com", ip="203.0.113.63")

_UNKNOWN = Failure(address="", status="5.1.1", said="550 5.1.1 User unknown")
_BUSY = Failure(address="", status="4.4.1", said="421 4.4.1 Connection timed out")

Notice = Callable[[Letter, Host, Failure, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forgery:
    """One spam message in somebody's name, and how its bounce looks."""

    key: str
    owner: User
    subject: str
    failed: str
    gate: Host
    ago: timedelta
    notice: Notice
    item_class: str = "IPM.Note"
    expected: tuple[str, str] = NOT_SENT


def forged_bounces(now: datetime) -> tuple[StoryMessage, ...]:
    """Return every bounce of forged mail, and the one forged copy that reached Junk."""
    return (*(_told(now, forgery, number) for number, forgery in enumerate(_FORGERIES)), _junk(now))


def _postfix(letter: Letter, host: Host, failure: Failure, to: str) -> str:
    return postfix_report(letter, host, failure, to=to)


def _late(letter: Letter, host: Host, failure: Failure, to: str) -> str:
    return postfix_report(letter, host, failure, to=to, action="delayed")


def _sendmail(letter: Letter, host: Host, failure: Failure, to: str) -> str:
    return headers_only_report(letter, host, failure, to=to)


def _exchange(letter: Letter, _host: Host, failure: Failure, to: str) -> str:
    return exchange_report(letter, failure.address.partition("@")[2], failure, to=to)


def _qmail(letter: Letter, host: Host, failure: Failure, to: str) -> str:
    return qmail_notice(letter, host, failure, to=to)


def _exim(letter: Letter, host: Host, failure: Failure, to: str) -> str:
    return exim_notice(letter, host, failure, to=to)


def _prose(letter: Letter, host: Host, failure: Failure, to: str) -> str:
    return prose_notice(letter, host, failure, to=to)


def _german(letter: Letter, host: Host, failure: Failure, to: str) -> str:
    text = postfix_report(letter, host, failure, to=to)
    return text.replace("Undelivered Mail Returned to Sender", "=?utf-8?q?Nicht_zugestellt=21?=")


def _challenge(letter: Letter, _host: Host, failure: Failure, to: str) -> str:
    words = (
        "This address is protected by a challenge/response filter against junk mail.\n"
        "Your message is held until you confirm that you are a person: please reply to\n"
        "this message and leave the subject as it is. You need to do this only once;\n"
        "then your message is delivered, and your address on my list of approved senders.\n"
    )
    head = Head(
        sender=f"<{failure.address}>",
        to=to,
        subject=f"Please confirm your message: {letter.subject} [conf#5d1a]",
        mark="challenge",
        extra="Auto-Submitted: auto-replied\nPrecedence: bulk\n",
    )
    return reply_with_original(words, letter, head)


def _vacation(letter: Letter, _host: Host, failure: Failure, to: str) -> str:
    return reply_with_original(_AWAY, letter, _away_head(letter, failure, to))


def _short_vacation(letter: Letter, _host: Host, failure: Failure, to: str) -> str:
    head = _away_head(letter, failure, to)
    extra = f"{head.extra}In-Reply-To: {letter.message_id}\nReferences: {letter.message_id}\n"
    return plain_mail(_AWAY, letter, replace(head, extra=extra))


_AWAY = (
    "I am out of the office until further notice and read no mail.\n"
    "In urgent cases please call our front desk.\n"
)


def _away_head(letter: Letter, failure: Failure, to: str) -> Head:
    return Head(
        sender=f"<{failure.address}>",
        to=to,
        subject=f"Out of office: {letter.subject}",
        mark="away",
        extra="Auto-Submitted: auto-replied\nX-Autoreply: yes\nPrecedence: bulk\n",
    )


def _virus(letter: Letter, host: Host, failure: Failure, to: str) -> str:
    words = (
        "V I R U S   A L E R T\n\n"
        "Our virus scanner found a virus in a message that you sent:\n\n"
        f"    Recipient: <{failure.address}>\n    Virus name: Example.Worm.B\n\n"
        "Delivery of the message was stopped. Please check your system for viruses.\n"
        "The header of your message is attached.\n"
    )
    head = Head(
        sender=f"Mail Virus Scanner <postmaster@{host.name}>",
        to=to,
        subject="VIRUS (Example.Worm.B) IN MAIL FROM YOU",
        mark="scanner",
        extra="Auto-Submitted: auto-replied\nPrecedence: bulk\n",
    )
    return reply_with_original(words, letter, head)


def _told(now: datetime, forgery: _Forgery, number: int) -> StoryMessage:
    owner = forgery.owner
    letter = _letter(now, forgery, number)
    failure = _BUSY if forgery.notice is _late else _UNKNOWN
    failure = replace(failure, address=forgery.failed)
    at = letter.sent_at + timedelta(minutes=3)
    content = forgery.notice(letter, forgery.gate, failure, owner.upn)
    is_answer = forgery.notice in {_challenge, _vacation, _short_vacation}
    path = forgery.failed if is_answer else ""
    return StoryMessage(
        key=forgery.key,
        owner=owner,
        mime=arrived(content, forgery.gate, at, return_path=path),
        received_at=at,
        item_class=forgery.item_class,
        expected=forgery.expected,
    )


def _letter(now: datetime, forgery: _Forgery, number: int) -> Letter:
    at = (now - forgery.ago).replace(microsecond=0)
    source = Host(name=f"pool-{number + 10}.dialup.example", ip=f"203.0.113.{150 + number}")
    domain = forgery.owner.upn.partition("@")[2]
    return Letter(
        sender=f'"{forgery.owner.name}" <{forgery.owner.upn}>',
        to=(forgery.failed,),
        subject=forgery.subject,
        sent_at=at,
        message_id=f"<{number:02d}c0ffee.{int(at.timestamp()):x}@{source.name}>",
        body="The best offer of the year. Order today at http://shop.example/deal\n",
        trail=foreign_trail(forgery.gate, source, at, greets_as=domain),
    )


def _junk(now: datetime) -> StoryMessage:
    """Return the copy of a forgery that reached the victim's own Junk folder."""
    number, forgery = next(
        (n, f) for n, f in enumerate(_FORGERIES) if f.key == "vince/forged-with-junk-copy"
    )
    letter = replace(_letter(now, forgery, number), trail=())
    source = Host(name=f"pool-{number + 10}.dialup.example", ip=f"203.0.113.{150 + number}")
    results = (
        f"spf=fail (sender IP is {source.ip})\n smtp.mailfrom=contoso.com; dkim=none (message not "
        "signed)\n header.d=none;dmarc=fail action=quarantine header.from=contoso.com;"
        "compauth=fail reason=000"
    )
    at = letter.sent_at + timedelta(minutes=1)
    mime = arrived(letter.text(), source, at, return_path=VINCE.upn, results=results)
    return StoryMessage(
        key="vince/forgery-in-junk", owner=VINCE, mime=mime, received_at=at, folder="junkemail"
    )


def _vinces() -> tuple[_Forgery, ...]:
    hours, days = timedelta(hours=1), timedelta(days=1)
    rows: tuple[tuple[str, str, str, Host, timedelta, Notice, str], ...] = (
        ("postfix", "Replica watches at half price", "h.olsen@north.example.net", NORTH,
         2 * hours, _postfix, REPORT),
        ("headers-only", "Your invoice 88213 is ready", "accounts@lake.example.org", LAKE,
         3 * hours, _sendmail, REPORT),
        ("exchange", "Cheap flights this weekend only", "dana@hill.example.com", HILL,
         5 * hours, _exchange, REPORT),
        ("qmail", "Lose weight without effort", "r.silva@lake.example.org", LAKE,
         7 * hours, _qmail, "IPM.Note"),
        ("exim", "You have won a voucher", "winner@hill.example.com", HILL,
         9 * hours, _exim, "IPM.Note"),
        ("delay", "Crypto secrets of the rich", "ops@north.example.net", NORTH,
         12 * hours, _late, DELAY_REPORT),
        ("challenge", "Hot stocks to buy now", "quiet.person@lake.example.org", LAKE,
         26 * hours, _challenge, "IPM.Note"),
        ("vacation", "Meet singles near you", "amy@hill.example.com", HILL,
         30 * hours, _vacation, "IPM.Note"),
        ("virus", "Document for signature", "legal@north.example.net", NORTH,
         2 * days, _virus, "IPM.Note"),
        ("with-junk-copy", "Pharmacy without prescription", "b.kowalski@lake.example.org", LAKE,
         3 * days, _postfix, REPORT),
        ("german", "Nur heute: Gewinnspiel für Sie", "buero@hill.example.com", HILL,
         4 * days, _german, REPORT),
    )  # fmt: skip
    return tuple(
        _Forgery(
            key=f"vince/forged-{name}",
            owner=VINCE,
            subject=subject,
            failed=failed,
            gate=gate,
            ago=ago,
            notice=notice,
            item_class=item_class,
        )
        for name, subject, failed, gate, ago, notice, item_class in rows
    )


def _others() -> tuple[_Forgery, ...]:
    rows: tuple[tuple[str, User, str, str, Notice, str, tuple[str, str]], ...] = (
        ("vince/prose-2008", VINCE, "Replica handbags for everyone", "k.jones@north.example.net",
         _prose, "IPM.Note", PROBABLY_NOT),
        ("vince/vacation-without-original", VINCE, "Earn money from home",
         "ben@lake.example.org", _short_vacation, "IPM.Note", PROBABLY_NOT),
        ("mara/forged-postfix", MARA, "Luxury for less", "s.wong@north.example.net", _postfix,
         REPORT, NOT_SENT),
        ("paul/forged-postfix", PAUL, "Solar panels for free", "mail@hill.example.com", _postfix,
         REPORT, PROBABLY_NOT),
        ("info/forged-postfix", INFO, "Discount on ink", "press@north.example.net", _postfix,
         REPORT, NOT_SENT),
        ("vera/forged-exim", VERA, "Best insurance rates", "sales@lake.example.org", _exim,
         "IPM.Note", NOT_SENT),
        ("ida/forged-postfix", IDA, "Miracle cream", "kim@north.example.net", _postfix, REPORT,
         NOT_SENT),
        ("noor/forged-qmail", NOOR, "Casino bonus inside", "lee@hill.example.com", _qmail,
         "IPM.Note", NOT_SENT),
    )  # fmt: skip
    return tuple(
        _Forgery(
            key=key,
            owner=owner,
            subject=subject,
            failed=failed,
            gate=next(h for h in (NORTH, LAKE, HILL) if failed.endswith(h.name.partition(".")[2])),
            ago=timedelta(hours=20 + 5 * number),
            notice=notice,
            item_class=item_class,
            expected=expected,
        )
        for number, (key, owner, subject, failed, notice, item_class, expected) in enumerate(rows)
    )


_FORGERIES = (*_vinces(), *_others())
