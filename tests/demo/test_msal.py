"""MSAL Python against the pretend sign-in service, over real TLS on loopback."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import jwt
import msal
import pytest
import requests
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from werkzeug.serving import make_server

from bouncecheck.demo.graph_emulator import World, create_entra_app, issue_api_tokens
from demo.small_world import ANN, CONTOSO, an_app, small_world

GRAPH_SCOPES = ["https://graph.microsoft.com/Mail.Read"]

Json = dict[str, object]


@dataclass(frozen=True)
class SignIn:
    world: World
    base: str
    bundle: Path

    def app(
        self, credential: object, tenant: str = CONTOSO.id
    ) -> msal.ConfidentialClientApplication:
        session = requests.Session()
        session.trust_env = False
        session.verify = str(self.bundle)
        return msal.ConfidentialClientApplication(
            an_app().client_id,
            client_credential=credential,
            authority=f"{self.base}/{tenant}",
            instance_discovery=False,
            http_client=session,
        )

    def assertion(self) -> str:
        return str(issue_api_tokens(self.world, ANN, self.base)["access_token"])


@contextmanager
def served(world: World, folder: Path) -> Iterator[SignIn]:
    authority = trustme.CA()
    bundle = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = make_server("localhost", 0, lambda _e, _s: [], threaded=True, ssl_context=context)
    base = f"https://localhost:{server.server_port}"
    server.app = create_entra_app(world, base)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield SignIn(world, base, bundle)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def sign_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignIn]:
    world = small_world(clock=lambda: datetime.now(UTC))  # noqa: TID251 - MSAL reads this clock
    with served(world, tmp_path_factory.mktemp("tls")) as running:
        yield running
        running.world.faults.clear()


def test_msal_redeems_a_token_on_behalf_of_its_user(sign_in: SignIn) -> None:
    app = sign_in.app(an_app().secret)

    tokens = cast("Json", app.acquire_token_on_behalf_of(sign_in.assertion(), GRAPH_SCOPES))

    claims = sign_in.world.key.verify(str(tokens["access_token"]))
    assert claims["oid"] == ANN.id
    account = app.get_accounts()[0]
    assert account["username"] == ANN.upn
    assert app.acquire_token_silent(GRAPH_SCOPES, account) is not None


def test_msal_learns_that_consent_is_missing(sign_in: SignIn) -> None:
    sign_in.world.faults.of(ANN.id).consent_missing = True

    refused = sign_in.app(an_app().secret).acquire_token_on_behalf_of(
        sign_in.assertion(), GRAPH_SCOPES
    )

    sign_in.world.faults.clear()
    assert refused["suberror"] == "consent_required"


def test_msal_hands_on_a_claims_challenge(sign_in: SignIn) -> None:
    sign_in.world.faults.of(ANN.id).claims_challenge = True

    refused = sign_in.app(an_app().secret).acquire_token_on_behalf_of(
        sign_in.assertion(), GRAPH_SCOPES
    )

    sign_in.world.faults.clear()
    assert refused["error"] == "interaction_required"
    assert "acrs" in refused["claims"]


def test_msal_proves_itself_with_a_certificate(sign_in: SignIn) -> None:
    key, certificate = a_certificate()
    sign_in.world.add_app(replace(an_app(), secret="", certificates=(certificate,)))
    credential = {"private_key": key, "public_certificate": certificate}

    app = sign_in.app(credential)
    tokens = app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
    stranger = sign_in.app({"private_key": a_certificate()[0], "public_certificate": certificate})
    refused = stranger.acquire_token_for_client(["https://graph.microsoft.com/.default"])

    sign_in.world.add_app(an_app())
    assert "access_token" in tokens, tokens
    assert refused["error"] == "invalid_client"


def test_msal_takes_the_alias_of_all_organizations(sign_in: SignIn) -> None:
    app = sign_in.app(an_app().secret, "organizations")

    assert "access_token" in app.acquire_token_on_behalf_of(sign_in.assertion(), GRAPH_SCOPES)


def test_a_strict_reader_accepts_our_tokens(sign_in: SignIn) -> None:
    """PyJWT reads what we signed by hand, with the key that we publish."""
    keys = requests.get(
        f"{sign_in.base}/{CONTOSO.id}/discovery/v2.0/keys", verify=str(sign_in.bundle), timeout=5
    ).json()
    token = sign_in.assertion()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]

    claims = jwt.decode(token, key, algorithms=["RS256"], audience=an_app().client_id,
                        issuer=f"{sign_in.base}/{CONTOSO.id}/v2.0")  # fmt: skip

    assert claims["tid"] == CONTOSO.id


def a_certificate() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bouncecheck test")])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate is valid on the machine's clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()
