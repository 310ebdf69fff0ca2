"""Wire: the last step before the network. What it does not let out cannot be sent."""

import logging
import ssl
from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import aiohttp
import httpx
import httpx_aiohttp
from typing_extensions import override

from bouncecheck.mailboxes.exchange import may_be_sent
from bouncecheck.mailboxes.links import BaseAddress

MAX_MIME_BYTES = 5_000_001
"""What is read of a message: one byte more than the reader takes, so that it sees the cut."""

MAX_ANSWER_BYTES = 64_000_000
"""What is read of any other answer; a page of 999 messages with headers is about 10 MB."""

MAX_CONNECTIONS = 200
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)

# httpx writes every URL into the log, and filters hold addresses and Message-IDs.
logging.getLogger("httpx").setLevel(logging.WARNING)


class AnswerTooLargeError(httpx.ReadError):
    """Graph sent more than we are willing to hold."""


def open_client(
    base: BaseAddress, ca_file: Path | None, network: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """Return the one HTTP client of a process; it belongs to the loop that first uses it.

    Args:
        base: The only place that it ever speaks to.
        ca_file: Certificates to trust, PEM; None for the system's.
        network: What carries the requests; None for the real network.
    """
    return httpx.AsyncClient(
        transport=Wire(base, network or _real_network(ca_file)),
        follow_redirects=False,
        trust_env=False,
        timeout=_TIMEOUT,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


class Wire(httpx.AsyncBaseTransport):
    """Sends reads, moves and batches to one address, and reads answers of bounded size."""

    def __init__(self, base: BaseAddress, network: httpx.AsyncBaseTransport) -> None:
        self._base = base
        self._network = network

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        if not self._base.holds(url):
            raise ValueError("Bounce Check sends nothing to another address than Graph's")
        if not may_be_sent(request.method, self._base.path_of(url)):
            raise ValueError(f"Bounce Check never sends this {request.method} request")
        try:
            response = await self._network.handle_async_request(request)
        except aiohttp.ClientError as error:  # those that httpx-aiohttp does not translate
            raise httpx.TransportError(type(error).__name__) from error
        is_content = request.url.path.endswith("/$value")
        stream = _Bounded(response.stream, cut=is_content)
        response.stream = stream
        return response

    @override
    async def aclose(self) -> None:
        await self._network.aclose()


class _Bounded(httpx.AsyncByteStream):
    """Reads up to a limit; beyond it a message is cut, and any other answer refused."""

    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream, *, cut: bool) -> None:
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("an asynchronous stream is needed")
        self._stream = stream
        self._cut = cut

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MAX_MIME_BYTES if self._cut else MAX_ANSWER_BYTES
        try:
            async for chunk in self._stream:
                yield chunk[:left]
                left -= len(chunk)
                if left <= 0 and self._cut:
                    return
                if left < 0:
                    raise AnswerTooLargeError("the answer is too large")
        except aiohttp.ClientError as error:
            raise httpx.ReadError(type(error).__name__) from error

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()


def _real_network(ca_file: Path | None) -> httpx.AsyncBaseTransport:
    trust = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(limit=MAX_CONNECTIONS, ssl=trust)
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )

    return httpx_aiohttp.AiohttpTransport(verify=trust, trust_env=False, client=session)
