"""A small world for the tests of the emulator: two tenants, four mailboxes, a few messages."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from werkzeug.test import TestResponse

from bouncecheck.demo.graph_emulator import (
    App,
    Mailbox,
    MailItem,
    Tenant,
    TraceRow,
    User,
    World,
    create_graph_app,
    issue_graph_token,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BASE = "https://localhost:8443"
CONTOSO = Tenant(id="aaaaaaaa-0000-4000-8000-000000000001", name="Contoso",
                 domains=("contoso.com", "contoso.onmicrosoft.com"),
                 has_tracing_principal=True)  # fmt: skip
FABRIKAM = Tenant(id="bbbbbbbb-0000-4000-8000-000000000001", name="Fabrikam",
                  domains=("fabrikam.com",))  # fmt: skip
ANN = User(id="aaaaaaaa-1111-4000-8000-000000000001", tenant_id=CONTOSO.id, name="Ann Lee",
           upn="ann@contoso.com", aliases=("ann.lee@contoso.com",))  # fmt: skip
BOB = User(id="aaaaaaaa-1111-4000-8000-000000000002", tenant_id=CONTOSO.id, name="Bob Ray",
           upn="bob@contoso.com")  # fmt: skip
DESK = User(id="aaaaaaaa-1111-4000-8000-000000000003", tenant_id=CONTOSO.id, name="Desk",
            upn="desk@contoso.com", is_shared=True, full_access=frozenset({ANN.id}))  # fmt: skip
EVE = User(id="bbbbbbbb-1111-4000-8000-000000000001", tenant_id=FABRIKAM.id, name="Eve Fox",
           upn="eve@fabrikam.com")  # fmt: skip
ALL_SCOPES = ("User.Read", "Mail.Read", "Mail.ReadWrite", "Mail.Read.Shared",
              "Mail.ReadWrite.Shared", "MailboxSettings.Read")  # fmt: skip

Json = dict[str, object]


def small_world(
    *, clock: Callable[[], datetime] = lambda: NOW, scopes: tuple[str, ...] = ALL_SCOPES
) -> World:
    world = World(clock)
    for tenant in (CONTOSO, FABRIKAM):
        world.add_tenant(tenant)
    for user in (ANN, BOB, DESK, EVE):
        world.add_user(user)
    world.add_app(an_app(scopes))
    return world


def an_app(scopes: tuple[str, ...] = ALL_SCOPES, certificates: tuple[str, ...] = ()) -> App:
    return App(client_id="cccccccc-0000-4000-8000-000000000001", secret="open sesame",
               delegated_scopes=scopes, app_roles=("Mail.Read", "ExchangeMessageTrace.Read.All"),
               certificates=certificates)  # fmt: skip


def a_mail(
    number: int = 1, *, subject: str = "Lunch?", sender: str = "joe@example.com", extra: str = ""
) -> bytes:
    return (
        f"From: Joe <{sender}>\r\nTo: Ann <ann@contoso.com>\r\nSubject: {subject}\r\n"
        f"Message-ID: <m{number}@example.com>\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
        f"{extra}MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nSee you at noon.\r\n"
    ).encode()


def put(mailbox: Mailbox, mime: bytes, *, folder: str = "inbox", hours_ago: int = 3) -> MailItem:
    return mailbox.add(mime, folder, NOW - timedelta(hours=hours_ago))


def a_row(received_at: datetime = NOW - timedelta(hours=3), **fields: Any) -> TraceRow:  # noqa: ANN401 - of TraceRow
    usual = TraceRow(
        tenant_id=CONTOSO.id,
        message_id="<m1@contoso.com>",
        sender=ANN.upn,
        recipient="joe@example.com",
        subject="Lunch?",
        received_at=received_at,
    )
    return replace(usual, **fields)


@dataclass
class Graph:
    """Asks the emulator as one user."""

    world: World
    user: User | None = ANN
    """None for the application on its own."""

    tenant: Tenant = CONTOSO
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = create_graph_app(self.world).test_client()
        token = issue_graph_token(self.world, self.user, BASE, self.tenant.id)
        self.headers = {"Authorization": f"Bearer {token}", **self.headers}

    def ask(
        self, path: str, method: str = "GET", body: object = None, prefer: str = ""
    ) -> TestResponse:
        headers = self.headers | ({"Prefer": prefer} if prefer else {})
        return self.client.open(f"/v1.0{path}", method=method, headers=headers, json=body)

    def json(self, path: str, method: str = "GET", body: object = None, prefer: str = "") -> Json:
        answer = self.ask(path, method, body, prefer)
        assert answer.status_code < 300, answer.text
        return cast("Json", answer.json)

    def values(self, path: str, prefer: str = "") -> list[Json]:
        return cast("list[Json]", self.json(path, prefer=prefer)["value"])

    def refusal(self, path: str, method: str = "GET", body: object = None) -> tuple[int, str]:
        answer = self.ask(path, method, body)
        assert answer.json is not None
        return answer.status_code, answer.json["error"]["code"]
