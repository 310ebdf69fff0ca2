"""`demo`: the whole product, and everything around it pretended, at one https address."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import cast
from uuid import UUID

import click
import platformdirs
import trustme
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bouncecheck.demo.graph_emulator import (
    DnsServer,
    World,
    create_entra_app,
    create_graph_app,
)
from bouncecheck.demo.outlook.app import OutlookPageSettings, create_outlook_app
from bouncecheck.demo.outlook.local_office_js import LocalOfficeJs
from bouncecheck.demo.story import CLIENT_ID, CLIENT_SECRET, CONTOSO, FABRIKAM, build_story
from bouncecheck.errors import SettingsError
from bouncecheck.settings import Settings
from bouncecheck.web.logs import configure_logs
from bouncecheck.web.server import Listening, WSGIApplication
from bouncecheck.web.server import serve as serve_application
from bouncecheck.wiring.deployment import opened_database
from bouncecheck.wiring.product import Database, make_product, now

CHECKOUT = Path(__file__).parents[3]
"""Where the demo finds npm's copy of Office.js; an installed wheel has none, and says so."""

OFFICE_JS = CHECKOUT / "addin" / "node_modules" / "@microsoft" / "office-js" / "dist"


def demo(listen: str, data: Path | None) -> None:
    """Run the demo until somebody stops it, and say where to click.

    Args:
        listen: host:port on this machine; port 0 takes a free one.
        data: Where its certificate and its database live; by default the platform's cache.

    Raises:
        SettingsError: the address is taken or impossible.
        StoreError: the database does not start.
    """
    folder = data or platformdirs.user_cache_path("bouncecheck") / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    address, base = _address(listen)
    certificate = demo_certificate(folder)
    configure_logs()
    world = build_story(now())
    # The database first: what it starts is tied to a process that has no other threads yet.
    with opened_database(None, folder) as database, DnsServer(world.zones) as names:
        settings = demo_settings(base, folder, names.address)
        serve_application(
            demo_application(world, settings, database),
            Listening(
                address=address, certificate=certificate, key=certificate, workers=1, threads=100
            ),
            on_ready=lambda: _say_where(base),
        )


def demo_settings(base: str, folder: Path, dns: str) -> Settings:
    """Return the settings under which the product meets the pretend Microsoft 365.

    Args:
        base: The https origin that everything shares.
        folder: Where certificate and database live.
        dns: host:port of the pretend DNS server.
    """
    return Settings(
        public_url=base,
        listen=base.removeprefix("https://"),
        tenant_ids=(UUID(CONTOSO.id),),
        client_id=UUID(CLIENT_ID),
        client_secret=CLIENT_SECRET,
        authority_url=base,
        graph_url=f"{base}/graph/v1.0",
        data=folder,
        dns=dns,
        ssl_cert_file=demo_certificate(folder),
    )


def demo_application(
    world: World, settings: Settings, database: Database
) -> Callable[[], WSGIApplication]:
    """Return how to make product and pretence as one application, in the process that serves it."""

    def make() -> WSGIApplication:
        base = settings.public_url
        product = make_product(settings, database, frame_ancestors=(base,))
        sign_in = create_entra_app(world, base)
        outlook = create_outlook_app(
            world,
            OutlookPageSettings(
                pane_url=f"{base}/addin/taskpane.html",
                app_url=f"{base}/app",
                issuer_base=base,
                office_js_folder=OFFICE_JS if OFFICE_JS.is_dir() else None,
            ),
        )
        sign_in_places = (f"/{CONTOSO.id}", f"/{FABRIKAM.id}", "/organizations", "/common")
        together = DispatcherMiddleware(
            LocalOfficeJs(product),
            {
                "/outlook": outlook,
                "/graph": create_graph_app(world),
                **dict.fromkeys(sign_in_places, sign_in),
            },
        )
        return cast("WSGIApplication", together)

    return make


def _address(listen: str) -> tuple[str, str]:
    """Return host:port to listen on, and the https origin that people click."""
    host, _, port = listen.rpartition(":")
    if host not in {"127.0.0.1", "localhost"} or not port.isdigit():
        raise SettingsError(f"The demo listens on this machine only: 127.0.0.1:PORT, not {listen}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except (OSError, OverflowError) as error:
            raise SettingsError(
                f"Port {port} is taken: stop what listens there, or run "
                "`bouncecheck demo --listen 127.0.0.1:0` for a free one."
            ) from error
        free = probe.getsockname()[1]
    return f"127.0.0.1:{free}", f"https://localhost:{free}"


def demo_certificate(folder: Path) -> Path:
    """Return a PEM file with key and certificate for localhost, the same one at every start.

    A browser that was told once to go on remembers; it is good for nothing but this machine.
    """
    file = folder / "localhost.pem"
    if not file.is_file():
        authority = trustme.CA(organization_name="Bounce Check demo")
        issued = authority.issue_cert("localhost", "127.0.0.1", "::1")
        pem = b"".join(
            (
                issued.private_key_pem.bytes(),
                *(blob.bytes() for blob in issued.cert_chain_pems),
                authority.cert_pem.bytes(),
            )
        )
        file.touch(mode=0o600)
        file.write_bytes(pem)
    return file


def _say_where(base: str) -> None:
    click.echo("")
    click.echo(f"Open {base}/outlook/")
    click.echo("")
    click.echo("This is an emulated Outlook and Microsoft 365; nothing in it is real.")
    click.echo("The demo made its own certificate: your browser asks once whether to go on.")
    click.echo(f"The same pane without Outlook: {base}/app")
    click.echo("Stop with Ctrl+C.")
