"""The product as one WSGI application: settings in, application out."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bouncecheck.admin.manifest import manifest_template, render_manifest
from bouncecheck.bounces.identifiers import Address
from bouncecheck.mailboxes.graph_mail_log import GraphMailLog
from bouncecheck.mailboxes.graph_mailbox import GraphMailbox
from bouncecheck.mailboxes.log_reader import LogReader
from bouncecheck.mailboxes.profiles import Profiles
from bouncecheck.mailboxes.questions import ME
from bouncecheck.mailboxes.tokens import AppRegistration, OnBehalfOf
from bouncecheck.mailboxes.transport import GraphTransport
from bouncecheck.origins import ChainOrigins, DkimSignatures, Resolver
from bouncecheck.settings import Settings
from bouncecheck.store.journal import PostgresJournal
from bouncecheck.store.memory import PostgresMemory
from bouncecheck.store.quota import PostgresQuota
from bouncecheck.usecases.check_bounce import check_bounce
from bouncecheck.usecases.clear import (
    Deletions,
    Restorations,
    delete_bounces,
    delete_one,
    restore,
)
from bouncecheck.usecases.me import describe_me
from bouncecheck.usecases.ports import Account, Check, MessageRef, Ports
from bouncecheck.usecases.report import Complaint, ReportDesk, Reported, report_message
from bouncecheck.usecases.sweep import SweepEvent, sweep
from bouncecheck.usecases.witnesses import SentIndex
from bouncecheck.verdicts.traced import Settling
from bouncecheck.web.app import create_app
from bouncecheck.web.config import OUTLOOK_HOSTS, WebConfig
from bouncecheck.web.loop import LoopThread
from bouncecheck.web.server import WSGIApplication
from bouncecheck.web.services import Services
from bouncecheck.wiring.telling import report_desk

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_ID_CHARS = 26


def now() -> datetime:
    """Return the time: aware, in UTC. The one reader of the clock."""
    return datetime.now(UTC)


def new_check_id() -> str:
    """Return an id such as "chk_01J...": a ULID, so that ids sort by time."""
    number = (int(now().timestamp() * 1000) << 80) | secrets.randbits(80)
    digits = (_CROCKFORD[number >> (5 * place) & 31] for place in range(_CHECK_ID_CHARS))
    return f"chk_{''.join(reversed(list(digits)))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Where checks are remembered."""

    url: str
    key: bytes
    """For the keyed hashes."""


def make_product(
    settings: Settings,
    database: Database,
    frame_ancestors: Iterable[str] = (),
    clock: Callable[[], datetime] = now,
    sent_index: SentIndex | None = None,
) -> WSGIApplication:
    """Return the web application; call it in the process that serves it.

    Args:
        settings: Of the deployment.
        database: Migrated already.
        frame_ancestors: Origins besides Outlook's that may show the pane in a frame.
        clock: What time it is to the rules; tokens live in real time.
        sent_index: The record of what was sent; None below level 2.
    """
    rooms = _Rooms(settings)
    journal = PostgresJournal(database.url, database.key)
    resolver = Resolver(server=settings.dns, now=now)
    ports = Ports(
        origins=ChainOrigins(resolver, other_senders=settings.other_senders),
        signatures=DkimSignatures(resolver),
        memory=PostgresMemory(database.url, database.key),
        journal=journal,
        now=clock,
        new_id=new_check_id,
        route_closed=settings.route_closed == "yes",
        sent_index=sent_index,
        mail_log=None if settings.mail_log == "off" else rooms.mail_log(database, clock),
        settling=Settling(
            fresh=timedelta(minutes=settings.mail_log_fresh_minutes),
            sure=timedelta(minutes=settings.mail_log_sure_minutes),
        ),
    )
    services = _services(rooms, ports, report_desk(settings, database.url), journal.is_ready)
    return create_app(_config(settings, frame_ancestors), services, LoopThread())


def _config(settings: Settings, frame_ancestors: Iterable[str]) -> WebConfig:
    return WebConfig(
        public_url=settings.public_url,
        client_id=str(settings.client_id),
        tenant_ids=frozenset(str(tenant) for tenant in settings.tenant_ids),
        authority_url=settings.authority_url,
        ca_file=settings.ssl_cert_file,
        frame_ancestors=(*OUTLOOK_HOSTS, *frame_ancestors),
        manifest=lambda: render_manifest(manifest_template(), settings.public_url),
    )


class _Rooms:
    """Opens mailboxes with the rights of whoever asks, and the mail log with the app's own."""

    def __init__(self, settings: Settings) -> None:
        ca_file = settings.ssl_cert_file
        certificate = settings.client_certificate
        self._tokens = OnBehalfOf(
            AppRegistration(
                client_id=str(settings.client_id),
                authority_url=settings.authority_url,
                secret=settings.client_secret,
                certificate_pem=None if certificate is None else certificate.read_text(),
                ca_file=ca_file,
            ),
            now,
        )
        self._transport = GraphTransport(settings.graph_url, ca_file=ca_file)
        self._profiles = Profiles(now)

    def open(self, caller: Account, assertion: str, mailbox: str | None = None) -> GraphMailbox:
        """Return the caller's own mailbox, or one that Graph may let the caller read."""
        name = ME if mailbox is None else mailbox
        owner = caller.user_id if mailbox is None else mailbox.lower()
        session = self._transport.session(
            self._tokens.sign_in(caller, assertion), mailbox_key=f"{caller.tenant_id}/{owner}"
        )
        return GraphMailbox(
            session,
            self._profiles,
            profile_key=f"{caller.tenant_id}/{caller.user_id}/{owner}",
            mailbox=name,
        )

    def mail_log(self, database: Database, clock: Callable[[], datetime]) -> GraphMailLog:
        """Return the organisation's mail log, within the quota that all processes share."""
        quota = PostgresQuota(database.url, clock)
        reader = LogReader(self._transport, self._tokens.app_rights, quota, clock)
        return GraphMailLog(reader, clock)


def _services(
    rooms: _Rooms, ports: Ports, desk: ReportDesk, is_ready: Callable[[], Awaitable[bool]]
) -> Services:
    async def check(
        caller: Account, assertion: str, ref: MessageRef, mailbox: Address | None
    ) -> Check:
        room = rooms.open(caller, assertion, mailbox)
        return await check_bounce(ref, caller, room, ports, is_open=True)

    async def sweep_mailbox(
        caller: Account, assertion: str, days: int, mailbox: Address | None
    ) -> AsyncIterator[SweepEvent]:
        room = rooms.open(caller, assertion, mailbox)
        # Closed with us, so that a listener who leaves stops the work at once.
        async with aclosing(sweep(caller, room, ports, days=days)) as events:
            async for event in events:
                yield event

    async def delete(
        caller: Account,
        assertion: str,
        ids: tuple[str, ...],
        force: bool,  # noqa: FBT001  # the web calls it by place
    ) -> Deletions:
        mailbox = rooms.open(caller, assertion)
        if force:
            return await delete_one(ids[0], mailbox)
        return await delete_bounces(ids, caller, mailbox, ports)

    async def bring_back(caller: Account, assertion: str, ids: tuple[str, ...]) -> Restorations:
        return await restore(ids, rooms.open(caller, assertion))

    return Services(
        check=check,
        sweep=sweep_mailbox,
        delete=delete,
        restore=bring_back,
        report=_reporter(rooms, ports, desk),
        me=lambda caller, assertion: describe_me(caller, rooms.open(caller, assertion), ports),
        ready=is_ready,
    )


def _reporter(
    rooms: _Rooms, ports: Ports, desk: ReportDesk
) -> Callable[[Account, str, Complaint, Address | None], Awaitable[Reported]]:
    async def report(
        caller: Account, assertion: str, complaint: Complaint, mailbox: Address | None
    ) -> Reported:
        room = rooms.open(caller, assertion, mailbox)
        return await report_message(complaint, caller, room, ports, desk)

    return report
