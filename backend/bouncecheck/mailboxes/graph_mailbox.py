"""GraphMailbox: a mailbox of Exchange Online, asked through Microsoft Graph."""

from collections.abc import Mapping
from datetime import datetime

from bouncecheck.bounces.identifiers import MessageId
from bouncecheck.errors import (
    BadRequestError,
    ConsentRequiredError,
    MailboxError,
    MessageNotFoundError,
)
from bouncecheck.mailboxes.answers import (
    Identified,
    Message,
    MessagePage,
    Organizations,
    User,
    decode,
)
from bouncecheck.mailboxes.filters import id_filter, moment
from bouncecheck.mailboxes.graph_rules import RulesRead, read_rules
from bouncecheck.mailboxes.limits import Deadline, both
from bouncecheck.mailboxes.notices import may_be_notice
from bouncecheck.mailboxes.profiles import Profile, Profiles
from bouncecheck.mailboxes.questions import IN_REPLY_TO, ITEM_CLASS, ME, GraphQuestions, Listing
from bouncecheck.mailboxes.readings import (
    copy_from,
    headers_of,
    identity_from,
    message_from,
    reply_from,
)
from bouncecheck.mailboxes.search import WHOLE_MAILBOX, MailboxSearch
from bouncecheck.mailboxes.transport import GraphSession
from bouncecheck.usecases.ports import (
    FetchedMessage,
    MailboxMessage,
    MessageRef,
    NoticeList,
    SearchQuestion,
)
from bouncecheck.verdicts.facts import (
    Folder,
    Identity,
    InboxRule,
    MailboxCopy,
    Reply,
    SearchAnswer,
)

PATIENCE_S = 25.0
"""How long one call may take, pauses that Graph asks for included."""

SHORT_PATIENCE_S = 6.0
"""The same for what an answer can do without."""

MAX_REPLIES = 200

MAX_LISTED_PAGES = 30
"""Pages of a sweep's listing: about 30,000 messages."""

_KNOWN_FOLDERS = (Folder.INBOX, Folder.SENT, Folder.DELETED, Folder.JUNK, Folder.DRAFTS)
_NOT_THERE = frozenset({403, 404})
_SUMMARY = (
    "id",
    "internetMessageId",
    "subject",
    "from",
    "receivedDateTime",
    "lastModifiedDateTime",
    "parentFolderId",
    "changeKey",
    "webLink",
)
_WITH_HEADERS = (*_SUMMARY, "internetMessageHeaders")
_REPLY = ("id", "from", "internetMessageHeaders")


class GraphMailbox:
    """Implements ports.Mailbox for the caller's own mailbox, or for a named one."""

    def __init__(
        self,
        session: GraphSession,
        profiles: Profiles,
        *,
        profile_key: str,
        mailbox: str = ME,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Take a session and the memory of profiles.

        Args:
            session: With the rights of whoever asks.
            profiles: Shared in the process.
            profile_key: Tenant, asker and mailbox.
            mailbox: ME, an object id or an address.
            patience_s: How long one call may take.

        Raises:
            BadRequestError: the mailbox is neither.
        """
        self._session = session
        self._profiles = profiles
        self._profile_key = profile_key
        self._questions = GraphQuestions(mailbox)
        self._patience_s = patience_s

    async def identity(self) -> Identity:
        """Return whose mailbox it is: one batch, remembered for an hour."""
        return (await self._profile()).identity

    async def fetch(self, ref: MessageRef) -> FetchedMessage:
        """Return one message with its content: two requests."""
        deadline = Deadline.after(self._patience_s)
        if ref.id is None:
            return await self._fetch_by_internet_id(ref.internet_message_id, deadline)
        asked = self._questions.message(ref.id, _WITH_HEADERS, prop=ITEM_CLASS)
        content = self._questions.content(ref.id)
        folders, (answer, mime) = await both(
            self._folders(),
            both(self._session.send(asked, deadline), self._session.send(content, deadline)),
        )
        return _fetched(decode(answer.body, Message), mime.body, folders)

    async def list_notices(self, since: datetime) -> NoticeList:
        """Return what arrived since then and may be a bounce, newest first."""
        deadline = Deadline.after(self._patience_s)
        folders = await self._folders()
        listing = Listing(
            fields=_SUMMARY,
            filter=f"receivedDateTime ge {moment(since)}",
            order="receivedDateTime desc",
            property=ITEM_CLASS,
        )
        answer = await self._session.send(self._questions.messages(listing), deadline)
        found, complete = await self._all_pages(decode(answer.body, MessagePage), deadline)
        read = {m.id: message_from(m, folders) for m in found}
        notices = [message for message in read.values() if may_be_notice(message)]
        notices.sort(key=lambda message: message.received_at, reverse=True)
        return NoticeList(messages=tuple(notices), complete=complete)

    async def search(self, question: SearchQuestion) -> SearchAnswer:
        """Look in the whole mailbox and in Recoverable Items: one batch, and further pages."""
        profile = await self._profile_if_known()
        folders = {} if profile is None else profile.folders
        # Copies under an alias that nobody named to us were not listed.
        knows_aliases = profile is not None and profile.knows_aliases
        search = MailboxSearch(self._session, self._questions, Deadline.after(self._patience_s))
        await search.run(question)
        copies: dict[str, MailboxCopy] = {}
        for place, found in search.found.items():
            for message in found.messages.values():
                folder = Folder.RECOVERABLE
                if place == WHOLE_MAILBOX:
                    folder = folders.get(message.parent_folder_id or "", Folder.OTHER)
                copies.setdefault(message.id, copy_from(message, folder))
        return SearchAnswer(
            copies=tuple(copies.values()),
            complete=search.is_complete and knows_aliases,
            keeps_since=question.keeps_since,
            notes=search.notes,
        )

    async def rules(self) -> tuple[InboxRule, ...] | None:
        """Return the inbox rules: one request or two, remembered for ten minutes."""
        domains = (await self._profile()).identity.domains

        async def ask() -> RulesRead:
            return await read_rules(self._session, self._questions, domains, self._soon())

        return (await self._profiles.rules.of(self._profile_key, ask)).rules

    async def replies(self, since: datetime) -> tuple[Reply, ...]:
        """Return the newest answers in the inbox since then: one request."""
        listing = Listing(
            fields=_REPLY,
            folder=Folder.INBOX.value,
            filter=f"receivedDateTime ge {moment(since)}",
            order="receivedDateTime desc",
            property=IN_REPLY_TO,
            top=MAX_REPLIES,
        )
        answer = await self._session.send(self._questions.messages(listing), self._soon())
        read = map(reply_from, decode(answer.body, MessagePage).value)
        return tuple(reply for reply in read if reply is not None)

    async def move(self, message_id: str, folder_id: str) -> str:
        """Move a message to a folder; return its id from now on, which is the same one."""
        asked = self._questions.move(message_id, folder_id)
        answer = await self._session.send(asked, Deadline.after(self._patience_s))
        return decode(answer.body, Identified).id

    def _soon(self) -> Deadline:
        """Return the deadline for what only adds to an answer: nobody waits long for it."""
        return Deadline.after(min(self._patience_s, SHORT_PATIENCE_S))

    async def _profile(self) -> Profile:
        return await self._profiles.of(self._profile_key, self._ask_profile)

    async def _ask_profile(self) -> Profile:
        questions = self._questions
        answers = await self._session.batch(
            [
                questions.identity(),
                questions.organization(),
                *(questions.folder(folder) for folder in _KNOWN_FOLDERS),
            ],
            Deadline.after(self._patience_s),
        )
        user = decode(answers[0].checked().body, User)
        organizations = decode(answers[1].checked().body, Organizations).value
        if not organizations:
            raise MailboxError("Graph names no organization")
        folders = {
            decode(answer.body, Identified).id: folder
            for folder, answer in zip(_KNOWN_FOLDERS, answers[2:], strict=True)
            if answer.is_success
        }
        return Profile(
            identity=identity_from(user, organizations[0]),
            folders=folders,
            knows_aliases=any(p[:5].lower() == "smtp:" for p in user.proxy_addresses),
            is_whole=all(a.is_success or a.status in _NOT_THERE for a in answers[2:]),
        )

    async def _folders(self) -> Mapping[str, Folder]:
        return (await self._profile()).folders

    async def _profile_if_known(self) -> Profile | None:
        try:
            return await self._profile()
        except ConsentRequiredError:
            raise
        except MailboxError:
            return None  # a copy counts wherever it lies; the folder only describes it

    async def _fetch_by_internet_id(
        self, message_id: MessageId | None, deadline: Deadline
    ) -> FetchedMessage:
        if message_id is None:
            raise BadRequestError("name the message by one of its two ids")
        listing = Listing(
            fields=_WITH_HEADERS, filter=id_filter(message_id), property=ITEM_CLASS, top=50
        )
        asked = self._questions.messages(listing)
        folders, answer = await both(self._folders(), self._session.send(asked, deadline))
        found = decode(answer.body, MessagePage).value
        if not found:
            raise MessageNotFoundError("no message has this Message-ID")
        best = max(found, key=lambda message: _likeliness(message_from(message, folders)))
        mime = await self._session.send(self._questions.content(best.id), deadline)
        return _fetched(best, mime.body, folders)

    async def _all_pages(self, page: MessagePage, deadline: Deadline) -> tuple[list[Message], bool]:
        """Return every message of a listing, and whether it came to its end."""
        found = list(page.value)
        for _ in range(MAX_LISTED_PAGES - 1):
            if page.next_link is None:
                return found, True
            try:
                request = self._session.follow(page.next_link)
                page = decode((await self._session.send(request, deadline)).body, MessagePage)
            except MailboxError:
                return found, False
            found += page.value
        return found, page.next_link is None


def _fetched(message: Message, mime: bytes, folders: Mapping[str, Folder]) -> FetchedMessage:
    return FetchedMessage(
        message=message_from(message, folders),
        mime=mime,
        transport_headers=headers_of(message),
    )


def _likeliness(message: MailboxMessage) -> tuple[bool, bool, datetime]:
    """Order copies of one Message-ID by how likely it is the one that the person looks at."""
    is_own = message.folder in {Folder.SENT, Folder.DRAFTS}
    return message.folder is Folder.INBOX, not is_own, message.received_at
