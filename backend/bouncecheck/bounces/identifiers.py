"""Address and MessageId: the one form in which we compare them."""

import re
from typing import NewType

Address = NewType("Address", str)
"""An e-mail address: lower case, no display name, no angle brackets."""

MessageId = NewType("MessageId", str)
"""A Message-ID without its angle brackets (RFC 5322, 3.6.4), case kept."""

MAX_MESSAGE_ID_CHARS = 998
"""A header line holds no more (RFC 5322, 2.1.1); a longer identifier is none."""

MAX_ADDRESS_CHARS = 320
"""64 for the local part, "@", 255 for the domain (RFC 5321, 4.5.3.1)."""

# U+FFFD stands for bytes that did not decode: which ones, nobody knows any more.
_MESSAGE_ID = re.compile(r"[^\s<>@\x00-\x1f\x7f\ufffd]+@[^\s<>@\x00-\x1f\x7f\ufffd]+")
_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f\ufffd]+@[^\s<>@\x00-\x1f\x7f\ufffd,;:\"()]+")


def message_id_from(text: str) -> MessageId | None:
    """Return the identifier in `text`, with or without angle brackets; None if it is not one."""
    bare = text.strip()
    if bare.startswith("<") and bare.endswith(">"):
        bare = bare[1:-1].strip()
    if len(bare) > MAX_MESSAGE_ID_CHARS or not _MESSAGE_ID.fullmatch(bare):
        return None
    return MessageId(bare)


def address_from(text: str) -> Address | None:
    """Return the bare address in `text`, with or without angle brackets; None if it is not one."""
    bare = text.strip().strip("<>'\"").rstrip(".").strip()
    if len(bare) > MAX_ADDRESS_CHARS or not _ADDRESS.fullmatch(bare):
        return None
    return Address(bare.lower())


def domain_of(address: Address) -> str:
    """Return what stands right of the "@", lower case."""
    return address.rpartition("@")[2].lower()
