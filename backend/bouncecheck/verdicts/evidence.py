"""Evidence: one closed set of values for each item of the rules; the default is "we don't know"."""

from dataclasses import dataclass
from enum import StrEnum, unique

from bouncecheck.bounces.model import Kind


@unique
class Fake(StrEnum):
    """Whether the notice only pretends to be a delivery report."""

    NO = "no"
    YES = "yes"


@unique
class About(StrEnum):
    """Whose message the original claims to be."""

    ME = "me"
    ORG = "org"
    OTHER = "other"


@unique
class Key(StrEnum):
    """What the original can be looked up by."""

    ID = "id"
    DESCRIBED = "described"
    NONE = "none"


@unique
class Comparable(StrEnum):
    """Whether a near match could be seen at all."""

    YES = "yes"
    NO = "no"


@unique
class Keeps(StrEnum):
    """Whether the mailbox keeps copies of what it sends."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@unique
class Mismatch(StrEnum):
    """Whether an identifier hit disagrees with what came back."""

    NO = "no"
    YES = "yes"


@unique
class Trace(StrEnum):
    """What the organisation's mail log says."""

    OUTBOUND = "outbound"
    NEAR_MATCH = "near_match"
    SILENT = "silent"
    UNSETTLED = "unsettled"
    ERROR = "error"
    NOT_CONFIGURED = "not_configured"


@unique
class Search(StrEnum):
    """What the search of the mailbox found."""

    SENT_COPY = "sent_copy"
    INTERNAL_COPY = "internal_copy"
    DRAFT = "draft"
    NEAR_MATCH = "near_match"
    FORGED_COPY = "forged_copy"
    CLEAN = "clean"
    ERROR = "error"


@unique
class Index(StrEnum):
    """What our own record of sends says."""

    SENT = "sent"
    SENT_DELETED = "sent_deleted"
    NEAR_MATCH = "near_match"
    SILENT = "silent"
    GAP = "gap"
    NOT_CONFIGURED = "not_configured"


@unique
class Origin(StrEnum):
    """Where the returned message entered the mail system."""

    OWN_INTERNAL = "own_internal"
    OWN_RELAYED = "own_relayed"
    OWN_SPF = "own_spf"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@unique
class Signature(StrEnum):
    """What DKIM by one of our domains says about the returned headers."""

    OWN_VALID = "own_valid"
    OWN_UNVERIFIED = "own_unverified"
    OWN_INVALID = "own_invalid"
    NONE = "none"


@unique
class Auto(StrEnum):
    """Whether the original was itself automatic."""

    YES = "yes"
    NO = "no"


@unique
class Route(StrEnum):
    """Whether all mail in our names leaves through Exchange Online or a listed sender."""

    CLOSED = "closed"
    OPEN = "open"


@unique
class Control(StrEnum):
    """Whether an identifier was seen to survive the way out and back."""

    PASSED = "passed"
    NONE = "none"


@unique
class Alarm(StrEnum):
    """Signs that the account is abused."""

    NONE = "none"
    WEAK = "weak"
    STRONG = "strong"


@unique
class Window(StrEnum):
    """Whether the time that matters lies inside the reach of every source."""

    OK = "ok"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a verdict rests on, each item reduced to one value."""

    kind: Kind = Kind.NOT_A_BOUNCE
    fake: Fake = Fake.NO
    about: About = About.OTHER
    key: Key = Key.NONE
    comparable: Comparable = Comparable.NO
    mismatch: Mismatch = Mismatch.NO
    keeps: Keeps = Keeps.UNKNOWN
    trace: Trace = Trace.NOT_CONFIGURED
    search: Search = Search.ERROR
    index: Index = Index.NOT_CONFIGURED
    origin: Origin = Origin.UNKNOWN
    sig: Signature = Signature.NONE
    auto: Auto = Auto.NO
    route: Route = Route.OPEN
    control: Control = Control.NONE
    alarm: Alarm = Alarm.NONE
    window: Window = Window.OUTSIDE
