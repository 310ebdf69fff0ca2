"""The webhook: what goes out, and what counts as delivered."""

import asyncio
import json
import logging

import httpx
import pytest

from bouncecheck.delivery.couriers import Couriers
from bouncecheck.delivery.webhook import WebhookCourier
from bouncecheck.errors import DeliveryError
from delivery.values import NEWS

URL = "https://hooks.example.com/in?sig=hush-hush"


class Hook:
    """Answers as told, and remembers what it was sent."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def courier(self) -> WebhookCourier:
        return WebhookCourier(URL, ca_file=None, network=httpx.MockTransport(self))


def test_a_webhook_gets_the_letter_as_json() -> None:
    hook = Hook(httpx.Response(202))

    asyncio.run(hook.courier().deliver(NEWS))

    (request,) = hook.requests
    body = json.loads(request.content)
    assert (request.method, str(request.url)) == ("POST", URL)
    assert request.headers["X-Report-Id"] == "rep_1"
    assert (body["verdict"], body["kind"]) == ("sent", "not_me")
    assert body["text"].startswith("What the person says")
    assert body["title"].startswith("Bounce Check:")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, text="hush-hush"),
        httpx.Response(404),
        httpx.Response(302, headers={"Location": "https://elsewhere.example"}),
        httpx.ConnectTimeout("hush-hush"),
    ],
)
def test_anything_but_success_is_not_delivered_and_the_address_stays_secret(
    answer: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hook = Hook(answer)

    with pytest.raises(DeliveryError):
        asyncio.run(Couriers((hook.courier(),)).deliver(NEWS))

    assert len(hook.requests) == 1
    warnings = [record for record in caplog.records if record.name == "bouncecheck.delivery"]
    assert [record.getMessage() for record in warnings] == ["report not delivered"]
    assert "hush-hush" not in f"{caplog.text} {[record.__dict__ for record in warnings]}"


def test_every_way_is_tried_also_after_one_has_failed() -> None:
    broken, whole = Hook(httpx.Response(500)), Hook(httpx.Response(200))

    with pytest.raises(DeliveryError):
        asyncio.run(Couriers((broken.courier(), whole.courier())).deliver(NEWS))

    assert len(whole.requests) == 1


def test_what_every_way_took_is_delivered(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    asyncio.run(Couriers((Hook(httpx.Response(200)).courier(),)).deliver(NEWS))

    assert "report delivered" in caplog.text
