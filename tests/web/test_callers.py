"""Who is let in, and that nobody else is."""

import base64
import json
import logging
import socket
import ssl
import time
from collections.abc import Callable

import jwt
import pytest
from flask.testing import FlaskClient

from bouncecheck.errors import BounceCheckError, MailboxUnavailableError, UnauthenticatedError
from bouncecheck.usecases.ports import Account
from bouncecheck.web.authority import fetch_keys
from bouncecheck.web.callers import CallerVerifier
from bouncecheck.web.config import WebConfig
from web.authority import (
    CLIENT_ID,
    OTHER_TENANT_ID,
    STRANGE_TENANT_ID,
    TENANT_ID,
    UNKNOWN,
    USER_ID,
    PretendAuthority,
    new_key,
)


def _signed_by_other_tenant(a: PretendAuthority) -> str:
    header = {"kid": f"key-{TENANT_ID}"}
    return jwt.encode(a.claims(), a.keys[OTHER_TENANT_ID], algorithm="RS256", headers=header)


def _other_tenants_key_id(a: PretendAuthority) -> str:
    header = {"kid": f"key-{OTHER_TENANT_ID}"}
    return jwt.encode(a.claims(), a.keys[OTHER_TENANT_ID], algorithm="RS256", headers=header)


def _with_public_key_as_secret(a: PretendAuthority) -> str:
    import hashlib  # noqa: PLC0415  # for this one forgery
    import hmac  # noqa: PLC0415

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    signed = f"{part({'alg': 'HS256', 'kid': f'key-{TENANT_ID}'})}.{part(a.claims())}"
    mac = hmac.new(a.public_pem(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _without_signature(a: PretendAuthority) -> str:
    head, claims, _ = a.token().split(".")
    return f"{head}.{claims}.AAAA"


def _changed_after_signing(a: PretendAuthority) -> str:
    head, _, signature = a.token().split(".")
    claims = json.dumps(a.claims(oid=OTHER_TENANT_ID)).encode()
    return f"{head}.{base64.urlsafe_b64encode(claims).rstrip(b'=').decode()}.{signature}"


def _alg_none(a: PretendAuthority) -> str:
    unsigned = jwt.encode(a.claims(), "", algorithm="none", headers={"kid": f"key-{TENANT_ID}"})
    return f"{unsigned}AAAA"


def _own_key(a: PretendAuthority) -> str:
    own = new_key()
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(own.public_key(), as_dict=True)
    header = {"kid": f"key-{TENANT_ID}", "jwk": jwk}
    return jwt.encode(a.claims(), own, algorithm="RS256", headers=header)


NOW_AND_THEN = 10_000
GUID = "66666666-6666-4666-8666-666666666666"

BAD_TOKENS: dict[str, Callable[[PretendAuthority], str]] = {
    "garbage": lambda _: "garbage",
    "three parts of garbage": lambda _: "a.b.c",
    "empty": lambda _: "",
    "one megabyte": lambda a: a.token(padding="x" * 1_000_000),
    "just over the limit": lambda a: a.token(padding="x" * 12_500),
    "two tokens": lambda a: f"{a.token()} {a.token()}",
    "two tokens with a comma": lambda a: f"{a.token()}, Bearer {a.token()}",
    "a line end behind it": lambda a: f"{a.token()}\x0b",
    "alg none": _alg_none,
    "HS256 with the public key": _with_public_key_as_secret,
    "RS512": lambda a: jwt.encode(
        a.claims(),
        a.keys[TENANT_ID],
        algorithm="RS512",
        headers={"kid": f"key-{TENANT_ID}"},
    ),
    "no signature": _without_signature,
    "changed after signing": _changed_after_signing,
    "signed by another tenant": _signed_by_other_tenant,
    "another tenant's key id": _other_tenants_key_id,
    "embedded jwk": _own_key,
    "jku": lambda a: a.token(header={"jku": f"{a.url}/keys"}),
    "x5u": lambda a: a.token(header={"x5u": f"{a.url}/keys"}),
    "crit": lambda a: a.token(header={"crit": ["exp"]}),
    "no kid": lambda a: a.token(header={"kid": UNKNOWN}),
    "unknown kid": lambda a: a.token(header={"kid": "key-of-yesterday"}),
    "a tenant that is not on the list": lambda a: a.token(STRANGE_TENANT_ID),
    "tid of a path": lambda a: a.token(tid=f"../{TENANT_ID}"),
    "tid that is a list": lambda a: a.token(tid=[TENANT_ID]),
    "wrong audience": lambda a: a.token(aud=GUID),
    "Graph's audience": lambda a: a.token(aud="https://graph.microsoft.com"),
    "several audiences": lambda a: a.token(aud=[CLIENT_ID, GUID]),
    "v1 audience": lambda a: a.token(aud=f"api://{CLIENT_ID}"),
    "v1 issuer": lambda a: a.token(iss=f"https://sts.windows.net/{TENANT_ID}/"),
    "another tenant's issuer": lambda a: a.token(iss=f"{a.url}/{OTHER_TENANT_ID}/v2.0"),
    "issuer with a slash": lambda a: a.token(iss=f"{a.url}/{TENANT_ID}/v2.0/"),
    "v1 token": lambda a: a.token(ver="1.0"),
    "expired": lambda a: a.token(exp=a.claims()["exp"] - NOW_AND_THEN),
    "not yet valid": lambda a: a.token(nbf=a.claims()["nbf"] + NOW_AND_THEN),
    "from the future": lambda a: a.token(iat=a.claims()["iat"] + NOW_AND_THEN),
    "exp that is text": lambda a: a.token(exp="tomorrow"),
    "exp beyond all time": lambda a: a.token(exp=float("inf")),
    "another scope": lambda a: a.token(scp="User.Read"),
    "a scope that only begins so": lambda a: a.token(scp="access_as_user_too"),
    "scopes as a list": lambda a: a.token(scp=["access_as_user"]),
    "the app itself": lambda a: a.token(idtyp="app"),
    "the app itself, with a scope": lambda a: a.token(idtyp="app", roles=["x"]),
    "idtyp that we do not know": lambda a: a.token(idtyp="device"),
    "oid that is no GUID": lambda a: a.token(oid="me"),
    "oid that is a number": lambda a: a.token(oid=7),
    **{
        f"no {name}": lambda a, name=name: a.token(**{name: UNKNOWN})  # type: ignore[misc]  # a default binds the name
        for name in ("iss", "aud", "exp", "nbf", "iat", "tid", "oid", "scp", "ver")
    },
}


@pytest.fixture
def verifier(config: WebConfig) -> CallerVerifier:
    return CallerVerifier(config)


def test_a_token_of_the_tenant_names_its_caller(
    verifier: CallerVerifier, authority: PretendAuthority
) -> None:
    token = authority.token(idtyp="user", scp="openid access_as_user")

    caller = verifier.verified([f"Bearer {token}"])

    assert caller.account == Account(tenant_id=TENANT_ID, user_id=USER_ID)
    assert caller.token == token


def test_each_tenant_on_the_list_has_keys_of_its_own(
    verifier: CallerVerifier, authority: PretendAuthority
) -> None:
    tenants = [
        verifier.verified([f"Bearer {authority.token(tenant_id)}"]).account.tenant_id
        for tenant_id in (TENANT_ID, OTHER_TENANT_ID)
    ]

    assert tenants == [TENANT_ID, OTHER_TENANT_ID]


@pytest.mark.parametrize("make_token", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_bad_token_is_refused(
    verifier: CallerVerifier,
    authority: PretendAuthority,
    make_token: Callable[[PretendAuthority], str],
) -> None:
    token = make_token(authority)

    with pytest.raises(UnauthenticatedError) as refusal:
        verifier.verified([f"Bearer {token}"])

    assert not token or token not in str(refusal.value)


@pytest.mark.parametrize(
    "fields",
    [[], ["Basic dmluY2U6c2VjcmV0"], ["Bearer"], ["{token}"], ["Bearer {token}", "Bearer {token}"]],
    ids=["none", "basic", "no token", "no scheme", "two fields"],
)
def test_anything_but_one_bearer_token_is_refused(
    verifier: CallerVerifier, authority: PretendAuthority, fields: list[str]
) -> None:
    sent = [one.replace("{token}", authority.token()) for one in fields]

    with pytest.raises(UnauthenticatedError):
        verifier.verified(sent)


def test_a_strange_tenant_causes_no_fetch(
    verifier: CallerVerifier, authority: PretendAuthority
) -> None:
    with pytest.raises(UnauthenticatedError):
        verifier.verified([f"Bearer {authority.token(STRANGE_TENANT_ID)}"])

    assert not authority.fetched


def test_unknown_key_ids_do_not_cause_a_flood_of_fetches(
    verifier: CallerVerifier, authority: PretendAuthority
) -> None:
    for number in range(50):
        with pytest.raises(UnauthenticatedError):
            verifier.verified([f"Bearer {authority.token(header={'kid': f'key-{number}'})}"])

    assert authority.fetched.total() == 2


DISCOVERY = f"/{TENANT_ID}/v2.0/.well-known/openid-configuration"
KEYS = f"/{TENANT_ID}/discovery/v2.0/keys"


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


BAD_AUTHORITIES: dict[str, dict[str, object]] = {
    "discovery fails": {DISCOVERY: 500},
    "discovery redirects": {DISCOVERY: 302},
    "discovery is no JSON": {DISCOVERY: b"<html>"},
    "discovery is a list": {DISCOVERY: b"[]"},
    "another issuer": {DISCOVERY: _json({"issuer": "https://login.example.com"})},
    "keys fail": {KEYS: 503},
    "keys are no keys": {KEYS: b"{}"},
    "no key at all": {KEYS: _json({"keys": []})},
}


@pytest.mark.parametrize("documents", BAD_AUTHORITIES.values(), ids=BAD_AUTHORITIES)
def test_an_authority_that_fails_is_asked_once_and_nobody_is_let_in(
    verifier: CallerVerifier, authority: PretendAuthority, documents: dict[str, object]
) -> None:
    authority.documents |= documents

    for _ in range(20):
        with pytest.raises(MailboxUnavailableError):
            verifier.verified([f"Bearer {authority.token()}"])

    assert max(authority.fetched.values()) == 1


def test_keys_on_another_host_are_not_fetched(
    verifier: CallerVerifier, authority: PretendAuthority
) -> None:
    issuer = f"{authority.url}/{TENANT_ID}/v2.0"
    elsewhere = authority.url.replace("127.0.0.1", "localhost") + KEYS
    authority.documents[DISCOVERY] = _json({"issuer": issuer, "jwks_uri": elsewhere})

    with pytest.raises(BounceCheckError):
        verifier.verified([f"Bearer {authority.token()}"])

    assert KEYS not in authority.fetched


def test_an_authority_that_hangs_is_not_waited_for_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        issuer = f"http://127.0.0.1:{silent.getsockname()[1]}/{TENANT_ID}/v2.0"
        started_at = time.monotonic()

        with pytest.raises(TimeoutError):
            fetch_keys(issuer, ssl.create_default_context(), limit_s=0.2)

    assert time.monotonic() - started_at < 2


def test_known_keys_serve_on_while_the_authority_is_down(
    verifier: CallerVerifier, authority: PretendAuthority
) -> None:
    verifier.verified([f"Bearer {authority.token()}"])
    authority.documents |= {DISCOVERY: 500, KEYS: 500}

    caller = verifier.verified([f"Bearer {authority.token()}"])

    assert caller.account.user_id == USER_ID


@pytest.mark.parametrize("make_token", list(BAD_TOKENS.values())[8:30], ids=list(BAD_TOKENS)[8:30])
def test_strangers_are_not_told_what_was_wrong(
    stranger: FlaskClient,
    authority: PretendAuthority,
    make_token: Callable[[PretendAuthority], str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    token = make_token(authority)

    answer = stranger.get("/api/me", headers={"Authorization": f"Bearer {token}".strip()})

    assert answer.status_code == 401
    assert answer.get_json()["detail"] == "This call needs a valid access token."
    assert token.split(".")[-1] not in caplog.text
