"""The authority's documents: where its signing keys are, and the keys, as plain JSON."""

import http.client
import json
import ssl
import urllib.request
from typing import Any

from bouncecheck.web.config import origin_of

FETCH_TIMEOUT_S = 5.0
MAX_DOCUMENT_BYTES = 256 * 1024


def fetch_keys(issuer: str, trust: ssl.SSLContext) -> dict[str, Any]:
    """Return the issuer's JSON Web Key Set (RFC 7517), from the issuer's own host alone.

    Raises:
        OSError: it does not answer.
        ValueError: the answer is not one that we believe.
    """
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
