from datetime import timedelta
from typing import cast

import pytest
from flask.testing import FlaskClient

from bouncecheck.demo.graph_emulator import World, create_entra_app, issue_api_tokens
from demo.entra_client import (
    APP,
    GRAPH,
    JWT_BEARER,
    Json,
    api_token,
    ask_token,
    on_behalf_of,
    refusal,
)
from demo.small_world import ANN, BASE, CONTOSO, FABRIKAM, NOW, small_world


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture
def client(world: World) -> FlaskClient:
    return create_entra_app(world, BASE).test_client()


def test_on_behalf_of_brings_a_graph_token_of_the_user(world: World, client: FlaskClient) -> None:
    tokens = cast("dict[str, str]", on_behalf_of(client, api_token(world)).json)

    claims = world.key.verify(tokens["access_token"])
    assert (claims["aud"], claims["oid"]) == (GRAPH, ANN.id)
    assert "Mail.Read" in str(claims["scp"]).split()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"client_secret": "wrong"}, (401, "invalid_client", 7000215)),
        ({"client_secret": ""}, (401, "invalid_client", 7000215)),
        ({"assertion": "not.a.token"}, (400, "invalid_grant", 50013)),
        ({"requested_token_use": ""}, (400, "invalid_request", 900144)),
        ({"scope": f"{GRAPH}/Calendars.Read"}, (400, "invalid_grant", 65001)),
        ({"client_id": "nobody"}, (400, "unauthorized_client", 700016)),
        ({"grant_type": "password"}, (400, "unsupported_grant_type", 70003)),
        ({"tenant": FABRIKAM.id}, (400, "invalid_grant", 50020)),
    ],
)
def test_on_behalf_of_refuses(
    world: World, client: FlaskClient, change: dict[str, str], expected: tuple[int, str, int]
) -> None:
    assertion = change.pop("assertion", api_token(world))

    assert refusal(on_behalf_of(client, assertion, **change)) == expected


def test_an_assertion_for_somebody_else_is_refused(world: World, client: FlaskClient) -> None:
    graph_token = cast("dict[str, str]", on_behalf_of(client, api_token(world)).json)

    answer = on_behalf_of(client, graph_token["access_token"])

    assert refusal(answer) == (400, "invalid_grant", 500131)


def test_an_expired_assertion_is_refused(world: World) -> None:
    later = create_entra_app(small_world(clock=lambda: NOW + timedelta(hours=2)), BASE)

    answer = on_behalf_of(later.test_client(), api_token(world))

    assert refusal(answer) == (400, "invalid_grant", 500133)


def test_missing_consent_and_claims_are_told_apart(world: World, client: FlaskClient) -> None:
    world.faults.of(ANN.id).consent_missing = True
    consent = cast("Json", on_behalf_of(client, api_token(world)).json)
    world.faults.clear()
    world.faults.of(ANN.id).claims_challenge = True
    claims = cast("Json", on_behalf_of(client, api_token(world)).json)

    assert (consent["error"], consent["suberror"]) == ("invalid_grant", "consent_required")
    assert claims["error"] == "interaction_required"
    met = on_behalf_of(client, api_token(world, str(claims["claims"])))
    assert met.status_code == 200


def test_an_application_gets_a_token_of_its_own(world: World, client: FlaskClient) -> None:
    answer = ask_token(client, grant_type="client_credentials", scope=f"{GRAPH}/.default",
                       client_secret=APP.secret)  # fmt: skip

    claims = world.key.verify(cast("dict[str, str]", answer.json)["access_token"])
    assert (claims["idtyp"], claims["roles"]) == (
        "app",
        ["Mail.Read", "ExchangeMessageTrace.Read.All"],
    )


def test_the_tokens_for_the_host_page_carry_the_account(world: World) -> None:
    shown = issue_api_tokens(world, ANN, BASE)

    assert shown["homeAccountId"] == f"{ANN.id}.{CONTOSO.id}"
    assert shown["environment"] == "localhost:8443"
    assert shown["scope"] == APP.api_scope
    assert world.key.verify(str(shown["id_token"]))["aud"] == APP.client_id


@pytest.mark.parametrize(
    ("tenant", "scope", "code"),
    [("organizations", f"{GRAPH}/.default", 90002), (CONTOSO.id, f"{GRAPH}/Mail.Read", 1002012)],
)
def test_an_application_must_name_its_tenant_and_ask_for_all(
    client: FlaskClient, tenant: str, scope: str, code: int
) -> None:
    answer = ask_token(client, tenant, grant_type="client_credentials", scope=scope,
                       client_secret=APP.secret)  # fmt: skip

    assert refusal(answer)[2] == code


def test_an_application_is_no_user_to_act_for(world: World, client: FlaskClient) -> None:
    scope = f"api://{APP.client_id}/.default"
    own = ask_token(client, grant_type="client_credentials", scope=scope, client_secret=APP.secret)

    answer = on_behalf_of(client, cast("dict[str, str]", own.json)["access_token"])

    assert refusal(answer) == (400, "invalid_grant", 240002)
    assert world.sign_ins.requests[JWT_BEARER] == 1
