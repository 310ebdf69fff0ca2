"""What is neither plainly forged nor plainly sent: pretences, puzzles, and what is no bounce."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from bouncecheck.demo.story_mail import (
    Host,
    Letter,
    StoryMessage,
    arrived,
    foreign_trail,
    own_trail,
    sent_copy,
    stored_trail,
)
from bouncecheck.demo.story_notices import (
    Failure,
    Head,
    plain_mail,
    postfix_report,
    qmail_notice,
    success_report,
)
from bouncecheck.demo.story_people import CONTOSO, MARA, VINCE

REPORT = "REPORT.IPM.Note.NDR"
FAR = Host(name="mx.far.example.org", ip="203.0.113.91")
SHADY = Host(name="vps7.cheap-hosting.example", ip="203.0.113.99")
_CLASSES = {"mdn": "REPORT.IPM.Note.IPNRN", "success": "REPORT.IPM.Note.DR"}
_FAKE = ("suspicious_bounce", "fake_traits")


def doubtful_messages(now: datetime) -> tuple[StoryMessage, ...]:
    """Return every message of this kind, and the sent mail that some of them need."""
    clock = now.replace(microsecond=0)
    return (
        *_pretences(clock),
        *_near(clock),
        *_reused(clock),
        _other_system(clock),
        _looks_sent(clock),
        _someone_else(clock),
        _says_nothing(clock),
        *_no_bounces(clock),
    )


def _unknown(address: str) -> Failure:
    return Failure(address=address, status="5.1.1", said="550 5.1.1 User unknown")


def _vinces(now: datetime, ago: timedelta, to: str, subject: str, mark: str) -> Letter:
    at = now - ago
    return Letter(
        sender=f'"{VINCE.name}" <{VINCE.upn}>',
        to=(to,),
        subject=subject,
        sent_at=at,
        message_id=f"<{mark}.{int(at.timestamp()):x}@mail.contoso.com>",
    )


def _bounce(key: str, content: str, at: datetime, expected: tuple[str, str]) -> StoryMessage:
    is_report = "report-type=delivery-status" in content
    return StoryMessage(
        key=f"vince/{key}",
        owner=VINCE,
        mime=arrived(content, FAR, at),
        received_at=at,
        item_class=REPORT if is_report else "IPM.Note",
        expected=expected,
    )


def _pretences(now: datetime) -> tuple[StoryMessage, ...]:
    at = now - timedelta(hours=8)
    moment = _vinces(now, timedelta(hours=8), VINCE.upn, "", "fake")
    pretences = (
        ("pending-messages", _pending_notice(moment)),
        ("html-attachment", _notice_with_page(moment)),
    )
    return tuple(
        StoryMessage(
            key=f"vince/fake-{name}",
            owner=VINCE,
            mime=arrived(content, SHADY, at, return_path="bounce@cheap-hosting.example"),
            received_at=at,
            expected=_FAKE,
        )
        for name, content in pretences
    )


def _pending_notice(moment: Letter) -> str:
    link = '<a href="https://login.mail-portal.example/release?u=vince">Release messages</a>'
    words = (
        "<html><body><h2>Mail delivery suspended</h2><p>12 incoming messages are pending for "
        f"{VINCE.upn}. Sign in to release your messages within 24 hours, or they will be deleted "
        f"and your mailbox will be closed.</p><p>{link}</p></body></html>"
    )
    head = Head(
        sender="Mail Delivery System <support@mail-portal.example>",
        to=VINCE.upn,
        subject="Undelivered mail: 12 messages pending",
        mark="pending",
        content_type='text/html; charset="utf-8"',
    )
    return plain_mail(words, moment, head)


def _notice_with_page(moment: Letter) -> str:
    edge = "=_fake_1"
    words = (
        f"--{edge}\nContent-Type: text/plain\n\nYour message could not be delivered to one or more "
        "recipients.\nOpen the attached report for details.\n"
        f'--{edge}\nContent-Type: text/html; name="report.htm"\n'
        'Content-Disposition: attachment; filename="report.htm"\n\n'
        f"<html><body>Loading the report...</body></html>\n--{edge}--\n"
    )
    head = Head(
        sender="Mail Delivery Subsystem <mailer@cheap-hosting.example>",
        to=VINCE.upn,
        subject="Mail delivery failed: returning message to sender",
        mark="attached",
        content_type=f'multipart/mixed; boundary="{edge}"',
    )
    return plain_mail(words, moment, head)


def _near(now: datetime) -> tuple[StoryMessage, ...]:
    """A phone's mail program sent it: the copy has another identifier than what went out."""
    to = "workshop@far.example.org"
    kept = _vinces(now, timedelta(days=4), to, "Repair of the stage lamps", "kept")
    went = replace(kept, message_id=f"<phone.{kept.message_id.strip('<')}")
    notice = qmail_notice(went, FAR, _unknown(to), to=VINCE.upn)
    at = kept.sent_at + timedelta(minutes=2)
    return (
        sent_copy("vince/maybe-yours-original", VINCE, kept),
        _bounce("maybe-yours", notice, at, ("unsure", "maybe_yours")),
    )


def _reused(now: datetime) -> tuple[StoryMessage, ...]:
    """Spam under the identifier of a message that really exists."""
    real = _vinces(now, timedelta(days=8), "ruth@example.org", "Photos of the trade fair", "real")
    at = now - timedelta(hours=15)
    spam = replace(
        real,
        to=("buyer@far.example.org",),
        subject="Best loans without questions",
        sent_at=at,
        trail=foreign_trail(FAR, SHADY, at),
    )
    notice = postfix_report(spam, FAR, _unknown("buyer@far.example.org"), to=VINCE.upn)
    return (
        sent_copy("vince/id-reused-original", VINCE, real),
        _bounce("id-reused", notice, at + timedelta(minutes=2), ("unsure", "id_reused")),
    )


def _other_system(now: datetime) -> StoryMessage:
    """The customer database sends in Vince's name, from a server that our SPF record allows."""
    to = "former.client@far.example.org"
    letter = _vinces(now, timedelta(hours=18), to, "How satisfied are you with us?", "crm")
    crm = Host(name="out3.crm.example", ip="198.51.100.40")
    sent = replace(letter, trail=foreign_trail(FAR, crm, letter.sent_at))
    notice = postfix_report(sent, FAR, _unknown(to), to=VINCE.upn)
    at = letter.sent_at + timedelta(minutes=3)
    return _bounce("other-system", notice, at, ("unsure", "other_system"))


def _looks_sent(now: datetime) -> StoryMessage:
    """It carries our organisation's stamps, but the mailbox does not know it."""
    to = "archive@far.example.org"
    letter = _vinces(now, timedelta(hours=22), to, "Key figures of the quarter", "stamped")
    sent = replace(letter, trail=own_trail(FAR, letter.sent_at))
    notice = postfix_report(sent, FAR, _unknown(to), to=VINCE.upn)
    at = letter.sent_at + timedelta(minutes=3)
    return _bounce("looks-sent", notice, at, ("unsure", "looks_sent"))


def _someone_else(now: datetime) -> StoryMessage:
    """A stranger's message that a list passed on; its bounce came to Vince."""
    at = now - timedelta(days=2, hours=1)
    letter = Letter(
        sender='"Grace Abara" <grace@example.com>',
        to=("choir-list@far.example.org",),
        subject="Rehearsal moved to Friday",
        sent_at=at,
        message_id=f"<grace.{int(at.timestamp()):x}@mail.example.com>",
        trail=foreign_trail(FAR, Host(name="out.example.com", ip="203.0.113.30"), at),
    )
    failure = _unknown("left.choir@far.example.org")
    notice = postfix_report(letter, FAR, failure, to=VINCE.upn)
    at += timedelta(minutes=3)
    return _bounce("about-someone-else", notice, at, ("unsure", "about_someone_else"))


def _says_nothing(now: datetime) -> StoryMessage:
    moment = _vinces(now, timedelta(days=3, hours=3), VINCE.upn, "", "silent")
    head = Head(
        sender=f"Mail Delivery Subsystem <MAILER-DAEMON@{FAR.name}>",
        to=VINCE.upn,
        subject="Returned mail: delivery failed",
        mark="nothing",
    )
    words = "A message could not be delivered.\n\n550 5.7.1 Message rejected by policy.\n"
    notice = plain_mail(words, moment, head)
    return _bounce("no-coverage", notice, moment.sent_at, ("unsure", "no_coverage"))


def _no_bounces(now: datetime) -> tuple[StoryMessage, ...]:
    asked = _vinces(now, timedelta(days=1, hours=4), "pia@example.com", "Lamp samples", "asked")
    known = replace(asked, trail=stored_trail(asked.sent_at))
    at = asked.sent_at + timedelta(minutes=9)
    success = success_report(known, FAR, "pia@example.com", to=VINCE.upn)
    about = plain_mail(
        "Hi Vince,\n\nour newsletter to the old address came back as undeliverable. Which address "
        "shall I use from now on?\n\nPia\n",
        asked,
        Head(sender='"Pia Lange" <pia@example.com>', to=VINCE.upn,
             subject="Undeliverable: which address shall we use?", mark="question"),
    )  # fmt: skip
    return (
        sent_copy("vince/lamp-samples", VINCE, asked),
        _mail("read-receipt", _read_receipt(asked), at, "mdn"),
        _mail("success-report", success, at, "success"),
        _mail("about-undeliverable", about, at, "not-a-bounce", "pia@example.com"),
        _mail("forwarded-bounce", _forwarded(asked), at, "not-a-bounce", MARA.upn),
        _mail("spam-complaint", _complaint(known), at, "feedback-report"),
    )


def _mail(name: str, content: str, at: datetime, kind: str, path: str = "") -> StoryMessage:
    return StoryMessage(
        key=f"vince/{name}",
        owner=VINCE,
        mime=arrived(content, FAR, at, return_path=path),
        received_at=at,
        item_class=_CLASSES.get(kind, "IPM.Note"),
        expected=("not_a_bounce", kind),
    )


def _read_receipt(letter: Letter) -> str:
    edge = "=_mdn_1"
    words = (
        f"--{edge}\nContent-Type: text/plain\n\nYour message\n\n  To: pia@example.com\n"
        f"  Subject: {letter.subject}\n\nwas read on {format_datetime(letter.sent_at)}.\n"
        f"--{edge}\nContent-Type: message/disposition-notification\n\n"
        "Reporting-UA: example.com; MailReader 3\nFinal-Recipient: rfc822;pia@example.com\n"
        f"Original-Message-ID: {letter.message_id}\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n"
        f"--{edge}--\n"
    )
    kind = f'multipart/report; report-type=disposition-notification; boundary="{edge}"'
    head = Head(sender='"Pia Lange" <pia@example.com>', to=VINCE.upn, mark="read",
                subject=f"Read: {letter.subject}", content_type=kind)  # fmt: skip
    return plain_mail(words, letter, head)


def _forwarded(letter: Letter) -> str:
    edge = "=_fwd_1"
    failure = _unknown("old@far.example.org")
    inner = postfix_report(letter, FAR, failure, to=MARA.upn)
    words = (
        f"--{edge}\nContent-Type: text/plain\n\nVince, I got this strange bounce. Do you know "
        f"what it means?\n\nMara\n--{edge}\nContent-Type: message/rfc822\n\n{inner}\n--{edge}--\n"
    )
    head = Head(sender=f'"{MARA.name}" <{MARA.upn}>', to=VINCE.upn, mark="forward",
                subject="FW: Undelivered Mail Returned to Sender",
                content_type=f'multipart/mixed; boundary="{edge}"')  # fmt: skip
    return plain_mail(words, letter, head)


def _complaint(letter: Letter) -> str:
    edge = "=_arf_1"
    words = (
        f"--{edge}\nContent-Type: text/plain\n\nThis is a report about mail from your network.\n"
        f"--{edge}\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        f"User-Agent: Reporter/1.0\nVersion: 1\nReported-Domain: {CONTOSO.domains[0]}\n"
        f"--{edge}\nContent-Type: message/rfc822\n\n{letter.text()}\n--{edge}--\n"
    )
    kind = f'multipart/report; report-type=feedback-report; boundary="{edge}"'
    head = Head(sender=f"Feedback <fbl@{FAR.name}>", to=VINCE.upn, mark="abuse",
                subject=f"FW: {letter.subject}", content_type=kind)  # fmt: skip
    return plain_mail(words, letter, head)
