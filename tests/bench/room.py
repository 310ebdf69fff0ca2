"""A mailbox of the story, asked over real HTTP, with our side on a loop of its own thread."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bouncecheck.demo.graph_emulator import (
    DnsServer,
    LoggedRequest,
    World,
    create_graph_app,
    issue_graph_token,
)
from bouncecheck.demo.story import build_story
from bouncecheck.mailboxes.graph_mailbox import GraphMailbox
from bouncecheck.mailboxes.profiles import Profiles
from bouncecheck.mailboxes.transport import GraphTransport
from bouncecheck.origins import ChainOrigins, DkimSignatures, Resolver
from bouncecheck.usecases.check_bounce import check_bounce
from bouncecheck.usecases.ports import Account, Check, Mailbox, MessageRef, Ports
from bouncecheck.wiring.product import new_check_id, now
from fakes import MemoryJournal, MemoryOfChecks
from ports.rigs import served

ISSUER = "https://localhost"
TIMEOUT_S = 30


class _Token:
    """One token for the whole run: signing in is not what is measured."""

    def __init__(self, text: str) -> None:
        self._text = text

    async def token(self) -> str:
        return self._text

    async def renew(self) -> None:
        """Nothing: Graph does not refuse it."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """What the measurements ask."""

    world: World
    loop: asyncio.AbstractEventLoop
    mailbox: Mailbox
    account: Account
    ports: Ports

    def bounces(self, upn: str) -> list[str]:
        """Return the keys of the bounces in a user's mailbox for which Graph must be searched."""
        user = self.world.user_named(upn)
        decided_alone = {"not_a_bounce", "suspicious_bounce"}
        return [
            key
            for key, (verdict, _) in self.world.expected.items()
            if self.world.labelled[key][0] == user.id and verdict not in decided_alone
        ]

    async def check_here(self, key: str) -> Check:
        """Judge one bounce, on the loop."""
        _, item = self.world.labelled[key]
        ref = MessageRef(id=item.immutable_id)
        return await check_bounce(ref, self.account, self.mailbox, self.ports)

    def check(self, key: str) -> Check:
        """Judge one bounce, from outside the loop."""
        future = asyncio.run_coroutine_threadsafe(self.check_here(key), self.loop)
        return future.result(TIMEOUT_S)

    def requests(self, act: Callable[[], object]) -> list[LoggedRequest]:
        """Return what Graph was asked while something was done."""
        self.world.request_log.clear()
        act()
        return list(self.world.request_log)


@contextmanager
def opened_room(upn: str = "vince@contoso.com") -> Iterator[Room]:
    """Serve the story's Graph and DNS, and open one mailbox in it."""
    world = build_story(now())
    world.faults.clear()
    user = world.user_named(upn)
    token = issue_graph_token(world, user, ISSUER, tenant_id=user.tenant_id)
    with served(create_graph_app(world)) as base, DnsServer(world.zones) as names, _loop() as loop:
        transport = GraphTransport(f"{base}/v1.0")
        session = transport.session(_Token(token), mailbox_key=user.id)
        mailbox = GraphMailbox(session, Profiles(now), profile_key=user.id)
        resolver = Resolver(server=names.address, now=now)
        ports = Ports(
            origins=ChainOrigins(resolver),
            signatures=DkimSignatures(resolver),
            memory=MemoryOfChecks(),
            journal=MemoryJournal(),
            now=now,
            new_id=new_check_id,
            route_closed=False,
        )
        account = Account(tenant_id=user.tenant_id, user_id=user.id)
        yield Room(world=world, loop=loop, mailbox=mailbox, account=account, ports=ports)
        asyncio.run_coroutine_threadsafe(transport.aclose(), loop).result(TIMEOUT_S)


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
