"""What can be broken on purpose from the page, and how each of it breaks the emulator.

The names are the page's own; a newcomer reads them in its drawer, and the browser tests set them.
"""

from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from enum import StrEnum, unique
from typing import Self

from bouncecheck.demo.graph_emulator.world import World

THROTTLE_FOR_S = 600


@unique
class Graph(StrEnum):
    """How Microsoft Graph answers."""

    UP = "up"
    DOWN = "down"
    THROTTLED = "throttled"
    SLOW = "slow"


@unique
class Consent(StrEnum):
    """What the sign-in service says when our server asks for access to the mailbox."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    CLAIMS = "claims"


@unique
class SignIn(StrEnum):
    """What Outlook says when the pane asks for a token."""

    SILENT = "silent"
    PROMPT = "prompt"
    SIGNED_OUT = "signed_out"
    NO_NETWORK = "no_network"
    UNSUPPORTED = "unsupported"


@unique
class NoItem(StrEnum):
    """How Outlook says that there is no item: it hands over item-less data, or no data at all."""

    UNDEFINED = "undefined"
    NULL = "null"


@unique
class Client(StrEnum):
    """How new the emulated Outlook is."""

    CURRENT = "current"
    OLD = "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One choice of each; the defaults are a good day."""

    graph: Graph = Graph.UP
    consent: Consent = Consent.GIVEN
    sign_in: SignIn = SignIn.SILENT
    no_item: NoItem = NoItem.UNDEFINED
    client: Client = Client.CURRENT

    @classmethod
    def from_json(cls, value: object, *, before: Self) -> Self:
        """Return the trouble that a request asks for; what it leaves out stays as it was.

        Raises:
            ValueError: If a name or a value is not known.
        """
        if not isinstance(value, dict) or not value.keys() <= {field.name for field in fields(cls)}:
            raise ValueError("not a choice of this page")
        wanted = {**asdict(before), **value}
        return cls(
            graph=Graph(wanted["graph"]),
            consent=Consent(wanted["consent"]),
            sign_in=SignIn(wanted["sign_in"]),
            no_item=NoItem(wanted["no_item"]),
            client=Client(wanted["client"]),
        )

    def to_json(self) -> dict[str, str]:
        """Return the choices by name."""
        return {name: str(value) for name, value in asdict(self).items()}


SLOW_MS = 1500


def cause(trouble: Trouble, world: World) -> None:
    """Set the emulator's switches."""
    everyone = world.faults.everyone
    everyone.graph_down = trouble.graph is Graph.DOWN
    everyone.latency_ms = SLOW_MS if trouble.graph is Graph.SLOW else 0
    is_throttled = trouble.graph is Graph.THROTTLED
    everyone.throttle_until = (
        world.now() + timedelta(seconds=THROTTLE_FOR_S) if is_throttled else None
    )
    everyone.consent_missing = trouble.consent is Consent.WITHDRAWN
    everyone.claims_challenge = trouble.consent is Consent.CLAIMS
