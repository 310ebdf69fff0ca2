"""Keyed hashes of what we must recognise and may not keep."""

import hashlib

HASH_BYTES = 16


def keyed_hash(key: bytes, purpose: bytes, value: str) -> bytes:
    """Return a hash that tells nothing without our key, and differs for each purpose."""
    return hashlib.blake2b(
        value.encode(errors="surrogatepass"), digest_size=HASH_BYTES, key=key, person=purpose
    ).digest()


def mailbox_hash(key: bytes, tenant_id: str, mailbox: str) -> bytes:
    """Return by what a tenant's mailbox is recognised."""
    return keyed_hash(key, b"mailbox", f"{tenant_id}\0{mailbox}")
