"""What a log line holds, and what it never does."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from flask.testing import FlaskClient

from bouncecheck.web.logs import configure_logs
from web.authority import PretendAuthority


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_request_is_one_json_line_without_anything_of_a_person(
    client: FlaskClient, stream: io.StringIO
) -> None:
    token = client.environ_base["HTTP_AUTHORIZATION"].split(".")[1]

    answer = client.get("/api/bounces?days=3&mailbox=victoria@contoso.com")
    answer.close()

    line = json.loads(stream.getvalue().splitlines()[-1])
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/bounces", 200)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["ms"] >= 0
    for secret in ("victoria", token, "Replica", "days=3"):
        assert secret not in stream.getvalue()


def test_a_refused_caller_is_logged_with_the_reason_that_he_is_not_told(
    stranger: FlaskClient, authority: PretendAuthority, stream: io.StringIO
) -> None:
    token = authority.token(scp="User.Read")

    stranger.get("/api/me", headers={"Authorization": f"Bearer {token}"})

    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    refused = next(line for line in lines if line["event"] == "caller refused")
    assert "scope" in refused["why"]
    assert token not in stream.getvalue()


def test_a_file_is_logged_once_and_a_sign_of_life_not_at_all(
    stranger: FlaskClient, stream: io.StringIO
) -> None:
    stranger.get("/addin/taskpane.html", buffered=True)
    stranger.get("/healthz")

    routes = [json.loads(line)["route"] for line in stream.getvalue().splitlines()]
    assert routes == ["/addin/<path:name>"]


def test_lines_of_structlog_look_the_same(stream: io.StringIO) -> None:
    structlog.get_logger("bouncecheck.test").info("mailbox synced", new=12)

    line = json.loads(stream.getvalue())
    assert (line["event"], line["new"], line["level"]) == ("mailbox synced", 12, "info")
    assert line["logger"] == "bouncecheck.test"
