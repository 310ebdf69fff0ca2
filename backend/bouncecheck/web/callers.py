"""Who is calling: verifies the access token of a request and refuses strangers.

The only user of PyJWT. Source of the rules: contract.md, section 2, and Microsoft's reference of
access token claims. What was wrong with a token goes into our log and never into an answer.
"""

import logging
import math
import re
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from bouncecheck.errors import MailboxUnavailableError, UnauthenticatedError
from bouncecheck.usecases.ports import Account
from bouncecheck.web.authority import fetch_keys
from bouncecheck.web.config import WebConfig

log = logging.getLogger("bouncecheck.web")

MAX_TOKEN_CHARS = 16 * 1024
LEEWAY_S = 60
KEYS_FRESH_S = 3600
"""After this, keys are fetched again; a key id that is new is looked for before."""

KEYS_LAST_S = 24 * 3600
"""How long known keys are still believed while the authority does not answer."""

FETCH_PAUSE_S = 30.0
"""How long nothing is fetched after a fetch, whoever asks with whatever key id."""

SCOPE = "access_as_user"
REQUIRED_CLAIMS = ["iss", "aud", "exp", "nbf", "iat", "tid", "oid", "scp", "ver"]

_BEARER = re.compile(r"[Bb]earer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FOREIGN_KEYS = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"})
"""Header members by which a token would bring its own key or its own rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, and the token that proves it."""

    account: Account
    token: str


class _SigningKeys:
    """The keys with which the authority signs the tokens of one tenant.

    Tokens that nobody has verified yet decide when we look for keys, so that is rationed.
    """

    def __init__(self, issuer: str, trust: ssl.SSLContext) -> None:
        self._issuer = issuer
        self._trust = trust
        self._lock = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = -math.inf
        self._failed_at = -math.inf

    def find(self, kid: str) -> jwt.PyJWK:
        """Return the key of that id.

        Raises:
            UnauthenticatedError: the authority has no such key.
            MailboxUnavailableError: the authority does not answer, or answered nonsense.
        """
        with self._lock:
            age_s = time.monotonic() - self._fetched_at
            if age_s > KEYS_FRESH_S or (kid not in self._keys and age_s > FETCH_PAUSE_S):
                self._refresh(may_fail=kid in self._keys and age_s < KEYS_LAST_S)
            key = self._keys.get(kid)
        if key is None:
            raise UnauthenticatedError("the authority has no such key")
        return key

    def _refresh(self, *, may_fail: bool) -> None:
        now = time.monotonic()
        if now - self._failed_at < FETCH_PAUSE_S:
            fetched = None
        else:
            fetched = self._fetched()
            self._failed_at = now if fetched is None else -math.inf
        if fetched is not None:
            self._keys = fetched
            self._fetched_at = now
        elif not may_fail:
            raise MailboxUnavailableError(
                "The sign-in service does not answer.", retry_after_s=FETCH_PAUSE_S
            )

    def _fetched(self) -> dict[str, jwt.PyJWK] | None:
        """Return the keys by their ids; None if the authority failed, which goes into the log."""
        try:
            found = jwt.PyJWKSet.from_dict(fetch_keys(self._issuer, self._trust)).keys
        except (OSError, ValueError, jwt.PyJWTError) as error:
            log.warning("the authority's keys cannot be had", extra={"why": str(error)})
            return None
        return {
            key.key_id: key
            for key in found
            if key.key_id and key.key_type == "RSA" and key.public_key_use in {"sig", None}
        }


class CallerVerifier:
    """Turns the Authorization header of a request into its caller."""

    def __init__(self, config: WebConfig) -> None:
        self._client_id = config.client_id
        self._authority_url = config.authority_url
        self._tenant_ids = config.tenant_ids
        self._ca_file = config.ca_file
        self._keys: dict[str, _SigningKeys] = {}
        self._lock = threading.Lock()

    def verified(self, authorization: Sequence[str]) -> Caller:
        """Return the caller whom the Authorization fields of one request prove.

        Raises:
            UnauthenticatedError: there is no valid token for us; the message is for our log only.
            MailboxUnavailableError: the authority's keys cannot be had now.
        """
        token = _bearer_token(authorization)
        kid = _key_id(token)
        tenant_id = self._named_tenant(token)
        key = self._signing_keys(tenant_id).find(kid)
        claims = self._verified_claims(token, key, tenant_id)
        return Caller(account=_account(claims, tenant_id), token=token)

    def _named_tenant(self, token: str) -> str:
        """Return the tenant that the token names, before anything about it is believed.

        Only tenants on our list cause a fetch of keys.
        """
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
            raise UnauthenticatedError("claims are unreadable") from error
        tenant_id = claims.get("tid")
        if not isinstance(tenant_id, str) or tenant_id not in self._tenant_ids:
            raise UnauthenticatedError("tid is not on the list")
        return tenant_id

    def _signing_keys(self, tenant_id: str) -> _SigningKeys:
        with self._lock:
            if tenant_id not in self._keys:
                trust = ssl.create_default_context(cafile=self._ca_file)
                self._keys[tenant_id] = _SigningKeys(self._issuer_of(tenant_id), trust)
            return self._keys[tenant_id]

    def _issuer_of(self, tenant_id: str) -> str:
        return f"{self._authority_url}/{tenant_id}/v2.0"

    def _verified_claims(self, token: str, key: jwt.PyJWK, tenant_id: str) -> dict[str, Any]:
        try:
            # The key alone: a PyJWK brings its own algorithm, RS256 is all that we accept.
            return jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._client_id,
                issuer=self._issuer_of(tenant_id),
                leeway=LEEWAY_S,
                options={"require": REQUIRED_CLAIMS, "strict_aud": True},
            )
        except (jwt.InvalidTokenError, TypeError, ValueError, OverflowError) as error:
            raise UnauthenticatedError(f"refused: {type(error).__name__}") from error


def _bearer_token(authorization: Sequence[str]) -> str:
    if len(authorization) != 1:
        raise UnauthenticatedError("not exactly one Authorization field")
    if len(authorization[0]) > MAX_TOKEN_CHARS:
        raise UnauthenticatedError("token too long")
    match = _BEARER.fullmatch(authorization[0])
    if match is None:
        raise UnauthenticatedError("no bearer token")
    return match[1]


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        raise UnauthenticatedError("header is unreadable") from error
    if header.get("alg") != "RS256" or not _FOREIGN_KEYS.isdisjoint(header):
        raise UnauthenticatedError("algorithm or key is not the authority's")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise UnauthenticatedError("no key id")
    return kid


def _account(claims: dict[str, Any], tenant_id: str) -> Account:
    """Return whom verified claims name, if they speak for a person who consented to us."""
    scopes = claims["scp"].split(" ") if isinstance(claims["scp"], str) else []
    if claims["ver"] != "2.0" or SCOPE not in scopes:
        raise UnauthenticatedError("not a v2.0 token with our scope")
    if claims.get("idtyp", "user") != "user":
        raise UnauthenticatedError("idtyp is not a person's")
    user_id = claims["oid"]
    if not isinstance(user_id, str) or not _GUID.fullmatch(user_id.lower()):
        raise UnauthenticatedError("oid is no GUID")
    return Account(tenant_id=tenant_id, user_id=user_id.lower())
