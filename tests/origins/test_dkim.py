"""Signatures of our own domains over returned headers. Numbers in names: the cases of the rules."""

import pytest

from bouncecheck.bounces.fields import read_fields
from bouncecheck.usecases.witnesses import SignatureAnswer, SignatureQuestion
from origins.dkim_rig import (
    BLOCK,
    FORMS,
    INVALID,
    NONE,
    RSA,
    UNVERIFIED,
    VALID,
    a_question,
    ask,
    published,
    verify,
)
from origins.dns_server import Zone
from origins.signing import PrivateKey, Signer, ed25519_key, rsa_key


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", [rsa_key(), ed25519_key()], ids=["rsa", "ed25519"])
def test_a_signature_of_ours_is_proven_without_the_body(key: PrivateKey, form: str) -> None:
    signer = Signer(key=key, form=form)

    answer, asked = ask(a_question(signer.sign(BLOCK)), published(signer.record))

    assert answer == SignatureAnswer(signature=VALID, domain="contoso.com", selector="s1")
    assert asked == ["s1._domainkey.contoso.com"]


@pytest.mark.parametrize("form", FORMS)
def test_the_ends_of_lines_do_not_matter(form: str) -> None:
    signed = Signer(key=rsa_key(), form=form).sign(BLOCK)

    assert verify(signed.replace(b"\n", b"\r\n")) is VALID


def test_a_domain_below_ours_is_ours_and_a_key_may_take_several_pieces() -> None:
    signer = Signer(key=rsa_key(2048), domain="news.contoso.com", selector="a.b-1")
    zone = published(signer.record, "a.b-1._domainkey.news.contoso.com")

    assert ask(a_question(signer.sign(BLOCK)), zone)[0].signature is VALID


def test_new_folds_break_no_relaxed_signature_and_prove_nothing_of_a_simple_one() -> None:
    relaxed, simple = (
        Signer(key=rsa_key(), form=form).sign(BLOCK) for form in ("relaxed", FORMS[0])
    )

    assert verify(relaxed.replace(b"The   offer", b"The\n offer")) is VALID
    assert verify(simple.replace(b"The   offer", b"The\n offer")) is UNVERIFIED


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"The   offer", b"Watches"), (b"ann@", b"bob@"), (b"-1@", b"-2@"), (b"06:00", b"07:00")],
)
def test_52_a_signature_of_ours_copied_onto_other_content_is_invalid(
    before: bytes, after: bytes
) -> None:
    signed = RSA.sign(BLOCK)

    assert verify(signed.replace(before, after)) is INVALID
    assert verify(signed.replace(b"X-Mailer: something", b"X-Mailer: another")) is VALID


def test_52_a_key_that_is_not_the_one_makes_it_invalid() -> None:
    other = Signer(key=rsa_key(1032))

    assert verify(RSA.sign(BLOCK), other) is INVALID


def test_an_added_from_is_never_valid() -> None:
    signed = RSA.sign(BLOCK)

    assert verify(signed + b"\nFrom: x@evil.example") is UNVERIFIED
    assert verify(b"From: x@evil.example\n" + signed) is UNVERIFIED


@pytest.mark.parametrize("gone", [b"Subject: The   offer\n", b"To: h@example.net\n"])
def test_a_field_that_did_not_come_back_leaves_a_doubt(gone: bytes) -> None:
    assert verify(RSA.sign(BLOCK).replace(gone, b"")) is UNVERIFIED


def test_what_was_quoted_or_torn_leaves_a_doubt() -> None:
    changed = RSA.sign(BLOCK).replace(b"The   offer", b"Watches")

    assert verify(changed, is_exact=False) is UNVERIFIED
    assert verify(changed.replace(b"  <ann@", b"<ann@")) is UNVERIFIED
    assert verify(changed.replace(b"To:", b"To :")) is UNVERIFIED
    assert verify(b"  torn\n" + changed) is UNVERIFIED
    assert verify(RSA.sign(BLOCK), is_exact=False) is VALID


def test_what_has_expired_still_is_ours() -> None:
    assert verify(Signer(key=rsa_key(), further="t=1; x=2; l=5;").sign(BLOCK)) is VALID


@pytest.mark.parametrize("domain", ["evil.example", "contoso.com.evil.example", "notcontoso.com"])
def test_nobody_elses_signature_is_looked_at(domain: str) -> None:
    signed = Signer(key=rsa_key(), domain=domain).sign(BLOCK)

    answer, asked = ask(a_question(signed), {})

    assert answer == SignatureAnswer(signature=NONE)
    assert not asked


def test_of_many_signatures_the_most_careful_answer_counts() -> None:
    invalid = Signer(key=rsa_key(), selector="s2").sign(BLOCK).replace(b"s=s2", b"s=s1")
    both = RSA.sign(BLOCK).partition(b"\nReceived:")[0] + b"\n" + invalid

    assert verify(invalid) is INVALID
    assert verify(both) is VALID


def test_at_most_eight_signatures_are_checked_and_four_keys_are_asked_for() -> None:
    names = [f"s{n}" for n in range(9)]
    blocks = [Signer(key=rsa_key(), selector=name).sign(BLOCK) for name in names]
    fields = [block.partition(b"\nReceived:")[0] for block in blocks]
    zone: Zone = {f"{name}._domainkey.contoso.com": {"TXT": ('"k=rsa; p=AAAA"',)} for name in names}

    answer, asked = ask(a_question(b"\n".join([*fields, BLOCK])), zone)

    assert answer.signature is UNVERIFIED
    assert sorted(asked) == [f"s{n}._domainkey.contoso.com" for n in range(4)]


def test_nine_invalid_ones_leave_a_doubt_and_eight_do_not() -> None:
    changed = RSA.sign(BLOCK).replace(b"The   offer", b"Watches")
    field = changed.partition(b"\nReceived:")[0]

    assert verify(b"\n".join([field] * 7) + b"\n" + changed) is INVALID
    assert verify(b"\n".join([field] * 8) + b"\n" + changed) is UNVERIFIED


RFC_8463 = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>"""
RFC_8463_RECORD = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def test_the_example_of_rfc_8463_is_valid() -> None:
    question = SignatureQuestion(
        headers=read_fields(RFC_8463, 0, len(RFC_8463)).headers,
        raw_headers=RFC_8463,
        is_exact=True,
        domains=frozenset({"example.com"}),
    )
    zone = published(RFC_8463_RECORD, "brisbane._domainkey.football.example.com")

    answer, _ = ask(question, zone)

    assert answer.signature is VALID
    assert (answer.domain, answer.selector) == ("football.example.com", "brisbane")
