"""A network in memory, and a session on it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx

from bouncecheck.mailboxes.transport import GraphSession, GraphTransport
from ports.rigs import FixedToken

GRAPH = "https://graph.example.com/base/v1.0"
TOKEN = "secret-token"

Answer = TypeVar("Answer")
Reply = httpx.Response | Exception


class Network:
    """Answers with what it was given, one after the other, the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []
        self.tokens = FixedToken(TOKEN)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        stream = httpx.ByteStream(reply.content)
        return httpx.Response(reply.status_code, headers=dict(reply.headers), stream=stream)

    def run(self, script: Callable[[GraphSession], Awaitable[Answer]]) -> Answer:
        async def run() -> Answer:
            transport = GraphTransport(GRAPH, network=httpx.MockTransport(self.answer))
            try:
                return await script(transport.session(self.tokens, mailbox_key="t/m"))
            finally:
                await transport.aclose()

        return asyncio.run(run())


def reply(status: int, body: object = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, content=json.dumps(body or {}).encode())


def refusal(status: int, code: str = "", **headers: str) -> httpx.Response:
    return reply(status, {"error": {"code": code, "message": "secret words"}}, **headers)


def batch_of(*parts: tuple[int, object]) -> httpx.Response:
    responses = [
        {"id": str(number), "status": status, "headers": {"Retry-After": "0"}, "body": body}
        for number, (status, body) in enumerate(parts)
    ]
    return reply(200, {"responses": responses})
