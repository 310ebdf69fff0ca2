"""What a DKIM signature says of itself, and the text that it covers (RFC 6376). Pure, linear.

dkimpy reads the tags and brings fields into their canonical form. Its own walk over a message is
left out: blanking "b=" takes it quadratic time, one odd line makes it give up, and it refuses what
has expired, which still is ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dkim.canonicalization import CanonicalizationPolicy, InvalidCanonicalizationPolicyError
from dkim.util import InvalidTagSpec, InvalidTagValueList, parse_tag_value

from bouncecheck.origins.dkim_keys import Algorithm, bytes_from_base64

MAX_SIGNATURE_BYTES = 8_192
MAX_LISTED = 200
"""Field names in one h= tag; real ones list two dozen."""

FIELD = b"dkim-signature"

_CRLF = b"\r\n"
_NEEDED = (b"v", b"a", b"b", b"bh", b"d", b"h", b"s")
_SINGLETONS = frozenset({b"from", b"to", b"subject", b"date", b"message-id"})
"""What a message has once (RFC 5322, 3.6), and what tells it apart from others."""


@dataclass(frozen=True, slots=True)
class RawField:
    """One field before any decoding."""

    name: bytes
    """As written, without blanks behind it."""

    value: bytes
    """All behind the colon; lines, and the last one too, end in CRLF."""


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A header block before any decoding."""

    fields: tuple[RawField, ...]

    is_clean: bool
    """Whether every line is part of a field, so that nothing was torn or added between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one signature says."""

    field: RawField
    domain: str
    """Lower case. Hostile text, as all of it."""

    selector: str
    """Lower case."""

    algorithm: Algorithm
    names: tuple[bytes, ...]
    """The fields that it covers, lower case, in its order."""

    policy: CanonicalizationPolicy
    signature: bytes

    @property
    def is_relaxed(self) -> bool:
        """Whether it bears new folds and blanks; with the other form, any server may break it."""
        return bool(self.policy.header_algorithm.name == b"relaxed")


def read_block(raw: bytes) -> RawBlock:
    """Return the fields of a header block; lines end in LF or CRLF."""
    found: list[tuple[bytes, list[bytes]]] = []
    is_clean = True
    for line in raw.replace(_CRLF, b"\n").split(b"\n"):
        if not line.strip():
            continue
        name, colon, rest = line.partition(b":")
        if line[:1] in {b" ", b"\t"}:
            is_clean = is_clean and bool(found)
            if found:
                found[-1][1].append(line)
        elif colon and name.strip() and b" " not in name.rstrip():
            is_clean = is_clean and name == name.rstrip()
            found.append((name.rstrip(), [rest]))
        else:
            is_clean = False
    fields = tuple(RawField(name, _CRLF.join(lines) + _CRLF) for name, lines in found)
    return RawBlock(fields, is_clean)


def read_claim(field: RawField) -> Claim | None:
    """Return what a DKIM-Signature says; None where it cannot be checked at all."""
    if len(field.value) > MAX_SIGNATURE_BYTES:
        return None
    try:
        tags: dict[bytes, bytes] = parse_tag_value(field.value)
        policy = CanonicalizationPolicy.from_c_value(tags.get(b"c", b"simple").lower())
    except (InvalidTagSpec, InvalidTagValueList, InvalidCanonicalizationPolicyError):
        return None
    names = tuple(name.strip().lower() for name in tags.get(b"h", b"").split(b":"))
    algorithm = Algorithm.named(tags.get(b"a", b""))
    signature = bytes_from_base64(tags.get(b"b", b""))
    is_whole = all(tags.get(tag) for tag in _NEEDED) and tags[b"v"] == b"1"
    if not is_whole or algorithm is None or signature is None:
        return None
    if b"from" not in names or len(names) > MAX_LISTED:
        return None
    return Claim(
        field=field,
        domain=tags[b"d"].decode("latin-1").lower(),
        selector=tags[b"s"].decode("latin-1").lower(),
        algorithm=algorithm,
        names=names,
        policy=policy,
        signature=signature,
    )


def signed_text(block: RawBlock, claim: Claim) -> bytes:
    """Return what the signature covers: the listed fields, then itself without its value.

    One From more than listed is taken, as every verifier does: where one was added, it fails
    (RFC 6376, 8.15).
    """
    covered = _chosen(block, (*claim.names, b"from"))
    itself = RawField(claim.field.name, without_value(claim.field.value))
    pairs: list[tuple[bytes, bytes]] = claim.policy.canonicalize_headers(
        [(field.name, field.value) for field in (*covered, itself)]
    )
    return b"".join(name + b":" + value for name, value in pairs).removesuffix(_CRLF)


def names_once(block: RawBlock, claim: Claim) -> bool:
    """Tell whether all that tells a message apart is there, each once, as far as it is covered.

    What a server left out or put in beside breaks a signature of ours as well as a forgery does.
    """
    names = [field.name.lower() for field in block.fields]
    return all(names.count(name) == 1 for name in _SINGLETONS.intersection(claim.names))


def without_value(signature: bytes) -> bytes:
    """Return the signature with its b= tag empty (RFC 6376, 3.7), whatever else it holds."""
    tags = signature.split(b";")
    for at, tag in enumerate(tags):
        name, equals, _ = tag.partition(b"=")
        if name.strip() == b"b" and equals:
            tags[at] = name + equals
    return b";".join(tags)


def _chosen(block: RawBlock, names: Iterable[bytes]) -> list[RawField]:
    """Return the fields of these names, each name's last first (RFC 6376, 5.4.2)."""
    left: dict[bytes, list[RawField]] = {}
    for field in block.fields:
        left.setdefault(field.name.lower(), []).append(field)
    return [left[name].pop() for name in names if left.get(name)]
