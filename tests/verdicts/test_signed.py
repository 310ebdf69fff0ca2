"""Signatures of our domains in what came back."""

import pytest

from bouncecheck.verdicts.evidence import Signature
from bouncecheck.verdicts.signed import signature_of
from builders import a_bounce, a_returned_message, an_identity


@pytest.mark.parametrize(
    ("name", "value", "signature"),
    [
        ("DKIM-Signature", "v=1; a=rsa-sha256; d=contoso.com; s=crm", Signature.OWN_UNVERIFIED),
        ("dkim-signature", "v=1; D = News.Contoso.com. ; s=x", Signature.OWN_UNVERIFIED),
        ("DomainKey-Signature", "d=contoso.com; s=x", Signature.OWN_UNVERIFIED),
        ("ARC-Message-Signature", "i=1; d=contoso.com; s=x", Signature.OWN_UNVERIFIED),
        ("DKIM-Signature", "v=1; d=evil.example; i=@contoso.com", Signature.NONE),
        ("DKIM-Signature", "v=1; d=notcontoso.com", Signature.NONE),
        ("X-Signature", "d=contoso.com", Signature.NONE),
    ],
)
def test_a_signature_that_names_a_domain_of_ours_leaves_a_doubt(
    name: str, value: str, signature: Signature
) -> None:
    bounce = a_bounce(returned=a_returned_message(headers=((name, value),)))

    assert signature_of(bounce, an_identity()) is signature
