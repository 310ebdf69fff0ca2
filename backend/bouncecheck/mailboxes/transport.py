"""GraphTransport: every request to Graph goes through here, and only to the configured address.

msgraph-sdk's adapter sends, bytes come out: its models cost seconds for a page of a thousand
messages. Its retries are not used: they repeat a move after a 504, and sleep for minutes.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import httpx
import msgspec
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_abstractions.response_handler import ResponseHandler
from kiota_http.httpx_request_adapter import HttpxRequestAdapter
from kiota_http.middleware.options import ResponseHandlerOption
from kiota_http.observability_options import ObservabilityOptions

from bouncecheck.errors import ClaimsChallengeError, MailboxUnavailableError
from bouncecheck.mailboxes.answers import BatchReply, decode
from bouncecheck.mailboxes.exchange import (
    BATCH_PATH,
    NO_ANSWER,
    Answer,
    GraphRequest,
    claims_of,
    retry_after_of,
)
from bouncecheck.mailboxes.limits import MAX_CONCURRENT, Deadline, Gates, MailboxGate
from bouncecheck.mailboxes.links import BaseAddress
from bouncecheck.mailboxes.wire import open_client

MAX_TRIES = 4
FIRST_PAUSE_S = 0.5
MAX_PAUSE_S = 8.0
MAX_BATCH_PARTS = 20
_UNAUTHORIZED = 401
_IMMUTABLE = 'IdType="ImmutableId"'


class TokenSource(Protocol):
    """Gives access tokens for Graph, with one person's or the app's rights."""

    async def token(self) -> str:
        """Return a token. Raises MailboxError."""
        ...

    async def renew(self) -> None:
        """Forget the token that Graph refused, so that the next one is fresh."""
        ...


class GraphTransport:
    """The process's one way to Graph; it belongs to the loop that first uses it."""

    def __init__(
        self,
        graph_url: str,
        *,
        ca_file: Path | None = None,
        network: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.base = BaseAddress(graph_url)
        self._client = open_client(self.base, ca_file, network)
        self._gates = Gates()

    def session(self, tokens: TokenSource, *, mailbox_key: str) -> "GraphSession":
        """Return a session with somebody's rights.

        Args:
            tokens: Where its access tokens come from.
            mailbox_key: Tenant and mailbox; all sessions of one key share four places.
        """
        provider = BaseBearerTokenAuthenticationProvider(_OnlyToGraph(tokens, self.base))
        # Were traces collected, the SDK would write whole addresses into them.
        unseen = ObservabilityOptions(include_euii_attributes=False)
        adapter = HttpxRequestAdapter(
            provider, http_client=self._client, observability_options=unseen
        )
        adapter.base_url = self.base.url
        return GraphSession(adapter, tokens, self.base, self._gates.of(mailbox_key))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()


class GraphSession:
    """Sends requests with one person's rights, within the limits of one mailbox."""

    def __init__(
        self,
        adapter: HttpxRequestAdapter,
        tokens: TokenSource,
        base: BaseAddress,
        gate: MailboxGate,
    ) -> None:
        self._adapter = adapter
        self._tokens = tokens
        self._base = base
        self._gate = gate

    def follow(self, link: str) -> GraphRequest:
        """Return the request for a link out of an answer.

        Raises:
            MailboxUnavailableError: the link leads elsewhere.
        """
        return GraphRequest(path=self._base.path_of(link))

    async def send(self, request: GraphRequest, deadline: Deadline) -> Answer:
        """Send one request, again where that is harmless and in time; return its success.

        Raises:
            MailboxError: it failed for good, or for as long as the caller waits.
        """
        for tries in range(1, MAX_TRIES + 1):
            answer = await self._authorised(request, deadline)
            pause = answer.retry_after_s or _pause_after(tries)
            again = answer.may_be_repeated(request) and deadline.allows(pause)
            if not again or tries == MAX_TRIES:
                return answer.checked()
            await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def once(self, request: GraphRequest, deadline: Deadline) -> Answer:
        """Send one request a single time; return what came, success or not.

        Raises:
            MailboxError: there is no token to send it with.
        """
        return await self._in_time(request, deadline)

    async def batch(
        self, requests: Sequence[GraphRequest], deadline: Deadline
    ) -> tuple[Answer, ...]:
        """Send reads in one HTTP request; return the answer of each, failures included.

        Parts that were throttled are asked again, they alone.

        Raises:
            MailboxError: the batch as a whole brought nothing.
        """
        if len(requests) > MAX_BATCH_PARTS or any(r.method != "GET" for r in requests):
            raise ValueError(f"a batch holds at most {MAX_BATCH_PARTS} reads")
        answers = dict(enumerate(await self._one_batch(requests, deadline)))
        for tries in range(1, MAX_TRIES):
            due = [i for i, answer in answers.items() if answer.may_be_repeated(requests[i])]
            pause = max([answers[i].retry_after_s or _pause_after(tries) for i in due], default=0)
            if not due or not deadline.allows(pause):
                break
            await asyncio.sleep(pause)
            try:
                again = await self._one_batch([requests[i] for i in due], deadline)
            except MailboxUnavailableError:
                break  # what came before stands, and the rest stays failed
            answers.update(zip(due, again, strict=True))
        return tuple(answers[i] for i in range(len(requests)))

    async def _one_batch(
        self, requests: Sequence[GraphRequest], deadline: Deadline
    ) -> list[Answer]:
        body = msgspec.json.encode({"requests": [_part(i, r) for i, r in enumerate(requests)]})
        whole = GraphRequest(method="POST", path=BATCH_PATH, body=body, weight=len(requests))
        reply = decode((await self.send(whole, deadline)).body, BatchReply)
        found = {part.id: part for part in reply.responses}
        return [
            found[str(i)].answer() if str(i) in found else Answer(status=NO_ANSWER)
            for i in range(len(requests))
        ]

    async def _authorised(self, request: GraphRequest, deadline: Deadline) -> Answer:
        """Send once, and once more with a fresh token where the first was refused."""
        answer = await self._in_time(request, deadline)
        if answer.status != _UNAUTHORIZED or claims_of(answer.challenge):
            return answer
        await self._tokens.renew()
        return await self._in_time(request, deadline)

    async def _in_time(self, request: GraphRequest, deadline: Deadline) -> Answer:
        try:
            async with asyncio.timeout_at(deadline.when), self._gate.enter(request.weight):
                return await self._once(request)
        except TimeoutError:
            return Answer(status=NO_ANSWER)

    async def _once(self, request: GraphRequest) -> Answer:
        information = RequestInformation(Method(request.method))
        information.url = self._base.url + request.path
        information.headers.try_add("Accept", "application/json, text/plain")
        # What is cut at a limit must not be compressed: half of it could not be read.
        is_content = request.path.endswith("/$value")
        information.headers.try_add("Accept-Encoding", "identity" if is_content else "gzip")
        information.headers.try_add("Prefer", _IMMUTABLE)
        if request.body is not None:
            information.set_stream_content(request.body, "application/json")
        information.add_request_options([ResponseHandlerOption(_AsAnswer())])
        try:
            answer = await self._adapter.send_primitive_async(information, "bytes", {})
        except httpx.HTTPError:
            return Answer(status=NO_ANSWER)
        if not isinstance(answer, Answer):
            raise MailboxUnavailableError("Graph's answer could not be read")
        return answer


class _AsAnswer(ResponseHandler):  # type: ignore[misc]  # the SDK is skipped by mypy
    """Hands out status and bytes of every answer; the SDK would raise and drop the body."""

    async def handle_response_async(self, response: httpx.Response, error_map: object) -> Answer:
        del error_map
        return Answer(
            status=response.status_code,
            body=response.content,
            retry_after_s=retry_after_of(response.headers.get("Retry-After")),
            challenge=response.headers.get("WWW-Authenticate", ""),
        )


class _OnlyToGraph(AccessTokenProvider):  # type: ignore[misc]  # the SDK is skipped by mypy
    """Gives the token to the configured address, and to no other."""

    def __init__(self, tokens: TokenSource, base: BaseAddress) -> None:
        self._tokens = tokens
        self._base = base
        self._hosts = AllowedHostsValidator([base.host])

    async def get_authorization_token(
        self, uri: str, additional_authentication_context: dict[str, str] | None = None
    ) -> str:
        if not self._hosts.is_url_host_valid(uri) or not self._base.holds(uri):
            raise MailboxUnavailableError("no token is given to another address than Graph's")
        challenge = (additional_authentication_context or {}).get("claims")
        if challenge:
            claims = claims_of(f'claims="{challenge}"')
            raise ClaimsChallengeError("Graph answered 401 with a claims challenge", claims)
        return await self._tokens.token()

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return self._hosts


def _part(index: int, request: GraphRequest) -> dict[str, object]:
    part: dict[str, object] = {
        "id": str(index),
        "method": "GET",
        "url": request.path,
        "headers": {"Prefer": _IMMUTABLE},
    }
    if index >= MAX_CONCURRENT:  # so that never more than four run at once
        part["dependsOn"] = [str(index - MAX_CONCURRENT)]
    return part


def _pause_after(tries: int) -> float:
    return min(FIRST_PAUSE_S * 2.0 ** (tries - 1), MAX_PAUSE_S)
