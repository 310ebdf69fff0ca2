"""What the web needs to know of its deployment, as plain values."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

OUTLOOK_HOSTS = (
    "https://outlook.office.com",
    "https://outlook.office365.com",
    "https://outlook.cloud.microsoft",
    "https://outlook.live.com",
)
"""Who shows the pane in a frame: Outlook on the web and the new Outlook for Windows."""

OFFICE_JS_HOSTS = ("https://appsforoffice.microsoft.com", "https://ajax.aspnetcdn.com")
"""Where Office.js comes from; without the second, Outlook's Office.js does not start."""

PANE_FOLDER = Path(__file__).parent / "pane"
"""Where the build of the pane puts its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """One deployment, as the web sees it."""

    public_url: str
    """The https origin where users reach us, without a slash at its end."""

    client_id: str
    tenant_ids: frozenset[str]
    """Tenant GUIDs that may use this server, lower case."""

    authority_url: str
    """Where tokens come from, without a slash at its end."""

    ca_file: Path | None = None
    """A CA bundle for the authority; None for the system's."""

    frame_ancestors: tuple[str, ...] = OUTLOOK_HOSTS
    """Origins that may show the pane in a frame."""

    script_sources: tuple[str, ...] = OFFICE_JS_HOSTS
    """Origins besides our own that the pane may load scripts from."""

    pane_folder: Path = PANE_FOLDER
    manifest: Callable[[], bytes]
    """Returns this deployment's manifest.xml."""


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def pane_settings(config: WebConfig) -> dict[str, object]:
    """Return what the pane must know to sign its user in; nothing of it is a secret."""
    tenants = sorted(config.tenant_ids)
    tenant = tenants[0] if len(tenants) == 1 else "organizations"
    return {
        "clientId": config.client_id,
        "authority": f"{config.authority_url}/{tenant}",
        "knownAuthorities": [urlsplit(config.authority_url).netloc],
        "scopes": [f"api://{config.client_id}/access_as_user"],
    }
