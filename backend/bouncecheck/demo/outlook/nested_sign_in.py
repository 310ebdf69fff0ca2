"""Tokens for the pane, as Outlook brings them in nested app authentication (NAA)."""

import json
from dataclasses import dataclass
from typing import Self

from bouncecheck.demo.graph_emulator.entra_tokens import issue_api_tokens
from bouncecheck.demo.graph_emulator.world import World
from bouncecheck.demo.outlook.trouble import Consent, SignIn, Trouble

Json = dict[str, object]

_REFUSALS = {
    SignIn.SIGNED_OUT: ("ACCOUNT_UNAVAILABLE", "Nobody is signed in to Outlook."),
    SignIn.NO_NETWORK: ("NO_NETWORK", "The sign-in service cannot be reached."),
    SignIn.UNSUPPORTED: ("NESTED_APP_AUTH_UNAVAILABLE", "This Outlook cannot do that."),
}
_ACCOUNT = ("homeAccountId", "localAccountId", "tenantId", "environment", "username", "name")
_TOKEN = ("access_token", "id_token", "expires_in", "scope")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What the pane asks Outlook for."""

    user_id: str
    claims: str | None
    """The claims of a challenge, as JSON text, or None."""

    interactive: bool
    """Whether the person has just said yes in a prompt."""

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Return the request in a body. Raises ValueError if it is not one."""
        if not isinstance(value, dict):
            raise ValueError("not a token request")  # noqa: TRY004 - the caller answers 400 to it
        user_id, claims = value.get("userId"), value.get("claims")
        if not isinstance(user_id, str) or not (claims is None or isinstance(claims, str)):
            raise ValueError("not a token request")
        return cls(user_id=user_id, claims=claims, interactive=value.get("interactive") is True)


def answer_token_request(
    world: World, issuer_base: str, asked: TokenRequest, trouble: Trouble
) -> Json:
    """Return what Outlook answers to MSAL.js: an account and its tokens, or why not."""
    user = world.users.get(asked.user_id)
    if user is None:
        return _refused("ACCOUNT_UNAVAILABLE", "This mailbox does not exist.")
    needs_person = trouble.sign_in is SignIn.PROMPT or trouble.consent is Consent.WITHDRAWN
    if trouble.sign_in in _REFUSALS and not asked.interactive:
        return _refused(*_REFUSALS[trouble.sign_in])
    if (needs_person or _is_challenge(asked.claims)) and not asked.interactive:
        return _refused("USER_INTERACTION_REQUIRED", "The person must answer a prompt first.")
    tokens = issue_api_tokens(world, user, issuer_base, asked.claims)
    return {
        "success": True,
        "account": {name: tokens[name] for name in _ACCOUNT},
        "token": {name: tokens[name] for name in _TOKEN},
    }


def _is_challenge(claims: str | None) -> bool:
    """Return whether these claims ask more of the person than MSAL.js asks in every request."""
    try:
        wanted = json.loads(claims or "{}").get("access_token", {})
        return bool({"acrs", "nbf"} & wanted.keys())
    except (ValueError, AttributeError):
        return False


def _refused(status: str, description: str) -> Json:
    return {"success": False, "error": {"status": status, "description": description}}
