"""Notices of the cases that are none of the story's: in four languages, odd, broken, and false."""

from dataclasses import replace
from datetime import timedelta

from bouncecheck.demo.story_mail import Host, Letter, arrived
from bouncecheck.demo.story_notices import Failure, Head, plain_mail, postfix_report
from cases.mail import GATE, STRANGER, Person, Said

SHADY = Host(name="vps7.cheap-hosting.example", ip="203.0.113.99")
PHISHING = "https://login.mail-portal.example/release?u=vince"
UNKNOWN = Failure(address=STRANGER, status="5.1.1", said="550 5.1.1 User unknown")


def report_with(words: str, letter: Letter, to: str) -> bytes:
    """Return a proper report whose sentences for people are these."""
    usual = "I'm sorry to have to inform you that your message could not\n"
    text = postfix_report(letter, GATE, UNKNOWN, to=to)
    assert usual in text
    at = letter.sent_at + timedelta(minutes=3)
    return arrived(text.replace(usual, f"{words}\n"), GATE, at)


def notice_in(language: str, letter: Letter, to: str) -> bytes:
    """Return a notice as a system of that language writes it, in text alone."""
    title, words = _SENTENCES[language]
    head = Head(
        sender=f"MAILER-DAEMON@{GATE.name}",
        to=to,
        subject=title,
        mark="foreign",
        extra="Auto-Submitted: auto-replied\n",
    )
    said = f"{words}\n\n<{STRANGER}>: 550 5.1.1 User unknown\n\n"
    copy = "------ This is a copy of the message, including all the headers. ------\n\n"
    mime = plain_mail(f"{said}{copy}{letter.text()}", letter, head)
    return arrived(mime, GATE, letter.sent_at)


_SENTENCES = {
    "Japanese": (
        "配信不能通知",
        "次の宛先にメールを配信できませんでした。メッセージは届きませんでした。",
    ),
    "German": (
        "Unzustellbar: Ihre Nachricht",
        "Ihre Nachricht konnte nicht zugestellt werden. Der Empfänger ist unbekannt.",
    ),
    "French": (
        "Non remis : votre message",
        "Votre message n'a pas pu être remis au destinataire suivant.",
    ),
    "Arabic": (
        "تعذر التسليم",
        "تعذر تسليم رسالتك إلى المستلمين التاليين.",
    ),
}
LANGUAGES = tuple(_SENTENCES)


def pretence(letter: Letter, to: str, *, attachment: str = "", words: str = "") -> bytes:
    """Return a fake notice; an attachment is "type; name"."""
    edge = "=_fake_1"
    said = words or (
        "Your message could not be delivered to one or more recipients.\n"
        "Open the attached report for details.\n"
    )
    parts = f"--{edge}\nContent-Type: text/plain\n\n{said}\n"
    if attachment:
        kind, _, name = attachment.partition("; ")
        parts += (
            f'--{edge}\nContent-Type: {kind}; name="{name}"\n'
            f'Content-Disposition: attachment; filename="{name}"\n\nAAAA\n'
        )
    head = Head(
        sender="Mail Delivery Subsystem <mailer@cheap-hosting.example>",
        to=to,
        subject="Mail delivery failed: returning message to sender",
        mark="attached",
        content_type=f'multipart/mixed; boundary="{edge}"',
    )
    mime = plain_mail(f"{parts}--{edge}--\n", letter, head)
    return arrived(mime, SHADY, letter.sent_at, return_path="bounce@cheap-hosting.example")


def pending_notice(letter: Letter, to: str) -> bytes:
    """Return a notice that counts messages and asks to sign in."""
    words = (
        "<html><body><h2>Mail delivery suspended</h2><p>12 incoming messages are pending. "
        f'Sign in to send again within 24 hours.</p><p><a href="{PHISHING}">Send again</a></p>'
        "</body></html>"
    )
    head = Head(
        sender="Mail Delivery System <support@mail-portal.example>",
        to=to,
        subject="Undelivered mail: 12 messages pending",
        mark="pending",
        content_type='text/html; charset="utf-8"',
    )
    mime = plain_mail(words, letter, head)
    return arrived(mime, SHADY, letter.sent_at, return_path="bounce@cheap-hosting.example")


def with_id(letter: Letter, message_id: str) -> Letter:
    """Return a letter that claims this identifier, which may be none at all."""
    return replace(letter, message_id=message_id)


def broken(form: str, letter: Letter) -> bytes:
    """Return mail that is broken in one way."""
    head = (
        f"From: MAILER-DAEMON@{GATE.name}\r\nTo: person@contoso.com\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <broken.{letter.message_id.strip('<')}\r\n"
        "Auto-Submitted: auto-replied\r\n"
    ).encode()
    return head + _BROKEN[form]


_REPORT = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
_TEXT = b"Content-Type: text/plain"
_BROKEN = {
    "a boundary that never comes": _REPORT + b"\r\n--x\r\n\r\nnothing\r\n",
    "a hundred parts inside each other": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(100)
    )
    + b"\r\nend\r\n",
    "fifty megabytes": b"Content-Type: text/plain\r\n\r\n"
    + b"could not be delivered\r\n" * 2_100_000,
    "a zip inside": _REPORT
    + b'\r\n--b\r\nContent-Type: application/zip; name="a.zip"\r\n'
    + b"Content-Transfer-Encoding: base64\r\n\r\nUEsDBBQAAAAIAAAA\r\n--b--\r\n",
    "a charset that is none": _TEXT + b"; charset=klingon-8\r\n\r\n\xff\xfe\x00\x9d",
    "no end of the header": b"X-Long: " + b"a " * 20_000,
}
BROKEN = tuple(_BROKEN)


def told(me: Person, mime: bytes, item_class: str = "IPM.Note") -> Said:
    """Return what a person is told about mail that came half an hour ago."""
    at = me.product.clock() - timedelta(minutes=30)
    return me.check(me.put(mime, at, item_class=item_class))


def kind_of(said: Said) -> str:
    """Return what kind of notice it was taken for."""
    return str(said.json["bounce"]["kind"])
