import base64
import json
from typing import cast

import pytest
from flask.testing import FlaskClient

from bouncecheck.demo.graph_emulator import World, create_entra_app
from demo.entra_client import (
    APP,
    GRAPH,
    PAGE,
    VERIFIER,
    Json,
    ask_token,
    authorize_url,
    redeem,
    refusal,
    sent_back,
)
from demo.small_world import ANN, BASE, BOB, CONTOSO, EVE, small_world


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture
def client(world: World) -> FlaskClient:
    return create_entra_app(world, BASE).test_client()


def test_discovery_names_the_endpoints_of_the_tenant(client: FlaskClient) -> None:
    shown = cast("Json", client.get(f"/{CONTOSO.id}/v2.0/.well-known/openid-configuration").json)

    assert shown["issuer"] == f"{BASE}/{CONTOSO.id}/v2.0"
    assert shown["token_endpoint"] == f"{BASE}/{CONTOSO.id}/oauth2/v2.0/token"


def test_the_aliases_leave_the_tenant_open(client: FlaskClient) -> None:
    shown = cast("Json", client.get("/organizations/v2.0/.well-known/openid-configuration").json)

    assert shown["issuer"] == f"{BASE}/{{tenantid}}/v2.0"


def test_an_unknown_tenant_is_refused(client: FlaskClient) -> None:
    assert client.get("/nowhere/v2.0/.well-known/openid-configuration").status_code == 400


def test_a_mount_point_that_was_cut_off_is_put_back(client: FlaskClient) -> None:
    answer = client.get(
        "/v2.0/.well-known/openid-configuration",
        environ_overrides={"SCRIPT_NAME": f"/{CONTOSO.id}"},
    )

    assert answer.status_code == 200


def test_the_sign_in_page_lists_the_people_of_the_tenant(client: FlaskClient) -> None:
    page = client.get(authorize_url())

    assert ANN.upn in page.text
    assert "desk@contoso.com" not in page.text
    assert EVE.upn not in page.text
    assert EVE.upn in client.get(authorize_url("organizations")).text
    assert page.headers["X-Frame-Options"] == "DENY"


def test_a_code_becomes_tokens(world: World, client: FlaskClient) -> None:
    back = sent_back(client.post(authorize_url(), data={"user": ANN.id}))

    answer = redeem(client, back["code"])

    tokens = cast("dict[str, str]", answer.json)
    access, proof = (world.key.verify(tokens[name]) for name in ("access_token", "id_token"))
    assert back["state"] == "st4te"
    assert {access[name] for name in ("aud", "scp", "ver")} == {
        APP.client_id,
        "access_as_user",
        "2.0",
    }
    assert access["oid"] == ANN.id
    assert access["preferred_username"] == ANN.upn
    assert "idtyp" not in access
    assert proof["nonce"] == "n0nce"
    assert json.loads(base64.urlsafe_b64decode(tokens["client_info"] + "==")) == {
        "uid": ANN.id,
        "utid": CONTOSO.id,
    }
    assert answer.headers["Access-Control-Allow-Origin"] == "https://pane.example"


def test_a_code_works_once_and_only_with_its_verifier(client: FlaskClient) -> None:
    first = sent_back(client.post(authorize_url(), data={"user": ANN.id}))["code"]
    assert refusal(redeem(client, first, "wrong")) == (400, "invalid_grant", 501481)
    assert refusal(redeem(client, first)) == (400, "invalid_grant", 70008)


def test_a_session_signs_in_silently(client: FlaskClient) -> None:
    assert sent_back(client.get(authorize_url(prompt="none")))["error"] == "login_required"
    client.post(authorize_url(), data={"user": ANN.id}, base_url=BASE)

    back = sent_back(client.get(authorize_url(prompt="none"), base_url=BASE))
    other = sent_back(client.get(authorize_url(prompt="none", login_hint=BOB.upn), base_url=BASE))

    assert redeem(client, back["code"]).status_code == 200
    assert other["error"] == "login_required"
    client.get(f"/{CONTOSO.id}/oauth2/v2.0/logout", base_url=BASE)
    gone = sent_back(client.get(authorize_url(prompt="none"), base_url=BASE))
    assert gone["error"] == "login_required"


def test_a_stranger_is_never_redirected_to(client: FlaskClient) -> None:
    answer = client.post(authorize_url(redirect_uri="https://evil.example/"), data={"user": ANN.id})

    assert answer.status_code == 400


def test_missing_consent_is_asked_for_and_then_given(world: World, client: FlaskClient) -> None:
    world.faults.of(ANN.id).consent_missing = True
    page = client.post(authorize_url(), data={"user": ANN.id})
    refused = sent_back(client.post(authorize_url(), data={"user": ANN.id, "consent": "no"}))

    back = sent_back(client.post(authorize_url(), data={"user": ANN.id, "consent": "yes"}))

    assert "Permissions requested" in page.text
    assert refused["error"] == "access_denied"
    assert redeem(client, back["code"]).status_code == 200
    assert not world.faults.of(ANN.id).consent_missing


def test_a_refresh_token_brings_new_tokens(world: World, client: FlaskClient) -> None:
    code = sent_back(client.post(authorize_url(), data={"user": ANN.id}))["code"]
    refresh = cast("dict[str, str]", redeem(client, code).json)["refresh_token"]

    answer = ask_token(client, grant_type="refresh_token", refresh_token=refresh,
                       scope=f"{GRAPH}/User.Read")  # fmt: skip

    tokens = cast("dict[str, str]", answer.json)
    assert world.key.verify(tokens["access_token"])["aud"] == GRAPH
    assert refusal(ask_token(client, grant_type="refresh_token", refresh_token="made up")) == (
        400,
        "invalid_grant",
        700082,
    )


def test_only_codes_are_given_out(client: FlaskClient) -> None:
    back = sent_back(client.get(authorize_url(response_type="token")))

    assert back["error"] == "unsupported_response_type"


def test_silence_is_broken_where_a_person_is_needed(world: World, client: FlaskClient) -> None:
    client.post(authorize_url(), data={"user": ANN.id}, base_url=BASE)
    world.faults.of(ANN.id).consent_missing = True
    consent = sent_back(client.get(authorize_url(prompt="none"), base_url=BASE))
    world.faults.clear()
    world.faults.of(ANN.id).claims_challenge = True
    step_up = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    claims = sent_back(client.get(authorize_url(prompt="none", claims=step_up), base_url=BASE))

    assert (consent["error"], claims["error"]) == ("consent_required", "interaction_required")


def test_a_step_up_reaches_the_token(world: World, client: FlaskClient) -> None:
    step_up = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    back = sent_back(client.post(authorize_url(claims=step_up), data={"user": ANN.id}))

    tokens = cast("dict[str, str]", redeem(client, back["code"]).json)

    assert world.key.verify(tokens["access_token"])["acrs"] == ["c1"]


def test_signing_out_may_lead_back_to_the_app(client: FlaskClient) -> None:
    answer = client.get(f"/{CONTOSO.id}/oauth2/v2.0/logout?post_logout_redirect_uri={PAGE}")
    elsewhere = client.get("/common/oauth2/v2.0/logout?post_logout_redirect_uri=https://evil.test/")

    assert answer.headers["Location"] == PAGE
    assert elsewhere.status_code == 200


def test_a_code_without_pkce_needs_the_secret(client: FlaskClient) -> None:
    url = authorize_url(code_challenge="", code_challenge_method="")
    codes = [sent_back(client.post(url, data={"user": ANN.id}))["code"] for _ in range(2)]

    assert refusal(redeem(client, codes[0])) == (401, "invalid_client", 7000215)
    answer = ask_token(client, grant_type="authorization_code", code=codes[1], redirect_uri=PAGE,
                       client_secret=APP.secret)  # fmt: skip
    assert answer.status_code == 200


def test_a_code_for_another_page_is_refused(client: FlaskClient) -> None:
    code = sent_back(client.post(authorize_url(), data={"user": ANN.id}))["code"]

    answer = ask_token(client, grant_type="authorization_code", code=code, code_verifier=VERIFIER,
                       redirect_uri="https://localhost/other")  # fmt: skip

    assert refusal(answer) == (400, "invalid_grant", 50011)


def test_a_browser_may_ask_before_it_posts(client: FlaskClient) -> None:
    headers = {"Origin": "https://pane.example", "Access-Control-Request-Method": "POST",
               "Access-Control-Request-Headers": "x-client-sku"}  # fmt: skip

    answer = client.options(f"/{CONTOSO.id}/oauth2/v2.0/token", headers=headers)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Headers"] == "x-client-sku"
