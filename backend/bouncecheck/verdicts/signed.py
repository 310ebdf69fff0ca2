"""Signature: whether one of our domains claims, by DKIM, to have signed what came back."""

import re

from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.evidence import Signature
from bouncecheck.verdicts.facts import Identity
from bouncecheck.verdicts.lures import is_within

_FIELDS = frozenset({"dkim-signature", "domainkey-signature", "arc-message-signature"})
_SIGNER = re.compile(r"(?:^|;)\s*d\s*=\s*([^\s;]{1,253})", re.IGNORECASE)


def signature_of(bounce: Bounce, identity: Identity) -> Signature:
    """Return OWN_UNVERIFIED where a signature names one of our domains, else NONE.

    Nothing is verified here: a newsletter or a shop that signs for us sends from servers that our
    SPF record need not name, so that the name alone leaves a doubt.
    """
    signers = (
        signer.group(1)
        for name, value in bounce.returned.headers
        if name.lower() in _FIELDS
        for signer in _SIGNER.finditer(value)
    )
    is_ours = any(is_within(signer, identity.domains) for signer in signers)
    return Signature.OWN_UNVERIFIED if is_ours else Signature.NONE
