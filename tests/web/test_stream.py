"""A sweep as a stream: line by line, with an end that tells whether it is one."""

import json

import pytest
from flask.testing import FlaskClient

from bouncecheck.errors import MailboxUnavailableError
from bouncecheck.usecases.sweep import Progress
from web.conftest import FakeServices


def test_a_sweep_is_answered_line_by_line(client: FlaskClient, services: FakeServices) -> None:
    answer = client.get("/api/bounces?days=30&mailbox=sales@contoso.com")

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.content_type == "application/x-ndjson"
    assert [line["type"] for line in lines][-2:] == ["progress", "done"]
    assert services.asked[0][2:] == (30, "sales@contoso.com")
    assert services.closed_sweeps == 1


def test_fourteen_days_are_swept_where_nobody_says_more(
    client: FlaskClient, services: FakeServices
) -> None:
    client.get("/api/bounces").get_data()

    assert services.asked[0][2:] == (14, None)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MailboxUnavailableError("gone", retry_after_s=3), "mailbox_unavailable"),
        (KeyError("vince@contoso.com"), "internal_error"),
    ],
)
def test_a_sweep_that_breaks_off_ends_in_a_problem(
    client: FlaskClient, services: FakeServices, error: Exception, code: str
) -> None:
    services.events = (Progress(found=2, judged=0),)
    services.fails_after_events = error

    lines = [json.loads(line) for line in client.get("/api/bounces").text.splitlines()]

    assert [line["type"] for line in lines] == ["progress", "problem"]
    assert lines[-1]["code"] == code
    assert lines[-1]["requestId"]


def test_a_sweep_whose_reader_left_is_closed(client: FlaskClient, services: FakeServices) -> None:
    answer = client.get("/api/bounces", buffered=False)
    next(iter(answer.response))

    answer.close()

    assert services.closed_sweeps == 1
