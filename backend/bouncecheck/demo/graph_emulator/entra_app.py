"""The sign-in service as a Flask application: discovery, keys, authorize, token, logout."""

import secrets
from collections.abc import Iterable, Mapping
from functools import partial
from urllib.parse import urlencode, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, jsonify, redirect, request

from bouncecheck.demo.graph_emulator import sign_in_page
from bouncecheck.demo.graph_emulator.entra_grants import (
    ALIASES,
    GrantRefusedError,
    TokenRequest,
    answer_token_request,
)
from bouncecheck.demo.graph_emulator.entra_tokens import Json, acrs_of, client_info
from bouncecheck.demo.graph_emulator.tenants import App, User
from bouncecheck.demo.graph_emulator.world import Grant, World

COOKIE = "DEMOSIGNIN"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def create_entra_app(world: World, issuer_base: str) -> Flask:
    """Return the sign-in service of every tenant in a world.

    Args:
        world: Whose tenants, users and applications it knows.
        issuer_base: The origin it is reached at, such as "https://localhost:8443". The
            application answers at /{tenant id}, /organizations and /common there, whether
            a dispatcher strips these prefixes or not.
    """
    app = Flask("bouncecheck_entra_emulator", static_folder=None)
    base = issuer_base.rstrip("/")
    routes = (
        ("/<tenant>/v2.0/.well-known/openid-configuration", _discovery, ["GET"]),
        ("/<tenant>/discovery/v2.0/keys", _keys, ["GET"]),
        ("/<tenant>/oauth2/v2.0/authorize", _authorize, ["GET", "POST"]),
        ("/<tenant>/oauth2/v2.0/token", _token, ["POST"]),
        ("/<tenant>/oauth2/v2.0/logout", _logout, ["GET", "POST"]),
    )
    for rule, view, methods in routes:
        app.add_url_rule(rule, rule, partial(view, world, base), methods=methods)
    app.after_request(_add_cors)
    app.wsgi_app = _WholePath(app.wsgi_app)  # type: ignore[method-assign, assignment]  # Flask's own advice
    return app


def _discovery(world: World, base: str, tenant: str) -> Response:
    if tenant not in ALIASES and tenant not in world.tenants:
        error = GrantRefusedError("invalid_tenant", 90002, f"Tenant '{tenant}' not found.")
        return _refusal(error)
    # The aliases do not know the tenant yet: Entra writes this very placeholder.
    issuer = f"{base}/{'{tenantid}' if tenant in ALIASES else tenant}/v2.0"
    here = f"{base}/{tenant}"
    return jsonify(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{here}/oauth2/v2.0/authorize",
            "token_endpoint": f"{here}/oauth2/v2.0/token",
            "end_session_endpoint": f"{here}/oauth2/v2.0/logout",
            "jwks_uri": f"{here}/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "response_types_supported": ["code", "id_token", "code id_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "tid", "oid"],
            "tenant_region_scope": "EU",
            "cloud_instance_name": urlsplit(base).netloc,
        }
    )


def _keys(world: World, base: str, tenant: str) -> Response:
    return jsonify({"keys": [world.key.jwk(f"{base}/{tenant}/v2.0")]})


def _token(world: World, base: str, tenant: str) -> Response:
    asked = TokenRequest(world=world, tenant=tenant, base=base, form=request.form.to_dict())
    try:
        with world.lock:
            answer = jsonify(answer_token_request(asked))
    except GrantRefusedError as error:
        answer = _refusal(error)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refusal(error: GrantRefusedError) -> Response:
    answer = jsonify(error.body)
    answer.status_code = error.status
    return answer


def _logout(world: World, _base: str, tenant: str) -> Response:
    world.sign_ins.sessions.pop(_cookie(tenant), None)
    target = request.args.get("post_logout_redirect_uri", "")
    answer = _page(sign_in_page.signed_out_page())
    if target and _may_redirect(next(iter(world.apps.values())), target):
        answer = _to(target)
    answer.delete_cookie(COOKIE)
    return answer


def _authorize(world: World, _base: str, tenant: str) -> Response:
    """Sign a person in, or say why not, and send the browser back."""
    app = world.apps.get(request.args.get("client_id", ""))
    target = request.args.get("redirect_uri", "")
    if app is None or not _may_redirect(app, target):
        text = "AADSTS50011: The redirect URI or the application is not known here."
        return _page(sign_in_page.trouble_page(text), 400)
    if request.args.get("response_type") != "code":
        return _back({"error": "unsupported_response_type"})
    user = _who(world, tenant)
    if request.args.get("prompt") == "none":
        return _silently(world, app, user)
    if user is None:
        users = [u for u in world.users.values() if _may_sign_in(u, tenant)]
        return _page(sign_in_page.account_page(users))
    return _with_consent(world, app, user)


def _with_consent(world: World, app: App, user: User) -> Response:
    missing = world.faults.is_on(lambda switches: switches.consent_missing, user.id)
    if request.form.get("consent") == "no":
        return _back({"error": "access_denied", "error_subcode": "cancel"})
    if request.form.get("consent") == "yes":
        world.faults.of(user.id).consent_missing = False
    elif missing or request.args.get("prompt") == "consent":
        return _page(sign_in_page.consent_page(user, (app.api_scope, *app.delegated_scopes)))
    answer = _back(_success(world, app, user))
    session = secrets.token_urlsafe(24)
    world.sign_ins.sessions[session] = user.id
    answer.set_cookie(COOKIE, session, secure=True, httponly=True, samesite="None")
    return answer


def _silently(world: World, app: App, user: User | None) -> Response:
    if user is None:
        text = "AADSTS50058: A silent sign-in request was sent but no user is signed in."
        return _back({"error": "login_required", "error_description": text})
    if world.faults.is_on(lambda switches: switches.consent_missing, user.id):
        text = "AADSTS65001: The user or administrator has not consented."
        return _back({"error": "consent_required", "error_description": text})
    if world.faults.is_on(lambda switches: switches.claims_challenge, user.id) and acrs_of(
        request.args.get("claims")
    ):
        text = "AADSTS50076: You must use multi-factor authentication."
        return _back({"error": "interaction_required", "error_description": text})
    return _back(_success(world, app, user))


def _success(world: World, app: App, user: User) -> Json:
    code = secrets.token_urlsafe(32)
    world.sign_ins.codes[code] = Grant(
        user_id=user.id,
        client_id=app.client_id,
        scopes=tuple(request.args.get("scope", "").split()),
        challenge=_challenge(),
        redirect_uri=request.args["redirect_uri"],
        nonce=request.args.get("nonce", ""),
        acrs=acrs_of(request.args.get("claims")),
    )
    return {
        "code": code,
        "client_info": client_info(user),
        "session_state": secrets.token_hex(16),
    }


def _challenge() -> str:
    """Return the PKCE challenge; only S256 is taken."""
    is_hashed = request.args.get("code_challenge_method") == "S256"
    return request.args.get("code_challenge", "") if is_hashed else ""


def _who(world: World, tenant: str) -> User | None:
    """Return who is signing in: the button pressed, else the session, if the hint agrees."""
    chosen = world.users.get(request.form.get("user", ""))
    if chosen is None and request.args.get("prompt") not in {"login", "select_account"}:
        chosen = world.users.get(world.sign_ins.sessions.get(_cookie(tenant), ""))
        hint = request.args.get("login_hint")
        if chosen is not None and hint and hint.lower() != chosen.upn.lower():
            return None
    return chosen if chosen is not None and _may_sign_in(chosen, tenant) else None


def _may_sign_in(user: User, tenant: str) -> bool:
    return not user.is_shared and tenant in {*ALIASES, user.tenant_id}


def _cookie(_tenant: str) -> str:
    return request.cookies.get(COOKIE, "")


def _may_redirect(app: App, target: str) -> bool:
    parts = urlsplit(target)
    is_here = parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK
    return target in app.redirect_uris or is_here


def _back(answer: Mapping[str, object]) -> Response:
    """Send the browser back with an answer, the way it asked for."""
    fields = {**answer, "state": request.args.get("state", "")}
    target = request.args["redirect_uri"]
    mark = "#" if request.args.get("response_mode", "query") == "fragment" else "?"
    return _to(f"{target}{mark}{urlencode(fields)}")


def _to(target: str) -> Response:
    answer = redirect(target, 302)
    return Response(answer.get_data(), 302, headers={"Location": target})


def _page(text: str, status: int = 200) -> Response:
    """Return a page that refuses to be framed, as the real one does."""
    answer = Response(text, status, content_type="text/html; charset=utf-8")
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


def _add_cors(answer: Response) -> Response:
    """Let pages of other origins read discovery, keys and tokens, as MSAL.js needs."""
    origin = request.headers.get("Origin")
    if origin and not request.path.endswith("/authorize"):
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        wanted = request.headers.get("Access-Control-Request-Headers", "content-type")
        answer.headers["Access-Control-Allow-Headers"] = wanted
        answer.headers["Vary"] = "Origin"
    return answer


class _WholePath:
    """Puts a prefix that a dispatcher took off back onto the path: it names the tenant."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ["PATH_INFO"] = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        environ["SCRIPT_NAME"] = ""
        return self._app(environ, start)
