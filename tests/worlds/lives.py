"""What may have become of a message: the traces that each life leaves in each source."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.verdicts.facts import Folder, LogRecord, MailboxCopy, Stamp
from builders import NOW
from worlds.mails import ALIAS, Mail

OTHER_ID = MessageId("another@contoso.com")
LIST = Address("list@fabrikam.com")
FRIEND = Address("friend@example.org")
PHONE = "8.8.4.4"
"""Where somebody at home sends from: a public address, as a forger's."""

MAILBOX, INDEX, LOG = "mailbox", "index", "log"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One send as the index saw it."""

    copy: MailboxCopy
    removed_after: timedelta | None = None
    is_own: bool = True


@dataclass(frozen=True, kw_only=True)
class Traces:
    """What is left of it, and where."""

    copies: tuple[MailboxCopy, ...] = ()
    sends: tuple[Recorded, ...] = ()
    rows: tuple[LogRecord, ...] = ()
    keeps_copies: bool = True
    """Whether the mailbox holds other messages that it sent."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """One life of a message."""

    name: str
    traces: Callable[[Mail], Traces]
    shows_in: frozenset[str] = field(default_factory=frozenset)
    """Sources in which a trace is left; empty for what was never sent."""


def rows_of(copy: MailboxCopy, from_ip: str = PHONE) -> Iterator[LogRecord]:
    """Yield what the mail log has of a message."""
    for recipient in sorted(copy.recipients) or [FRIEND]:
        yield LogRecord(
            message_id=copy.message_id,
            sender=copy.sender,
            recipient=recipient,
            subject=copy.subject,
            from_ip=from_ip,
            received_at=copy.sent_at or NOW,
            status="failed",
        )


def _kept(name: str, *, left: bool = True, **changes: object) -> Life:
    """Give the life of a message whose copy is there, changed so."""

    def traces(mail: Mail) -> Traces:
        copy = replace(mail.original, **changes)  # type: ignore[arg-type]
        return Traces(
            copies=(copy,),
            sends=(Recorded(copy=copy),) if left else (),
            rows=tuple(rows_of(mail.original)) if left else (),
        )

    return Life(name=name, traces=traces, shows_in=frozenset({MAILBOX}))


def _everywhere_other(name: str, change: Callable[[Mail], MailboxCopy]) -> Life:
    """Give the life of a message that all of our sources know as something else."""

    def traces(mail: Mail) -> Traces:
        copy = change(mail)
        return Traces(copies=(copy,), sends=(Recorded(copy=copy),), rows=tuple(rows_of(copy)))

    return Life(name=name, traces=traces, shows_in=frozenset({MAILBOX}))


def _gone(name: str, removed_after: timedelta | None, *, is_own: bool = True) -> Life:
    """Give the life of a message whose copy is nowhere in the mailbox."""

    def traces(mail: Mail) -> Traces:
        send = Recorded(copy=mail.original, removed_after=removed_after, is_own=is_own)
        return Traces(sends=(send,), rows=tuple(rows_of(mail.original)))

    return Life(name=name, traces=traces, shows_in=frozenset({INDEX, LOG}))


def forgery_of(mail: Mail) -> MailboxCopy:
    """Give the forged message itself, as it came in here; it has an identifier in any case."""
    copy = mail.original
    return replace(
        copy,
        provider_id="AAk-junk",
        message_id=copy.message_id or MessageId("forged@spam.example"),
        folder=Folder.JUNK,
        stamp=Stamp.ANONYMOUS,
    )


def _to_a_list(mail: Mail) -> MailboxCopy:
    # What came back of its To is what the copy says, too.
    to = frozenset(mail.bounce.returned.recipients) or frozenset({LIST})
    return replace(mail.original, message_id=OTHER_ID, recipients=to)


def _tagged(mail: Mail) -> MailboxCopy:
    subject = f"AW: [ext] {mail.original.subject or ''}".upper()
    return replace(mail.original, message_id=OTHER_ID, subject=subject)


def _in_capitals(mail: Mail) -> MailboxCopy:
    text = mail.original.message_id or OTHER_ID
    return replace(mail.original, message_id=MessageId(text.upper()))


def _beside_a_forgery(mail: Mail) -> Traces:
    copy = mail.original
    return Traces(
        copies=(forgery_of(mail), copy),
        sends=(Recorded(copy=copy),),
        rows=(*_rows_coming_in(mail), *rows_of(copy)),
    )


def _rows_coming_in(mail: Mail) -> Iterator[LogRecord]:
    yield from rows_of(replace(forgery_of(mail), recipients=frozenset({mail.identity.address})))


def _no_copy(mail: Mail) -> Traces:
    return Traces(rows=tuple(rows_of(mail.original)))


def _keeps_none(mail: Mail) -> Traces:
    return Traces(rows=tuple(rows_of(mail.original)), keeps_copies=False)


def _rewritten(mail: Mail) -> Traces:
    return Traces(rows=tuple(rows_of(replace(mail.original, message_id=OTHER_ID))))


SENT = (
    _kept("kept"),
    _kept("moved", folder=Folder.OTHER),
    _kept("moved to the inbox", folder=Folder.INBOX),
    _kept("deleted", folder=Folder.DELETED),
    _kept("recoverable", folder=Folder.RECOVERABLE),
    _kept("another id in the copy", message_id=OTHER_ID),
    _kept("no id in the copy", message_id=None),
    _kept("sent by a program, with hops", stamp=Stamp.OTHER),
    _kept("stamped internal", stamp=Stamp.INTERNAL),
    _kept("flagged as ours", stamp=Stamp.ANONYMOUS, folder=Folder.JUNK, from_me=True),
    _kept("its flag unread", stamp=Stamp.ANONYMOUS, folder=Folder.JUNK, from_me=None),
    _kept("in Junk without its headers", folder=Folder.JUNK),
    _kept("still a draft", left=False, folder=Folder.DRAFTS, is_draft=True),
    _everywhere_other("another id", lambda mail: replace(mail.original, message_id=OTHER_ID)),
    _everywhere_other("another id, tagged", _tagged),
    _everywhere_other("another id, to a list", _to_a_list),
    _everywhere_other(
        "another id, another subject",
        lambda mail: replace(mail.original, message_id=OTHER_ID, subject="Something else"),
    ),
    _everywhere_other(
        "from an alias", lambda mail: replace(mail.original, message_id=OTHER_ID, sender=ALIAS)
    ),
    _everywhere_other("in capitals", _in_capitals),
    Life(name="beside a forgery", traces=_beside_a_forgery, shows_in=frozenset({MAILBOX})),
    _gone("purged", timedelta(days=1)),
    _gone("purged at once", timedelta(minutes=3)),
    _gone("sent by a delegate", None, is_own=False),
    Life(name="another client, no copy", traces=_no_copy, shows_in=frozenset({LOG})),
    Life(name="no copies kept", traces=_keeps_none, shows_in=frozenset({LOG})),
    Life(name="no copy, id rewritten", traces=_rewritten, shows_in=frozenset({LOG})),
)


def _busy(mail: Mail) -> Traces:
    others = tuple(
        replace(
            mail.original,
            provider_id=f"AAk-busy-{number}",
            message_id=MessageId(f"busy-{number}@contoso.com"),
            subject=f"Minutes {number}",
            recipients=frozenset({FRIEND}),
            sent_at=mail.sent_at - timedelta(hours=number),
        )
        for number in range(30)
    )
    return Traces(
        copies=others,
        sends=tuple(Recorded(copy=copy) for copy in others),
        rows=tuple(row for copy in others for row in rows_of(copy)),
    )


NEVER_SENT = (
    Life(name="never sent", traces=lambda _mail: Traces()),
    Life(name="never sent, a busy mailbox", traces=_busy),
    Life(
        name="never sent, a forgery in Junk",
        traces=lambda mail: Traces(copies=(forgery_of(mail),), rows=tuple(_rows_coming_in(mail))),
    ),
)
KEEPS_NOTHING = Life(
    name="never sent, no copies kept", traces=lambda _mail: Traces(keeps_copies=False)
)
