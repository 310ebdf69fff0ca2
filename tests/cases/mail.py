"""A person of a case: what they sent, what came back, and what the product says about it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bouncecheck.demo.graph_emulator import MailItem, TraceRow, User
from bouncecheck.demo.story_mail import (
    Host,
    Letter,
    arrived,
    arrived_inside,
    foreign_trail,
    own_trail,
    stored_trail,
)
from bouncecheck.demo.story_notices import Failure, exchange_report, postfix_report
from bouncecheck.demo.story_people import CONTOSO

if TYPE_CHECKING:
    from cases.world import Product

REPORT = "REPORT.IPM.Note.NDR"
GATE = Host(name="mx.north.example.net", ip="203.0.113.61")
"""Some server out in the world, which refuses what it gets and reports."""

SPAMMER = Host(name="pool-9.dialup.example", ip="203.0.113.159")
"""Some machine that SPF does not let send for anybody here."""

STRANGER = "h.olsen@north.example.net"
"""Whom a forger wrote to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the product says about one message."""

    json: dict[str, Any]
    """The whole check."""

    @property
    def verdict(self) -> tuple[str, str]:
        """Verdict and reason."""
        return self.json["verdict"], self.json["reason"]

    def state(self, source: str) -> set[str]:
        """Return what the evidence of one source says, such as {"silent"} of "mail_log"."""
        return {one["state"] for one in self.json["evidence"] if one["source"] == source}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a mailbox."""

    product: "Product"
    user: User

    def letter(self, *, ago: timedelta = timedelta(hours=6), **changes: Any) -> Letter:  # noqa: ANN401 - of Letter
        """Return a message in this person's name; whether it was sent is for the test to say."""
        at = self._ago(ago)
        mark = f"{int(at.timestamp()):x}.{self.product.people}"
        usual = Letter(
            sender=f'"{self.user.name}" <{self.user.upn}>',
            to=(STRANGER,),
            subject="Offer for the lamps",
            sent_at=at,
            message_id=f"<{mark}@prod.protection.example>",
        )
        return replace(usual, **changes)

    def forgery(self, *, ago: timedelta = timedelta(hours=6), **changes: Any) -> Letter:  # noqa: ANN401 - of Letter
        """Return a message that somebody else's machine sent in this person's name."""
        at = self._ago(ago)
        domain = self.user.upn.partition("@")[2]
        usual: dict[str, Any] = {
            "subject": "Replica watches at half price",
            "message_id": f"<c0ffee.{int(at.timestamp()):x}.{self.product.people}@{SPAMMER.name}>",
            "trail": foreign_trail(GATE, SPAMMER, at, greets_as=domain),
        }
        return self.letter(ago=ago, **(usual | changes))

    def keeps_copies(self) -> None:
        """Let some other message lie in Sent Items, so that the mailbox is known to keep them."""
        ago = timedelta(days=20)
        to, mark = ("friend@example.org",), f"<usual.{self.product.people}@contoso.com>"
        self.sends(self.letter(ago=ago, to=to, subject="Minutes of Monday", message_id=mark))

    def sends(self, letter: Letter, *, folder: str = "sentitems") -> MailItem:
        """Send a message: its copy lies in a folder, and the mail log knows it."""
        self.leaves(letter)
        return self.put(replace(letter, trail=()).mime(), letter.sent_at, folder=folder)

    def leaves(self, letter: Letter, **changes: Any) -> None:  # noqa: ANN401 - of TraceRow
        """Let a message stand in the mail log as one that went out; no copy of it is kept."""
        for recipient in letter.to:
            row = TraceRow(
                tenant_id=CONTOSO.id,
                message_id=letter.message_id,
                sender=self.user.upn,
                recipient=recipient,
                subject=letter.subject,
                received_at=letter.sent_at,
            )
            self.notes(replace(row, **changes))

    def notes(self, *rows: TraceRow) -> None:
        """Let rows stand in the mail log."""
        with self.product.world.lock:
            self.product.world.mail_log.rows += rows

    def put(
        self, mime: bytes, at: datetime, *, folder: str = "inbox", item_class: str = "IPM.Note"
    ) -> MailItem:
        """Let a message lie in the mailbox."""
        with self.product.world.lock:
            item = self.product.world.mailboxes[self.user.id].add(mime, folder, at)
            item.item_class = item_class
            return item

    def gets_bounce_of(
        self, letter: Letter, *, after: timedelta = timedelta(minutes=3), failed: str = ""
    ) -> MailItem:
        """Let a stranger's server report that a message failed, with all of it inside.

        Args:
            letter: The original; its trail says where it came from.
            after: How long after it was sent the report comes.
            failed: The address that is named; the original's recipient by default.
        """
        at = letter.sent_at + after
        said = "550 5.1.1 User unknown"
        failure = Failure(address=failed or letter.to[0], status="5.1.1", said=said)
        mime = arrived(postfix_report(letter, GATE, failure, to=self.user.upn), GATE, at)
        return self.put(mime, at, item_class=REPORT)

    def gets_our_report_of(self, letter: Letter, failure: Failure) -> MailItem:
        """Let our own Exchange Online report that a message of ours failed."""
        at = letter.sent_at + timedelta(seconds=20)
        domain = self.user.upn.partition("@")[2]
        returned = replace(letter, trail=stored_trail(letter.sent_at))
        text = exchange_report(returned, domain, failure, to=self.user.upn)
        return self.put(arrived_inside(text, at), at, item_class=REPORT)

    def check(self, item: MailItem, *, mailbox: str | None = None) -> Said:
        """Have a message judged by this person; fail where the product does not judge it."""
        body = {"message": {"id": item.immutable_id}} | ({"mailbox": mailbox} if mailbox else {})
        answer = self.product.ask("POST", "/api/checks", self.user, body)
        assert answer.status_code == 200, answer.text
        return Said(json=answer.json())

    def _ago(self, ago: timedelta) -> datetime:
        return (self.product.clock() - ago).replace(microsecond=0)


def through_us(letter: Letter) -> Letter:
    """Return a message with the trail of one that really left our own Exchange Online."""
    return replace(letter, trail=own_trail(GATE, letter.sent_at))
