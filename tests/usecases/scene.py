"""A mailbox with one bounce in it, and the world around it: what a use case is asked about."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bouncecheck.bounces.model import Headers
from bouncecheck.usecases.check_bounce import check_bounce
from bouncecheck.usecases.ports import (
    Account,
    Check,
    FetchedMessage,
    MessageRef,
    OriginAnswer,
    Ports,
)
from bouncecheck.usecases.witnesses import Signatures
from bouncecheck.verdicts.evidence import Origin
from builders import MY_ADDRESS, RECEIVED_AT, a_copy, a_message, an_identity
from fakes import (
    FixedOrigins,
    FixedSignatures,
    MemoryJournal,
    MemoryMailbox,
    MemoryMailLog,
    MemoryOfChecks,
    MemorySentIndex,
)

ACCOUNT = Account(
    tenant_id="11111111-1111-4111-8111-111111111111",
    user_id="22222222-2222-4222-8222-222222222222",
)
NOW = RECEIVED_AT + timedelta(hours=6)

FOREIGN = OriginAnswer(
    origin=Origin.FOREIGN, ip="203.0.113.9", host="spam.example", domain="contoso.com"
)

FORGED = b"""\
From: Mail Delivery System <mailer-daemon@mx.example.net>
To: vince@contoso.com
Subject: Undelivered Mail Returned to Sender
Message-ID: <notice-1@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; h@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

Received: from spam.example (spam.example [203.0.113.9]) by mx.example.net
From: Vince <vince@contoso.com>
To: h@example.net
Subject: Replica watches
Date: %(sent_at)s
Message-ID: <original-1@contoso.com>

--b--
"""


def a_notice(template: bytes = FORGED) -> bytes:
    """Give a delivery report about a message in this mailbox's name, sent an hour before it."""
    sent_at = RECEIVED_AT - timedelta(hours=1)
    return template % {b"sent_at": f"{sent_at:%a, %d %b %Y %H:%M:%S} +0000".encode()}


@dataclass
class Scene:
    """One notice in one mailbox."""

    mime: bytes = field(default_factory=a_notice)
    item_class: str | None = "REPORT.IPM.Note.NDR"
    transport_headers: Headers = ()
    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    origins: FixedOrigins = field(default_factory=lambda: FixedOrigins(answer=FOREIGN))
    signatures: Signatures = field(default_factory=FixedSignatures)
    memory: MemoryOfChecks = field(default_factory=MemoryOfChecks)
    mail_log: MemoryMailLog | None = None
    sent_index: MemorySentIndex | None = None
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    now: datetime = NOW
    route_closed: bool = False

    def __post_init__(self) -> None:
        self.mailbox.who = an_identity()
        self.add("AAk-notice-1")

    def add(self, message_id: str, mime: bytes | None = None) -> None:
        """Put a notice into the mailbox."""
        message = a_message(id=message_id, item_class=self.item_class)
        fetched = FetchedMessage(
            message=message,
            mime=self.mime if mime is None else mime,
            transport_headers=self.transport_headers,
        )
        self.mailbox.put(fetched)

    def keeps_copies(self) -> "Scene":
        """Let the mailbox hold some other message that it sent."""
        self.mailbox.copies.append(
            a_copy(
                provider_id="AAk-other",
                message_id=None,
                subject="Minutes of Monday",
                recipients=frozenset(),
                sender=MY_ADDRESS,
                sent_at=NOW - timedelta(days=20),
            )
        )
        return self

    @property
    def ports(self) -> Ports:
        """The world."""
        return Ports(
            origins=self.origins,
            signatures=self.signatures,
            memory=self.memory,
            mail_log=self.mail_log,
            sent_index=self.sent_index,
            journal=self.journal,
            now=lambda: self.now,
            new_id=lambda: "chk_1",
            route_closed=self.route_closed,
        )

    def check(self, message_id: str = "AAk-notice-1") -> Check:
        """Judge a notice of this mailbox."""
        ref = MessageRef(id=message_id)
        return asyncio.run(check_bounce(ref, ACCOUNT, self.mailbox, self.ports))
