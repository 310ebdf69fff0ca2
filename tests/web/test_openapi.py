"""The API's own document is true: what it promises is what the API does."""

from typing import Any

import pytest
import schemathesis
from flask_openapi3.openapi import OpenAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import ignored_auth

from bouncecheck.web.guard import PUBLIC_ENDPOINTS
from web.authority import PretendAuthority


def test_the_document_says_how_to_prove_who_asks(app: OpenAPI) -> None:
    document = app.test_client().get("/openapi.json").get_json()

    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len(operations) == 6
    assert all(one["security"] == [{"bearer": []}] for one in operations)
    assert "document" in PUBLIC_ENDPOINTS


CALLS = [
    ("/api/checks", "POST"),
    ("/api/bounces", "GET"),
    ("/api/deletions", "POST"),
    ("/api/restorations", "POST"),
    ("/api/reports", "POST"),
    ("/api/me", "GET"),
]
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize(("path", "method"), CALLS, ids=str)
def test_every_call_answers_as_the_document_says(
    app: OpenAPI,
    authority: PretendAuthority,
    path: str,
    method: str,
    mode: schemathesis.GenerationMode,
) -> None:
    document = schemathesis.openapi.from_wsgi("/openapi.json", app)
    headers = {"Authorization": f"Bearer {authority.token()}"}
    cases = document[path][method].as_strategy(generation_mode=mode)

    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def check(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers=headers, excluded_checks=[ignored_auth])

    check()
