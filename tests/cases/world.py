"""The whole product in a world of its own, for the cases of verdicts.md, section 9.

HTTP, PostgreSQL and emulator are real; nothing of the product is patched.
A module starts it once and takes a new person for each test; conftest.py starts it at level 1.
A module with other settings starts its own:

    @pytest.fixture(scope="module")
    def product() -> Iterator[Product]:
        with running(route_closed="yes") as product:
            yield product

    def test_case_22_...(product: Product) -> None:
        me = product.new_person()
        letter = me.letter(to="julia@partnr.example.com")
        me.sends(letter)

        assert me.check(me.gets_bounce_of(letter)).verdict == ("sent", "copy")

What lies in a mailbox and what was sent is made in tests/cases/mail.py.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bouncecheck.demo.graph_emulator import (
    DnsServer,
    User,
    World,
    clock_from,
    create_entra_app,
    create_graph_app,
    issue_api_tokens,
)
from bouncecheck.demo.story_people import CONTOSO, FABRIKAM, settle
from bouncecheck.usecases.witnesses import SentIndex
from bouncecheck.wiring.demonstration import demo_certificate, demo_settings
from bouncecheck.wiring.deployment import opened_database
from bouncecheck.wiring.product import Database, make_product, now
from cases.mail import Person
from whole_product import free_port, serving

TIMEOUT_S = 60
A_WHILE = timedelta(minutes=6)
"""Longer than any of the product's limits on requests remembers."""


class Clock:
    """What time it is to the rules: real time, which a test lets run ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return now() + self.ahead

    def let_pass(self, time: timedelta) -> None:
        self.ahead += time


@dataclass
class Product:
    """One running product, the world it lives in, and its clock."""

    base: str
    world: World
    clock: Clock
    certificate: Path
    people: int = field(default=0)

    def new_person(self, **fields: Any) -> Person:  # noqa: ANN401 - of User
        """Return somebody new, with nothing in the mailbox, no fault set and all requests free."""
        self.people += 1
        name = f"person{self.people}"
        usual: dict[str, Any] = {
            "id": f"33333333-cccc-4ccc-8ccc-{self.people:012d}",
            "tenant_id": CONTOSO.id,
            "name": f"Person {self.people}",
            "upn": f"{name}@contoso.com",
            "aliases": (f"{name}.alias@contoso.example",),
        }
        user = User(**(usual | fields))
        self.world.faults.clear()
        self.clock.let_pass(A_WHILE)
        with self.world.lock:
            self.world.add_user(user)
            self.world.request_log.clear()
        return Person(product=self, user=user)

    def ask(
        self, method: str, path: str, asker: User, body: Mapping[str, Any] | None = None
    ) -> requests.Response:
        """Send one request to the API as somebody, whom the world need not know."""
        tokens = issue_api_tokens(self.world, asker, self.base)
        return requests.request(
            method,
            f"{self.base}{path}",
            json=body,
            headers={"Authorization": f"Bearer {tokens['access_token']}"},
            verify=str(self.certificate),
            timeout=TIMEOUT_S,
        )

    def requests(self) -> Counter[str]:
        """Return how often each thing was asked of Graph since the last new person, by template."""
        with self.world.lock:
            return Counter(entry.template for entry in self.world.request_log if not entry.in_batch)


@contextmanager
def running(sent_index: SentIndex | None = None, **settings: object) -> Iterator[Product]:
    """Start everything on a free port, in a folder of its own; stop and remove it at the end.

    Args:
        sent_index: The record of what was sent; None below level 2.
        settings: Fields of Settings that differ from the demo's, such as `route_closed="yes"`.
    """
    with tempfile.TemporaryDirectory(prefix="bouncecheck-test-") as name:
        folder = Path(name)
        # PostgreSQL does not run as root; the user that it drops to must get in.
        folder.chmod(0o711)
        with opened_database(None, folder) as database:
            yield from _running_in(folder, database, settings, sent_index)


def _running_in(
    folder: Path,
    database: Database,
    changes: Mapping[str, object],
    sent_index: SentIndex | None,
) -> Iterator[Product]:
    world = World(clock_from(now()))
    settle(world)
    clock = Clock()
    world.mail_log.clock = clock
    certificate = demo_certificate(folder)
    port = free_port()
    base = f"https://localhost:{port}"
    with DnsServer(world.zones) as names:
        settings = demo_settings(base, folder, names.address).model_copy(update=changes)
        sign_in = create_entra_app(world, base)
        places = (f"/{CONTOSO.id}", f"/{FABRIKAM.id}")
        application = DispatcherMiddleware(
            make_product(settings, database, clock=clock, sent_index=sent_index),
            {"/graph": create_graph_app(world), **dict.fromkeys(places, sign_in)},
        )
        with serving(port, application, certificate):
            yield Product(base=base, world=world, clock=clock, certificate=certificate)
