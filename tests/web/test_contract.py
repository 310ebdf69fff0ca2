"""The JSON of tests/contract is exactly what the backend writes; the pane reads the same files."""

import json
from dataclasses import replace

import pytest
from flask import g
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from bouncecheck.errors import ClaimsChallengeError, MailboxUnavailableError
from bouncecheck.usecases.ports import Check
from bouncecheck.usecases.sweep import Progress
from bouncecheck.web.checks_json import (
    check_json,
    deletions_json,
    me_json,
    reported_json,
    restorations_json,
    sweep_line,
)
from bouncecheck.web.config import WebConfig, pane_settings
from bouncecheck.web.responses import problem_line, problem_of
from bouncecheck.web.schemas import Model
from builders import a_bounce, a_failed_recipient
from web.authority import TENANT_ID
from web.values import (
    CONTRACT,
    REQUEST_ID,
    SWEEP,
    checking_again_check,
    compromised_check,
    deletions,
    me,
    not_sent_check,
    reported,
    restorations,
    sent_check,
)

CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("check.json", check_json(not_sent_check())),
        ("check_sent.json", check_json(sent_check())),
        ("check_compromised.json", check_json(compromised_check())),
        ("check_again.json", check_json(checking_again_check())),
        ("reported.json", reported_json(reported())),
        ("me.json", me_json(me())),
        ("deletions.json", deletions_json(deletions())),
        ("restorations.json", restorations_json(restorations())),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_backend_writes_what_the_contract_shows(name: str, value: Model) -> None:
    assert json.loads(value.model_dump_json()) == json.loads((CONTRACT / name).read_text())


def test_a_sweep_is_written_as_the_contract_shows() -> None:
    lines = "".join(f"{sweep_line(event)}\n" for event in SWEEP)

    assert _values(lines) == _values((CONTRACT / "bounces.ndjson").read_text())


def test_a_problem_is_written_as_the_contract_shows(app: OpenAPI) -> None:
    error = ClaimsChallengeError("Microsoft 365 asks for one more step.", claims=CLAIMS)

    with app.app_context():
        g.request_id = REQUEST_ID
        written = problem_of(error).model_dump(exclude_none=True, by_alias=True)

    assert written == json.loads((CONTRACT / "problem.json").read_text())


def test_a_sweep_that_breaks_off_is_written_as_the_contract_shows(app: OpenAPI) -> None:
    error = MailboxUnavailableError("throttled", retry_after_s=29.5)

    with app.app_context():
        g.request_id = REQUEST_ID
        lines = f"{sweep_line(Progress(found=2, judged=0))}\n{problem_line(problem_of(error))}\n"

    assert _values(lines) == _values((CONTRACT / "bounces_cut.ndjson").read_text())


def test_the_settings_of_the_pane_are_what_the_contract_shows(config: WebConfig) -> None:
    entra = replace(
        config,
        authority_url="https://login.microsoftonline.com",
        tenant_ids=frozenset({TENANT_ID}),
    )

    assert pane_settings(entra) == json.loads((CONTRACT / "settings.json").read_text())


def test_several_tenants_sign_in_at_the_organisations_endpoint(config: WebConfig) -> None:
    assert pane_settings(config)["authority"] == f"{config.authority_url}/organizations"


def test_the_api_answers_what_the_contract_shows(client: FlaskClient) -> None:
    answer = client.post("/api/checks", json={"message": {"id": "AAk1"}})

    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert answer.get_json() == json.loads((CONTRACT / "check.json").read_text())


def _values(lines: str) -> list[object]:
    return [json.loads(line) for line in lines.splitlines()]


def test_a_check_of_a_file_has_no_message() -> None:
    from_file: Check = replace(not_sent_check(), message=None)

    assert check_json(from_file).message is None


@pytest.mark.parametrize(
    ("remote", "reporting", "cause"),
    [
        (None, "am0.prod.outlook.com", "Your organisation sent too much mail and is blocked."),
        (None, "mx.example.net", "The message was refused by a rule of the other side."),
        (
            "mx.example.net",
            "am0.prod.outlook.com",
            "The message was refused by a rule of the other side.",
        ),
    ],
)
def test_where_no_other_server_is_named_the_one_that_reports_said_it(
    remote: str | None, reporting: str, cause: str
) -> None:
    failed = a_failed_recipient(status="5.7.705", diagnostic=None, remote_mta=remote)
    check = replace(
        not_sent_check(), bounce=a_bounce(reporting_mta=reporting, recipients=(failed,))
    )

    assert [one.cause for one in check_json(check).bounce.recipients] == [cause]
