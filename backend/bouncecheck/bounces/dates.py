"""Dates as mail writes them: header fields, and the "Sent:" lines of reports."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

# How the names of months begin in the languages of our corpus, in lower case; the longest wins.
_MONTH_NAMES = """
jan janv gen ene янв sty led oca ιαν tammi
feb febr fév fev fevr фев lut úno şub φεβ helmi
mar mars märz mrt maa mär мар bře már μαρ maalis
apr avr abr апр kwi dub nis απρ huhti
may mai mag maj mei máj май мая kvě μαι touko
jun juin giu giugno июн cze čer haz ιουν kesä
jul juil lug luglio июл lip čvc tem ιουλ heinä
aug aoû ago авг sie srp ağu αυγ elo
sep sept set сен wrz zář szept eyl σεπ syys
oct okt ott out окт paź říj eki οκτ loka
nov ноя lis kas νοε marras
dec déc dez dic дек gru pro ara δεκ joulu
"""
_MONTHS = {
    name: number
    for number, names in enumerate(_MONTH_NAMES.split("\n")[1:-1], 1)
    for name in names.split()
}
_LONGEST_MONTH_NAME = max(map(len, _MONTHS))
_ZONES_H = {
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "jst": 9,
}
_TIME = r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d{1,6})?"
_ZONE = (
    r"(?:\s*+\(?(?:UTC|GMT)?([+-]\d{2}:?\d{2})"
    r"|\s*+\(?(UTC?|GMT|Z|E[SD]T|C[SD]T|M[SD]T|P[SD]T|JST)\b)?"
)
_NAME = r"([^\W\d_]{3,12})"
_HALF = r"(?:\s*([AaPp])\.?\s?[Mm]\b\.?)?"
_RFC = re.compile(
    rf"\b(\d{{1,2}})\.?[\s-]+(?:de\s+)?{_NAME}\.?,?[\s-]+(?:de\s+)?(\d{{2,4}}),?\s+{_TIME}{_HALF}{_ZONE}"
)
_ASCTIME = re.compile(
    rf"\b{_NAME}\s+(\d{{1,2}}),?\s+(?:(\d{{4}}),?\s+)?"
    rf"{_TIME}{_HALF}{_ZONE}(?:\s+(\d{{4}}))?"
)
_ISO = re.compile(
    rf"\b(\d{{4}})\s?[-/.年년]\s?(\d{{1,2}})\s?[-/.月월]\s?(\d{{1,2}})[T ,日일][^\S\n]*"
    rf"{_TIME}{_HALF}{_ZONE}"
)
_NUMBERS = re.compile(rf"\b(\d{{1,2}})([/.-])(\d{{1,2}})[/.-](\d{{2,4}}),?\s+{_TIME}{_HALF}{_ZONE}")
# In East Asia the half of the day stands before the hour.
_HALF_BEFORE = re.compile(r"(上午|午前|오전)|(下午|午後|오후)")
_MAX_DATE_CHARS = 200
_MONTHS_IN_A_YEAR = 12
_YEAR_DIGITS = 4
_THIS_CENTURY_UNTIL = 70
_BEFORE, _AFTER = timedelta(days=15), timedelta(days=2)


class When(NamedTuple):
    """A moment as far as a text gives it: at most one of the two is set."""

    at: datetime | None
    """Aware, in UTC."""

    local: datetime | None
    """Naive: no zone was given."""


NEVER = When(None, None)


def read_date(text: str | None, near: datetime | None = None) -> When:
    """Return the date in `text`; NEVER if there is none or it could be two different ones.

    Args:
        text: As mail writes it, in a header field or in words.
        near: A moment that it must lie shortly before, which settles the order of day and month;
            aware.
    """
    if not text:
        return NEVER
    text = text[:_MAX_DATE_CHARS]
    half = _HALF_BEFORE.search(text)
    if half:
        text = f"{text[: half.start()]} {text[half.end() :]}".replace("  ", " ")
    reading = _Reading("AP"[half[2] is not None] if half else None, near)
    for form in (_rfc, _iso, _asctime, _numbers):
        if found := form(text, reading):
            return found
    return NEVER


class _Reading(NamedTuple):
    """What is known besides the text."""

    half: str | None
    near: datetime | None

    def hour(self, hour: str, half: str | None) -> str:
        """Return an hour of 24 for one of 12, where the half of the day is told."""
        told = half or self.half
        if not told or int(hour) > _MONTHS_IN_A_YEAR:
            return hour
        return str(int(hour) % 12 + (12 if told in "Pp" else 0))


def _month(name: str) -> int:
    name = name.lower()
    lengths = range(min(len(name), _LONGEST_MONTH_NAME), 2, -1)
    return next((_MONTHS[name[:n]] for n in lengths if name[:n] in _MONTHS), 0)


def _rfc(text: str, reading: _Reading) -> When | None:
    if not (m := _RFC.search(text)):
        return None
    day, month, year, hour, minute, second, half, offset, zone = m.groups()
    clock = (reading.hour(hour, half), minute, second)
    return _when((year, _month(month), day), clock, offset, zone)


def _asctime(text: str, reading: _Reading) -> When | None:
    if not (m := _ASCTIME.search(text)):
        return None
    month, day, year, hour, minute, second, half, offset, zone, last = m.groups()
    clock = (reading.hour(hour, half), minute, second)
    return _when((year or last or "0", _month(month), day), clock, offset, zone)


def _iso(text: str, reading: _Reading) -> When | None:
    if not (m := _ISO.search(text)):
        return None
    year, month, day, hour, minute, second, half, offset, zone = m.groups()
    clock = (reading.hour(hour, half), minute, second)
    return _when((year, month, day), clock, offset, zone)


def _numbers(text: str, reading: _Reading) -> When | None:
    """Read "4/17/2008 8:17 AM" and "17.04.2008 08:17", and refuse what may be both."""
    if not (m := _NUMBERS.search(text)):
        return None
    first, mark, second, year, hour, minute, seconds, half, offset, zone = m.groups()
    clock = (reading.hour(hour, half), minute, seconds)
    day_first = _when((year, second, first), clock, offset, zone)
    month_first = _when((year, first, second), clock, offset, zone)
    possible = [when for when in (day_first, month_first) if when]
    fitting = [when for when in possible if reading.near and _is_shortly_before(when, reading.near)]
    if not possible:
        return None
    if len(fitting) == 1 or day_first == month_first or len(possible) == 1:
        return (fitting or possible)[0]
    # A dot means the day comes first; a slash with AM or PM means the month does.
    if mark == ".":
        return day_first
    return month_first if half else NEVER


def _is_shortly_before(when: When, near: datetime) -> bool:
    moment = when.at or (when.local.replace(tzinfo=UTC) if when.local else near)
    return near - _BEFORE <= moment <= near + _AFTER


def _when(
    date: tuple[str, str | int, str],
    clock: tuple[str, str, str | None],
    offset: str | None,
    zone: str | None,
) -> When | None:
    year = int(date[0])
    if len(date[0]) < _YEAR_DIGITS:
        year += 2000 if year < _THIS_CENTURY_UNTIL else 1900
    try:
        naive = datetime(  # noqa: DTZ001 - the zone, if any, is put on below
            year,
            int(date[1]),
            int(date[2]),
            int(clock[0]),
            int(clock[1]),
            min(int(clock[2] or 0), 59),
        )
        if offset:
            east = -1 if offset[0] == "-" else 1
            minutes = int(offset[1:3]) * 60 + int(offset[-2:])
            aware = naive.replace(tzinfo=timezone(east * timedelta(minutes=minutes)))
            return When(aware.astimezone(UTC), None)
        if zone:
            aware = naive.replace(tzinfo=UTC) - timedelta(hours=_ZONES_H[zone.lower()])
            return When(aware, None)
    except (ValueError, OverflowError):
        return None
    return When(None, naive)
