"""Who sent what, and what bounced: a world in which every verdict of level 1 has its bounce."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from bouncecheck.demo.graph_emulator import MailItem, TraceRow, User, World, clock_from
from bouncecheck.demo.story_doubtful import doubtful_messages
from bouncecheck.demo.story_forged import forged_bounces
from bouncecheck.demo.story_life import ordinary_mail
from bouncecheck.demo.story_mail import StoryMessage
from bouncecheck.demo.story_people import CLIENT_ID, CLIENT_SECRET, CONTOSO, FABRIKAM, settle
from bouncecheck.demo.story_sent import CUSTOM_FOLDER, sent_bounces

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "CONTOSO", "FABRIKAM", "build_story", "story_messages"]


def build_story(now: datetime, *, clock: Callable[[], datetime] | None = None) -> World:
    """Return the world of the demo.

    `World.labelled` finds each message by its key, `World.expected` holds the verdict and the
    reason that each judged one gets at level 1. Ida's Graph is down and Noor has not consented:
    their bounces get theirs once the fault is switched off.

    Args:
        now: Aware, in UTC; the whole story lies in the three and a half weeks before it.
        clock: What the world's time is; by default it runs on from `now`.
    """
    world = World(clock or clock_from(now))
    settle(world)
    fill(world, story_messages(now))
    return world


def story_messages(now: datetime) -> tuple[StoryMessage, ...]:
    """Return every message of the story."""
    return (
        *ordinary_mail(now),
        *sent_bounces(now),
        *forged_bounces(now),
        *doubtful_messages(now),
    )


def fill(world: World, messages: Iterable[StoryMessage]) -> None:
    """Put messages into the mailboxes that they belong to."""
    with world.lock:
        for message in messages:
            _put(world, message)


def _put(world: World, message: StoryMessage) -> None:
    mailbox = world.mailboxes[message.owner.id]
    folder = message.folder
    if folder == CUSTOM_FOLDER:
        known = {place.name: place.id for place in mailbox.folders.values()}
        folder = known.get(folder) or mailbox.add_folder(folder).id
    item = mailbox.add(message.mime, folder, message.received_at)
    item.item_class = message.item_class
    item.from_me = message.from_me
    item.is_draft = message.is_draft
    item.is_read = message.is_read
    item.properties.update(message.properties)
    if item.from_me and not item.is_draft:
        world.mail_log.rows += _rows_of(item, message.owner)
    world.labelled[message.key] = (message.owner.id, item)
    if message.expected is not None:
        world.expected[message.key] = message.expected


def _rows_of(item: MailItem, owner: User) -> Iterator[TraceRow]:
    """Yield what the mail log has of a message that left: a row for each recipient."""
    for recipient in (*item.text.to, *item.text.cc, *item.text.bcc):
        yield TraceRow(
            tenant_id=owner.tenant_id,
            message_id=item.text.message_id or "",
            sender=owner.upn,
            recipient=recipient.address,
            subject=item.text.subject,
            received_at=item.sent_at,
        )
