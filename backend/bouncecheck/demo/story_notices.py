"""The notices of the story, each in the form that one kind of mail system writes."""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

from bouncecheck.demo.story_mail import EXCHANGE_SENDER, Host, Letter, encoded

_EDGE = "=_story_7f3a"
_GENERATOR = "VI1PR0401MB2605.eurprd04.prod.protection.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One address that was not reached, and why."""

    address: str
    status: str
    said: str
    """What the remote server answered."""

    original: str = ""
    """The address that was written to, where the message was passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The header of a message that is no report."""

    sender: str
    to: str
    subject: str
    mark: str = "answer"
    """What makes its Message-ID its own."""

    extra: str = ""
    """Further header lines, each with its line end."""

    content_type: str = 'text/plain; charset="utf-8"'


def postfix_report(
    letter: Letter, host: Host, failure: Failure, *, to: str, action: str = "failed"
) -> str:
    """Return a report as Postfix writes it, with the whole message inside."""
    late = action == "delayed"
    title = "Delayed Mail (still being retried)" if late else "Undelivered Mail Returned to Sender"
    words = (
        "####################################################################\n"
        "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n"
        "####################################################################\n\n"
        "Your message could not be delivered for more than 4 hour(s).\n"
        "It will be retried until it is 5 day(s) old.\n"
        if late
        else "I'm sorry to have to inform you that your message could not\n"
        "be delivered to one or more recipients. It's attached below.\n"
    )
    return _report(
        head=_postmaster(host, to, title, letter),
        words=f"This is the mail system at host {host.name}.\n\n{words}\n"
        f"<{failure.address}>: host {host.name}[{host.ip}] said: {failure.said}\n",
        status=_status_fields(letter, host, failure, action),
        returned=f"Content-Type: message/rfc822\n\n{letter.text()}",
    )


def headers_only_report(letter: Letter, host: Host, failure: Failure, *, to: str) -> str:
    """Return a report as sendmail writes it, with nothing of the message but its headers."""
    return _report(
        head=_postmaster(host, to, "Returned mail: see transcript for details", letter),
        words=f"The original message was received at {format_datetime(letter.sent_at)}\n"
        f"from {host.name} [{host.ip}]\n\n"
        "   ----- The following addresses had permanent fatal errors -----\n"
        f"<{failure.address}>\n    (reason: {failure.said})\n\n"
        "   ----- Transcript of session follows -----\n"
        f"... while talking to {host.name}.:\n>>> DATA\n<<< {failure.said}\n",
        status=_status_fields(letter, host, failure, "failed"),
        returned=f"Content-Type: text/rfc822-headers\n\n{letter.header_block()}",
    )


def success_report(letter: Letter, host: Host, address: str, *, to: str) -> str:
    """Return the report that a message was delivered."""
    done = Failure(address=address, status="2.0.0", said="250 2.0.0 Ok: delivered")
    return _report(
        head=_postmaster(host, to, "Successful Mail Delivery Report", letter),
        words=f"This is the mail system at host {host.name}.\n\n"
        "Your message was successfully delivered to the destination(s) listed below.\n"
        f"\n<{address}>: delivery via local: delivered to mailbox\n",
        status=_status_fields(letter, host, done, "delivered"),
        returned=f"Content-Type: text/rfc822-headers\n\n{letter.header_block()}",
    )


def exchange_report(letter: Letter, domain: str, failure: Failure, *, to: str) -> str:
    """Return a report as Exchange Online writes it for one of its organisations.

    Args:
        letter: The original.
        domain: The organisation whose Exchange reports.
        failure: What failed.
        to: Whom the report goes to.
    """
    head = (
        f"From: Microsoft Outlook <{EXCHANGE_SENDER}@{domain}>\n"
        f"To: {to}\nSubject: {encoded('Undeliverable: ' + letter.subject)}\n"
        f"Date: {format_datetime(letter.sent_at + timedelta(seconds=8))}\n"
        f"Message-ID: <ndr.{letter.message_id.strip('<>').partition('@')[0]}@{_GENERATOR}>\n"
        f"In-Reply-To: {letter.message_id}\nReferences: {letter.message_id}\n"
        "Content-Language: en-US\nX-MS-Exchange-Message-Is-Ndr:\n"
        "Auto-Submitted: auto-replied\nX-MS-Exchange-Generated-Message-Source: "
        "Generating Server Agent\nMIME-Version: 1.0\n"
    )
    status = (
        f"Reporting-MTA: dns;{_GENERATOR}\n\n"
        f"Final-recipient: RFC822;{failure.address}\nAction: failed\nStatus: {failure.status}\n"
        f"Diagnostic-code: smtp;{_code(failure)} {failure.said}\n"
    )
    return (
        f'{head}Content-Type: multipart/report; report-type=delivery-status; boundary="{_EDGE}"\n\n'
        f"--{_EDGE}\n{_exchange_words(letter, failure)}\n"
        f"--{_EDGE}\nContent-Type: message/delivery-status\n\n{status}\n"
        f"--{_EDGE}\nContent-Type: message/rfc822\n\n{letter.header_block()}\n\n--{_EDGE}--\n"
    )


def _exchange_words(letter: Letter, failure: Failure) -> str:
    """Return what Exchange says to people, as text and as HTML."""
    said = f"Remote server returned '{_code(failure)} {failure.said}'"
    plain = (
        "Delivery has failed to these recipients or groups:\n\n"
        f"{failure.address}<mailto:{failure.address}>\n"
        f"Your message couldn't be delivered. {failure.said}\n\n\n"
        "Diagnostic information for administrators:\n\n"
        f"Generating server: {_GENERATOR}\n\n{failure.address}\n{said}\n\n"
        f"Original message headers:\n\n{letter.header_block()}"
    )
    markup = (
        "<html><body><p><b>Delivery has failed to these recipients or groups:</b></p>"
        f'<p><a href="mailto:{failure.address}">{failure.address}</a><br>'
        f"Your message couldn't be delivered. {failure.said}</p>"
        "<p>Diagnostic information for administrators:</p>"
        f"<p>Generating server: {_GENERATOR}</p><p>{failure.address}<br>{said}</p></body></html>"
    )
    return (
        f'Content-Type: multipart/alternative; boundary="{_EDGE}b"\n\n'
        f'--{_EDGE}b\nContent-Type: text/plain; charset="utf-8"\n\n{plain}\n'
        f'--{_EDGE}b\nContent-Type: text/html; charset="utf-8"\n\n{markup}\n--{_EDGE}b--\n'
    )


def qmail_notice(letter: Letter, host: Host, failure: Failure, *, to: str) -> str:
    """Return a notice as qmail writes it: text only, the message pasted below."""
    return (
        f"{_text_head(f'MAILER-DAEMON@{host.name}', to, 'failure notice', letter)}\n"
        f"Hi. This is the qmail-send program at {host.name}.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{failure.address}>:\n{host.ip} does not like recipient.\n"
        f"Remote host said: {failure.said}\nGiving up on {host.ip}.\n\n"
        "--- Below this line is a copy of the message.\n\n"
        f"Return-Path: <{to}>\n{letter.text()}"
    )


def exim_notice(letter: Letter, host: Host, failure: Failure, *, to: str) -> str:
    """Return a notice as Exim writes it: text only."""
    title = "Mail delivery failed: returning message to sender"
    head = _text_head(f"Mail Delivery System <Mailer-Daemon@{host.name}>", to, title, letter)
    return (
        f"X-Failed-Recipients: {failure.address}\nAuto-Submitted: auto-replied\n{head}\n"
        "This message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\n"
        "recipients. This is a permanent error. The following address(es) failed:\n\n"
        f"  {failure.address}\n"
        f"    host {host.name} [{host.ip}]\n"
        "    SMTP error from remote mail server after RCPT TO:\n"
        f"    {failure.said}\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\n"
        f"Return-path: <{to}>\n{letter.text()}"
    )


def prose_notice(letter: Letter, host: Host, failure: Failure, *, to: str) -> str:
    """Return a notice in the words of 2008, without a single header of the original."""
    title = f"Undeliverable: {letter.subject}"
    return (
        f"{_text_head(f'System Administrator <postmaster@{host.name}>', to, title, letter)}\n"
        "Your message\n\n"
        f"  To:      {failure.address}\n"
        f"  Subject: {letter.subject}\n"
        f"  Sent:    {letter.sent_at.strftime('%a, %d %b %Y %H:%M:%S')} -0000\n\n"
        "did not reach the following recipient(s):\n\n"
        f"{failure.address} on {format_datetime(letter.sent_at + timedelta(minutes=1))}\n"
        "    The recipient name is not recognized\n"
        f"\tThe MTS-ID of the original message is: c=us;a= ;p=example;l={host.name.upper()}\n"
        f"    MSEXCH:IMS:EXAMPLE:NORTH:MAIL1 0 (000C05A6) Unknown Recipient\n"
    )


def reply_with_original(words: str, letter: Letter, head: Head) -> str:
    """Return an automatic answer that brings the original along."""
    return (
        f"{_head_lines(head, letter)}In-Reply-To: {letter.message_id}\n"
        f"References: {letter.message_id}\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="{_EDGE}"\n\n'
        f'--{_EDGE}\nContent-Type: text/plain; charset="utf-8"\n\n{words}\n'
        f"--{_EDGE}\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n"
        f"{letter.text()}\n--{_EDGE}--\n"
    )


def plain_mail(words: str, letter: Letter, head: Head) -> str:
    """Return a message of one part, written shortly after a letter."""
    return (
        f"{_head_lines(head, letter)}MIME-Version: 1.0\n"
        f"Content-Type: {head.content_type}\n\n{words}\n"
    )


def _head_lines(head: Head, letter: Letter) -> str:
    return (
        f"From: {head.sender}\nTo: {head.to}\nSubject: {encoded(head.subject)}\n"
        f"Date: {format_datetime(letter.sent_at + timedelta(minutes=2))}\n"
        f"Message-ID: <{head.mark}.{letter.message_id.strip('<')}\n{head.extra}"
    )


def _code(failure: Failure) -> str:
    return f"{failure.status[0]}50 {failure.status}"


def _postmaster(host: Host, to: str, title: str, letter: Letter) -> str:
    return (
        f"{_common(f'Mail Delivery System <MAILER-DAEMON@{host.name}>', to, title, letter)}"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
    )


def _text_head(sender: str, to: str, title: str, letter: Letter) -> str:
    return (
        f"{_common(sender, to, title, letter)}MIME-Version: 1.0\n"
        'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n'
    )


def _common(sender: str, to: str, title: str, letter: Letter) -> str:
    domain = sender.rpartition("@")[2].strip(">")
    left = letter.message_id.strip("<>").partition("@")[0]
    return (
        f"From: {sender}\nTo: {to}\nSubject: {encoded(title)}\n"
        f"Date: {format_datetime(letter.sent_at + timedelta(minutes=1))}\n"
        f"Message-ID: <notice.{left}@{domain}>\n"
    )


def _status_fields(letter: Letter, host: Host, failure: Failure, action: str) -> str:
    first = f"Original-Recipient: rfc822;{failure.original}\n" if failure.original else ""
    return (
        f"Reporting-MTA: dns; {host.name}\n"
        f"Arrival-Date: {format_datetime(letter.sent_at)}\n\n"
        f"{first}Final-Recipient: rfc822; {failure.address}\nAction: {action}\n"
        f"Status: {failure.status}\nRemote-MTA: dns; {host.name}\n"
        f"Diagnostic-Code: smtp; {failure.said}\n"
    )


def _report(*, head: str, words: str, status: str, returned: str) -> str:
    return (
        f'{head}Content-Type: multipart/report; report-type=delivery-status; boundary="{_EDGE}"\n\n'
        f'--{_EDGE}\nContent-Description: Notification\nContent-Type: text/plain; charset="utf-8"\n'
        f"\n{words}\n--{_EDGE}\nContent-Type: message/delivery-status\n\n{status}\n"
        f"--{_EDGE}\n{returned}\n--{_EDGE}--\n"
    )
