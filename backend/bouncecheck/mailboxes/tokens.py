"""OnBehalfOf: access tokens for Graph, for a signed-in person or for the app itself.

The only user of MSAL. MSAL is synchronous and never reads its cache when it exchanges a token on
behalf of somebody, so each exchanged token has a cache of its own here, which dies with it.
"""

import asyncio
import base64
import binascii
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msal
import requests
from typing_extensions import override

from bouncecheck.errors import (
    ClaimsChallengeError,
    ConsentRequiredError,
    MailboxError,
    MailboxUnavailableError,
    SettingsError,
)
from bouncecheck.usecases.ports import Account

GRAPH_SCOPE = "https://graph.microsoft.com/.default"
MAX_SIGN_INS = 2_000
"""People whose tokens are held at the same time; the one unused for longest goes first."""

MAX_THREADS = 16
TIMEOUT_S = 15
MAX_LIFE = timedelta(hours=2)
"""How long a sign-in is kept at most; access tokens for an API live 60 to 90 minutes."""

_MICROSOFT_HOSTS = frozenset(
    {"login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"}
)
_DISCOVERY = "/.well-known/openid-configuration"
_TRANSIENT = frozenset({"temporarily_unavailable", "server_error", "request_timeout"})
_INTERACTION = frozenset({"interaction_required", "consent_required", "login_required"})
logging.getLogger("msal").setLevel(logging.WARNING)  # DEBUG quotes the authority and who is meant

Result = Mapping[str, Any]
"""What MSAL answers: a token, or an error in OAuth's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRegistration:
    """Who we are to the authority."""

    client_id: str
    authority_url: str
    """Such as "https://login.microsoftonline.com"."""

    secret: str | None = field(default=None, repr=False)
    certificate_pem: str | None = field(default=None, repr=False)
    """Certificate and private key; preferred over the secret."""

    ca_file: Path | None = None
    """Certificates to trust, PEM; None for the usual ones."""

    scope: str = GRAPH_SCOPE


class SignIn:
    """The tokens that one access token of ours was exchanged for; a TokenSource."""

    def __init__(self, tokens: "OnBehalfOf", tenant_id: str, assertion: str) -> None:
        self._tokens = tokens
        self._tenant_id = tenant_id
        self._assertion = assertion
        self._app: Any = None
        self._lock = asyncio.Lock()
        self._is_refused = False

    async def token(self) -> str:
        """Return an access token for Graph with the person's rights.

        Raises:
            ConsentRequiredError: the person must consent or sign in again.
            ClaimsChallengeError: a policy asks for more; `claims` says what.
            MailboxUnavailableError: the authority does not answer.
        """
        async with self._lock:
            try:
                token = _token_of(await self._tokens.in_thread(self._acquire))
            except ConsentRequiredError:
                # MSAL repeats a refusal for a minute without asking, but who was refused goes and
                # consents: a client without that memory asks anew.
                self._app = None
                raise
            self._is_refused = False
            return token

    async def renew(self) -> None:
        """Do not use the cached token again: Graph refused it."""
        self._is_refused = True

    def _acquire(self) -> Result:
        if self._app is None:
            self._app = self._tokens.new_app(self._tenant_id)
        scopes = [self._tokens.scope]
        # One sign-in, one cache: there is never another person's account in it.
        accounts = self._app.get_accounts()
        if accounts and not self._is_refused:
            silent = self._app.acquire_token_silent(scopes, account=accounts[0])
            if silent:
                return dict(silent)
        return dict(self._app.acquire_token_on_behalf_of(self._assertion, scopes))


class AppRights:
    """Tokens with the app's own rights in one tenant; a TokenSource."""

    def __init__(self, tokens: "OnBehalfOf", tenant_id: str) -> None:
        self._tokens = tokens
        self._tenant_id = tenant_id
        self._app: Any = None
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """Return an access token for Graph with the app's rights. Raises as SignIn does."""
        async with self._lock:
            return _token_of(await self._tokens.in_thread(self._acquire))

    async def renew(self) -> None:
        """Forget the cached token: Graph refused it."""
        async with self._lock:
            self._app = None

    def _acquire(self) -> Result:
        if self._app is None:
            self._app = self._tokens.new_app(self._tenant_id)
        return dict(self._app.acquire_token_for_client([self._tokens.scope]))


@dataclass(slots=True)
class _Held:
    sign_in: SignIn
    until: datetime


class OnBehalfOf:
    """The process's access tokens; it belongs to one event loop."""

    def __init__(self, registration: AppRegistration, now: Callable[[], datetime]) -> None:
        """Take who we are, and the clock.

        Raises:
            SettingsError: there is neither a secret nor a certificate.
        """
        if not registration.secret and not registration.certificate_pem:
            raise SettingsError("a client secret or a client certificate is needed")
        self.scope = registration.scope
        self._registration = registration
        self._now = now
        self._held: OrderedDict[tuple[str, str, bytes], _Held] = OrderedDict()
        self._app_rights: dict[str, AppRights] = {}
        self._threads = ThreadPoolExecutor(MAX_THREADS, thread_name_prefix="tokens")
        self._http = _AuthorityHttp(registration.ca_file, now)

    def sign_in(self, account: Account, assertion: str) -> SignIn:
        """Return the tokens of a person, the same ones for as long as the assertion lives.

        Args:
            account: Whom the verified assertion names.
            assertion: The access token for our own API, verified already.

        Raises:
            ConsentRequiredError: the assertion has expired.
        """
        self._drop_expired()
        key = (account.tenant_id, account.user_id, hashlib.sha256(assertion.encode()).digest())
        held = self._held.get(key)
        if held is None:
            until = min(_expiry_of(assertion), self._now() + MAX_LIFE)
            if until <= self._now():
                raise ConsentRequiredError("the access token has expired")
            held = _Held(SignIn(self, account.tenant_id, assertion), until)
            self._held[key] = held
            if len(self._held) > MAX_SIGN_INS:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        return held.sign_in

    def app_rights(self, tenant_id: str) -> AppRights:
        """Return the app's own tokens in a tenant that the settings name."""
        return self._app_rights.setdefault(tenant_id, AppRights(self, tenant_id))

    async def in_thread(self, acquire: Callable[[], Result]) -> Result:
        """Run MSAL beside the loop; turn what it raises into our errors."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, acquire)
        except (requests.RequestException, OSError) as error:
            raise MailboxUnavailableError("the authority does not answer") from error
        except (ValueError, KeyError) as error:  # MSAL's words for an answer that is no JSON
            raise MailboxUnavailableError("the authority's answer could not be read") from error

    def new_app(self, tenant_id: str) -> Any:  # noqa: ANN401 - MSAL has no types
        """Return a client of the authority with an empty cache. Asks the network."""
        given = self._registration
        base = given.authority_url.rstrip("/")
        is_microsoft = urlsplit(base).hostname in _MICROSOFT_HOSTS
        return msal.ConfidentialClientApplication(
            given.client_id,
            authority=f"{base}/{tenant_id}",
            client_credential=_credential_of(given),
            client_capabilities=["CP1"],
            token_cache=msal.SerializableTokenCache(),
            instance_discovery=None if is_microsoft else False,
            http_client=self._http,
        )

    def close(self) -> None:
        """Stop the threads and close the connections."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._http.close()

    def _drop_expired(self) -> None:
        now = self._now()
        for key in [key for key, held in self._held.items() if held.until <= now]:
            del self._held[key]


class _AuthorityHttp(requests.Session):
    """Trusts what the settings say, not the environment, and never waits forever."""

    def __init__(self, ca_file: Path | None, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.trust_env = False
        self.verify = str(ca_file) if ca_file else True
        self._now = now
        self._discovered: dict[str, tuple[datetime, requests.Response]] = {}

    @override
    def get(self, url: str | bytes, **kwargs: Any) -> requests.Response:
        """Get `url`; the authority's own description once an hour, not once a sign-in."""
        address = str(url)
        known = self._discovered.get(address)
        if known is not None and self._now() < known[0]:
            return known[1]
        answer = super().get(url, **kwargs)
        if answer.ok and address.endswith(_DISCOVERY):
            self._discovered[address] = (self._now() + timedelta(hours=1), answer)
        return answer

    @override
    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = kwargs.get("timeout") or TIMEOUT_S
        return super().send(request, **kwargs)


def _credential_of(given: AppRegistration) -> object:
    if not given.certificate_pem:
        return given.secret
    return {"private_key": given.certificate_pem, "public_certificate": given.certificate_pem}


def _token_of(result: Result) -> str:
    token = result.get("access_token")
    if isinstance(token, str) and token:
        return token
    raise _error_of(result)


def _error_of(result: Result) -> MailboxError:
    """Return our error for what the authority said; its description stays unread and unlogged."""
    error = str(result.get("error", ""))
    codes = [code for code in result.get("error_codes") or [] if isinstance(code, int)]
    said = "the authority refused: " + (error if error.isidentifier() else "no reason given")
    if codes:
        said += f" (AADSTS{codes[0]})"
    claims = result.get("claims")
    if isinstance(claims, str) and claims:
        return ClaimsChallengeError(said, claims)
    if error in _TRANSIENT:
        return MailboxUnavailableError(said)
    if error in _INTERACTION or error in {"invalid_grant", "unauthorized_client", "access_denied"}:
        return ConsentRequiredError(said)
    return MailboxError(said)


def _expiry_of(assertion: str) -> datetime:
    """Return when an already verified token ends."""
    payload = assertion.split(".")[1:2]
    try:
        text = base64.urlsafe_b64decode(payload[0] + "=" * (-len(payload[0]) % 4))
        return datetime.fromtimestamp(float(json.loads(text)["exp"]), tz=UTC)
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, binascii.Error) as error:
        raise ConsentRequiredError("the access token names no end") from error
