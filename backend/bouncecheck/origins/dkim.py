"""DKIM of our own domains over returned headers."""

from bouncecheck.origins.resolver import Resolver
from bouncecheck.usecases.witnesses import SignatureAnswer, SignatureQuestion
from bouncecheck.verdicts.evidence import Signature
from bouncecheck.verdicts.signed import claimed_signers


class DkimSignatures:
    """Implements Signatures."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    async def verify(self, question: SignatureQuestion) -> SignatureAnswer:
        """Return what they say; see usecases.witnesses.Signatures."""
        signers = claimed_signers(question.headers, question.domains)
        if not signers:
            return SignatureAnswer(signature=Signature.NONE)
        return SignatureAnswer(signature=Signature.OWN_UNVERIFIED, domain=signers[0])
