"""One request to Graph: who asks, whose mailbox, with which rights, and in which form."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Request, Response

from bouncecheck.demo.graph_emulator.answers import moment
from bouncecheck.demo.graph_emulator.graph_errors import GraphError, access_denied
from bouncecheck.demo.graph_emulator.mailbox import Mailbox
from bouncecheck.demo.graph_emulator.tenants import User
from bouncecheck.demo.graph_emulator.token_signing import Claims, TokenRefusedError, b64url
from bouncecheck.demo.graph_emulator.world import World

GRAPH_AUDIENCES = frozenset(
    {
        "https://graph.microsoft.com",
        "https://graph.microsoft.com/",
        "00000003-0000-0000-c000-000000000000",
    }
)
DELEGATED = {
    "basic": frozenset({"Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"}),
    "read": frozenset({"Mail.Read", "Mail.ReadWrite"}),
    "write": frozenset({"Mail.ReadWrite"}),
    "settings": frozenset({"MailboxSettings.Read", "MailboxSettings.ReadWrite"}),
}
SHARED = {
    "basic": frozenset({"Mail.ReadBasic.Shared", "Mail.Read.Shared", "Mail.ReadWrite.Shared"}),
    "read": frozenset({"Mail.Read.Shared", "Mail.ReadWrite.Shared"}),
    "write": frozenset({"Mail.ReadWrite.Shared"}),
    "settings": frozenset(),  # no delegated right reaches the rules of another mailbox
}
APPLICATION = {
    "basic": frozenset({"Mail.ReadBasic", "Mail.ReadBasic.All", "Mail.Read", "Mail.ReadWrite"}),
    "read": frozenset({"Mail.Read", "Mail.ReadWrite"}),
    "write": frozenset({"Mail.ReadWrite"}),
    "settings": frozenset({"MailboxSettings.Read", "MailboxSettings.ReadWrite"}),
}
_PREFERENCE = re.compile(r'([A-Za-z.\-]+)\s*=\s*"?([^",;\s]+)"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Whom an access token speaks for."""

    tenant_id: str
    app_id: str
    user: User | None
    """None for an application on its own."""

    rights: frozenset[str]
    """Scopes of a user's token, roles of an application's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphCall:
    """One request, ready to be answered."""

    world: World
    asker: Asker
    owner: User
    """Whose resources are asked for."""

    query: Mapping[str, str]
    """Query options; names as the caller wrote them."""

    preferences: Mapping[str, str]
    """The Prefer header: names in lower case."""

    request: Request

    @property
    def mailbox(self) -> Mailbox:
        """Return the owner's mailbox."""
        return self.world.mailboxes[self.owner.id]

    @property
    def immutable(self) -> bool:
        """Return whether immutable ids are asked for."""
        return self.preferences.get("idtype", "").lower() == "immutableid"

    @property
    def text_body(self) -> bool:
        """Return whether bodies are asked for as plain text."""
        return self.preferences.get("outlook.body-content-type") == "text"

    @property
    def is_basic(self) -> bool:
        """Return whether the token may see no bodies, attachments or extended properties."""
        return not self.asker.rights & (DELEGATED["read"] | SHARED["read"])

    def names(self, option: str) -> tuple[str, ...]:
        """Return a comma-separated query option as a tuple."""
        return tuple(part.strip() for part in self.query.get(option, "").split(",") if part.strip())


def read_asker(world: World, request: Request) -> Asker:
    """Return whom the bearer token speaks for. Raises GraphError 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorized("Access token is empty.")
    try:
        claims = world.key.verify(token.strip())
    except TokenRefusedError as error:
        raise _unauthorized("CompactToken validation failed.") from error
    _check_claims(world, claims)
    tenant_id = str(claims["tid"])
    user = world.users.get(str(claims.get("oid"))) if claims.get("idtyp") != "app" else None
    if claims.get("idtyp") != "app" and (user is None or user.tenant_id != tenant_id):
        raise _unauthorized("The user account does not exist.")
    rights = claims.get("roles") if user is None else str(claims.get("scp", "")).split()
    names = rights if isinstance(rights, list) else []
    _check_revocation(world, claims, user)
    return Asker(
        tenant_id=tenant_id,
        app_id=str(claims.get("azp") or claims.get("appid")),
        user=user,
        rights=frozenset(str(name) for name in names),
    )


def check_mail_rights(asker: Asker, owner: User, need: str) -> None:
    """Refuse a mailbox that the asker may not open that way (403)."""
    if asker.user is None:
        allowed = APPLICATION[need]
    elif asker.user.id == owner.id:
        allowed = DELEGATED[need]
    elif asker.user.id in owner.full_access:
        allowed = SHARED[need]
    else:
        raise access_denied()
    if not asker.rights & allowed:
        raise access_denied()


def read_preferences(request: Request) -> dict[str, str]:
    """Return the Prefer headers as a table."""
    text = ", ".join(request.headers.getlist("Prefer"))
    return {name.lower(): value for name, value in _PREFERENCE.findall(text)}


def applied_preferences(preferences: Mapping[str, str]) -> str:
    """Return what Preference-Applied says."""
    known = {
        "idtype": 'IdType="{}"',
        "odata.maxpagesize": "odata.maxpagesize={}",
        "outlook.body-content-type": 'outlook.body-content-type="{}"',
    }
    return ", ".join(
        known[name].format(value) for name, value in preferences.items() if name in known
    )


def json_answer(body: object, status: int = 200) -> Response:
    """Return a JSON answer as Graph labels it."""
    kind = "application/json;odata.metadata=minimal;odata.streaming=true;charset=utf-8"
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type=kind)


def error_answer(error: GraphError, world: World, request: Request) -> Response:
    """Return a refusal as Graph writes it."""
    asked = request.headers.get("client-request-id", "00000000-0000-4000-8000-000000000000")
    inner = {
        "date": moment(world.now()).rstrip("Z"),
        "request-id": "00000000-0000-4000-8000-0000000000e0",
        "client-request-id": asked,
    }
    body = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
    answer = json_answer(body, error.status)
    answer.headers["Content-Type"] = "application/json"
    answer.headers.extend(error.headers)
    return answer


def _check_claims(world: World, claims: Claims) -> None:
    now = world.now().timestamp()
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, (int, float)) or expires <= now:
        raise _unauthorized("Lifetime validation failed, the token is expired.")
    if not isinstance(begins, (int, float)) or begins > now + 300:
        raise _unauthorized("Access token has expired or is not yet valid.")
    if claims.get("aud") not in GRAPH_AUDIENCES:
        raise _unauthorized("Access token validation failure. Invalid audience.")
    tenant_id = str(claims.get("tid"))
    if tenant_id not in world.tenants or not str(claims.get("iss")).endswith(f"/{tenant_id}/v2.0"):
        raise _unauthorized("Access token validation failure. Invalid issuer.")


def _check_revocation(world: World, claims: Claims, user: User | None) -> None:
    edge = world.faults.revoked_before(user.id if user else None)
    issued = claims.get("iat")
    if edge is None or (isinstance(issued, (int, float)) and issued >= int(edge.timestamp())):
        return
    wanted = {"access_token": {"nbf": {"essential": True, "value": str(int(edge.timestamp()))}}}
    text = b64url(json.dumps(wanted).encode())
    challenge = (
        'Bearer realm="", authorization_uri="https://login.example.com/common/oauth2/authorize", '
        f'error="insufficient_claims", claims="{text + "=" * (-len(text) % 4)}"'
    )
    message = "Continuous access evaluation resulted in challenge."
    raise GraphError(401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": challenge})


def _unauthorized(message: str) -> GraphError:
    challenge = {"WWW-Authenticate": 'Bearer realm="", error="invalid_token"'}
    return GraphError(401, "InvalidAuthenticationToken", message, challenge)
