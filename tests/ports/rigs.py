"""Rigs: each holds one implementation of Mailbox, and lets a test put mail into it."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol, TypeVar

import trustme
from flask import Flask
from werkzeug.serving import make_server

from bouncecheck.bounces.identifiers import Address, address_from, message_id_from
from bouncecheck.demo.graph_emulator.entra_app import create_entra_app
from bouncecheck.demo.graph_emulator.entra_tokens import issue_graph_token
from bouncecheck.demo.graph_emulator.graph_app import create_graph_app
from bouncecheck.demo.graph_emulator.tenants import App, Tenant, User
from bouncecheck.demo.graph_emulator.world import World, clock_from
from bouncecheck.mailboxes.graph_mailbox import GraphMailbox
from bouncecheck.mailboxes.profiles import Profiles
from bouncecheck.mailboxes.questions import ME
from bouncecheck.mailboxes.stamps import stamp_of
from bouncecheck.mailboxes.transport import GraphTransport
from bouncecheck.usecases.ports import FetchedMessage, Mailbox, MailboxMessage
from bouncecheck.verdicts.facts import Folder, MailboxCopy
from fakes import SOMEBODY, MemoryMailbox

NOW = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
TENANT = SOMEBODY.tenant_id
USER = User(
    id="22222222-2222-4222-8222-222222222222",
    tenant_id=TENANT,
    name="Vince",
    upn="vince@contoso.com",
    other_mails=("vince@fabrikam.com",),
)
APP = App(
    client_id="33333333-3333-4333-8333-333333333333",
    secret="not-a-secret",
    delegated_scopes=("User.Read", "Mail.Read", "Mail.ReadWrite", "MailboxSettings.Read"),
    app_roles=("Mail.ReadWrite", "User.Read.All", "Organization.Read.All"),
)

Answer = TypeVar("Answer")
Script = Callable[[Mailbox], Awaitable[Answer]]


class Rig(Protocol):
    def put(self, mime: bytes, folder: str, received_at: datetime) -> str: ...

    def ask(self, script: Script[Answer]) -> Answer: ...


class MemoryRig:
    def __init__(self) -> None:
        self.mailbox = MemoryMailbox()

    def put(self, mime: bytes, folder: str, received_at: datetime) -> str:
        number = f"memory-{len(self.mailbox.messages)}"
        copy = _copy_of(mime, number, folder)
        message = MailboxMessage(
            id=number,
            internet_message_id=copy.message_id,
            subject=copy.subject,
            sender=copy.sender,
            received_at=received_at,
            modified_at=received_at,
            folder=copy.folder,
            folder_id=folder,
            item_class=None,
            change_key=None,
            web_link=None,
        )
        self.mailbox.put(FetchedMessage(message=message, mime=mime, transport_headers=()))
        self.mailbox.copies.append(copy)
        return number

    def ask(self, script: Script[Answer]) -> Answer:
        async def run() -> Answer:
            return await script(self.mailbox)

        return asyncio.run(run())


class FixedToken:
    """A TokenSource with one token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.renewals = 0

    async def token(self) -> str:
        return self.text

    async def renew(self) -> None:
        self.renewals += 1


class GraphRig:
    """GraphMailbox over the emulator, by real HTTP."""

    def __init__(self, world: World, graph_url: str, issuer: str) -> None:
        self.world = world
        self.graph_url = graph_url
        self.issuer = issuer
        self.mailbox = ME
        self.patience_s = 5.0
        self.ca_file: Path | None = None
        self.asker: User | None = USER
        self.profiles: Profiles | None = None
        """What is remembered from one `ask` to the next; None for nothing."""

    def put(self, mime: bytes, folder: str, received_at: datetime) -> str:
        with self.world.lock:
            item = self.world.mailbox_of(USER.upn).add(mime, folder, received_at)
            item.is_draft = folder == "drafts"
            item.from_me = folder == "sentitems"
            return item.immutable_id

    def ask(self, script: Script[Answer]) -> Answer:
        async def run() -> Answer:
            transport = GraphTransport(self.graph_url, ca_file=self.ca_file)
            try:
                return await script(self._mailbox(transport))
            finally:
                await transport.aclose()

        return asyncio.run(run())

    def _mailbox(self, transport: GraphTransport) -> GraphMailbox:
        token = FixedToken(issue_graph_token(self.world, self.asker, self.issuer, TENANT))
        return GraphMailbox(
            transport.session(token, mailbox_key=f"{TENANT}/{USER.id}"),
            self.profiles or Profiles(lambda: NOW),
            profile_key=f"{TENANT}/{USER.id}/{self.mailbox}",
            mailbox=self.mailbox,
            patience_s=self.patience_s,
        )


@contextmanager
def served(app: Flask, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve an application on a free port of this machine; give its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_world() -> World:
    """Return a world with one tenant, one app and one empty mailbox."""
    world = World(clock_from(NOW))
    world.add_tenant(
        Tenant(id=TENANT, name="Contoso", domains=("contoso.com", "contoso.onmicrosoft.com"))
    )
    world.add_app(APP)
    world.add_user(USER)
    return world


@contextmanager
def graph_rig(tls: ssl.SSLContext | None = None) -> Iterator[GraphRig]:
    world = a_world()
    with served(create_graph_app(world), tls) as origin:
        yield GraphRig(world, f"{origin}/v1.0", "https://localhost:8443")


class Authority:
    """A certificate authority of our own, and a server's certificate by it."""

    def __init__(self, folder: Path) -> None:
        issuer = trustme.CA()
        self.ca_file = folder / "ca.pem"
        issuer.cert_pem.write_to_path(self.ca_file)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issuer.issue_cert("127.0.0.1").configure_cert(self.context)


@contextmanager
def entra(world: World, authority: Authority) -> Iterator[str]:
    """Serve the sign-in service by TLS; its address must be known before it can name itself."""
    switch = Flask("switch")
    with served(switch, authority.context) as origin:
        switch.wsgi_app = create_entra_app(world, origin).wsgi_app  # type: ignore[method-assign]
        yield origin


def mail(
    message_id: str,
    *,
    sender: str = USER.upn,
    subject: str = "Offer",
    sent_at: datetime = NOW - timedelta(hours=2),
    more: str = "",
) -> bytes:
    """Return a message as bytes, with further header lines if wished."""
    return (
        f"{more}From: Somebody <{sender}>\r\nTo: h@example.net\r\nSubject: {subject}\r\n"
        f"Date: {sent_at.strftime('%a, %d %b %Y %H:%M:%S +0000')}\r\n"
        f"Message-ID: <{message_id}>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nHello\r\n"
    ).encode()


def _copy_of(mime: bytes, number: str, folder: str) -> MailboxCopy:
    read = message_from_bytes(mime, _class=EmailMessage, policy=policy.default)
    known = {one.value: one for one in Folder}
    place = known.get("recoverableitems" if folder.startswith("recoverable") else folder)
    sender = address_from(read.get("From", "").rpartition("<")[2])
    headers = tuple((name, str(value)) for name, value in read.items() if name == "Received")
    return MailboxCopy(
        provider_id=number,
        message_id=message_id_from(read.get("Message-ID", "")),
        sender=sender,
        recipients=frozenset(_addresses(read.get("To", ""))),
        subject=read.get("Subject"),
        sent_at=parsedate_to_datetime(read["Date"]).astimezone(UTC),
        folder=place or Folder.OTHER,
        is_draft=place is Folder.DRAFTS,
        from_me=place is Folder.SENT,
        stamp=stamp_of(headers, sender),
        web_link=None,
    )


def _addresses(text: str) -> list[Address]:
    found = [address_from(part.rpartition("<")[2]) for part in text.split(",")]
    return [address for address in found if address is not None]
