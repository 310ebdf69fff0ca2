"""DKIM of our own domains over returned headers: proven without the body (RFC 6376).

A signature covers the listed fields and the hash of the body that it states, so that From, Date,
Subject and Message-ID are proven by the header block alone. Doubt is the answer wherever anything
but a forgery may have broken a signature: `own_invalid` must never hide a message of ours.
"""

import asyncio
from collections.abc import Sequence

from bouncecheck.bounces.model import Headers
from bouncecheck.origins.dkim_keys import Algorithm, Key, has_signed, read_key
from bouncecheck.origins.dkim_text import (
    FIELD,
    Claim,
    RawBlock,
    RawField,
    names_once,
    read_block,
    read_claim,
    signed_text,
)
from bouncecheck.origins.resolver import Answer, OwnNames, Resolver
from bouncecheck.usecases.witnesses import UNSIGNED, SignatureAnswer, SignatureQuestion
from bouncecheck.verdicts.evidence import Signature
from bouncecheck.verdicts.signed import claimed_signers

MAX_SIGNATURES = 8
"""In our names in one header block; more leave a doubt."""

MAX_LOOKUPS = 4
"""Keys that one bounce can make us ask for."""

_ORDER = (
    Signature.OWN_VALID,
    Signature.OWN_UNVERIFIED,
    Signature.OWN_INVALID,
    Signature.NONE,
)


class DkimSignatures:
    """Implements Signatures."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    async def verify(self, question: SignatureQuestion) -> SignatureAnswer:
        """Return what they say; see usecases.witnesses.Signatures."""
        claimed = claimed_signers(question.headers, question.domains)
        if not claimed and FIELD not in question.raw_headers.lower():
            return UNSIGNED
        block = read_block(question.raw_headers)
        ours = [field for field in block.fields if _is_ours(field, question.domains)]
        if not claimed and not ours:
            return UNSIGNED
        answers = await self._judged(block, ours, question)
        if _has_others(question, len(ours)):
            signer = claimed[0] if claimed else None
            answers.append(SignatureAnswer(signature=Signature.OWN_UNVERIFIED, domain=signer))
        return min(answers, key=lambda answer: _ORDER.index(answer.signature))

    async def _judged(
        self, block: RawBlock, ours: Sequence[RawField], question: SignatureQuestion
    ) -> list[SignatureAnswer]:
        claims = [read_claim(field) for field in ours[:MAX_SIGNATURES]]
        readable = [claim for claim in claims if claim is not None]
        keys = await self._keys(readable, question.domains)
        answers = [
            SignatureAnswer(
                signature=_judge(block, claim, keys.get(_place(claim)), question),
                domain=claim.domain,
                selector=claim.selector,
            )
            for claim in readable
        ]
        if len(readable) < len(ours):
            answers.append(SignatureAnswer(signature=Signature.OWN_UNVERIFIED))
        return answers

    async def _keys(
        self, claims: Sequence[Claim], domains: frozenset[str]
    ) -> dict[tuple[str, str], Answer]:
        places = list(dict.fromkeys(map(_place, claims)))[:MAX_LOOKUPS]
        names: OwnNames = self._resolver.for_domains(domains)
        answers = await asyncio.gather(*(names.ask_key(*place) for place in places))
        return dict(zip(places, answers, strict=True))


def _place(claim: Claim) -> tuple[str, str]:
    return claim.selector, claim.domain


def _is_ours(field: RawField, domains: frozenset[str]) -> bool:
    if field.name.lower() != FIELD:
        return False
    return bool(claimed_signers(((FIELD.decode(), field.value.decode("latin-1")),), domains))


def _has_others(question: SignatureQuestion, found: int) -> bool:
    """Tell whether one of our domains signed in a way that is not checked here.

    That is the older and the chained form of DKIM, and what the raw block does not show.
    """
    ours = [(name, value) for name, value in question.headers if _names(name, value, question)]
    return found < len(ours) or any(name.lower() != FIELD.decode() for name, _ in ours)


def _names(name: str, value: str, question: SignatureQuestion) -> bool:
    field: Headers = ((name, value),)
    return bool(claimed_signers(field, question.domains))


def _judge(
    block: RawBlock, claim: Claim, answer: Answer | None, question: SignatureQuestion
) -> Signature:
    key = None if answer is None else _only_key(answer, claim.algorithm)
    if key is None:
        return Signature.OWN_UNVERIFIED
    if has_signed(key, claim.signature, signed_text(block, claim)):
        return Signature.OWN_VALID
    # New folds, fields that were left out and lines that were torn break what is ours, too.
    is_proof = claim.is_relaxed and names_once(block, claim)
    may_be_right = question.is_exact and block.is_clean
    return Signature.OWN_INVALID if is_proof and may_be_right else Signature.OWN_UNVERIFIED


def _only_key(answer: Answer, algorithm: Algorithm) -> Key | None:
    """Return the key that DNS told of; with several records it is nobody's (RFC 6376, 3.6.2.2)."""
    return read_key(answer.values[0], algorithm) if len(answer.values) == 1 else None
