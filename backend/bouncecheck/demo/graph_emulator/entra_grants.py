"""The token endpoint: each grant type from the form that comes in to the tokens that go out."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import load_pem_x509_certificate

from bouncecheck.demo.graph_emulator.entra_tokens import (
    OIDC_SCOPES,
    TOKEN_LIFE_S,
    Json,
    Minter,
    acrs_of,
    client_info,
    is_graph_scope,
)
from bouncecheck.demo.graph_emulator.tenants import App, User
from bouncecheck.demo.graph_emulator.token_signing import (
    Claims,
    TokenRefusedError,
    b64url,
    verify_token,
)
from bouncecheck.demo.graph_emulator.world import Grant, World

ALIASES = frozenset({"organizations", "common"})
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
STEP_UP = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


class GrantRefusedError(Exception):
    """A refusal of the token endpoint (RFC 6749, section 5.2, with Entra's own members)."""

    def __init__(self, error: str, code: int, text: str, **more: str) -> None:
        super().__init__(f"{error} AADSTS{code}")
        self.status = 401 if error == "invalid_client" else 400
        self.body: Json = {
            "error": error,
            "error_description": f"AADSTS{code}: {text}",
            "error_codes": [code],
            **more,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """One request to the token endpoint."""

    world: World
    tenant: str
    """What stands in the path: a tenant's GUID, "organizations" or "common"."""

    base: str
    """Where the sign-in service lives."""

    form: Mapping[str, str]

    def need(self, name: str) -> str:
        """Return a field of the form that must be there."""
        value = self.form.get(name)
        if not value:
            text = f"The request body must contain the following parameter: '{name}'."
            raise GrantRefusedError("invalid_request", 900144, text)
        return value

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that are asked for."""
        return tuple(self.form.get("scope", "").split())


def answer_token_request(asked: TokenRequest) -> Json:
    """Return the tokens. Raises GrantRefusedError."""
    kind = asked.need("grant_type")
    asked.world.sign_ins.requests[kind] += 1
    if kind == "authorization_code":
        return _code(asked)
    if kind == "refresh_token":
        return _refresh(asked)
    if kind == JWT_BEARER:
        return _on_behalf_of(asked)
    if kind == "client_credentials":
        return _client_credentials(asked)
    raise GrantRefusedError("unsupported_grant_type", 70003, "The grant type is not supported.")


def refuse_without_consent(world: World, app: App, user: User, scopes: tuple[str, ...]) -> None:
    """Refuse what nobody consented to (AADSTS65001)."""
    known = {*app.delegated_scopes, ".default", "access_as_user"}
    names = {scope.rpartition("/")[2] for scope in scopes} - OIDC_SCOPES
    if world.faults.is_on(lambda switches: switches.consent_missing, user.id) or not names <= known:
        text = (
            f"The user or administrator has not consented to use the application with ID "
            f"'{app.client_id}'. Send an interactive authorization request for this user and "
            "resource."
        )
        raise GrantRefusedError("invalid_grant", 65001, text, suberror="consent_required")


def _code(asked: TokenRequest) -> Json:
    grant = asked.world.sign_ins.codes.pop(asked.need("code"), None)
    app = _app(asked)
    if grant is None or grant.client_id != app.client_id:
        raise GrantRefusedError("invalid_grant", 70008, "The code has expired or was used.")
    if grant.redirect_uri != asked.need("redirect_uri"):
        raise GrantRefusedError("invalid_grant", 50011, "The redirect URI does not match.")
    if grant.challenge:
        proof = b64url(hashlib.sha256(asked.need("code_verifier").encode()).digest())
        if not secrets.compare_digest(proof, grant.challenge):
            raise GrantRefusedError("invalid_grant", 501481, "The code_verifier does not match.")
    else:
        _authenticate(asked, app)
    return _user_tokens(asked, app, grant)


def _refresh(asked: TokenRequest) -> Json:
    app = _app(asked)
    grant = asked.world.sign_ins.refresh_tokens.get(asked.need("refresh_token"))
    if grant is None or grant.client_id != app.client_id:
        raise GrantRefusedError("invalid_grant", 700082, "The refresh token is not valid.")
    _refuse_foreign_tenant(asked, asked.world.users[grant.user_id])
    grant.scopes = asked.scopes or grant.scopes
    grant.acrs = acrs_of(asked.form.get("claims")) or grant.acrs
    grant.nonce = ""
    return _user_tokens(asked, app, grant)


def _on_behalf_of(asked: TokenRequest) -> Json:
    app = _app(asked)
    _authenticate(asked, app)
    if asked.form.get("requested_token_use") != "on_behalf_of":
        raise GrantRefusedError("invalid_request", 900144, "requested_token_use is missing.")
    claims = _assertion_claims(asked, app)
    user = asked.world.users.get(str(claims.get("oid")))
    if user is None or claims.get("tid") != user.tenant_id:
        raise GrantRefusedError("invalid_grant", 50034, "The user does not exist.")
    _refuse_foreign_tenant(asked, user)
    refuse_without_consent(asked.world, app, user, asked.scopes)
    acrs = claims.get("acrs")
    met = tuple(str(value) for value in acrs) if isinstance(acrs, list) else ()
    if (
        asked.world.faults.is_on(lambda switches: switches.claims_challenge, user.id)
        and "c1" not in met
    ):
        text = "Due to a configuration change, you must use multi-factor authentication."
        raise GrantRefusedError(
            "interaction_required", 50076, text, suberror="basic_action", claims=STEP_UP
        )
    grant = Grant(user_id=user.id, client_id=app.client_id, scopes=asked.scopes, acrs=met)
    return _user_tokens(asked, app, grant)


def _client_credentials(asked: TokenRequest) -> Json:
    app = _app(asked)
    _authenticate(asked, app)
    if asked.tenant not in asked.world.tenants:
        raise GrantRefusedError("invalid_request", 90002, f"Tenant '{asked.tenant}' not found.")
    scope = asked.need("scope")
    if not scope.endswith("/.default"):
        raise GrantRefusedError("invalid_scope", 1002012, "The scope must end with /.default.")
    token = Minter(asked.world, asked.base, app).app_token(asked.tenant, scope)
    return {
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE_S,
        "ext_expires_in": TOKEN_LIFE_S,
        "access_token": token,
    }


def _user_tokens(asked: TokenRequest, app: App, grant: Grant) -> Json:
    user = asked.world.users[grant.user_id]
    minter = Minter(asked.world, asked.base, app)
    wanted = [scope for scope in grant.scopes if scope not in OIDC_SCOPES]
    if any(is_graph_scope(s) for s in wanted) or not wanted:
        # Entra lists what ".default" stood for and itself; MSAL finds the token again by it.
        asked_for = [scope for scope in wanted if scope.endswith("/.default")]
        shown = " ".join((*app.delegated_scopes, *asked_for, "openid", "profile", "email"))
    else:
        shown = " ".join(wanted)
    answer: Json = {
        "token_type": "Bearer",
        "scope": shown,
        "expires_in": TOKEN_LIFE_S,
        "ext_expires_in": TOKEN_LIFE_S,
        "access_token": minter.access_token(user, grant.scopes, grant.acrs),
    }
    if "openid" in grant.scopes:
        answer["id_token"] = minter.id_token(user, grant.nonce)
        answer["client_info"] = client_info(user)
    if "offline_access" in grant.scopes:
        token = secrets.token_urlsafe(32)
        asked.world.sign_ins.refresh_tokens[token] = grant
        answer["refresh_token"] = token
    return answer


def _app(asked: TokenRequest) -> App:
    app = asked.world.apps.get(asked.need("client_id"))
    if app is None:
        text = f"Application '{asked.form['client_id']}' was not found in the directory."
        raise GrantRefusedError("unauthorized_client", 700016, text)
    return app


def _refuse_foreign_tenant(asked: TokenRequest, user: User) -> None:
    if asked.tenant not in {*ALIASES, user.tenant_id}:
        raise GrantRefusedError("invalid_grant", 50020, "The user is not in this tenant.")


def _authenticate(asked: TokenRequest, app: App) -> None:
    """Refuse a client that proves itself neither by its secret nor by its certificate."""
    if asked.form.get("client_assertion_type") == ASSERTION_TYPE:
        _check_client_assertion(asked, app, asked.need("client_assertion"))
        return
    given = asked.form.get("client_secret", "")
    if not app.secret or not secrets.compare_digest(given.encode(), app.secret.encode()):
        raise GrantRefusedError("invalid_client", 7000215, "Invalid client secret provided.")


def _check_client_assertion(asked: TokenRequest, app: App, assertion: str) -> None:
    refused = GrantRefusedError("invalid_client", 700027, "The client assertion is not valid.")
    for certificate in app.certificates:
        key = load_pem_x509_certificate(certificate.encode()).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            continue
        try:
            claims = verify_token(assertion, key)
        except TokenRefusedError:
            continue
        expires = claims.get("exp")
        is_ours = claims.get("iss") == claims.get("sub") == app.client_id
        is_for_us = str(claims.get("aud", "")).endswith("/oauth2/v2.0/token")
        is_fresh = isinstance(expires, (int, float)) and expires > asked.world.now().timestamp()
        if is_ours and is_for_us and is_fresh:
            return
    raise refused


def _assertion_claims(asked: TokenRequest, app: App) -> Claims:
    try:
        claims = asked.world.key.verify(asked.need("assertion"))
    except TokenRefusedError as error:
        text = "Assertion failed signature validation."
        raise GrantRefusedError("invalid_grant", 50013, text) from error
    expires = claims.get("exp")
    if not isinstance(expires, (int, float)) or expires <= asked.world.now().timestamp():
        raise GrantRefusedError("invalid_grant", 500133, "Assertion is not within its valid time.")
    if claims.get("aud") != app.client_id:
        text = "Assertion audience does not match the client app presenting the assertion."
        raise GrantRefusedError("invalid_grant", 500131, text)
    if not claims.get("scp"):
        raise GrantRefusedError("invalid_grant", 240002, "The assertion is not a user's token.")
    return claims
