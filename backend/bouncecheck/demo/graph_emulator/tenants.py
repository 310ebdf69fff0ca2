"""Who exists: tenants, their users and mailboxes, and the registered applications."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One organisation."""

    id: str
    """GUID, lower case."""

    name: str

    domains: tuple[str, ...]
    """Verified domains; the first is the default one, the last the initial one."""

    has_tracing_principal: bool = False
    """Whether Microsoft's tracing app has its service principal here: no mail log without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One user or shared mailbox of a tenant."""

    id: str
    """Object id: GUID, lower case."""

    tenant_id: str
    name: str

    upn: str
    """User principal name, which is also the primary address here."""

    aliases: tuple[str, ...] = ()
    """Further addresses of the mailbox, without "smtp:"."""

    other_mails: tuple[str, ...] = ()
    """Contact addresses: never addresses of the mailbox."""

    is_shared: bool = False
    """Whether it is a shared mailbox, with which nobody signs in."""

    full_access: frozenset[str] = frozenset()
    """Object ids of those who may open this mailbox beside its owner."""

    @property
    def proxy_addresses(self) -> tuple[str, ...]:
        """Return the addresses as Graph spells them: "SMTP:" marks the primary one."""
        return (f"SMTP:{self.upn}", *(f"smtp:{alias}" for alias in self.aliases))


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One application registration, consented to in every tenant of the world."""

    client_id: str
    secret: str

    certificates: tuple[str, ...] = ()
    """PEM certificates whose keys may sign client assertions."""

    delegated_scopes: tuple[str, ...] = ()
    """Graph scopes that were consented to, such as "Mail.Read"."""

    app_roles: tuple[str, ...] = ()
    """Graph application permissions that were granted."""

    redirect_uris: tuple[str, ...] = ()
    """Where sign-in may send people back, beside every page of this very computer."""

    @property
    def api_scope(self) -> str:
        """Return the full name of the one scope of our own API."""
        return f"api://{self.client_id}/access_as_user"
