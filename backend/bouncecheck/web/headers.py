"""Security headers and cache rules of each answer (CSP 3, RFC 6797, Office's hosting rules)."""

from urllib.parse import urlsplit

from flask import Response

from bouncecheck.web.config import WebConfig, origin_of

HSTS_S = 365 * 24 * 3600
DAY_S = 24 * 3600

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Headers:
    """The headers that each kind of answer gets in one deployment."""

    def __init__(self, config: WebConfig) -> None:
        authority = origin_of(config.authority_url)
        self._pane_policy = _page_policy(
            authority, scripts=config.script_sources, framed_by=("'self'", *config.frame_ancestors)
        )
        self._app_policy = _page_policy(authority, scripts=(), framed_by=("'none'",))
        # A browser that was told so once would insist on https for every local project.
        self._is_local = urlsplit(config.public_url).hostname in _LOCAL

    def add_common(self, response: Response) -> None:
        """Add what every answer gets; answers that say nothing else are private and not kept."""
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if not self._is_local:
            response.headers["Strict-Transport-Security"] = f"max-age={HSTS_S}"
        if "Content-Security-Policy" not in response.headers:
            response.headers["Content-Security-Policy"] = (
                "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
            )
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"

    def add_to_pane(self, response: Response, path: str) -> None:
        """Add what a file of the pane gets. Outlook keeps icons: they must never be no-store."""
        response.headers["Content-Security-Policy"] = self._pane_policy
        suffix = path.rpartition(".")[2]
        if suffix in {"html", "json"}:
            response.headers["Cache-Control"] = "no-cache"
        elif suffix in {"png", "svg", "ico"}:
            response.headers["Cache-Control"] = f"public, max-age={DAY_S}"
        else:
            # The build puts a hash of the content into the name.
            response.headers["Cache-Control"] = f"public, max-age={HSTS_S}, immutable"

    def add_to_app(self, response: Response) -> None:
        """Add what the page of its own gets: nobody may frame it, and it loads no Office.js."""
        response.headers["Content-Security-Policy"] = self._app_policy
        response.headers["Cache-Control"] = "no-cache"


def _page_policy(authority: str, *, scripts: tuple[str, ...], framed_by: tuple[str, ...]) -> str:
    rules = {
        "default-src": ("'none'",),
        "script-src": ("'self'", *scripts),
        "connect-src": ("'self'", authority),
        # The hidden frame in which the sign-in library renews a token outside Outlook.
        "frame-src": ("'self'", authority),
        "style-src": ("'self'",),
        "img-src": ("'self'",),
        "font-src": ("'self'",),
        "base-uri": ("'none'",),
        "form-action": ("'none'",),
        "frame-ancestors": framed_by,
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())
