"""OData filters for a search of sent mail. Every value from outside goes through `quoted`."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import zip_longest

from bouncecheck.bounces.identifiers import Address, MessageId, address_from, message_id_from
from bouncecheck.usecases.ports import SearchQuestion

MAX_TERMS = 10
"""Identifiers, and addresses, in one filter; more make another one."""


def quoted(text: str) -> str:
    """Return `text` as an OData string literal: apostrophes twice (OData 4.01 ABNF, SQUOTE)."""
    return "'" + text.replace("'", "''") + "'"


def moment(when: datetime) -> str:
    """Return a time as an OData literal, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def combined_filters(question: SearchQuestion) -> tuple[str, ...]:
    """Return the filters that together ask the question, as few as Graph bears."""
    ids = [_any_of(_id_terms(chunk)) for chunk in _chunks(_valid_ids(question))]
    spans = list(_span_filters(question))
    return tuple(
        " or ".join(part for part in pair if part)
        for pair in zip_longest(ids, [f"({span})" for span in spans])
    )


def simple_filters(question: SearchQuestion) -> tuple[str, ...]:
    """Return the same question in parts without any "or", which Graph refuses at times."""
    ids = [term for message_id in _valid_ids(question) for term in _id_terms([message_id])]
    spans = [
        f"{span} and {term}"
        for span in _spans(question)
        for term in _sender_terms(_valid_addresses(question))
    ]
    return (*ids, *spans)


def is_askable(question: SearchQuestion) -> bool:
    """Tell whether the filters ask all of the question; what was not asked is never silent."""
    ids_kept = len(_valid_ids(question)) == len(set(question.ids))
    addresses_kept = len(_valid_addresses(question)) == len(question.addresses)
    return ids_kept and addresses_kept and bool(question.ids or question.addresses)


def id_filter(message_id: MessageId) -> str:
    """Return the filter for one identifier."""
    return _any_of(_id_terms([message_id]))


def _span_filters(question: SearchQuestion) -> Iterator[str]:
    spans = _spans(question)
    when = spans[0] if len(spans) == 1 else "(" + _any_of([f"({span})" for span in spans]) + ")"
    for chunk in _chunks(_valid_addresses(question)):
        yield f"{when} and ({_any_of(_sender_terms(chunk))})"


def _spans(question: SearchQuestion) -> tuple[str, ...]:
    """Return the window, and everything since `keeps_since`."""
    window, keeps_since = question.window, question.keeps_since
    if keeps_since <= window.end:
        return (f"sentDateTime ge {moment(min(window.start, keeps_since))}",)
    inside = f"sentDateTime ge {moment(window.start)} and sentDateTime le {moment(window.end)}"
    return (inside, f"sentDateTime ge {moment(keeps_since)}")


def _sender_terms(addresses: Sequence[str]) -> list[str]:
    return [f"from/emailAddress/address eq {quoted(address)}" for address in addresses]


def _id_terms(ids: Sequence[str]) -> list[str]:
    return [f"internetMessageId eq {quoted(f'<{message_id}>')}" for message_id in ids]


def _any_of(terms: Sequence[str]) -> str:
    return " or ".join(terms)


def _valid_ids(question: SearchQuestion) -> list[str]:
    # Checked here as well: an identifier is text that anybody may have written.
    return list(dict.fromkeys(i for i in question.ids if message_id_from(i) == i))


def _valid_addresses(question: SearchQuestion) -> list[str]:
    return sorted(a for a in question.addresses if is_plain(a))


def is_plain(address: Address) -> bool:
    """Tell whether an address may stand in a filter."""
    return address.isascii() and address.isprintable() and address_from(address) == address


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), MAX_TERMS):
        yield values[start : start + MAX_TERMS]
