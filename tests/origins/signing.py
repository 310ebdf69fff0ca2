"""Signs header blocks as a mail server does: the text by dkimpy, the rest by cryptography."""

import base64
from dataclasses import dataclass
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from dkim.canonicalization import CanonicalizationPolicy

PrivateKey = RSAPrivateKey | Ed25519PrivateKey
USUAL_NAMES = ("from", "to", "subject", "date", "message-id")

BODY_HASH = base64.b64encode(b"h" * 32).decode()
"""Of a body that did not come back."""


@cache
def rsa_key(bits: int = 1024) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


@cache
def ed25519_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs, and how; each tag as it stands in the signature."""

    key: PrivateKey
    domain: str = "contoso.com"
    selector: str = "s1"
    form: str = "relaxed/relaxed"
    names: tuple[str, ...] = USUAL_NAMES
    further: str = ""
    """More tags, each with its semicolon."""

    def sign(self, block: bytes) -> bytes:
        """Return the block (lines end in LF) with a signature on top."""
        tags = (
            f" v=1; a={self._algorithm}; c={self.form}; d={self.domain}; s={self.selector};\r\n"
            f"\t{self.further} h={':'.join(self.names)};\r\n bh={BODY_HASH};\r\n b="
        ).encode()
        text = _text(block, tags, self)
        value = base64.b64encode(_made_with(self.key, text)).decode()
        folded = "\r\n ".join(value[at : at + 60] for at in range(0, len(value), 60))
        field = b"DKIM-Signature:" + tags + folded.encode()
        return field.replace(b"\r\n", b"\n") + b"\n" + block

    @property
    def record(self) -> str:
        """What DNS says of its key."""
        public = self.key.public_key()
        if isinstance(self.key, RSAPrivateKey):
            material = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            return f"v=DKIM1; k=rsa; p={base64.b64encode(material).decode()}"
        material = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(material).decode()}"

    @property
    def _algorithm(self) -> str:
        return "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"


def _text(block: bytes, tags: bytes, signer: Signer) -> bytes:
    headers, _ = dkim.rfc822_parse(block.replace(b"\n", b"\r\n") + b"\r\n\r\n")
    policy = CanonicalizationPolicy.from_c_value(signer.form.encode())
    taken = _Text()
    dkim.hash_headers(
        taken,
        policy,
        policy.canonicalize_headers([tuple(header) for header in headers]),
        [name.encode() for name in signer.names],
        (b"DKIM-Signature", tags),
        None,
    )
    return b"".join(taken.pieces)


class _Text:
    """Takes what is to be hashed, and hashes nothing."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def update(self, piece: bytes) -> None:
        self.pieces.append(piece)


def _made_with(key: PrivateKey, text: bytes) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return key.sign(text, PKCS1v15(), SHA256())
    digest = Hash(SHA256())
    digest.update(text)
    return key.sign(digest.finalize())
