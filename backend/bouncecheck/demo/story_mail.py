"""How the story's mail is written: letters, the trails they leave, and how they arrive."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.header import Header
from email.utils import format_datetime

from bouncecheck.demo.graph_emulator import Tenant, User
from bouncecheck.demo.story_people import CONTOSO

Fields = tuple[tuple[str, str], ...]

OUR_GATE = "AM5EUR03FT010.mail.protection.example"
OUR_STORE = "VI1PR0401MB2605.eurprd04.prod.protection.example"
OUR_EXIT = "mail-am5eur03on0117.outbound.protection.example"
OUR_EXIT_IP = "192.0.2.17"
EXCHANGE_SENDER = "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An original message, sent or pretended."""

    sender: str
    """The From line."""

    to: tuple[str, ...]
    subject: str
    sent_at: datetime
    message_id: str
    """With angle brackets."""

    body: str = "Hello,\n\nplease see below.\n\nBest regards\n"
    trail: Fields = ()
    """What servers put on top of it on its way."""

    extra: Fields = ()
    content_type: str = 'text/plain; charset="utf-8"'

    def header_fields(self) -> Fields:
        """Return its header fields, those of the way first."""
        return (
            *self.trail,
            ("From", self.sender),
            ("To", ", ".join(self.to)),
            ("Subject", encoded(self.subject)),
            ("Date", format_datetime(self.sent_at)),
            ("Message-ID", self.message_id),
            *self.extra,
            ("MIME-Version", "1.0"),
            ("Content-Type", self.content_type),
            ("Content-Transfer-Encoding", "8bit"),
        )

    def header_block(self) -> str:
        """Return its header fields as text."""
        return "".join(f"{name}: {value}\n" for name, value in self.header_fields())

    def text(self) -> str:
        """Return all of it as text."""
        return f"{self.header_block()}\n{self.body}"

    def mime(self) -> bytes:
        """Return all of it as it goes over the wire."""
        return wire(self.text())


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMessage:
    """One message of the story: where it lies, and what the product must say about it."""

    key: str
    """Its name, such as "vince/forged-postfix"."""

    owner: User
    mime: bytes
    received_at: datetime
    folder: str = "inbox"
    """A well-known name, or the name of a folder of the user's own."""

    item_class: str = "IPM.Note"
    from_me: bool = False
    is_draft: bool = False
    is_read: bool = False
    properties: dict[str, str] = field(default_factory=dict)
    expected: tuple[str, str] | None = None
    """Verdict and reason at level 1; None for what nobody judges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A mail server out in the world."""

    name: str
    ip: str


def wire(text: str) -> bytes:
    """Return text with the line ends of mail."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def encoded(text: str) -> str:
    """Return a header value as it may stand in a header (RFC 2047)."""
    return text if text.isascii() else Header(text, "utf-8").encode()


def foreign_trail(gate: Host, source: Host, at: datetime, *, greets_as: str = "") -> Fields:
    """Return the trail of a message that somebody else's machine handed in.

    Args:
        gate: The server that took it, and reports.
        source: The machine that sent it.
        at: When, aware and in UTC.
        greets_as: What the machine called itself; its own name by default.
    """
    hello = greets_as or source.name
    return (
        (
            "Received",
            (
                f"from {hello} ({source.name} [{source.ip}])\n"
                f"\tby {gate.name} (Postfix) with ESMTP id {_queue_id(at)}\n"
                f"\tfor <recipient@{gate.name.partition('.')[2]}>; {format_datetime(at)}"
            ),
        ),
    )


def own_trail(gate: Host, at: datetime, tenant: Tenant = CONTOSO) -> Fields:
    """Return the trail of a message that really left our own Exchange Online."""
    return (
        (
            "Received",
            (
                f"from {OUR_EXIT} ({OUR_EXIT} [{OUR_EXIT_IP}])\n"
                f"\tby {gate.name} (Postfix) with ESMTPS id {_queue_id(at)}\n"
                f"\tfor <recipient@{gate.name.partition('.')[2]}>; "
                f"{format_datetime(at + timedelta(seconds=4))}"
            ),
        ),
        *stored_trail(at, tenant),
    )


def stored_trail(at: datetime, tenant: Tenant = CONTOSO) -> Fields:
    """Return what our own Exchange Online stamps on what its people send."""
    return (
        (
            "Received",
            (
                f"from {OUR_STORE} (10.168.64.21) by\n {OUR_STORE} (10.168.64.21) with "
                f"Microsoft SMTP Server\n (version=TLS1_3) id 15.20.9115.17; {format_datetime(at)}"
            ),
        ),
        ("X-MS-Exchange-CrossTenant-OriginalArrivalTime", format_datetime(at)),
        ("X-MS-Exchange-CrossTenant-FromEntityHeader", "Hosted"),
        ("X-MS-Exchange-CrossTenant-Id", tenant.id),
        ("X-MS-Exchange-CrossTenant-AuthSource", OUR_STORE),
        ("X-MS-Exchange-CrossTenant-AuthAs", "Internal"),
    )


def arrived(
    content: str, source: Host, at: datetime, *, return_path: str = "", results: str = ""
) -> bytes:
    """Return a message as our own gate let it in, from outside.

    Args:
        content: Headers and body as they came.
        source: The machine that handed it in.
        at: When, aware and in UTC.
        return_path: The envelope sender.
        results: What our gate found about the sender, where that is not "nothing".
    """
    nothing = (
        f"spf=none (sender IP is {source.ip})\n smtp.helo={source.name}; dkim=none (message not "
        f"signed)\n header.d=none;dmarc=none action=none header.from={source.name};compauth=none "
        "reason=405"
    )
    head = (
        f"Received: from {source.name} ({source.ip}) by\n {OUR_GATE} (10.152.16.110) with "
        f"Microsoft SMTP\n Server (version=TLS1_2) id 15.20.9115.17; {format_datetime(at)}\n"
        f"Authentication-Results: {results or nothing}\n"
        f"Return-Path: <{return_path}>\n"
        f"X-MS-Exchange-Organization-AuthSource: {OUR_GATE}\n"
        "X-MS-Exchange-Organization-AuthAs: Anonymous\n"
        "X-MS-Exchange-CrossTenant-FromEntityHeader: Internet\n"
    )
    return wire(head + content)


def arrived_inside(content: str, at: datetime) -> bytes:
    """Return a message of our own Exchange Online, as it lies in a mailbox of ours."""
    head = (
        f"Received: from {OUR_STORE} (10.168.64.21) by\n {OUR_STORE} (10.168.64.21) with "
        f"Microsoft SMTP\n Server (version=TLS1_3) id 15.20.9115.17; {format_datetime(at)}\n"
        "Return-Path: <>\n"
        f"X-MS-Exchange-Organization-AuthSource: {OUR_STORE}\n"
        "X-MS-Exchange-Organization-AuthAs: Internal\n"
        f"X-MS-Exchange-CrossTenant-Id: {CONTOSO.id}\n"
    )
    return wire(head + content)


def sent_copy(key: str, owner: User, letter: Letter, folder: str = "sentitems") -> StoryMessage:
    """Return the copy that a mailbox keeps of what it sent."""
    return StoryMessage(
        key=key,
        owner=owner,
        mime=replace(letter, trail=()).mime(),
        received_at=letter.sent_at,
        folder=folder,
        from_me=True,
        is_read=True,
    )


def _queue_id(at: datetime) -> str:
    return f"4W{int(at.timestamp()) % 0xFFFFFF:06X}z1k"
