"""What the transport lets out, how often it tries, and how it gives up."""

import asyncio
import base64
import json
import logging

import httpx
import pytest

from bouncecheck.errors import (
    ClaimsChallengeError,
    ConsentRequiredError,
    MailboxAccessDeniedError,
    MailboxError,
    MailboxUnavailableError,
    MessageNotFoundError,
)
from bouncecheck.mailboxes.exchange import Answer, GraphRequest
from bouncecheck.mailboxes.limits import Deadline
from bouncecheck.mailboxes.transport import GraphSession
from bouncecheck.mailboxes.wire import MAX_MIME_BYTES
from mailboxes.doubles import GRAPH, TOKEN, Network, batch_of, refusal, reply

READ = GraphRequest(path="/me/messages/x")
MOVE = GraphRequest(method="POST", path="/me/messages/x/move", body=b"{}")
CLAIMS = '{"access_token":{"nbf":{"essential":true}}}'


def send(network: Network, request: GraphRequest = READ, seconds: float = 5.0) -> Answer:
    return network.run(lambda session: session.send(request, Deadline.after(seconds)))


def test_a_request_goes_to_the_configured_address_with_token_and_immutable_ids() -> None:
    network = Network(reply(200, {"id": "x"}))

    assert json.loads(send(network).body) == {"id": "x"}

    (request,) = network.requests
    assert str(request.url) == f"{GRAPH}/me/messages/x"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Prefer"] == 'IdType="ImmutableId"'


def test_redirects_are_not_followed() -> None:
    network = Network(reply(302, Location="https://evil.example.net/"))

    with pytest.raises(MailboxUnavailableError):
        send(network)
    assert len(network.requests) == 1


@pytest.mark.parametrize(
    "failure",
    [
        refusal(429, Retry_After="0"),
        refusal(503),
        refusal(504),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("closed"),
    ],
)
def test_a_read_is_tried_again(failure: httpx.Response | Exception) -> None:
    network = Network(failure, reply(200, {"id": "x"}))

    assert send(network).is_success
    assert len(network.requests) == 2


@pytest.mark.parametrize("failure", [refusal(503), refusal(504), httpx.ReadTimeout("slow")])
def test_a_move_that_may_have_happened_is_not_repeated(
    failure: httpx.Response | Exception,
) -> None:
    network = Network(failure)

    with pytest.raises(MailboxUnavailableError):
        send(network, MOVE)
    assert len(network.requests) == 1


def test_a_move_that_was_throttled_is_repeated() -> None:
    network = Network(refusal(429, Retry_After="0.01"), reply(201, {"id": "x"}))

    assert send(network, MOVE).is_success


def test_nobody_waits_longer_than_the_deadline() -> None:
    network = Network(refusal(429, Retry_After="60"))

    async def timed(session: GraphSession) -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(MailboxUnavailableError) as caught:
            await session.send(READ, Deadline.after(0.5))
        assert caught.value.retry_after_s == 60
        return loop.time() - began

    assert network.run(timed) < 0.5
    assert len(network.requests) == 1


def test_a_server_that_never_answers_ends_at_the_deadline() -> None:
    async def forever(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError

    network = Network(reply(200))
    network.answer = forever  # type: ignore[method-assign, assignment]

    with pytest.raises(MailboxUnavailableError):
        send(network, seconds=0.1)


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (refusal(403, "ErrorAccessDenied"), MailboxAccessDeniedError),
        (refusal(404, "ErrorItemNotFound"), MessageNotFoundError),
        (refusal(404, "ErrorInvalidUser"), MailboxAccessDeniedError),
        (refusal(404, "MailboxNotEnabledForRESTAPI"), MailboxAccessDeniedError),
        (refusal(400, "ErrorInvalidIdMalformed"), MessageNotFoundError),
        (refusal(400, "BadRequest"), MailboxError),
        (refusal(500, "InternalServerError"), MailboxUnavailableError),
        (refusal(502), MailboxUnavailableError),
        (httpx.Response(418, content=b"<html>secret words"), MailboxError),
    ],
)
def test_each_failure_becomes_the_error_that_says_what_may_help(
    response: httpx.Response, error: type[MailboxError]
) -> None:
    with pytest.raises(MailboxError) as caught:
        send(Network(response))
    assert type(caught.value) is error
    assert "secret" not in str(caught.value)


def test_a_refused_token_is_renewed_once() -> None:
    network = Network(refusal(401), reply(200, {"id": "x"}))

    assert send(network).is_success
    assert network.tokens.renewals == 1


def test_a_token_that_stays_refused_asks_for_a_new_sign_in() -> None:
    network = Network(refusal(401))

    with pytest.raises(ConsentRequiredError):
        send(network)
    assert len(network.requests) == 2


def test_a_claims_challenge_is_handed_on() -> None:
    coded = base64.b64encode(CLAIMS.encode()).decode()
    header = f'Bearer realm="", error="insufficient_claims", claims="{coded}"'

    with pytest.raises(ClaimsChallengeError) as caught:
        send(Network(refusal(401, WWW_Authenticate=header)))
    assert caught.value.claims == CLAIMS


def test_only_the_parts_that_were_throttled_are_asked_again() -> None:
    network = Network(
        batch_of((200, {"id": "a"}), (429, {}), (404, {}), (503, {})),
        batch_of((200, {"id": "b"}), (200, {"id": "d"})),
    )
    reads = [GraphRequest(path=f"/me/messages/{name}") for name in "abcd"]

    answers = network.run(lambda session: session.batch(reads, Deadline.after(5)))

    assert [answer.status for answer in answers] == [200, 200, 404, 200]
    again = json.loads(network.requests[1].content)["requests"]
    assert [part["url"] for part in again] == ["/me/messages/b", "/me/messages/d"]
    assert all(part["headers"]["Prefer"] == 'IdType="ImmutableId"' for part in again)


def test_parts_beyond_the_fourth_wait_for_one_another() -> None:
    network = Network(batch_of(*[(200, {})] * 6))
    reads = [GraphRequest(path=f"/me/messages/{number}") for number in range(6)]

    network.run(lambda session: session.batch(reads, Deadline.after(5)))

    parts = json.loads(network.requests[0].content)["requests"]
    assert [part.get("dependsOn") for part in parts] == [None] * 4 + [["0"], ["1"]]


def test_what_a_first_round_brought_survives_a_failing_second_one() -> None:
    network = Network(batch_of((200, {"id": "a"}), (429, {})), refusal(500))
    reads = [READ, READ]

    answers = network.run(lambda session: session.batch(reads, Deadline.after(5)))

    assert [answer.status for answer in answers] == [200, 429]


def test_a_part_that_is_missing_has_not_answered() -> None:
    network = Network(batch_of((200, {})))

    answers = network.run(lambda session: session.batch([READ, READ], Deadline.after(0.1)))

    assert [answer.is_success for answer in answers] == [True, False]


def test_a_batch_holds_reads_only() -> None:
    network = Network(reply(200))

    with pytest.raises(ValueError, match="reads"):
        network.run(lambda session: session.batch([MOVE], Deadline.after(1)))
    assert network.requests == []


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"responses": 1}', b"\xff", b"[" * 100_000])
def test_an_answer_that_is_none_of_graphs_is_an_outage(body: bytes) -> None:
    network = Network(httpx.Response(200, content=body))

    with pytest.raises(MailboxUnavailableError):
        network.run(lambda session: session.batch([READ], Deadline.after(1)))


def test_a_huge_message_is_cut_while_it_is_read() -> None:
    network = Network(httpx.Response(200, content=b"x" * (MAX_MIME_BYTES + 1_000_000)))

    answer = send(network, GraphRequest(path="/me/messages/x/$value"))

    assert len(answer.body) == MAX_MIME_BYTES


def test_nothing_of_a_request_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    network = Network(refusal(403, "ErrorAccessDenied"))
    request = GraphRequest(path="/me/messages?$filter=from/emailAddress/address%20eq%20'v@x.y'")

    with pytest.raises(MailboxAccessDeniedError):
        send(network, request)

    assert "v@x.y" not in caplog.text
    assert TOKEN not in caplog.text
