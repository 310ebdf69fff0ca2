"""A pretend authority: signs tokens and serves its keys, on loopback."""

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

TENANT_ID = "22222222-2222-4222-8222-222222222222"
OTHER_TENANT_ID = "33333333-3333-4333-8333-333333333333"
STRANGE_TENANT_ID = "44444444-4444-4444-8444-444444444444"
USER_ID = "55555555-5555-4555-8555-555555555555"
CLIENT_ID = "11111111-1111-4111-8111-111111111111"
UNKNOWN = object()
"""In place of a claim's value: the claim is left out."""


@dataclass
class PretendAuthority:
    """Issues tokens as Entra does. A test changes what it answers."""

    keys: dict[str, RSAPrivateKey] = field(default_factory=dict)
    """Tenant id to its signing key; the key id is "key-" and the tenant id."""

    fetched: Counter[str] = field(default_factory=Counter)
    documents: dict[str, object] = field(default_factory=dict)
    """Path to what is served there in place of the usual: bytes, or a status."""

    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def claims(self, tenant_id: str = TENANT_ID, **changed: object) -> dict[str, Any]:
        now = int(time.time())  # noqa: TID251  # PyJWT reads the clock itself
        usual = {
            "iss": f"{self.url}/{tenant_id}/v2.0",
            "aud": CLIENT_ID,
            "tid": tenant_id,
            "oid": USER_ID,
            "scp": "access_as_user",
            "ver": "2.0",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
        }
        return {name: v for name, v in (usual | changed).items() if v is not UNKNOWN}

    def token(
        self, tenant_id: str = TENANT_ID, *, header: dict[str, Any] | None = None, **changed: object
    ) -> str:
        headers = {"kid": f"key-{tenant_id}"} | (header or {})
        claims = self.claims(tenant_id, **changed)
        headers = {name: value for name, value in headers.items() if value is not UNKNOWN}
        return jwt.encode(claims, self.keys[tenant_id], algorithm="RS256", headers=headers)

    def public_pem(self, tenant_id: str = TENANT_ID) -> bytes:
        return (
            self.keys[tenant_id]
            .public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )

    def document(self, path: str) -> object:
        self.fetched[path] += 1
        if path in self.documents:
            return self.documents[path]
        tenant_id = path.split("/")[1]
        if tenant_id not in self.keys:
            return 404
        if path.endswith("openid-configuration"):
            issuer = f"{self.url}/{tenant_id}/v2.0"
            keys_url = f"{self.url}/{tenant_id}/discovery/v2.0/keys"
            return json.dumps({"issuer": issuer, "jwks_uri": keys_url}).encode()
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self.keys[tenant_id].public_key(), as_dict=True)
        return json.dumps({"keys": [key | {"kid": f"key-{tenant_id}", "use": "sig"}]}).encode()


def new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def served(authority: PretendAuthority) -> ThreadingHTTPServer:
    """Serve it on a free port, in a thread; the caller shuts the server down."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = authority.document(self.path)
            body = found if isinstance(found, bytes) else b"{}"
            self.send_response(found if isinstance(found, int) else 200)
            if found == 302:
                self.send_header("Location", f"{authority.url}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, *_: object) -> None:  # type: ignore[explicit-override]  # of Python 3.12
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    authority.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server
