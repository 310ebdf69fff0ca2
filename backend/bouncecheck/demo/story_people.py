"""Who lives in the story: two organisations, their people, the app, and what DNS says of them."""

from bouncecheck.demo.graph_emulator import App, Tenant, User, World
from bouncecheck.demo.graph_emulator.world import Zones

CONTOSO = Tenant(
    id="6b0a1f5e-3c52-4d0e-9a57-2f1f7c0c7a11",
    name="Contoso Lighting",
    domains=("contoso.com", "contoso.example", "contoso.onmicrosoft.com"),
    has_tracing_principal=True,
)
FABRIKAM = Tenant(
    id="d2c7b8a4-51e6-4f39-8c0b-96a3e0f4b522",
    name="Fabrikam Paper",
    domains=("fabrikam.com", "fabrikam.onmicrosoft.com"),
)

CLIENT_ID = "0d9e4f2a-7b31-4c68-a5d0-1e8c2b3f4a90"
CLIENT_SECRET = "demo-secret-of-a-pretend-app"  # noqa: S105 - opens nothing but the emulator

VINCE = User(
    id="11111111-aaaa-4aaa-8aaa-000000000001",
    tenant_id=CONTOSO.id,
    name="Vince Keller",
    upn="vince@contoso.com",
    aliases=("v.keller@contoso.example", "vince@contoso.onmicrosoft.com"),
    other_mails=("vince.keller@example.org",),
)
MARA = User(
    id="11111111-aaaa-4aaa-8aaa-000000000002",
    tenant_id=CONTOSO.id,
    name="Mara Lind",
    upn="mara@contoso.com",
    aliases=("mara@contoso.onmicrosoft.com",),
)
LEA = User(
    id="11111111-aaaa-4aaa-8aaa-000000000003",
    tenant_id=CONTOSO.id,
    name="Lea Brandt",
    upn="lea@contoso.com",
)
PAUL = User(
    id="11111111-aaaa-4aaa-8aaa-000000000004",
    tenant_id=CONTOSO.id,
    name="Paul Okoye",
    upn="paul@contoso.com",
)
TOM = User(
    id="11111111-aaaa-4aaa-8aaa-000000000005",
    tenant_id=CONTOSO.id,
    name="Tom Reyes",
    upn="tom@contoso.com",
)
IDA = User(
    id="11111111-aaaa-4aaa-8aaa-000000000006",
    tenant_id=CONTOSO.id,
    name="Ida Moreau",
    upn="ida@contoso.com",
)
NOOR = User(
    id="11111111-aaaa-4aaa-8aaa-000000000007",
    tenant_id=CONTOSO.id,
    name="Noor Haddad",
    upn="noor@contoso.com",
)
INFO = User(
    id="11111111-aaaa-4aaa-8aaa-000000000008",
    tenant_id=CONTOSO.id,
    name="Contoso Info",
    upn="info@contoso.com",
    aliases=("hello@contoso.com",),
    is_shared=True,
    full_access=frozenset({VINCE.id, MARA.id}),
)
VERA = User(
    id="22222222-bbbb-4bbb-8bbb-000000000001",
    tenant_id=FABRIKAM.id,
    name="Vera Sato",
    upn="vera@fabrikam.com",
)

PEOPLE = (VINCE, MARA, LEA, PAUL, TOM, IDA, NOOR, INFO, VERA)

ZONES: Zones = {
    "contoso.com": {
        "TXT": ("v=spf1 include:spf.protection.example ip4:198.51.100.0/24 -all",),
        "MX": ("10 contoso-com.mail.protection.example.",),
    },
    "contoso.example": {"TXT": ("v=spf1 include:spf.protection.example -all",)},
    "contoso.onmicrosoft.com": {"TXT": ("v=spf1 include:spf.protection.example -all",)},
    "fabrikam.com": {
        "TXT": ("v=spf1 include:spf.protection.example ~all",),
        "MX": ("10 fabrikam-com.mail.protection.example.",),
    },
    "fabrikam.onmicrosoft.com": {"TXT": ("v=spf1 include:spf.protection.example -all",)},
    "spf.protection.example": {"TXT": ("v=spf1 ip4:192.0.2.0/25 -all",)},
    "contoso-com.mail.protection.example": {"A": ("192.0.2.10",)},
    "fabrikam-com.mail.protection.example": {"A": ("192.0.2.11",)},
}


def settle(world: World) -> None:
    """Put everyone, the application and the DNS zones into an empty world."""
    world.add_tenant(CONTOSO)
    world.add_tenant(FABRIKAM)
    for user in PEOPLE:
        world.add_user(user)
    world.add_app(
        App(
            client_id=CLIENT_ID,
            secret=CLIENT_SECRET,
            delegated_scopes=(
                "User.Read",
                "User.Read.All",
                "Mail.Read",
                "Mail.ReadWrite",
                "Mail.Read.Shared",
                "Mail.ReadWrite.Shared",
                "MailboxSettings.Read",
            ),
            app_roles=(
                "Mail.Read",
                "Mail.ReadBasic.All",
                "User.Read.All",
                "ExchangeMessageTrace.Read.All",
            ),
        )
    )
    world.zones = {name: dict(records) for name, records in ZONES.items()}
    world.faults.of(IDA.id).graph_down = True
    world.faults.of(NOOR.id).consent_missing = True
