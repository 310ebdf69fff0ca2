"""The authority's documents: where its signing keys are, and the keys, as plain JSON."""

import http.client
import json
import ssl
import threading
import urllib.request
from concurrent.futures import Future
from typing import Any

from bouncecheck.web.config import origin_of

FETCH_TIMEOUT_S = 5.0
FETCH_LIMIT_S = 10.0
MAX_DOCUMENT_BYTES = 256 * 1024


def fetch_keys(
    issuer: str, trust: ssl.SSLContext, limit_s: float = FETCH_LIMIT_S
) -> dict[str, Any]:
    """Return the issuer's JSON Web Key Set (RFC 7517), from the issuer's own host alone.

    Args:
        issuer: Whose keys.
        trust: Whom we believe to be that host.
        limit_s: For everything together: a socket's limit is one for each step, and looking up
            a name has none. A thread of its own does it, and nobody waits longer for that.

    Raises:
        OSError: it does not answer in time.
        ValueError: the answer is not one that we believe.
    """
    answer: Future[dict[str, Any]] = Future()

    def fetch() -> None:
        try:
            answer.set_result(_fetched_keys(issuer, trust))
        except Exception as error:  # noqa: BLE001  # raised where somebody waits for it
            answer.set_exception(error)

    threading.Thread(target=fetch, name="authority", daemon=True).start()
    return answer.result(limit_s)


def _fetched_keys(issuer: str, trust: ssl.SSLContext) -> dict[str, Any]:
    document = _fetch(f"{issuer}/.well-known/openid-configuration", trust)
    if document.get("issuer") != issuer:
        raise ValueError("the authority's document names another issuer")
    keys_url = document.get("jwks_uri")
    if not isinstance(keys_url, str) or origin_of(keys_url) != origin_of(issuer):
        raise ValueError("the authority's keys are somewhere else")
    return _fetch(keys_url, trust)


def _fetch(url: str, trust: ssl.SSLContext) -> dict[str, Any]:
    # No handler for redirects, files or FTP: the authority's own answer or none.
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.ProxyHandler())
    opener.add_handler(urllib.request.HTTPHandler())
    opener.add_handler(urllib.request.HTTPSHandler(context=trust))
    try:
        with opener.open(url, timeout=FETCH_TIMEOUT_S) as response:
            if response.status != http.client.OK:
                raise OSError(f"the authority answered {response.status}")
            document = json.loads(response.read(MAX_DOCUMENT_BYTES))
    except http.client.HTTPException as error:
        raise OSError("the authority broke off") from error
    match document:
        case dict():
            return document
        case _:
            raise ValueError("the authority's document is no object")
