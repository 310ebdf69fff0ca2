"""The whole pretend Microsoft 365 in memory: who exists, what they have, what was asked."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bouncecheck.demo.graph_emulator.faults import FaultBoard
from bouncecheck.demo.graph_emulator.graph_errors import throttled
from bouncecheck.demo.graph_emulator.mail_log import MailLog
from bouncecheck.demo.graph_emulator.mailbox import Mailbox, MailItem
from bouncecheck.demo.graph_emulator.tenants import App, Tenant, User
from bouncecheck.demo.graph_emulator.token_signing import SigningKey, shared_signing_key

MAILBOX_CONCURRENCY = 4
LOG_LENGTH = 100_000

Zones = dict[str, dict[str, tuple[str, ...]]]
"""Name to record type to values: {"contoso.com": {"TXT": ("v=spf1 -all",)}}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRequest:
    """One request to Graph, as it was answered."""

    method: str
    template: str
    """The path with placeholders, such as "/v1.0/me/messages/<message_id>"."""

    user_id: str | None
    """Whose mailbox, or None."""

    in_batch: bool
    status: int
    seconds: float


@dataclass(slots=True, kw_only=True)
class Grant:
    """What an authorization code or a refresh token stands for."""

    user_id: str
    client_id: str
    scopes: tuple[str, ...]
    challenge: str = ""
    redirect_uri: str = ""
    nonce: str = ""
    acrs: tuple[str, ...] = ()


@dataclass(slots=True)
class SignIns:
    """What the sign-in service remembers: codes, refresh tokens and browser sessions."""

    codes: dict[str, Grant] = field(default_factory=dict)
    refresh_tokens: dict[str, Grant] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    """Cookie to user id."""

    requests: Counter[str] = field(default_factory=Counter)
    """How often each grant type was asked for."""


class World:
    """Everything. Take `lock` around reading or changing a mailbox."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.now = clock
        self.lock = threading.RLock()
        self.key: SigningKey = shared_signing_key()
        self.tenants: dict[str, Tenant] = {}
        self.users: dict[str, User] = {}
        self.apps: dict[str, App] = {}
        self.mailboxes: dict[str, Mailbox] = {}
        self.zones: Zones = {}
        self.mail_log = MailLog(clock)
        self.faults = FaultBoard()
        self.sign_ins = SignIns()
        self.request_log: deque[LoggedRequest] = deque(maxlen=LOG_LENGTH)
        self.counters: Counter[str] = Counter()
        self.forbidden_calls: list[str] = []
        """DELETE and permanentDelete requests: the product must never make one."""

        self.labelled: dict[str, tuple[str, MailItem]] = {}
        """Key of a story message to its mailbox's user id and the message."""

        self.expected: dict[str, tuple[str, str]] = {}
        """Key of a story bounce to the verdict and the reason that it must get at level 1."""

        self._in_flight: Counter[tuple[str, str]] = Counter()

    def add_tenant(self, tenant: Tenant) -> Tenant:
        """Add an organisation."""
        self.tenants[tenant.id] = tenant
        return tenant

    def add_app(self, app: App) -> App:
        """Add or replace an application registration."""
        self.apps[app.client_id] = app
        return app

    def add_user(self, user: User) -> Mailbox:
        """Add a user and return the new mailbox."""
        self.users[user.id] = user
        self.mailboxes[user.id] = Mailbox(user)
        return self.mailboxes[user.id]

    def find_user(self, tenant_id: str, key: str) -> User | None:
        """Return a user of a tenant by object id or principal name, or None."""
        wanted = key.lower()
        for user in self.users.values():
            if user.tenant_id == tenant_id and wanted in {user.id, user.upn.lower()}:
                return user
        return None

    def user_named(self, address: str) -> User:
        """Return the user with this principal name; KeyError if there is none."""
        for user in self.users.values():
            if user.upn == address:
                return user
        raise KeyError(address)

    def mailbox_of(self, address: str) -> Mailbox:
        """Return the mailbox of the user with this principal name."""
        return self.mailboxes[self.user_named(address).id]

    def message(self, key: str) -> MailItem:
        """Return a story message by its key."""
        return self.labelled[key][1]

    @contextmanager
    def mailbox_slot(self, app_id: str, user_id: str) -> Iterator[None]:
        """Hold one of the four places an application has in a mailbox; 429 if all are taken."""
        place = (app_id, user_id)
        with self.lock:
            if self._in_flight[place] >= MAILBOX_CONCURRENCY:
                self.counters["throttled"] += 1
                raise throttled(1)
            self._in_flight[place] += 1
        try:
            yield
        finally:
            with self.lock:
                self._in_flight[place] -= 1

    def log(self, entry: LoggedRequest) -> None:
        """Remember one answered request."""
        with self.lock:
            self.request_log.append(entry)
            self.counters["requests"] += not entry.in_batch
            self.counters["parts"] += entry.in_batch
            self.counters[f"status {entry.status}"] += 1

    def seconds_inside(self) -> float:
        """Return the time that all logged requests took, those inside a batch not twice."""
        with self.lock:
            return sum(entry.seconds for entry in self.request_log if not entry.in_batch)


def clock_from(start: datetime) -> Callable[[], datetime]:
    """Return a clock that shows `start` now (aware, in UTC) and runs on from there."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)
