"""Requests that nobody sends by mistake: they end in a problem, reach nothing, and lead nowhere."""

import pytest
from flask.testing import FlaskClient

from web.conftest import FakeServices


@pytest.mark.parametrize(
    "body",
    [
        b'{"\\ud800": 1}',
        b'{"message":{"\\ud800": 1}}',
        b'{"message":{"id":"\\ud800"}}',
        b'{"message":{"id":"\\u0000"}}',
        b'{"message":{"id":"AA\\n"}}',
        b'{"message":{"internetMessageId":"<a\\r\\nX: y@b>"}}',
        b'{"message":{"id":' + b"1" * 6_000 + b"}}",
        b'{"message": NaN}',
        b"\xff\xfe",
    ],
)
def test_text_that_no_mail_system_writes_is_refused_before_anybody_is_asked(
    client: FlaskClient, services: FakeServices, body: bytes
) -> None:
    answer = client.post("/api/checks", data=body, content_type="application/json")

    assert answer.status_code == 400
    assert services.asked == []


@pytest.mark.parametrize(
    "query",
    ["mailbox=%00@example.com", "mailbox=a@example.com%0d%0aX:1", "days=" + "9" * 5_000],
)
def test_a_query_with_control_characters_or_huge_numbers_is_refused(
    client: FlaskClient, services: FakeServices, query: str
) -> None:
    assert client.get(f"/api/bounces?{query}").status_code == 400
    assert services.asked == []


@pytest.mark.parametrize(
    "path",
    [
        "%00",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%2f..%2fetc/passwd",
        "/etc/passwd",
        "assets",
        "assets/",
        "%ff%fe",
        "%0d%0aX-Evil:1",
        "a" * 5_000,
    ],
)
def test_no_path_leaves_the_folder_of_the_pane(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(f"/addin/{path}", buffered=True)

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_no_answer_leads_to_a_host_that_the_request_names(stranger: FlaskClient) -> None:
    for path in ("//evil.example/x", "/addin//taskpane.html", "/app/", "/api//me"):
        answer = stranger.get(path, headers={"Host": "evil.example"}, buffered=True)

        assert "Location" not in answer.headers, path


def test_no_header_changes_method_path_or_request_id(client: FlaskClient) -> None:
    headers = {
        "X-HTTP-Method-Override": "DELETE",
        "X-Original-URL": "/healthz",
        "X-Rewrite-URL": "/healthz",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "X-Request-Id": "evil",
    }

    answer = client.get("/api/me?_method=DELETE", headers=headers)

    assert answer.status_code == 200
    assert "address" in answer.get_json()
    assert "evil" not in str(answer.headers)


def test_asking_for_the_head_of_a_sweep_starts_none(
    client: FlaskClient, services: FakeServices
) -> None:
    answer = client.head("/api/bounces")

    assert answer.status_code == 200
    assert services.closed_sweeps == 0
