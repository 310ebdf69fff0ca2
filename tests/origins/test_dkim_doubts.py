"""What leaves a doubt about a signature of ours, and what hostile ones can make us do."""

import ast
import inspect
import re
from typing import Any

import pytest
from dkim import canonicalization, util
from hypothesis import given, settings
from hypothesis import strategies as st

from bouncecheck.usecases.witnesses import SignatureQuestion
from bouncecheck.verdicts import signed as claims
from bouncecheck.verdicts.evidence import Signature
from fuzz.linear import why_not_linear
from origins.dkim_rig import (
    BLOCK,
    DOMAINS,
    INVALID,
    RSA,
    UNVERIFIED,
    VALID,
    a_question,
    ask,
    published,
    verify,
)
from origins.dns_server import Zone
from origins.signing import BODY_HASH, Signer, ed25519_key, rsa_key

SHORT_KEY = (
    "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANmBe10IgY+u7h3enWTukkqtUD5PR52T"
    "b/mPfjC0QJTocVBq6Za/PlzfV+Py92VaCak19F4WrbVTK5Gg5tW220MCAwEAAQ=="
)


@pytest.mark.parametrize(
    "record",
    [
        "v=DKIM1; k=rsa; p=",
        "v=DKIM1; k=rsa",
        "v=DKIM1; p=!!!!",
        "v=DKIM1; p=AAAA",
        "v=DKIM2; " + RSA.record.partition("; ")[2],
        RSA.record + "; h=sha1",
        Signer(key=ed25519_key()).record,
        Signer(key=ed25519_key()).record.replace("ed25519", "rsa"),
        SHORT_KEY,
        "nonsense",
        "p=1; p=2",
    ],
)
def test_a_key_that_was_withdrawn_or_is_none_leaves_a_doubt(record: str) -> None:
    zone = published(record)

    assert ask(a_question(RSA.sign(BLOCK)), zone)[0].signature is UNVERIFIED


def test_a_key_of_ed25519_must_have_its_length() -> None:
    signed = Signer(key=ed25519_key()).sign(BLOCK)

    assert ask(a_question(signed), published("k=ed25519; p=AAAA"))[0].signature is UNVERIFIED


@pytest.mark.parametrize(
    "zone",
    [
        {},
        {"s1._domainkey.contoso.com": {"FAIL": ()}},
        {"s1._domainkey.contoso.com": {}},
        {"s1._domainkey.contoso.com": {"TXT": (f'"{RSA.record[:200]}"', '"v=DKIM1; p=AAAA"')}},
    ],
    ids=["no such name", "failing", "no such record", "two records"],
)
def test_dns_that_does_not_tell_leaves_a_doubt(zone: Zone) -> None:
    answer, asked = ask(a_question(RSA.sign(BLOCK)), zone)

    assert answer.signature is UNVERIFIED
    assert set(asked) == {"s1._domainkey.contoso.com"}


@pytest.mark.parametrize(
    "selector",
    ["a..b", ".a", "a.", "-a", "*", "%{i}", "a_b", "a b", "ä", "x" * 64, "x." * 130 + "x", "a\tb"],
)
@pytest.mark.parametrize("domain", ["contoso.com", "evil-.%00.contoso.com"])
def test_a_selector_that_is_no_name_is_never_asked_for(selector: str, domain: str) -> None:
    field = f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s={selector}; h=from; bh=aaaa; b=aaaa"

    answer, asked = ask(a_question(field.encode() + b"\n" + BLOCK), {})

    assert answer.signature is UNVERIFIED
    assert not asked


@pytest.mark.parametrize(
    "tags",
    [
        "v=2; a=rsa-sha256; h=from; bh=aaaa; b=aaaa",
        "v=1; a=rsa-sha1; h=from; bh=aaaa; b=aaaa",
        "v=1; a=rsa-sha256; h=to; bh=aaaa; b=aaaa",
        "v=1; a=rsa-sha256; h=from; b=aaaa",
        "v=1; a=rsa-sha256; h=from; bh=aaaa; b=a",
        "v=1; a=rsa-sha256; h=from; bh=aaaa; b=",
        "v=1; a=rsa-sha256; h=from; bh=aaaa; b=aaaa; c=odd",
        "v=1; a=rsa-sha256; h=from; bh=aaaa; b=aaaa; d=evil.example",
        "v=1; a=rsa-sha256; h=from; bh=aaaa; b=aaaa; nonsense",
        "v=1; a=rsa-sha256; h=from; bh=aaaa; b=aaaa; x=" + "1" * 9_000,
        "v=1; a=rsa-sha256; bh=aaaa; b=aaaa; h=from" + ":x" * 200,
    ],
)
def test_a_signature_that_cannot_be_checked_leaves_a_doubt(tags: str) -> None:
    raw = f"DKIM-Signature: d=contoso.com; s=s1; {tags}\n".encode() + BLOCK

    answer, asked = ask(a_question(raw), published(RSA.record))

    assert answer.signature is UNVERIFIED
    assert not asked


@pytest.mark.parametrize("name", ["ARC-Message-Signature", "DomainKey-Signature"])
def test_the_older_and_the_chained_form_leave_a_doubt_beside_an_invalid_one(name: str) -> None:
    changed = RSA.sign(BLOCK).replace(b"The   offer", b"Watches")
    other = f"{name}: i=1; a=rsa-sha256; d=contoso.com; s=s1; b=aaaa\n".encode()

    assert verify(changed) is INVALID
    assert verify(other + changed) is UNVERIFIED
    assert verify(other + RSA.sign(BLOCK)) is VALID


def test_a_signature_that_only_the_decoded_block_shows_leaves_a_doubt() -> None:
    question = a_question(RSA.sign(BLOCK))
    hidden = SignatureQuestion(
        headers=question.headers, raw_headers=BLOCK, is_exact=True, domains=DOMAINS
    )

    assert ask(hidden, published(RSA.record))[0].signature is UNVERIFIED


HOSTILE = st.binary(max_size=60) | st.sampled_from(
    [
        RSA.sign(BLOCK),
        b"DKIM-Signature: d=contoso.com",
        b"; d=contoso.com; s=s1; v=1; h=from; bh=aaaa; a=rsa-sha256; b=" + BODY_HASH.encode(),
        b"\n",
        b"\n ",
        b"From: a",
        b":",
    ]
)


@given(st.lists(HOSTILE, max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_block_raises_or_makes_us_ask_elsewhere(pieces: list[bytes]) -> None:
    answer, asked = ask(a_question(b"".join(pieces)), published(RSA.record))

    assert answer.signature in Signature
    assert all(name.endswith("._domainkey.contoso.com") for name in asked)


REVIEWED: dict[bytes | str, str] = {
    rb"^[a-zA-Z](\w)*": "tried at one place, and nothing follows that could fail",
    claims._SIGNER.pattern: "begins at a semicolon, and no part of it goes past the next one",
}
"""Patterns that the proof cannot see through, with the reason why they are linear all the same."""


def patterns_asked() -> list[re.Pattern[Any]]:
    """Give the patterns of those functions of dkimpy that we call, and our own."""
    functions = (
        util.parse_tag_value,
        canonicalization.compress_whitespace,
        canonicalization.unfold_header_value,
    )
    texts = [
        ast.literal_eval(call.args[0])
        for function in functions
        for call in ast.walk(ast.parse(inspect.getsource(function)))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("re.")
    ]
    return [*map(re.compile, texts), claims._SIGNER]


def test_no_flood_takes_more_than_linear_time() -> None:
    asked = patterns_asked()

    slow = {each.pattern for each in asked if why_not_linear(each, is_searched=True)}
    assert len(asked) == 4
    assert slow == set(REVIEWED)


def test_many_listed_names_are_taken_each_from_the_end() -> None:
    names = [f"x-{n}" for n in range(190)]
    block = b"\n".join(f"{name}: a".encode() for name in names * 5) + b"\n" + BLOCK
    signer = Signer(key=rsa_key(), names=("from", *names))

    assert verify(signer.sign(block)) is VALID
