"""LogReader: one question to the mail log, all its pages, within the quota of the tenant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bouncecheck.bounces.identifiers import Address, MessageId, message_id_from
from bouncecheck.errors import ConsentRequiredError, MailboxError
from bouncecheck.mailboxes.answers import decode
from bouncecheck.mailboxes.exchange import Answer, GraphRequest
from bouncecheck.mailboxes.limits import Deadline
from bouncecheck.mailboxes.log_filters import by_id, by_sender
from bouncecheck.mailboxes.log_rows import TraceEntry, TracePage, record_of
from bouncecheck.mailboxes.questions import GraphQuestions
from bouncecheck.mailboxes.transport import GraphSession, GraphTransport, TokenSource
from bouncecheck.usecases.witnesses import LogHint, Quota, Urgency
from bouncecheck.verdicts.facts import LogRecord, SearchWindow
from bouncecheck.verdicts.keys import same_id

TRACING_APP_ID = "8bd644d1-64a1-4d4b-ae52-2e0cbf64e373"
"""Microsoft's app behind the log; without its service principal in a tenant there is none."""

PAGE_SIZE = 5_000
MAX_PAGES = 10
"""Pages of one listing; a sender of more in ten days is a machine, and the answer incomplete."""

MAX_TRIES = 2
PAUSE = timedelta(minutes=1)
"""How long a log that refuses is left alone, where it does not say itself."""

_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 401, 403, 429
_PASSING = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """One question: what has this identifier, or what did this address send."""

    tenant_id: str
    subject: MessageId | Address
    is_id: bool
    """Whether `subject` is an identifier, and not an address."""

    span: SearchWindow
    urgency: Urgency

    @property
    def filter(self) -> str:
        """The question as OData."""
        if self.is_id:
            return by_id(MessageId(self.subject), self.span)
        return by_sender(Address(self.subject), self.span)

    def is_answered_by(self, entry: TraceEntry) -> bool:
        """Tell whether a row is whole, and one that was asked for."""
        if not entry.is_whole:
            return False
        if self.is_id:
            named = message_id_from(entry.message_id or "")
            return named is not None and same_id(named) == same_id(MessageId(self.subject))
        return (entry.sender_address or "").lower() == self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPart:
    """What one question brought."""

    records: tuple[LogRecord, ...]
    at: datetime
    """When it was asked: aware, in UTC."""

    complete: bool
    hint: LogHint | None = None
    """Why it is not complete, where that is known."""


class LogReader:
    """Asks the mail log with the application's own rights; belongs to one event loop."""

    def __init__(
        self,
        transport: GraphTransport,
        tokens_of: Callable[[str], TokenSource],
        quota: Quota,
        now: Callable[[], datetime],
    ) -> None:
        """Take the way to Graph, where a tenant's tokens come from, the quota and the clock."""
        self._transport = transport
        self._tokens_of = tokens_of
        self._quota = quota
        self._now = now
        self._questions = GraphQuestions()
        self._pauses: dict[str, tuple[datetime, LogHint]] = {}
        self._troubles: dict[str, LogHint | None] = {}

    def trouble(self, tenant_id: str) -> LogHint | None:
        """Return what hindered the last answer to a tenant; None if nothing did."""
        return self._troubles.get(tenant_id)

    async def read(self, query: LogQuery, deadline: Deadline) -> LogPart:
        """Return the rows; never raises for what Graph, the authority or the quota says."""
        part = await self._read(query, deadline)
        self._troubles[query.tenant_id] = part.hint
        return part

    async def _read(self, query: LogQuery, deadline: Deadline) -> LogPart:
        at = self._now()
        records: list[LogRecord] = []
        is_whole = True
        tokens = self._tokens_of(query.tenant_id)
        session = self._transport.session(tokens, mailbox_key=f"{query.tenant_id}/mail-log")
        request = self._questions.traces(query.filter, PAGE_SIZE)
        for _ in range(MAX_PAGES):
            page = await self._page(query, session, request, deadline)
            if isinstance(page, LogHint):
                return LogPart(records=tuple(records), at=at, complete=False, hint=page)
            asked = MessageId(query.subject) if query.is_id else None
            found = [record_of(entry, asked) for entry in page.value]
            records += [record for record in found if record is not None]
            is_whole &= all(query.is_answered_by(entry) for entry in page.value)
            if page.next_link is None:
                return LogPart(records=tuple(records), at=at, complete=is_whole)
            try:
                request = session.follow(page.next_link)
            except MailboxError:
                break
        return LogPart(records=tuple(records), at=at, complete=False, hint=LogHint.UNAVAILABLE)

    async def _page(
        self, query: LogQuery, session: GraphSession, request: GraphRequest, deadline: Deadline
    ) -> TracePage | LogHint:
        """Return one page, or why there is none."""
        for _ in range(MAX_TRIES):
            page = await self._try(query, session, request, deadline)
            if page is not None:
                return page
        return LogHint.UNAVAILABLE

    async def _try(
        self, query: LogQuery, session: GraphSession, request: GraphRequest, deadline: Deadline
    ) -> TracePage | LogHint | None:
        """Return one page, or why there is none; None for a failure that may pass at once."""
        closed = await self._closed(query)
        if closed is not None:
            return closed
        try:
            answer = await session.once(request, deadline)
            if not answer.is_success:
                return await self._refused(query.tenant_id, answer)
            return decode(answer.body, TracePage)
        except ConsentRequiredError:
            # The application's own token is refused; the person can do nothing about it.
            return self._rest(query.tenant_id, LogHint.NO_PERMISSION, None)
        except MailboxError:
            return LogHint.UNAVAILABLE

    async def _closed(self, query: LogQuery) -> LogHint | None:
        """Return why nothing may be asked now; else one request is taken out of the quota."""
        until, why = self._pauses.get(query.tenant_id, (self._now(), LogHint.UNAVAILABLE))
        if self._now() < until:
            return why
        return None if await self._quota.take(query.tenant_id, query.urgency) else LogHint.QUOTA

    async def _refused(self, tenant_id: str, answer: Answer) -> LogHint | None:
        """Return why the log did not answer, and leave it alone where asking again is no use."""
        if answer.status == _UNAUTHORIZED:
            if TRACING_APP_ID.encode() in answer.body.lower():
                return self._rest(tenant_id, LogHint.NO_SERVICE_PRINCIPAL, None)
            await self._tokens_of(tenant_id).renew()
        if answer.status == _FORBIDDEN:
            return self._rest(tenant_id, LogHint.NO_PERMISSION, None)
        if answer.status == _TOO_MANY:
            return self._rest(tenant_id, LogHint.QUOTA, answer.retry_after_s)
        return None if answer.status in _PASSING else LogHint.UNAVAILABLE

    def _rest(self, tenant_id: str, why: LogHint, wait_s: float | None) -> LogHint:
        pause = PAUSE if wait_s is None else min(timedelta(seconds=wait_s), timedelta(hours=1))
        self._pauses[tenant_id] = (self._now() + pause, why)
        return why
