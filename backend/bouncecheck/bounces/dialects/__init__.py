"""DIALECTS: the ways in which notices speak, in the order in which they are believed."""

from collections.abc import Callable

from bouncecheck.bounces.dialects import (
    certified,
    challenges,
    events,
    exchange,
    prose,
    replies,
    report,
    scanners,
)
from bouncecheck.bounces.notice import Claims, Notice

DIALECTS: tuple[Callable[[Notice], Claims | None], ...] = (
    report.read,
    events.read,
    certified.read,
    exchange.read,
    scanners.read,
    challenges.read,
    replies.read,
    prose.read,
    replies.read_rest,
)
"""Structure before words: the first that answers is believed."""
