"""What may be asked of the mail log: filters of safe values, and spans that it can answer."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from bouncecheck.bounces.identifiers import Address, MessageId, message_id_from
from bouncecheck.mailboxes.filters import is_plain, moment, quoted
from bouncecheck.verdicts.facts import SearchWindow
from bouncecheck.verdicts.window import REACH, SLICE

EDGE = timedelta(minutes=5)
"""What is cut off a span that begins where the reach ends, so that a request on its way does not
come too late for it. Nothing is lost: whatever a span reaches back to lies 14 hours inside."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def by_id(message_id: MessageId, span: SearchWindow) -> str:
    """Return the filter for one identifier. The log keeps it with its angle brackets."""
    return f"messageId eq {quoted(f'<{message_id}>')} and {_within(span)}"


def by_sender(address: Address, span: SearchWindow) -> str:
    """Return the filter for what one address sent."""
    return f"senderAddress eq {quoted(address)} and {_within(span)}"


def safe_ids(ids: Sequence[MessageId]) -> tuple[MessageId, ...]:
    """Return those identifiers that can be put into a filter, each once."""
    return tuple(dict.fromkeys(one for one in ids if message_id_from(one) == one))


def safe_addresses(addresses: frozenset[Address]) -> tuple[Address, ...]:
    """Return those addresses that can be put into a filter, in their order."""
    return tuple(sorted(one for one in addresses if is_plain(one)))


def reachable(spans: Sequence[SearchWindow], now: datetime) -> tuple[SearchWindow, ...]:
    """Return what of the spans the log can answer at this moment."""
    oldest = now - REACH + EDGE
    cut = (SearchWindow(start=max(s.start, oldest), end=min(s.end, now)) for s in spans)
    return tuple(span for span in cut if span.start < span.end)


def is_reached(spans: Sequence[SearchWindow], now: datetime) -> bool:
    """Tell whether nothing of the spans lies further back than the log reaches."""
    return bool(spans) and all(span.start >= now - REACH - EDGE for span in spans)


def cells_of(spans: Sequence[SearchWindow], now: datetime) -> tuple[SearchWindow, ...]:
    """Return pieces of at most ten days that cover the spans, the same for spans nearby.

    They begin at fixed days, so that one listing serves the bounces of hours.
    """
    numbers = sorted({number for span in spans for number in _cells_in(span)}, reverse=True)
    cells = [
        SearchWindow(start=_EPOCH + number * SLICE, end=_EPOCH + (number + 1) * SLICE)
        for number in numbers
    ]
    return reachable(cells, now)


def _cells_in(span: SearchWindow) -> Iterator[int]:
    yield from range((span.start - _EPOCH) // SLICE, (span.end - _EPOCH) // SLICE + 1)


def _within(span: SearchWindow) -> str:
    return f"receivedDateTime ge {moment(span.start)} and receivedDateTime le {moment(span.end)}"
