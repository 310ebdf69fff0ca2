"""The keys of DKIM: from the text of a DNS record to "this key signed that text". Pure."""

import base64
import binascii
import hashlib
from enum import StrEnum, unique
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from dkim.util import InvalidTagSpec, InvalidTagValueList, parse_tag_value

LEAST_RSA_BITS = 1_024
"""Whoever finds a shorter key can sign in our name (RFC 8301, 3.2)."""

MOST_RSA_BITS = 8_192

Key = RSAPublicKey | Ed25519PublicKey


@unique
class Algorithm(StrEnum):
    """How a signature is made; SHA-1 has had its day (RFC 8301, 3.1)."""

    RSA = "rsa-sha256"
    ED25519 = "ed25519-sha256"

    @classmethod
    def named(cls, tag: bytes) -> Self | None:
        """Return the algorithm of this name; None for any other."""
        return next((each for each in cls if each.value.encode() == tag.lower()), None)


def read_key(record: str, algorithm: Algorithm) -> Key | None:
    """Return the key in a DNS record; None where it was withdrawn, or is none of that kind."""
    try:
        tags: dict[bytes, bytes] = parse_tag_value(record.encode("latin-1"))
    except (InvalidTagSpec, InvalidTagValueList):
        return None
    kind = tags.get(b"k", b"rsa").lower() + b"-sha256"
    hashes = tags.get(b"h", b"sha256").lower().split(b":")
    material = bytes_from_base64(tags.get(b"p", b""))
    fits = kind == algorithm.value.encode() and b"sha256" in [each.strip() for each in hashes]
    if tags.get(b"v", b"DKIM1") != b"DKIM1" or not fits or material is None:
        return None
    return _ed25519(material) if algorithm is Algorithm.ED25519 else _rsa(material)


def has_signed(key: Key, signature: bytes, text: bytes) -> bool:
    """Tell whether this key made the signature of the text."""
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, text, PKCS1v15(), SHA256())
        else:
            # Not the text itself: RFC 8463, 3.
            key.verify(signature, hashlib.sha256(text).digest())
    except InvalidSignature:
        return False
    return True


def bytes_from_base64(text: bytes) -> bytes | None:
    """Return the bytes of a base64 value, blanks and folds in it allowed; None if empty or none."""
    try:
        return base64.b64decode(b"".join(text.split()), validate=True) or None
    except binascii.Error:
        return None


def _rsa(material: bytes) -> RSAPublicKey | None:
    try:
        key = load_der_public_key(material)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, RSAPublicKey):
        return None
    return key if LEAST_RSA_BITS <= key.key_size <= MOST_RSA_BITS else None


def _ed25519(material: bytes) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(material)
    except ValueError:
        return None
