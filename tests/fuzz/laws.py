"""What reading must never do, whatever the bytes: one function a law."""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from bouncecheck.bounces.fields import MAX_FIELD_BYTES, MAX_FIELDS
from bouncecheck.bounces.identifiers import MAX_ADDRESS_CHARS, MAX_MESSAGE_ID_CHARS
from bouncecheck.bounces.markup import MAX_LINK_CHARS, MAX_LINKS
from bouncecheck.bounces.mime import MAX_PARTS
from bouncecheck.bounces.model import Bounce, IdPlace, Kind
from bouncecheck.bounces.read import MAX_CANDIDATES, MAX_TEXT_CHARS, read_bounce
from bouncecheck.bounces.recipients import MAX_DIAGNOSTIC_CHARS
from bouncecheck.bounces.summary import summary
from fuzz.haystack import haystack, squeezed

MAX_READING_S = 1.0
MAX_RECIPIENTS = 500

_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f\ufffd]+@[^\s<>@\x00-\x1f\x7f\ufffd]+")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)
_REPLY = re.compile(r"[245]\d\d", re.ASCII)
_TRULY_NAMED = (IdPlace.RETURNED_HEADERS, IdPlace.INLINE_TEXT)

Law = Callable[[bytes, Bounce], bool]


class Reading(NamedTuple):
    """How reading one mail went."""

    bounce: Bounce | None
    """What was read; None if reading raised."""

    broken: str | None
    """The law that was broken; None if none was."""


def reading_of(raw: bytes, most_s: float = MAX_READING_S) -> Reading:
    """Read a mail, and hold it against every law; at most `most_s` of processor time may pass."""
    start = time.process_time()
    try:
        bounce = read_bounce(raw)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not be raised
        return Reading(None, f"raises {type(error).__name__}")
    if time.process_time() - start > most_s:
        return Reading(bounce, "takes too long")
    return Reading(bounce, next((law.__name__ for law in LAWS if not law(raw, bounce)), None))


def is_read_alike_twice(raw: bytes, bounce: Bounce) -> bool:
    # Reading twice is half of the time, and what differs differs often.
    return len(raw) % 8 > 0 or read_bounce(raw) == bounce


def is_ascii_in_json(raw: bytes, bounce: Bounce) -> bool:
    del raw
    return json.dumps(summary(bounce, "x")).isascii()


def holds_only_characters_that_can_be_kept(raw: bytes, bounce: Bounce) -> bool:
    """Hold that each text can be stored: no NUL, and no half of a surrogate pair."""
    del raw
    return all(
        "\x00" not in text and text.encode("utf-8", "ignore").decode() == text
        for text in _all(bounce)
    )


def says_each_thing_in_one_line(raw: bytes, bounce: Bounce) -> bool:
    """Hold that what is shown, compared or looked up has no line ends in it."""
    del raw
    said = [bounce.subject, bounce.returned.subject, bounce.reporting_mta, bounce.return_path]
    said += [value for _, value in (*bounce.headers, *bounce.returned.headers)]
    for each in bounce.recipients:
        said += [each.diagnostic, each.remote_mta]
    return not any("\n" in text or "\r" in text for text in said if text)


def _all(bounce: Bounce) -> Iterator[str]:
    returned = bounce.returned
    for headers in (bounce.headers, returned.headers):
        for name, value in headers:
            yield from (name, value)
    for text in (bounce.subject, bounce.return_path, bounce.reporting_mta, returned.subject):
        yield text or ""
    for each in bounce.recipients:
        yield from (each.address, each.status or "", each.diagnostic or "", each.remote_mta or "")
    yield from (bounce.text, *bounce.links, *bounce.attachments, *_claimed_ids(bounce))
    yield from _claimed_addresses(bounce)


def _claimed_ids(bounce: Bounce) -> list[str]:
    return [found.message_id for found in bounce.returned.message_ids]


def _claimed_addresses(bounce: Bounce) -> list[str]:
    returned = bounce.returned
    ends = [each.address for each in bounce.recipients]
    ends += [each.final_address for each in bounce.recipients if each.final_address]
    ends += [each for each in (bounce.sender, returned.sender) if each]
    return [*ends, *bounce.to, *returned.recipients]


def stays_within_its_bounds(raw: bytes, bounce: Bounce) -> bool:
    del raw
    returned = bounce.returned
    diagnostics = [each.diagnostic or "" for each in bounce.recipients]
    return (
        len(bounce.text) <= MAX_TEXT_CHARS
        and len(bounce.links) <= 2 * MAX_LINKS
        and all(len(link) <= MAX_LINK_CHARS for link in bounce.links)
        and len(bounce.recipients) <= MAX_RECIPIENTS
        and all(len(each) <= MAX_DIAGNOSTIC_CHARS for each in diagnostics)
        and len(returned.message_ids) <= MAX_CANDIDATES
        and len(bounce.attachments) <= MAX_PARTS
        and all(len(headers) <= MAX_FIELDS for headers in (bounce.headers, returned.headers))
        and all(len(value) <= MAX_FIELD_BYTES for _, value in (*bounce.headers, *returned.headers))
    )


def names_only_well_formed_identifiers(raw: bytes, bounce: Bounce) -> bool:
    del raw
    ids, addresses = _claimed_ids(bounce), _claimed_addresses(bounce)
    return (
        all(_ADDRESS.fullmatch(each) and len(each) <= MAX_MESSAGE_ID_CHARS for each in ids)
        and all(
            _ADDRESS.fullmatch(each) and len(each) <= 2 * MAX_ADDRESS_CHARS for each in addresses
        )
        and all(each.lower() == each for each in addresses)
    )


def names_only_well_formed_codes(raw: bytes, bounce: Bounce) -> bool:
    del raw
    return all(
        (each.status is None or _STATUS.fullmatch(each.status))
        and (each.reply is None or _REPLY.fullmatch(each.reply))
        for each in bounce.recipients
    )


def knows_whose_time_it_is(raw: bytes, bounce: Bounce) -> bool:
    del raw
    at, local = bounce.returned.sent_at, bounce.returned.sent_local
    return (
        (at is None or local is None)
        and (local is None or local.tzinfo is None)
        and all(m is None or m.utcoffset() == timedelta(0) for m in (at, bounce.arrived_at))
    )


def names_nobody_twice(raw: bytes, bounce: Bounce) -> bool:
    del raw
    named = ([each.address for each in bounce.recipients], _claimed_ids(bounce), bounce.links)
    return all(len(each) == len(set(each)) for each in named)


def claims_nothing_where_it_is_no_bounce(raw: bytes, bounce: Bounce) -> bool:
    del raw
    if bounce.kind is not Kind.NOT_A_BOUNCE:
        return bounce.dialect != "none"
    claimed = (bounce.returned.message_ids, bounce.recipients, bounce.returned.headers)
    return bounce.dialect == "none" and not any(claimed) and not bounce.has_report


def never_takes_its_own_identifier_for_the_originals(raw: bytes, bounce: Bounce) -> bool:
    """Hold that its own one is claimed only where a returned header block names it."""
    del raw
    own = [found for found in bounce.returned.message_ids if found.message_id == bounce.message_id]
    return all(found.place in _TRULY_NAMED for found in own)


def invents_nothing(raw: bytes, bounce: Bounce) -> bool:
    """Hold that what is claimed stands in the mail, letter for letter."""
    claimed = {*_claimed_ids(bounce), *_claimed_addresses(bounce), bounce.reporting_mta or ""}
    for each in bounce.recipients:
        claimed |= {each.status or "", each.reply or "", each.remote_mta or ""}
    claimed.add(bounce.returned.subject or "")
    if not any(claimed):
        return True
    stands = haystack(raw)
    return all(squeezed(each) in stands for each in claimed)


LAWS: tuple[Law, ...] = (
    is_ascii_in_json,
    holds_only_characters_that_can_be_kept,
    says_each_thing_in_one_line,
    stays_within_its_bounds,
    names_only_well_formed_identifiers,
    names_only_well_formed_codes,
    knows_whose_time_it_is,
    names_nobody_twice,
    claims_nothing_where_it_is_no_bounce,
    never_takes_its_own_identifier_for_the_originals,
    is_read_alike_twice,
    invents_nothing,
)
