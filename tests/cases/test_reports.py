"""A person tells the administrators, on the whole product, with a webhook that really listens."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cases.mail import STRANGER, Person
from cases.world import A_WHILE, Product, running

NOTE = '=1+1 I know nobody there <a href="https://x.example">x</a>'


@dataclass
class Hook:
    """What came in, and how it is answered."""

    status: int = 204
    bodies: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def hook() -> Hook:
    return Hook()


@pytest.fixture(scope="module")
def product(hook: Hook) -> Iterator[Product]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            hook.bodies.append(json.loads(self.rfile.read(size)))
            self.send_response(hook.status)
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/hook"
        with running(report_webhook=address) as product:
            yield product
        server.shutdown()


@pytest.fixture
def me(product: Product, hook: Hook) -> Person:
    hook.status = 204
    hook.bodies.clear()
    person = product.new_person()
    person.keeps_copies()
    return person


def report(me: Person, message_id: str, **more: str) -> dict[str, Any]:
    body = {"id": message_id, "kind": "not_me", **more}
    answer = me.product.ask("POST", "/api/reports", me.user, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_administrators_get_verdict_ids_and_times_and_nothing_of_the_mail(
    me: Person, hook: Hook
) -> None:
    letter = me.forgery()
    bounce = me.gets_bounce_of(letter)

    reported = report(me, bounce.immutable_id, note=NOTE)

    (body,) = hook.bodies
    assert reported["deliveredAt"] is not None
    assert body["id"] == reported["id"]
    assert (body["verdict"], body["reason"], body["kind"]) == ("not_sent", "high", "not_me")
    assert body["userId"] == me.user.id
    assert f"<{body['originalIds'][0]}>" == letter.message_id
    assert body["note"].startswith("'=1+1")
    told = json.dumps(body)
    for secret in ("Replica", STRANGER, me.user.upn, "see below", "<a", "://"):
        assert secret not in told


def test_a_webhook_that_fails_gets_it_with_the_next_report(me: Person, hook: Hook) -> None:
    bounce = me.gets_bounce_of(me.forgery())
    hook.status = 500
    first = report(me, bounce.immutable_id)
    hook.status = 204
    me.product.clock.let_pass(A_WHILE)

    second = report(me, bounce.immutable_id)

    assert first["deliveredAt"] is None
    assert second["deliveredAt"] is not None
    tries = [body["id"] for body in hook.bodies]
    assert tries == [first["id"], second["id"], first["id"]]
    assert "noticeId" not in hook.bodies[-1]


def test_nobody_reports_what_they_may_not_read(me: Person, hook: Hook) -> None:
    bounce = me.gets_bounce_of(me.forgery())
    stranger = me.product.new_person()

    body = {"id": bounce.immutable_id, "kind": "phishing"}
    answer = me.product.ask("POST", "/api/reports", stranger.user, body)

    assert answer.status_code == 404
    assert hook.bodies == []
