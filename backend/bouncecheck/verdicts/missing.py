"""Missing: which one thing, had we known it, would have told more. Named, never guessed."""

from enum import StrEnum, unique

from bouncecheck.verdicts.conditions import All, Condition, Is, Not, holds
from bouncecheck.verdicts.evidence import (
    Alarm,
    Comparable,
    Control,
    Evidence,
    Index,
    Keeps,
    Key,
    Origin,
    Route,
    Search,
    Trace,
    Window,
)


@unique
class Missing(StrEnum):
    """What an answer lacks."""

    MAILBOX = "mailbox"
    MAIL_LOG = "mail_log"
    INDEX = "index"
    TOO_OLD = "too_old"
    NO_MESSAGE = "no_message"
    ONLY_AN_ID = "only_an_id"
    ACCOUNT = "account"
    COPIES = "copies"
    ORIGIN = "origin"
    MAIL_LOG_OFF = "mail_log_off"
    ROUTE = "route"


def missing_of(evidence: Evidence) -> Missing | None:
    """Return the most important thing that is missing; None where nothing is."""
    return next((missing for missing, lacks in _LACKS if holds(lacks, evidence)), None)


# What failed comes first, then what the notice does not say, then what is not set up.
_LACKS: tuple[tuple[Missing, Condition], ...] = (
    (Missing.MAILBOX, Is("search", Search.ERROR)),
    (Missing.TOO_OLD, Is("window", Window.OUTSIDE)),
    (Missing.MAIL_LOG, Is("trace", Trace.ERROR, Trace.UNSETTLED)),
    (Missing.INDEX, Is("index", Index.GAP)),
    (Missing.NO_MESSAGE, Is("key", Key.NONE)),
    (Missing.ONLY_AN_ID, All(Is("comparable", Comparable.NO), Is("control", Control.NONE))),
    (Missing.ACCOUNT, Is("alarm", Alarm.STRONG)),
    (Missing.COPIES, All(Is("index", Index.NOT_CONFIGURED), Not(Is("keeps", Keeps.YES)))),
    (Missing.ORIGIN, Not(Is("origin", Origin.FOREIGN))),
    (Missing.MAIL_LOG_OFF, Is("trace", Trace.NOT_CONFIGURED)),
    (Missing.ROUTE, Is("route", Route.OPEN)),
)
