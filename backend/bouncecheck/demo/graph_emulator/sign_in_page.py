"""The pages a person sees when signing in: choose an account, agree, or be told why not."""

from collections.abc import Iterable
from html import escape

from bouncecheck.demo.graph_emulator.tenants import User

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f2f2f2; color: #1b1b1b }}
main {{ max-width: 26rem; margin: 10vh auto; background: #fff; padding: 2rem 2.5rem }}
h1 {{ font-size: 1.4rem; margin: 0 0 1rem }}
button {{ display: block; width: 100%; margin: .4rem 0; padding: .7rem 1rem; font: inherit;
  text-align: left; background: #fff; border: 1px solid #767676; cursor: pointer }}
button:hover, button:focus-visible {{ background: #eff6fc; outline: 2px solid #0f6cbd }}
small {{ display: block; color: #444 }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>
"""


def account_page(users: Iterable[User]) -> str:
    """Return the page that lists accounts; a button sends "user", the object id."""
    buttons = "".join(
        f'<button name="user" value="{escape(user.id)}">{escape(user.name)}'
        f"<small>{escape(user.upn)}</small></button>"
        for user in users
    )
    note = "<p><small>A pretend sign-in page: no password is needed.</small></p>"
    return _page("Pick an account", f'<form method="post">{buttons}</form>{note}')


def consent_page(user: User, scopes: Iterable[str]) -> str:
    """Return the page that asks for consent; the buttons send "consent"."""
    listed = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
    body = (
        f"<p>{escape(user.upn)}</p><p>This app would like to:</p><ul>{listed}</ul>"
        f'<form method="post"><input type="hidden" name="user" value="{escape(user.id)}">'
        '<button name="consent" value="yes">Accept</button>'
        '<button name="consent" value="no">Cancel</button></form>'
    )
    return _page("Permissions requested", body)


def trouble_page(text: str) -> str:
    """Return the page for a request that may not be sent back anywhere."""
    return _page("Sorry, but we're having trouble signing you in", f"<p>{escape(text)}</p>")


def signed_out_page() -> str:
    """Return the page after signing out."""
    return _page("You signed out of your account", "<p>You can close this window.</p>")


def _page(title: str, body: str) -> str:
    return _FRAME.format(title=escape(title), body=body)
