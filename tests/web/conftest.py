from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from bouncecheck.bounces.identifiers import Address
from bouncecheck.errors import BounceCheckError
from bouncecheck.usecases.clear import Deletions, Restorations
from bouncecheck.usecases.me import Me
from bouncecheck.usecases.ports import Account, Check, MessageRef
from bouncecheck.usecases.report import Complaint, Reported
from bouncecheck.usecases.sweep import SweepEvent
from bouncecheck.web.app import create_app
from bouncecheck.web.config import WebConfig
from bouncecheck.web.loop import LoopThread
from bouncecheck.web.services import Services
from web.authority import (
    CLIENT_ID,
    OTHER_TENANT_ID,
    STRANGE_TENANT_ID,
    TENANT_ID,
    PretendAuthority,
    new_key,
    served,
)
from web.values import (
    SWEEP,
    deletions,
    me,
    not_sent_check,
    reported,
    restorations,
)


@dataclass
class FakeServices:
    """The use cases as a test wants them: what was asked, and what is answered or raised."""

    asked: list[tuple[object, ...]] = field(default_factory=list)
    fails: Exception | None = None
    events: tuple[SweepEvent, ...] = SWEEP
    fails_after_events: BounceCheckError | Exception | None = None
    is_ready: bool = True
    closed_sweeps: int = 0

    async def check(
        self, account: Account, token: str, ref: MessageRef, mailbox: Address | None
    ) -> Check:
        self._note(account, token, ref, mailbox)
        return replace(not_sent_check(), account=account)

    async def sweep(
        self, account: Account, token: str, days: int, mailbox: Address | None
    ) -> AsyncIterator[SweepEvent]:
        try:
            self._note(account, token, days, mailbox)
            for event in self.events:
                yield event
            if self.fails_after_events is not None:
                raise self.fails_after_events
        finally:
            self.closed_sweeps += 1

    async def delete(
        self,
        account: Account,
        token: str,
        ids: tuple[str, ...],
        force: bool,  # noqa: FBT001  # the service's own shape
    ) -> Deletions:
        self._note(account, token, ids, force)
        return deletions()

    async def restore(self, account: Account, token: str, ids: tuple[str, ...]) -> Restorations:
        self._note(account, token, ids)
        return restorations()

    async def report(
        self, account: Account, token: str, complaint: Complaint, mailbox: Address | None
    ) -> Reported:
        self._note(account, token, complaint, mailbox)
        return reported()

    async def me(self, account: Account, token: str) -> Me:
        self._note(account, token)
        return me()

    async def ready(self) -> bool:
        return self.is_ready

    def _note(self, *asked: object) -> None:
        self.asked.append(asked)
        if self.fails is not None:
            raise self.fails

    def as_services(self) -> Services:
        return Services(
            check=self.check,
            sweep=self.sweep,
            delete=self.delete,
            restore=self.restore,
            report=self.report,
            me=self.me,
            ready=self.ready,
        )


@pytest.fixture(scope="session")
def keys() -> dict[str, RSAPrivateKey]:
    return {TENANT_ID: new_key(), OTHER_TENANT_ID: new_key(), STRANGE_TENANT_ID: new_key()}


@pytest.fixture
def authority(keys: dict[str, RSAPrivateKey]) -> Iterator[PretendAuthority]:
    pretend = PretendAuthority(keys=dict(keys))
    server = served(pretend)
    yield pretend
    server.shutdown()
    server.server_close()


@pytest.fixture
def config(authority: PretendAuthority, tmp_path: Path) -> WebConfig:
    pane = tmp_path / "pane"
    (pane / "assets").mkdir(parents=True)
    for name in ("taskpane.html", "app.html", "auth.html"):
        (pane / name).write_text(f"<!doctype html><title>{name}</title>")
    (pane / "assets" / "icon-64.png").write_bytes(b"\x89PNG")
    (pane / "assets" / "main-Ab12.js").write_text("export {};")
    return WebConfig(
        public_url="https://bounces.contoso.com",
        client_id=CLIENT_ID,
        tenant_ids=frozenset({TENANT_ID, OTHER_TENANT_ID}),
        authority_url=authority.url,
        pane_folder=pane,
        manifest=lambda: b"<OfficeApp/>",
    )


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture(scope="session")
def loop() -> Iterator[LoopThread]:
    thread = LoopThread()
    yield thread
    thread.stop()


@pytest.fixture
def app(config: WebConfig, services: FakeServices, loop: LoopThread) -> OpenAPI:
    return create_app(config, services.as_services(), loop)


@pytest.fixture
def stranger(app: OpenAPI) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client(app: OpenAPI, authority: PretendAuthority) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {authority.token()}"
    return client
