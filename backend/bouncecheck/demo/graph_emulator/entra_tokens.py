"""Which tokens the sign-in service hands out, and what stands in them."""

import hashlib
import json
from collections.abc import Iterable

from bouncecheck.demo.graph_emulator.tenants import App, User
from bouncecheck.demo.graph_emulator.token_signing import Claims, b64url
from bouncecheck.demo.graph_emulator.world import World

TOKEN_LIFE_S = 3600
GRAPH = "https://graph.microsoft.com"
OIDC_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})

Json = dict[str, object]


def issue_api_tokens(world: World, user: User, issuer_base: str, claims: str | None = None) -> Json:
    """Return tokens for our own API, as the host's nested app authentication hands them on.

    Args:
        world: Where the user and the first registered application live.
        user: Who is signed in.
        issuer_base: Where the sign-in service lives, such as "https://localhost:8443".
        claims: A claims challenge to be met, as JSON text; its "acrs" come into the token.

    Returns:
        access_token, id_token, expires_in, scope, and the account: homeAccountId,
        localAccountId, tenantId, environment, username, name.
    """
    app = next(iter(world.apps.values()))
    scopes = (app.api_scope,)
    minter = Minter(world, issuer_base, app)
    return {
        "access_token": minter.access_token(user, scopes, acrs_of(claims)),
        "id_token": minter.id_token(user, ""),
        "expires_in": TOKEN_LIFE_S,
        "scope": " ".join(scopes),
        "homeAccountId": f"{user.id}.{user.tenant_id}",
        "localAccountId": user.id,
        "tenantId": user.tenant_id,
        "environment": issuer_base.partition("//")[2],
        "username": user.upn,
        "name": user.name,
    }


def issue_graph_token(
    world: World, user: User | None, issuer_base: str, tenant_id: str = ""
) -> str:
    """Return a Graph token as on-behalf-of brings it; without a user the application's own."""
    app = next(iter(world.apps.values()))
    minter = Minter(world, issuer_base, app)
    if user is None:
        return minter.app_token(tenant_id, f"{GRAPH}/.default")
    return minter.access_token(user, (f"{GRAPH}/.default",), ())


def acrs_of(claims: str | None) -> tuple[str, ...]:
    """Return the authentication contexts that a claims request asks to fulfil."""
    try:
        wanted = json.loads(claims or "{}")["access_token"]["acrs"]
    except (ValueError, KeyError, TypeError):
        return ()
    values = wanted.get("values", [wanted.get("value")]) if isinstance(wanted, dict) else []
    return tuple(str(value) for value in values if value)


def is_graph_scope(scope: str) -> bool:
    """Return whether a scope names a right of Graph."""
    return scope.startswith(f"{GRAPH}/") or ("://" not in scope and scope not in OIDC_SCOPES)


class Minter:
    """Writes tokens for one application."""

    def __init__(self, world: World, issuer_base: str, app: App) -> None:
        self._world = world
        self._base = issuer_base.rstrip("/")
        self._app = app

    def access_token(self, user: User, scopes: Iterable[str], acrs: tuple[str, ...]) -> str:
        """Return a delegated token: for our API if its scope is asked for, else for Graph."""
        own = f"api://{self._app.client_id}/"
        for_api = [s.removeprefix(own) for s in scopes if s.startswith(own)]
        claims = self._user_claims(user)
        if for_api:
            # ".default" of our own API is its only scope.
            names = ["access_as_user" if name == ".default" else name for name in for_api]
            claims |= {"aud": self._app.client_id, "scp": " ".join(dict.fromkeys(names))}
        else:
            # Entra puts every right that was consented to into the token, asked for or not.
            granted = " ".join((*self._app.delegated_scopes, "openid", "profile", "email"))
            claims |= {"aud": GRAPH, "scp": granted}
        if acrs:
            claims["acrs"] = list(acrs)
        return self._world.key.sign(claims)

    def app_token(self, tenant_id: str, scope: str) -> str:
        """Return a token of the application itself."""
        is_graph = is_graph_scope(scope)
        subject = _subject(self._app.client_id, tenant_id)
        claims = self._frame(tenant_id) | {
            "aud": GRAPH if is_graph else self._app.client_id,
            "sub": subject,
            "oid": _guid(subject),
            "azp": self._app.client_id,
            "azpacr": "1",
            "idtyp": "app",
            "roles": list(self._app.app_roles) if is_graph else [],
        }
        return self._world.key.sign(claims)

    def id_token(self, user: User, nonce: str) -> str:
        """Return the proof of who signed in, for the application."""
        claims = self._user_claims(user) | {"aud": self._app.client_id}
        for name in ("azp", "azpacr"):
            del claims[name]
        if nonce:
            claims["nonce"] = nonce
        return self._world.key.sign(claims)

    def _user_claims(self, user: User) -> Claims:
        return self._frame(user.tenant_id) | {
            "sub": _subject(user.id, self._app.client_id),
            "oid": user.id,
            "azp": self._app.client_id,
            "azpacr": "1",
            "name": user.name,
            "preferred_username": user.upn,
        }

    def _frame(self, tenant_id: str) -> Claims:
        now = int(self._world.now().timestamp())
        return {
            "iss": f"{self._base}/{tenant_id}/v2.0",
            "tid": tenant_id,
            "iat": now,
            "nbf": now,
            "exp": now + TOKEN_LIFE_S,
            "ver": "2.0",
            "uti": b64url(hashlib.sha256(f"{now}{tenant_id}".encode()).digest()[:16]),
        }


def client_info(user: User) -> str:
    """Return what MSAL builds the account's key from."""
    return b64url(json.dumps({"uid": user.id, "utid": user.tenant_id}).encode())


def _subject(one: str, other: str) -> str:
    return b64url(hashlib.sha256(f"{one}/{other}".encode()).digest())


def _guid(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
