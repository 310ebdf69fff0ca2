"""What the API takes, what it refuses, and what it says then."""

import json
import logging
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.errors import (
    BounceCheckError,
    ConsentRequiredError,
    MailboxAccessDeniedError,
    MailboxUnavailableError,
    MessageNotFoundError,
    StoreError,
)
from bouncecheck.usecases.ports import Account, MessageRef
from bouncecheck.usecases.report import Complaint, ReportKind
from web.authority import TENANT_ID, USER_ID
from web.conftest import FakeServices
from web.values import CONTRACT

CALLER = Account(tenant_id=TENANT_ID, user_id=USER_ID)
MEMBER = {"id": "AAk1"}


def test_a_check_is_asked_for_the_caller_whom_the_token_names(
    client: FlaskClient, services: FakeServices
) -> None:
    body = {"message": {"internetMessageId": "<a@example.net>"}, "mailbox": "Sales@contoso.com"}

    answer = client.post("/api/checks", json=body)

    assert answer.status_code == 200
    account, token, ref, mailbox = services.asked[0]
    assert account == CALLER
    assert f"Bearer {token}" == client.environ_base["HTTP_AUTHORIZATION"]
    assert ref == MessageRef(internet_message_id=MessageId("a@example.net"))
    assert mailbox == Address("sales@contoso.com")


BAD_CHECKS: dict[str, tuple[Any, str]] = {
    "neither id": ({"message": {}}, "exactly one"),
    "both ids": ({"message": {"id": "A", "internetMessageId": "<a@b>"}}, "exactly one"),
    "no message": ({}, "`message`"),
    "message of text": ({"message": "A"}, "`message`"),
    "unknown member": ({"message": MEMBER, "user": "x"}, "`user`"),
    "unknown member inside": ({"message": {"id": "A", "folder": "x"}}, "`message.folder`"),
    "snake case": ({"message": {"internet_message_id": "<a@b>"}}, "internet_message_id"),
    "id of a number": ({"message": {"id": 7}}, "`message.id`"),
    "id of a path": ({"message": {"id": "../../users"}}, "`message.id`"),
    "id with a query": ({"message": {"id": "A?$select=x"}}, "`message.id`"),
    "empty id": ({"message": {"id": ""}}, "`message.id`"),
    "endless id": ({"message": {"id": "A" * 2000}}, "`message.id`"),
    "no Message-ID": ({"message": {"internetMessageId": "hello"}}, "`message.internetMessageId`"),
    "mailbox of a name": ({"message": MEMBER, "mailbox": "Vince"}, "`mailbox`"),
    "a list": ([], "object"),
    "a JSON text in a text": ('{"message": {"id": "A"}}', "object"),
    "null": (None, "object"),
}


@pytest.mark.parametrize(("body", "named"), BAD_CHECKS.values(), ids=BAD_CHECKS)
def test_a_bad_check_is_refused_with_the_member_that_is_wrong(
    client: FlaskClient, services: FakeServices, body: object, named: str
) -> None:
    answer = client.post("/api/checks", data=json.dumps(body), content_type="application/json")

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert named in answer.get_json()["detail"]
    assert not services.asked


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b'{"message": NaN'])
def test_what_is_no_json_is_refused(client: FlaskClient, data: bytes) -> None:
    answer = client.post("/api/checks", data=data, content_type="application/json")

    assert answer.status_code == 400
    assert answer.get_json()["code"] == "bad_request"


def test_another_content_type_is_refused(client: FlaskClient) -> None:
    answer = client.post("/api/checks", data={"message": "A"})

    assert answer.status_code == 415
    assert answer.content_type == "application/problem+json"


def test_a_body_of_brackets_inside_each_other_is_refused(client: FlaskClient) -> None:
    answer = client.post(
        "/api/checks", data='{"a":' + "[" * 50_000, content_type="application/json"
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nowhere"), ("DELETE", "/api/me"), ("GET", "/addin/no.js")]
)
def test_no_title_is_a_phrase_of_http(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)

    assert answer.get_json()["title"] != HTTPStatus(answer.status_code).phrase


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    answer = client.post("/api/checks", json={"message": {"id": "A" * 70_000}})

    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"


def test_a_thousand_long_ids_are_taken_and_one_more_is_not(
    client: FlaskClient, services: FakeServices
) -> None:
    ids = [f"{number:0200d}" for number in range(1001)]

    taken = client.post("/api/deletions", json={"ids": ids[:1000]})
    refused = client.post("/api/deletions", json={"ids": ids})

    assert (taken.status_code, refused.status_code) == (200, 400)
    assert services.asked[0][2:] == (tuple(ids[:1000]), False)
    assert "`ids`" in refused.get_json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"ids": []},
        {"ids": ["A", "B"], "force": True},
        {"ids": ["A"], "force": "true"},
        {"ids": ["A"], "force": 1},
        {"ids": "A"},
        {"ids": [None]},
        {"ids": ["A"], "hard": True},
    ],
    ids=str,
)
def test_a_bad_deletion_is_refused(
    client: FlaskClient, services: FakeServices, body: object
) -> None:
    answer = client.post("/api/deletions", json=body)

    assert answer.status_code == 400
    assert not services.asked


def test_one_message_may_be_deleted_by_force_and_no_id_is_asked_twice(
    client: FlaskClient, services: FakeServices
) -> None:
    client.post("/api/deletions", json={"ids": ["A"], "force": True})
    client.post("/api/deletions", json={"ids": ["A", "B", "A"]})

    assert [asked[2:] for asked in services.asked] == [(("A",), True), (("A", "B"), False)]


def test_messages_are_brought_back(client: FlaskClient, services: FakeServices) -> None:
    answer = client.post("/api/restorations", json={"ids": ["WyJB_-0="]})

    assert answer.status_code == 200
    assert services.asked[0][2] == ("WyJB_-0=",)


@pytest.mark.parametrize(
    "query", ["days=0", "days=91", "days=x", "days=", "hours=3", "mailbox=Vince", "days=1.5"]
)
def test_a_bad_sweep_is_refused_before_it_begins(
    client: FlaskClient, services: FakeServices, query: str
) -> None:
    answer = client.get(f"/api/bounces?{query}")

    assert answer.status_code == 400
    assert not services.asked


ERRORS: dict[BounceCheckError, tuple[int, str]] = {
    ConsentRequiredError("secret AADSTS65001", claims="{}"): (401, "consent_required"),
    MailboxAccessDeniedError("secret ErrorAccessDenied"): (403, "mailbox_access_denied"),
    MessageNotFoundError("secret ErrorItemNotFound"): (404, "message_not_found"),
    MailboxUnavailableError("secret host 10.0.0.1", retry_after_s=7.2): (
        503,
        "mailbox_unavailable",
    ),
    StoreError("secret host 10.0.0.1"): (503, "store_unavailable"),
}


@pytest.mark.parametrize(("error", "told"), ERRORS.items(), ids=str)
def test_an_error_is_a_problem_with_its_code_and_advice(
    client: FlaskClient, services: FakeServices, error: BounceCheckError, told: tuple[int, str]
) -> None:
    services.fails = error

    answer = client.get("/api/me")

    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == told
    assert problem["status"] == answer.status_code
    assert (problem["title"], problem["advice"]) == (error.title, error.advice)
    assert problem["title"] != HTTPStatus(answer.status_code).phrase
    assert problem["requestId"] == answer.headers["X-Request-Id"]
    assert "secret" not in answer.text


def test_a_service_that_asks_for_patience_is_quoted_in_seconds(
    client: FlaskClient, services: FakeServices
) -> None:
    services.fails = MailboxUnavailableError("throttled", retry_after_s=7.2)

    answer = client.get("/api/me")

    assert answer.headers["Retry-After"] == "8"


def test_what_nobody_expected_is_logged_by_its_kind_alone(
    client: FlaskClient, services: FakeServices, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    services.fails = ValueError("vince@contoso.com wrote about watches")

    answer = client.get("/api/me")

    assert answer.status_code == 500
    assert answer.get_json()["code"] == "internal_error"
    assert "vince@contoso.com" not in answer.text + caplog.text
    logged = [record for record in caplog.records if record.message == "unexpected error"]
    assert [vars(record)["kind"] for record in logged] == ["ValueError"]


def test_a_report_says_what_became_of_it(client: FlaskClient, services: FakeServices) -> None:
    body = {"id": "AAk1", "kind": "ask_it", "note": "Whose is it?", "mailbox": "info@contoso.com"}

    answer = client.post("/api/reports", json=body)

    assert answer.status_code == 200
    assert answer.get_json() == json.loads((CONTRACT / "reported.json").read_text())
    complaint = Complaint(message_id="AAk1", kind=ReportKind.ASK_IT, note="Whose is it?")
    assert services.asked[-1][2:] == (complaint, "info@contoso.com")


@pytest.mark.parametrize(
    "body",
    [
        {"id": "AAk1"},
        {"id": "AAk1", "kind": "spam"},
        {"id": "AAk1", "kind": "not_me", "note": "x" * 1_001},
        {"id": "AAk1", "kind": "not_me", "note": None},
        {"id": "AAk1", "kind": "not_me", "body": "text of a mail"},
        {"id": "AAk1", "kind": "not_me", "mailbox": "nobody"},
        {"kind": "not_me"},
    ],
)
def test_a_report_that_is_none_is_refused(
    client: FlaskClient, services: FakeServices, body: dict[str, object]
) -> None:
    answer = client.post("/api/reports", json=body)

    assert answer.status_code == 400
    assert answer.get_json()["code"] == "bad_request"
    assert services.asked == []
