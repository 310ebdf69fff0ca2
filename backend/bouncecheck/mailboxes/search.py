"""MailboxSearch: one search of a whole mailbox, place by place."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bouncecheck.errors import ConsentRequiredError, MailboxError
from bouncecheck.mailboxes.answers import Message, MessagePage, decode
from bouncecheck.mailboxes.exchange import Answer
from bouncecheck.mailboxes.filters import combined_filters, is_askable, simple_filters
from bouncecheck.mailboxes.limits import Deadline
from bouncecheck.mailboxes.questions import FLAGS, GraphQuestions, Listing
from bouncecheck.mailboxes.transport import GraphSession
from bouncecheck.usecases.ports import SearchQuestion

MAX_PAGES = 10
"""Pages of one place; whoever has more sent mail in the window gets an incomplete answer."""

WHOLE_MAILBOX = "messages"
DELETIONS = "deletions"

PLACES = {
    WHOLE_MAILBOX: None,
    DELETIONS: "recoverableitemsdeletions",
    "purges": "recoverableitemspurges",
    "versions": "recoverableitemsversions",
}
"""Where to look: our names, and Graph's. The online archive cannot be reached."""

_MUST_ANSWER = frozenset({WHOLE_MAILBOX, DELETIONS})
_NO_ACCESS = frozenset({403, 404})
_TOO_MUCH = frozenset({400, 414})
"""How Graph refuses a filter that it calls inefficient, or finds too long."""

_FIELDS = (
    "id",
    "internetMessageId",
    "subject",
    "from",
    "toRecipients",
    "ccRecipients",
    "bccRecipients",
    "sentDateTime",
    "parentFolderId",
    "isDraft",
    "webLink",
    "internetMessageHeaders",
)


@dataclass(slots=True)
class PlaceFound:
    """What one place brought."""

    messages: dict[str, Message] = field(default_factory=dict)
    answered: bool = False
    """Whether any listing of it succeeded."""

    complete: bool = True
    may_not_be_read: bool = False
    error: MailboxError | None = None

    def fail(self, error: MailboxError) -> None:
        """Note that a listing failed."""
        self.complete = False
        self.error = self.error or error


class MailboxSearch:
    """One search; gathers what each place brings."""

    def __init__(
        self, session: GraphSession, questions: GraphQuestions, deadline: Deadline
    ) -> None:
        self._session = session
        self._questions = questions
        self._deadline = deadline
        self.found = {place: PlaceFound() for place in PLACES}
        self._asked_everything = False

    @property
    def is_complete(self) -> bool:
        """Whether every place that must answer did so, to the end, and no other one broke."""
        return self._asked_everything and all(
            found.complete and not (found.may_not_be_read and place in _MUST_ANSWER)
            for place, found in self.found.items()
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """The optional places that may not be read."""
        return tuple(
            place
            for place, found in self.found.items()
            if found.may_not_be_read and place not in _MUST_ANSWER
        )

    async def run(self, question: SearchQuestion) -> None:
        """Ask every place everything.

        Raises:
            ConsentRequiredError: the person must sign in or consent first.
            MailboxError: no place answered at all.
        """
        self._asked_everything = is_askable(question)
        refused: set[str] = set()
        for text in combined_filters(question):
            refused |= await self._ask(tuple(PLACES), text, last_try=False)
        if refused:
            for text in simple_filters(question):
                await self._ask(tuple(sorted(refused)), text, last_try=True)
        errors = [found.error for found in self.found.values() if found.error is not None]
        for error in errors:
            if isinstance(error, ConsentRequiredError):
                raise error
        if errors and not any(found.answered for found in self.found.values()):
            raise errors[0]

    async def _ask(self, places: Sequence[str], text: str, *, last_try: bool) -> set[str]:
        """Put one filter to several places; return those that refuse so long a filter."""
        requests = [
            self._questions.messages(
                Listing(fields=_FIELDS, folder=PLACES[place], filter=text, property=FLAGS)
            )
            for place in places
        ]
        try:
            answers = await self._session.batch(requests, self._deadline)
        except ConsentRequiredError:
            raise
        except MailboxError as error:
            for place in places:
                self.found[place].fail(error)
            return set()
        pairs = list(zip(places, answers, strict=True))
        too_long = set() if last_try else {p for p, a in pairs if a.status in _TOO_MUCH}
        await asyncio.gather(*(self._take(p, a) for p, a in pairs if p not in too_long))
        return too_long

    async def _take(self, place: str, answer: Answer) -> None:
        found = self.found[place]
        if answer.status in _NO_ACCESS:
            found.may_not_be_read = True
            found.error = found.error or answer.error()
            return
        try:
            page = decode(answer.checked().body, MessagePage)
            found.answered = True
            await self._take_pages(found, page)
        except MailboxError as error:
            found.fail(error)

    async def _take_pages(self, found: PlaceFound, page: MessagePage) -> None:
        for _ in range(MAX_PAGES):
            found.messages.update((message.id, message) for message in page.value)
            # What lies in a mailbox has an identifier; a sent message without one is half read.
            if any(m.internet_message_id is None and m.is_draft is not True for m in page.value):
                found.complete = False
            if page.next_link is None:
                return
            answer = await self._session.send(self._session.follow(page.next_link), self._deadline)
            page = decode(answer.body, MessagePage)
        found.complete = False
