"""Header blocks, what DNS says about their keys, and what a check of their signatures answers."""

import asyncio
from datetime import UTC, datetime
from itertools import product

from bouncecheck.bounces.fields import read_fields
from bouncecheck.origins import DkimSignatures, Resolver
from bouncecheck.usecases.witnesses import SignatureAnswer, SignatureQuestion
from bouncecheck.verdicts.evidence import Signature
from origins.dns_server import Zone, dns_server
from origins.signing import Signer, rsa_key

NOW = datetime(2026, 1, 5, tzinfo=UTC)
DOMAINS = frozenset({"contoso.com", "contoso.onmicrosoft.com"})
BLOCK = b"""\
Received: from mail.contoso.com by mx.example.net
From: Ann Smith
  <ann@contoso.com>
To: h@example.net
Subject: The   offer
Date: Mon, 5 Jan 2026 06:00:00 +0000
Message-ID: <original-1@contoso.com>
X-Mailer: something"""
FORMS = [f"{head}/{body}" for head, body in product(("simple", "relaxed"), repeat=2)]
RSA = Signer(key=rsa_key())
VALID, UNVERIFIED = Signature.OWN_VALID, Signature.OWN_UNVERIFIED
INVALID, NONE = Signature.OWN_INVALID, Signature.NONE


def a_question(raw: bytes, *, is_exact: bool = True) -> SignatureQuestion:
    lines = raw.replace(b"\r\n", b"\n")
    return SignatureQuestion(
        headers=read_fields(lines, 0, len(lines)).headers,
        raw_headers=raw,
        is_exact=is_exact,
        domains=DOMAINS,
    )


def published(record: str, name: str = "s1._domainkey.contoso.com") -> Zone:
    pieces = [record[at : at + 200] for at in range(0, len(record), 200)] or [""]
    return {name: {"TXT": (" ".join(f'"{piece}"' for piece in pieces),)}}


def ask(question: SignatureQuestion, zone: Zone) -> tuple[SignatureAnswer, list[str]]:
    async def run() -> tuple[SignatureAnswer, list[str]]:
        async with dns_server(zone) as server:
            signatures = DkimSignatures(Resolver(server=server.address, now=lambda: NOW))
            return await signatures.verify(question), [name for name, _ in server.asked]

    return asyncio.run(run())


def verify(raw: bytes, signer: Signer = RSA, *, is_exact: bool = True) -> Signature:
    question = a_question(raw, is_exact=is_exact)
    return ask(question, published(signer.record))[0].signature
