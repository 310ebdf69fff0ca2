"""The mail log over a network in memory, and questions to it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypedDict, TypeVar, Unpack
from urllib.parse import parse_qs, urlsplit

import httpx

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.mailboxes.graph_mail_log import GraphMailLog
from bouncecheck.mailboxes.log_reader import LogReader
from bouncecheck.mailboxes.transport import GraphTransport, TokenSource
from bouncecheck.usecases.witnesses import LogAnswer, LogQuestion, MailLog, Urgency
from bouncecheck.verdicts.facts import SearchWindow
from builders import MY_ADDRESS, NOW, ORIGINAL_ID
from mailboxes.doubles import GRAPH, Network, Reply, reply

TENANT = "11111111-1111-4111-8111-111111111111"
OTHER_TENANT = "22222222-2222-4222-8222-222222222222"
ALIAS = Address("v.prince@contoso.com")

Answer = TypeVar("Answer")
Script = Callable[[MailLog], Awaitable[Answer]]


class _QuestionFields(TypedDict, total=False):
    tenant_id: str
    ids: tuple[MessageId, ...]
    addresses: frozenset[Address]
    slices: tuple[SearchWindow, ...]
    may_list: bool
    urgency: Urgency


def span(start: timedelta, end: timedelta = timedelta(0), now: datetime = NOW) -> SearchWindow:
    """Give the span from so long before `now` until so long before it."""
    return SearchWindow(start=now - start, end=now - end)


def a_question(**fields: Unpack[_QuestionFields]) -> LogQuestion:
    usual: _QuestionFields = {
        "tenant_id": TENANT,
        "ids": (ORIGINAL_ID,),
        "addresses": frozenset({MY_ADDRESS}),
        "slices": (span(timedelta(days=10)),),
        "may_list": True,
        "urgency": Urgency.REST,
    }
    return LogQuestion(**(usual | fields))


def a_row(**fields: str) -> dict[str, str]:
    return {
        "id": "4451a062-48cb-e80d-e8c0-196330437ae6",
        "senderAddress": MY_ADDRESS,
        "recipientAddress": "h@example.net",
        "messageId": f"<{ORIGINAL_ID}>",
        "receivedDateTime": "2026-01-05T08:00:00Z",
        "subject": "Offer",
        "fromIP": "",
        "status": "delivered",
        **fields,
    }


def rows(*entries: dict[str, str], more: str = "") -> httpx.Response:
    body: dict[str, Any] = {"value": list(entries)}
    return reply(200, body | ({"@odata.nextLink": more} if more else {}))


SILENCE = rows()


@dataclass
class CountingQuota:
    """Implements Quota: grants so many, and remembers for whom."""

    left: int = 1_000
    taken: list[tuple[str, Urgency]] = field(default_factory=list)

    async def take(self, tenant_id: str, urgency: Urgency) -> bool:
        if self.left <= len(self.taken):
            return False
        self.taken.append((tenant_id, urgency))
        return True


class LogDesk:
    """GraphMailLog with a network that answers what it was given."""

    def __init__(self, *replies: Reply) -> None:
        self.network = Network(*(replies or (SILENCE,)))
        self.quota = CountingQuota()
        self.tokens: TokenSource = self.network.tokens
        self.now = NOW

    def run(self, script: Script[Answer]) -> Answer:
        return self.run_reader(lambda reader: script(GraphMailLog(reader, self.clock)))

    def run_reader(self, script: Callable[[LogReader], Awaitable[Answer]]) -> Answer:
        async def run() -> Answer:
            network = httpx.MockTransport(self.network.answer)
            transport = GraphTransport(GRAPH, network=network)
            reader = LogReader(transport, lambda _tenant: self.tokens, self.quota, self.clock)
            try:
                return await script(reader)
            finally:
                await transport.aclose()

        return asyncio.run(run())

    def ask(self, question: LogQuestion) -> LogAnswer:
        return self.run(lambda log: log.ask(question))

    def ask_all(self, *questions: LogQuestion) -> list[LogAnswer]:
        async def ask(log: MailLog) -> list[LogAnswer]:
            return [await log.ask(question) for question in questions]

        return self.run(ask)

    @property
    def filters(self) -> list[str]:
        """What was asked for, decoded."""
        queries = [parse_qs(urlsplit(str(one.url)).query) for one in self.network.requests]
        return [query["$filter"][0] for query in queries]

    def clock(self) -> datetime:
        return self.now
