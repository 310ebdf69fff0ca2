"""JSON Web Tokens, signed and verified by hand: RS256, and PS256 for client assertions.

Deliberately not PyJWT: the product verifies with that, and the two must not share a bug.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

Claims = dict[str, object]


class TokenRefusedError(Exception):
    """A token that is broken or not signed by the key it should be."""


def b64url(raw: bytes) -> str:
    """Return base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64url(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key pair of the sign-in service."""

    private: rsa.RSAPrivateKey
    kid: str

    def sign(self, claims: Claims) -> str:
        """Return a token with these claims."""
        head = {"typ": "JWT", "alg": "RS256", "kid": self.kid}
        body = ".".join(b64url(json.dumps(part).encode()) for part in (head, claims))
        seal = self.private.sign(body.encode(), padding.PKCS1v15(), SHA256())
        return f"{body}.{b64url(seal)}"

    def verify(self, token: str) -> Claims:
        """Return the claims of a token that we signed. Raises TokenRefusedError."""
        return verify_token(token, self.private.public_key())

    def jwk(self, issuer: str) -> dict[str, object]:
        """Return the public half as Entra publishes it."""
        numbers = self.private.public_key().public_numbers()
        modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
        return {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.kid,
            "n": b64url(modulus),
            "e": b64url(numbers.e.to_bytes(3, "big")),
            "issuer": issuer,
        }


@cache
def shared_signing_key() -> SigningKey:
    """Return this run's key: making one takes a tenth of a second, so it is made once."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    modulus = private.public_key().public_numbers().n
    return SigningKey(private, b64url(hashlib.sha256(str(modulus).encode()).digest()[:20]))


def verify_token(token: str, key: rsa.RSAPublicKey) -> Claims:
    """Return the claims of a token signed with this key. Raises TokenRefusedError."""
    try:
        head_text, body_text, seal_text = token.split(".")
        head = json.loads(unb64url(head_text))
        claims = json.loads(unb64url(body_text))
        seal = unb64url(seal_text)
        scheme = _padding_of(head["alg"])
        key.verify(seal, f"{head_text}.{body_text}".encode(), scheme, SHA256())
    except (ValueError, KeyError, TypeError, InvalidSignature) as error:
        raise TokenRefusedError("not a token of ours") from error
    if not isinstance(claims, dict):
        raise TokenRefusedError("claims are not an object")
    return claims


def _padding_of(algorithm: object) -> padding.PKCS1v15 | padding.PSS:
    if algorithm == "RS256":
        return padding.PKCS1v15()
    if algorithm == "PS256":
        return padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)
    raise TokenRefusedError("not an algorithm that we accept")
