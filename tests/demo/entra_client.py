"""Asks the pretend sign-in service as a browser and as our backend do."""

import base64
import hashlib
from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bouncecheck.demo.graph_emulator import World, issue_api_tokens
from demo.small_world import ANN, BASE, CONTOSO, an_app

APP = an_app()
PAGE = "https://localhost:8443/auth.html"
VERIFIER = "a-verifier-that-is-long-enough-for-everyone-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRAPH = "https://graph.microsoft.com"

Json = dict[str, object]


def authorize_url(tenant: str = CONTOSO.id, **more: str) -> str:
    query = {
        "client_id": APP.client_id,
        "response_type": "code",
        "redirect_uri": PAGE,
        "response_mode": "fragment",
        "scope": f"{APP.api_scope} openid profile offline_access",
        "state": "st4te",
        "nonce": "n0nce",
        "code_challenge": CHALLENGE.rstrip("="),
        "code_challenge_method": "S256",
        **more,
    }
    return f"/{tenant}/oauth2/v2.0/authorize?{urlencode(query)}"


def sent_back(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    target = urlsplit(answer.headers["Location"])
    assert answer.headers["Location"].startswith(PAGE)
    return {name: values[0] for name, values in parse_qs(target.fragment).items()}


def ask_token(client: FlaskClient, tenant: str = CONTOSO.id, **form: str) -> TestResponse:
    fields = {"client_id": APP.client_id, **form}
    headers = {"Origin": "https://pane.example"}
    return client.post(f"/{tenant}/oauth2/v2.0/token", data=fields, headers=headers)


def redeem(client: FlaskClient, code: str, verifier: str = VERIFIER) -> TestResponse:
    return ask_token(client, grant_type="authorization_code", code=code, redirect_uri=PAGE,
                     code_verifier=verifier)  # fmt: skip


def on_behalf_of(client: FlaskClient, assertion: str, **more: str) -> TestResponse:
    fields = {
        "grant_type": JWT_BEARER,
        "assertion": assertion,
        "requested_token_use": "on_behalf_of",
        "scope": f"{GRAPH}/Mail.Read openid profile offline_access",
        "client_secret": APP.secret,
        **more,
    }
    return ask_token(client, **fields)


def api_token(world: World, claims: str | None = None) -> str:
    return str(issue_api_tokens(world, ANN, BASE, claims)["access_token"])


def refusal(answer: TestResponse) -> tuple[int, str, int]:
    body = cast("Json", answer.json)
    return answer.status_code, str(body["error"]), cast("list[int]", body["error_codes"])[0]
