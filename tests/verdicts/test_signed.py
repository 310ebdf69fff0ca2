"""Signatures of our domains in what came back."""

import pytest

from bouncecheck.verdicts.signed import claimed_signers


@pytest.mark.parametrize(
    ("name", "value", "is_ours"),
    [
        ("DKIM-Signature", "v=1; a=rsa-sha256; d=contoso.com; s=crm", True),
        ("dkim-signature", "v=1; D = News.Contoso.com. ; s=x", True),
        ("DomainKey-Signature", "d=contoso.com; s=x", True),
        ("ARC-Message-Signature", "i=1; d=contoso.com; s=x", True),
        ("DKIM-Signature", "v=1; d=evil.example; i=@contoso.com", False),
        ("DKIM-Signature", "v=1; d=notcontoso.com", False),
        ("X-Signature", "d=contoso.com", False),
    ],
)
def test_a_signature_that_names_a_domain_of_ours_leaves_a_doubt(
    name: str, value: str, is_ours: object
) -> None:
    signers = claimed_signers(((name, value),), frozenset({"contoso.com"}))

    assert bool(signers) is is_ours
