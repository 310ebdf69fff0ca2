"""Tokens: exchanged once, kept as long as the sign-in, and refusals in our own words."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from bouncecheck.demo.graph_emulator.entra_grants import JWT_BEARER
from bouncecheck.demo.graph_emulator.entra_tokens import issue_api_tokens
from bouncecheck.demo.graph_emulator.world import World
from bouncecheck.errors import (
    ClaimsChallengeError,
    ConsentRequiredError,
    MailboxError,
    MailboxUnavailableError,
    SettingsError,
)
from bouncecheck.mailboxes.tokens import MAX_SIGN_INS, AppRegistration, OnBehalfOf
from bouncecheck.usecases.ports import Account
from ports.rigs import APP, NOW, TENANT, USER, Authority, a_world, entra

ACCOUNT = Account(tenant_id=TENANT, user_id=USER.id)
Answer = TypeVar("Answer")


class Desk:
    """The sign-in service and our client of it."""

    def __init__(self, world: World, origin: str, ca_file: Path) -> None:
        self.world = world
        self.origin = origin
        self.now = NOW
        self.registration = AppRegistration(
            client_id=APP.client_id, authority_url=origin, secret=APP.secret, ca_file=ca_file
        )

    def assertion(self) -> str:
        return str(issue_api_tokens(self.world, USER, self.origin)["access_token"])

    def ask(self, script: Callable[[OnBehalfOf], Awaitable[Answer]]) -> Answer:
        async def run() -> Answer:
            tokens = OnBehalfOf(self.registration, lambda: self.now)
            try:
                return await script(tokens)
            finally:
                tokens.close()

        return asyncio.run(run())

    def exchanges(self) -> int:
        return self.world.sign_ins.requests[JWT_BEARER]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def desk(authority: Authority) -> Iterator[Desk]:
    world = a_world()
    with entra(world, authority) as origin:
        yield Desk(world, origin, authority.ca_file)


def test_an_access_token_is_exchanged_once_however_often_it_is_needed(desk: Desk) -> None:
    assertion = desk.assertion()

    async def many(tokens: OnBehalfOf) -> set[str]:
        got = await asyncio.gather(*(tokens.sign_in(ACCOUNT, assertion).token() for _ in range(8)))
        return set(got)

    assert len(desk.ask(many)) == 1
    assert desk.exchanges() == 1


def test_another_person_or_access_token_is_another_sign_in(desk: Desk) -> None:
    one = desk.assertion()
    other = one[:-1] + ("A" if one[-1] != "A" else "B")

    async def sign_ins(tokens: OnBehalfOf) -> int:
        stranger = replace(ACCOUNT, user_id="44444444-4444-4444-8444-444444444444")
        elsewhere = replace(ACCOUNT, tenant_id="55555555-5555-4555-8555-555555555555")
        return len(
            {
                id(tokens.sign_in(account, assertion))
                for account in (ACCOUNT, stranger, elsewhere)
                for assertion in (one, other, one)
            }
        )

    assert desk.ask(sign_ins) == 6


def test_the_authority_is_asked_for_itself_once(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "werkzeug")

    async def twice(tokens: OnBehalfOf) -> None:
        await tokens.sign_in(ACCOUNT, desk.assertion()).token()
        await tokens.app_rights(TENANT).token()

    desk.ask(twice)

    assert caplog.text.count("openid-configuration") == 1


def test_an_authority_that_nobody_vouches_for_gets_nothing(desk: Desk) -> None:
    desk.registration = replace(desk.registration, ca_file=None)

    with pytest.raises(MailboxUnavailableError):
        token_of(desk)
    assert desk.exchanges() == 0


def test_a_refused_token_is_replaced(desk: Desk) -> None:
    async def renewed(tokens: OnBehalfOf) -> None:
        sign_in = tokens.sign_in(ACCOUNT, desk.assertion())
        await sign_in.token()
        await sign_in.renew()
        await sign_in.token()
        await sign_in.token()

    desk.ask(renewed)

    assert desk.exchanges() == 2


def test_tokens_die_with_the_sign_in_that_brought_them(desk: Desk) -> None:
    assertion = desk.assertion()

    async def later(tokens: OnBehalfOf) -> None:
        await tokens.sign_in(ACCOUNT, assertion).token()
        desk.now += dt.timedelta(hours=3)
        tokens.sign_in(ACCOUNT, assertion)

    with pytest.raises(ConsentRequiredError, match="expired"):
        desk.ask(later)


@pytest.mark.parametrize("assertion", ["", "a.b.c", "a.e30.c", "x" * 10, "a.W10.c"])
def test_what_is_no_token_is_not_even_sent(desk: Desk, assertion: str) -> None:
    async def try_it(tokens: OnBehalfOf) -> str:
        return await tokens.sign_in(ACCOUNT, assertion).token()

    with pytest.raises(ConsentRequiredError):
        desk.ask(try_it)
    assert desk.exchanges() == 0


def token_of(desk: Desk) -> str:
    async def ask(tokens: OnBehalfOf) -> str:
        return await tokens.sign_in(ACCOUNT, desk.assertion()).token()

    return desk.ask(ask)


def test_missing_consent_is_told_as_such(desk: Desk) -> None:
    desk.world.faults.everyone.consent_missing = True

    with pytest.raises(ConsentRequiredError, match="65001") as caught:
        token_of(desk)
    assert caught.value.claims is None
    assert USER.upn not in str(caught.value)


def test_who_consents_is_not_refused_again_from_memory(desk: Desk) -> None:
    assertion = desk.assertion()

    async def twice(tokens: OnBehalfOf) -> str:
        sign_in = tokens.sign_in(ACCOUNT, assertion)
        desk.world.faults.everyone.consent_missing = True
        with pytest.raises(ConsentRequiredError):
            await sign_in.token()
        desk.world.faults.everyone.consent_missing = False
        return await sign_in.token()

    assert desk.ask(twice)


def test_a_claims_challenge_comes_with_its_claims(desk: Desk) -> None:
    desk.world.faults.everyone.claims_challenge = True

    with pytest.raises(ClaimsChallengeError) as caught:
        token_of(desk)
    assert "acrs" in (caught.value.claims or "")


def test_a_wrong_secret_is_nobodys_sign_in(desk: Desk) -> None:
    desk.registration = replace(desk.registration, secret="wrong")

    with pytest.raises(MailboxError) as caught:
        token_of(desk)
    assert type(caught.value) is MailboxError
    assert "wrong" not in str(caught.value)


def test_an_authority_that_is_not_there_is_an_outage(desk: Desk) -> None:
    desk.registration = replace(desk.registration, authority_url="https://127.0.0.1:1")

    with pytest.raises(MailboxUnavailableError):
        token_of(desk)


def test_the_app_has_rights_of_its_own(desk: Desk) -> None:
    async def twice(tokens: OnBehalfOf) -> bool:
        rights = tokens.app_rights(TENANT)
        first = await rights.token()
        same = await rights.token() == first
        await rights.renew()
        await rights.token()
        return same

    assert desk.ask(twice)
    assert desk.world.sign_ins.requests["client_credentials"] == 2


def test_a_certificate_does_instead_of_a_secret(desk: Desk) -> None:
    certificate, both = a_certificate()
    desk.world.add_app(replace(APP, certificates=(certificate,)))
    desk.registration = replace(desk.registration, secret=None, certificate_pem=both)

    assert token_of(desk)


def test_neither_secret_nor_certificate_stops_the_start() -> None:
    with pytest.raises(SettingsError):
        OnBehalfOf(AppRegistration(client_id="x", authority_url="https://x.example"), lambda: NOW)


def test_the_number_of_sign_ins_in_memory_is_bounded(desk: Desk) -> None:
    assertion = desk.assertion()

    async def many(tokens: OnBehalfOf) -> bool:
        first = tokens.sign_in(ACCOUNT, assertion)
        for number in range(MAX_SIGN_INS):
            tokens.sign_in(replace(ACCOUNT, user_id=str(number)), assertion)
        return tokens.sign_in(ACCOUNT, assertion) is first

    assert not desk.ask(many)


def test_secrets_do_not_show() -> None:
    shown = repr(
        AppRegistration(client_id="x", authority_url="y", secret="hush", certificate_pem="hush")
    )

    assert "hush" not in shown


def a_certificate() -> tuple[str, str]:
    """Return a certificate as PEM, and the same together with its key."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bouncecheck.example.com")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=1))
        .not_valid_after(NOW + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    public = certificate.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    return public, public + private
