"""E-mail: one plain letter through the organisation's own mail server."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from bouncecheck.delivery.letter import subject_of, text_of
from bouncecheck.errors import DeliveryError
from bouncecheck.usecases.report import News

TIMEOUT_S = 10.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SMTPS_PORT = 465
_SUBMISSION_PORT = 587


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in, and how."""

    host: str
    port: int
    is_tls: bool
    """Whether TLS begins at once; else by STARTTLS, which only this machine may do without."""

    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Return the server of smtps://user:password@host:465 or smtp://host:587."""
        parts = urlsplit(url)
        is_tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (_SMTPS_PORT if is_tls else _SUBMISSION_PORT),
            is_tls=is_tls,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


class MailCourier:
    """Implements Courier by one message for each report."""

    def __init__(
        self, server: MailServer, sender: str, to: tuple[str, ...], ca_file: Path | None
    ) -> None:
        """Take how letters go out.

        Args:
            server: Where they are handed in.
            sender: Whom they are from.
            to: Whom they are for.
            ca_file: Certificates to trust, PEM; None for the system's.
        """
        self._server = server
        self._sender = sender
        self._to = to
        self._ca_file = ca_file

    async def deliver(self, news: News) -> None:
        """Hand the letter in.

        Raises:
            DeliveryError: the server does not answer in time, or refuses.
        """
        try:
            await asyncio.to_thread(self._send, self._message(news))
        except (OSError, smtplib.SMTPException) as error:
            # The server's words quote addresses; only the class may go further.
            raise DeliveryError(f"The mail server failed: {type(error).__name__}.") from error

    def _message(self, news: News) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = ", ".join(self._to)
        message["Subject"] = subject_of(news)
        message["Date"] = format_datetime(news.report.at)
        message["Message-ID"] = f"<{news.report.id}@{self._sender.rpartition('@')[2]}>"
        # No absence note comes back to us, and no bounce of it is taken for a person's mail.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text_of(news))
        return message

    def _send(self, message: EmailMessage) -> None:
        server = self._server
        trusted = ssl.create_default_context(cafile=self._ca_file)
        place = (server.host, server.port)
        if server.is_tls:
            with smtplib.SMTP_SSL(*place, timeout=TIMEOUT_S, context=trusted) as link:
                self._hand_in(link, message)
            return
        with smtplib.SMTP(*place, timeout=TIMEOUT_S) as link:
            link.ehlo()
            if server.host not in _LOOPBACK or link.has_extn("starttls"):
                link.starttls(context=trusted)
            self._hand_in(link, message)

    def _hand_in(self, link: smtplib.SMTP, message: EmailMessage) -> None:
        if self._server.user:
            link.login(self._server.user, self._server.password)
        refused = link.send_message(message)
        if refused:
            raise smtplib.SMTPRecipientsRefused(refused)
