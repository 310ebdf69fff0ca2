"""The bounces that worlds are made of: the checkout's, and the shared ones where they are."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path

from bouncecheck.bounces.identifiers import Address, domain_of
from bouncecheck.bounces.model import Bounce
from bouncecheck.bounces.read import read_bounce
from bouncecheck.verdicts.about import senders_of
from bouncecheck.verdicts.evidence import Key
from bouncecheck.verdicts.facts import Identity, MailboxCopy
from bouncecheck.verdicts.keys import candidate_ids, failed_addresses, key_of
from bouncecheck.verdicts.kinds import NO_BOUNCE
from bouncecheck.verdicts.window import believable, claimed_times
from builders import a_copy, an_identity
from origins.signing import Signer, rsa_key

CHECKOUT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BOUNCECHECK_SHARED", str(CHECKOUT.parent / "shared"))) / "bounces"  # noqa: TID251 - a test finds its material by it

ALIAS = Address("alias@contoso.com")
_ALIAS_DOMAIN = domain_of(ALIAS)

_FORGED_HEADERS = """\
From: Vince <vince@contoso.com>
To: h@example.net
Subject: Replica watches
Date: Mon, 5 Jan 2026 06:00:00 +0000
Message-ID: <forged-1@contoso.com>"""
_NOTICE = """\
From: Mail Delivery System <mailer-daemon@mx.example.net>
To: vince@contoso.com
Subject: Delivery Status Notification
Message-ID: <notice-1@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message was not delivered to h@example.net.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; h@example.net
Action: {action}
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

RETURNED

--b--
"""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One bounce that names an original."""

    name: str
    mime: bytes
    bounce: Bounce

    @property
    def own_domain(self) -> str:
        return domain_of(self._sender)

    @property
    def _sender(self) -> Address:
        return next(iter(senders_of(self.bounce) or self.bounce.to))

    @property
    def identity(self) -> Identity:
        """Whose mailbox it came to: its original's sender, who has an alias besides."""
        own = self._sender
        return an_identity(
            address=own,
            addresses=frozenset({own, ALIAS}),
            domains=frozenset({self.own_domain, _ALIAS_DOMAIN}),
        )

    @property
    def sent_at(self) -> datetime:
        claims = believable(claimed_times(self.bounce), datetime(2030, 1, 1, tzinfo=UTC))
        return next(iter(claims), datetime(2026, 3, 3, 9, tzinfo=UTC))

    @property
    def written_to(self) -> frozenset[Address]:
        """Whom the original was written to, as far as that is told."""
        answering = () if self.bounce.sender is None else (self.bounce.sender,)
        named = frozenset(self.bounce.returned.recipients or answering)
        return failed_addresses(self.bounce) or named

    @property
    def original(self) -> MailboxCopy:
        """The copy that the sender of the original has of it."""
        return a_copy(
            message_id=next(iter(candidate_ids(self.bounce)), None),
            sender=self._sender,
            recipients=self.written_to,
            subject=self.bounce.returned.subject,
            sent_at=self.sent_at,
        )


def own_mails() -> tuple[Mail, ...]:
    """Return those of the checkout, and some about messages that surely are forged."""
    return (*_named(CHECKOUT / "tests" / "corpus"), *forged_mails())


@cache
def forged_mails() -> tuple[Mail, ...]:
    """Return notices whose returned headers came by servers that are nobody's of ours."""
    return tuple(
        _mail(f"forged/{hops}-{action}-{is_signed}", _forged(hops, action, is_signed=is_signed))
        for hops, action, is_signed in product((1, 2, 5), ("failed", "delayed"), (False, True))
    )


def _forged(hops: int, action: str, *, is_signed: bool) -> bytes:
    """Give a notice about a message that went by so many servers; a forger may have signed it."""
    way = "".join(
        f"Received: from pc{n}.example.net (dsl{n}.example.net [203.0.113.{n}])"
        f" by relay{n + 1}.example.org with ESMTP; Mon, 5 Jan 2026 06:00:00 +0000\n"
        for n in reversed(range(hops))
    )
    block = (way + _FORGED_HEADERS).encode()
    returned = Signer(key=rsa_key(1032)).sign(block) if is_signed else block
    head, _, end = _NOTICE.format(action=action).partition("RETURNED")
    return head.encode() + returned + end.encode()


def shared_mails() -> tuple[Mail, ...]:
    """Return the shared ones but for variants of each other; none where they are not."""
    if not (SHARED / "truth.jsonl").is_file():
        return ()
    lines = (SHARED / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    kept = {row["file"] for row in rows if "variant_of" not in row}
    return tuple(mail for mail in _named(SHARED / "eml") if f"{mail.name}.eml" in kept)


@cache
def _named(folder: Path) -> tuple[Mail, ...]:
    return tuple(_those_that_name_an_original(folder))


def _those_that_name_an_original(folder: Path) -> Iterator[Mail]:
    for path in sorted(folder.rglob("*.eml")):
        mail = _mail(path.relative_to(folder).with_suffix("").as_posix(), path.read_bytes())
        bounce = mail.bounce
        is_asked_about = bounce.kind not in NO_BOUNCE and key_of(bounce) is not Key.NONE
        if is_asked_about and (senders_of(bounce) or bounce.to):
            yield mail


def _mail(name: str, mime: bytes) -> Mail:
    return Mail(name=name, mime=mime, bounce=read_bounce(mime))
