"""Where requests may go, and which ones may be sent at all."""

import asyncio

import httpx
import pytest

from bouncecheck.errors import MailboxUnavailableError, SettingsError
from bouncecheck.mailboxes.exchange import GraphRequest
from bouncecheck.mailboxes.limits import Deadline
from bouncecheck.mailboxes.links import BaseAddress
from bouncecheck.mailboxes.transport import GraphSession
from bouncecheck.mailboxes.wire import open_client
from mailboxes.doubles import GRAPH, Network, reply


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/me/messages/x"),
        ("POST", "/me/messages/x/permanentDelete"),
        ("POST", "/me/messages"),
        ("POST", "/me/sendMail"),
        ("PATCH", "/me/messages/x"),
        ("PUT", "/me/messages/x"),
        ("GET", "https://evil.example.net/"),
        ("GET", "//evil.example.net/"),
        ("GET", "/me/../../other"),
    ],
)
def test_what_could_delete_or_leave_cannot_even_be_written_down(method: str, path: str) -> None:
    with pytest.raises(ValueError, match="never sends"):
        GraphRequest(method=method, path=path)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("DELETE", f"{GRAPH}/me/messages/x"),
        ("PATCH", f"{GRAPH}/me/messages/x"),
        ("POST", f"{GRAPH}/me/messages/x/permanentDelete"),
        ("GET", "https://evil.example.net/base/v1.0/me"),
        ("GET", "http://graph.example.com/base/v1.0/me"),
        ("GET", "https://graph.example.com:444/base/v1.0/me"),
        ("GET", "https://graph.example.com/other"),
    ],
)
def test_the_wire_itself_refuses_it_too(method: str, url: str) -> None:
    network = Network(reply(200))

    async def run() -> None:
        async with open_client(
            BaseAddress(GRAPH), None, httpx.MockTransport(network.answer)
        ) as client:
            await client.request(method, url)

    with pytest.raises(ValueError, match="Bounce Check"):
        asyncio.run(run())
    assert network.requests == []


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example.net/base/v1.0/me/messages",
        "https://graph.example.com.evil.example.net/base/v1.0/me/messages",
        "https://graph.example.com@evil.example.net/base/v1.0/me/messages",
        "https://user@graph.example.com/base/v1.0/me/messages",
        "http://graph.example.com/base/v1.0/me/messages",
        "https://graph.example.com:8443/base/v1.0/me/messages",
        "https://graph.example.com/elsewhere/me/messages",
        "https://graph.example.com/base/v1.0/../../elsewhere",
        "https://graph.example.com/base/v1.0/%2e%2e/elsewhere",
        "https://graph.example.com:port/base/v1.0/me",
        "/me/messages",
        "",
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(link: str) -> None:
    network = Network(reply(200))

    async def follow(session: GraphSession) -> None:
        await session.send(session.follow(link), Deadline.after(1))

    with pytest.raises(MailboxUnavailableError, match="elsewhere"):
        network.run(follow)
    assert network.requests == []


def test_a_link_to_the_same_address_is_followed() -> None:
    network = Network(reply(200))
    link = f"{GRAPH}/me/messages?$skiptoken=a%20b"

    async def follow(session: GraphSession) -> None:
        await session.send(session.follow(link), Deadline.after(1))

    network.run(follow)

    assert str(network.requests[0].url) == link


@pytest.mark.parametrize("url", ["http://graph.example.com/v1.0", "ftp://127.0.0.1/", "graph", ""])
def test_an_address_without_tls_is_taken_on_this_machine_alone(url: str) -> None:
    assert BaseAddress("http://127.0.0.1:8080/v1.0").host == "127.0.0.1"
    with pytest.raises(SettingsError):
        BaseAddress(url)
