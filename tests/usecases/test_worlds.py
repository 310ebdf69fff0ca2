"""Every bounce of the corpus in every mailbox: what was sent is never called `not_sent`.

Each mail that names an original meets mailboxes that hold it in some way, or lost it, and sources
that answer or fail. Where it came from always says "foreign", the most misleading answer there is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scene import FOREIGN, Scene

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.bounces.model import Bounce
from bouncecheck.bounces.read import read_bounce
from bouncecheck.errors import MailboxAccessDeniedError, MailboxUnavailableError
from bouncecheck.usecases.ports import Check
from bouncecheck.verdicts.about import senders_of
from bouncecheck.verdicts.decide import Answer
from bouncecheck.verdicts.evidence import Key
from bouncecheck.verdicts.facts import Folder, Identity, MailboxCopy, Stamp
from bouncecheck.verdicts.keys import candidate_ids, failed_addresses, key_of
from bouncecheck.verdicts.kinds import NO_BOUNCE
from bouncecheck.verdicts.window import believable, claimed_times
from builders import a_copy, an_identity
from fakes import UNKNOWN_ORIGIN

CORPUS = Path(__file__).parent.parent / "corpus"
MAILS = sorted(CORPUS.rglob("*.eml"))
LATER = timedelta(hours=2)
"""How long after it was sent the notice comes, and how long after that somebody asks."""

ALIAS = Address("alias@contoso.com")
LIST = Address("list@fabrikam.com")


def names_an_original(bounce: Bounce) -> bool:
    return bounce.kind not in NO_BOUNCE and key_of(bounce) is not Key.NONE


NAMED = [mail for mail in MAILS if names_an_original(read_bounce(mail.read_bytes()))]

Life = Callable[[MailboxCopy], list[MailboxCopy]]
"""What became of the copy of a message that was sent."""

OTHER_ID = MessageId("another@contoso.com")


def _forgery(copy: MailboxCopy) -> MailboxCopy:
    return replace(copy, provider_id="AAk-junk", folder=Folder.JUNK, stamp=Stamp.ANONYMOUS)


SENT: Mapping[str, Life] = {
    "kept": lambda copy: [copy],
    "moved": lambda copy: [replace(copy, folder=Folder.OTHER)],
    "moved to the inbox": lambda copy: [replace(copy, folder=Folder.INBOX)],
    "deleted": lambda copy: [replace(copy, folder=Folder.DELETED)],
    "recoverable": lambda copy: [replace(copy, folder=Folder.RECOVERABLE)],
    "another id": lambda copy: [replace(copy, message_id=OTHER_ID)],
    "no id": lambda copy: [replace(copy, message_id=None)],
    "another id, tagged": lambda copy: [
        replace(copy, message_id=OTHER_ID, subject=f"AW: [ext] {copy.subject or ''}".upper())
    ],
    "another id, to a list": lambda copy: [
        replace(copy, message_id=OTHER_ID, recipients=frozenset({LIST}))
    ],
    "another id, another subject": lambda copy: [
        replace(copy, message_id=OTHER_ID, subject="Something else")
    ],
    "from an alias": lambda copy: [replace(copy, message_id=OTHER_ID, sender=ALIAS)],
    "sent by a program, with hops": lambda copy: [replace(copy, stamp=Stamp.OTHER)],
    "stamped internal": lambda copy: [replace(copy, stamp=Stamp.INTERNAL)],
    "flagged as ours": lambda copy: [replace(_forgery(copy), from_me=True)],
    "its flag unread": lambda copy: [replace(_forgery(copy), from_me=None)],
    "in Junk without its headers": lambda copy: [replace(copy, folder=Folder.JUNK)],
    "still a draft": lambda copy: [replace(copy, folder=Folder.DRAFTS, is_draft=True)],
    "beside a forgery": lambda copy: [_forgery(copy), copy],
    "in capitals": lambda copy: [
        replace(copy, message_id=MessageId((copy.message_id or OTHER_ID).upper()))
    ],
}
LOST: Mapping[str, Life] = {
    "never sent": lambda _copy: [],
    "a forgery in Junk": lambda copy: [_forgery(copy)],
}
FAILING: Mapping[str, Callable[[Scene], object]] = {
    "keeps nothing": lambda scene: scene.mailbox.copies.clear(),
    "search incomplete": lambda scene: setattr(scene.mailbox, "is_complete", False),
    "search failing": lambda scene: scene.mailbox.fails.update(
        search=MailboxUnavailableError("down")
    ),
    "origin unknown": lambda scene: setattr(scene.origins, "answer", UNKNOWN_ORIGIN),
    "asked months later": lambda scene: setattr(scene, "now", scene.now + timedelta(days=100)),
}


def sender_of(bounce: Bounce) -> Address:
    return next(iter(senders_of(bounce) or bounce.to))


def identity_of(bounce: Bounce) -> Identity:
    own = sender_of(bounce)
    return an_identity(address=own, addresses=frozenset({own, ALIAS}))


def sent_at_of(bounce: Bounce) -> datetime:
    claims = believable(claimed_times(bounce), datetime(2030, 1, 1, tzinfo=UTC))
    return next(iter(claims), datetime(2026, 3, 3, 9, tzinfo=UTC))


def original_of(bounce: Bounce) -> MailboxCopy:
    """Give the copy that the sender of the original has of it."""
    answering = () if bounce.sender is None else (bounce.sender,)
    written_to = bounce.returned.recipients or answering
    return a_copy(
        message_id=next(iter(candidate_ids(bounce)), None),
        sender=sender_of(bounce),
        recipients=failed_addresses(bounce) or frozenset(written_to),
        subject=bounce.returned.subject,
        sent_at=sent_at_of(bounce),
    )


def world_of(mail: Path, life: Life) -> Scene:
    mime = mail.read_bytes()
    bounce = read_bounce(mime)
    received_at = sent_at_of(bounce) + LATER
    scene = Scene(mime=mime, item_class=None, now=received_at + LATER)
    scene.origins.answer = FOREIGN
    scene.mailbox.who = identity_of(bounce)
    (fetched,) = scene.mailbox.messages.values()
    scene.mailbox.put(replace(fetched, message=replace(fetched.message, received_at=received_at)))
    usual = a_copy(
        provider_id="AAk-usual",
        message_id=None,
        sender=ALIAS,
        recipients=frozenset({Address("friend@example.org")}),
        subject="Nothing to do with it",
        sent_at=received_at - timedelta(days=20),
    )
    scene.mailbox.copies = [usual, *life(original_of(bounce))]
    return scene


def is_findable(bounce: Bounce, how: str) -> bool:
    """Tell whether what is left of a sent message can be found by what the notice says at all."""
    if how == "another id, to a list":
        return bounce.returned.subject is not None
    return True


def not_sent(check: Check) -> bool:
    return check.verdict.answer is Answer.NOT_SENT


@pytest.mark.parametrize("mail", NAMED, ids=lambda mail: f"{mail.parent.name}/{mail.stem}")
def test_what_was_sent_is_never_called_not_sent(mail: Path) -> None:
    bounce = read_bounce(mail.read_bytes())

    wrong = [
        how
        for how, life in SENT.items()
        if is_findable(bounce, how) and not_sent(world_of(mail, life).check())
    ]

    assert wrong == []


@pytest.mark.parametrize("mail", NAMED, ids=lambda mail: f"{mail.parent.name}/{mail.stem}")
@pytest.mark.parametrize("failing", FAILING)
def test_a_source_that_fails_never_leads_to_not_sent(mail: Path, failing: str) -> None:
    wrong = []
    for how, life in {**SENT, **LOST}.items():
        scene = world_of(mail, life)
        FAILING[failing](scene)
        if not_sent(scene.check()):
            wrong.append(how)

    assert wrong == []


def test_what_was_never_sent_is_recognised_as_such() -> None:
    """Else the others would hold in a program that knows no other answer than "unsure"."""
    answers = {
        f"{mail.stem}, {how}": world_of(mail, life).check().verdict.answer
        for mail in NAMED
        for how, life in LOST.items()
    }

    unsure = {name for name, answer in answers.items() if answer is not Answer.NOT_SENT}
    assert len(unsure) <= len(answers) / 4, unsure


def test_access_that_ends_in_the_middle_is_told_and_dismisses_nothing() -> None:
    scene = world_of(NAMED[0], SENT["kept"])
    scene.mailbox.fails["search"] = MailboxAccessDeniedError("no longer")

    with pytest.raises(MailboxAccessDeniedError):
        scene.check()
