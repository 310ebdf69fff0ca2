"""Signature: whether one of our domains claims, by DKIM, to have signed what came back."""

import re

from bouncecheck.bounces.model import Headers
from bouncecheck.verdicts.lures import is_within

_FIELDS = frozenset({"dkim-signature", "domainkey-signature", "arc-message-signature"})
_SIGNER = re.compile(r"(?:^|;)\s*d\s*=\s*([^\s;]{1,253})", re.IGNORECASE)


def claimed_signers(headers: Headers, domains: frozenset[str]) -> tuple[str, ...]:
    """Return those of our domains, or domains below them, in whose name a signature is made.

    The claim alone leaves a doubt: a newsletter or a shop that signs for us sends from servers that
    our SPF record need not name.
    """
    signers = (
        signer.group(1).lower()
        for name, value in headers
        if name.lower() in _FIELDS
        for signer in _SIGNER.finditer(value)
    )
    return tuple(dict.fromkeys(signer for signer in signers if is_within(signer, domains)))
