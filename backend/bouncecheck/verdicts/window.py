"""The span W that matters, and the times that a notice claims and one may believe."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.evidence import Window
from bouncecheck.verdicts.facts import SearchWindow

SLICE = timedelta(days=10)
"""Servers give up after about 5 days, and one question to the mail log may span 10."""

AFTER = timedelta(minutes=5)
"""Clocks differ: how long after its notice an original may seem to be sent."""

REACH = timedelta(days=90)
"""How far back from now any source can be asked."""

ZONE = timedelta(hours=14)
"""How far a time without a zone may lie from UTC."""

FIRST_MAIL = datetime(1982, 8, 13, tzinfo=UTC)
"""The day of RFC 822. An older date is a clock that was never set, such as 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where to look for the original."""

    window: SearchWindow
    """All of it."""

    slices: tuple[SearchWindow, ...]
    """The same in pieces of at most ten days, the newest first."""

    reach: Window
    """OUTSIDE if the original may be older than anything that can be asked."""


def span_of(received_at: datetime, bounce: Bounce, now: datetime) -> Span:
    """Return where to look for the original of a notice.

    Args:
        received_at: When our own server took the notice in: aware, in UTC.
        bounce: Its claims only ever lengthen the span; what is implausible is ignored.
        now: Aware, in UTC.
    """
    claims = believable((*claimed_times(bounce), bounce.arrived_at), received_at)
    wanted = min((claim - ZONE for claim in claims), default=received_at)
    start = received_at - SLICE
    oldest = now - REACH
    while wanted < start and start > oldest:
        start -= SLICE
    reach = Window.OUTSIDE if min(start, wanted) < oldest else Window.OK
    start = max(start, min(oldest, received_at - SLICE))
    end = received_at + AFTER
    return Span(window=SearchWindow(start=start, end=end), slices=_slices(start, end), reach=reach)


def claimed_times(bounce: Bounce) -> tuple[datetime | None, ...]:
    """Return when the original claims to have been sent; a time without a zone counts as UTC."""
    local = bounce.returned.sent_local
    return (bounce.returned.sent_at, None if local is None else local.replace(tzinfo=UTC))


def believable(times: tuple[datetime | None, ...], received_at: datetime) -> tuple[datetime, ...]:
    """Return those times at which mail existed and that do not lie in the future."""
    latest = received_at + ZONE
    return tuple(time for time in times if time is not None and FIRST_MAIL <= time <= latest)


def _slices(start: datetime, end: datetime) -> tuple[SearchWindow, ...]:
    slices: list[SearchWindow] = []
    while end > start:
        begin = max(start, end - SLICE)
        slices.append(SearchWindow(start=begin, end=end))
        end = begin
    return tuple(slices)
