"""Dates as mail writes them: header fields, and the "Sent:" lines of reports."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
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
_RFC = re.compile(
    rf"\b(\d{{1,2}})[\s-]+([A-Za-z]{{3}})[a-z]{{0,6}}\.?,?[\s-]+(\d{{2,4}}),?\s+{_TIME}{_ZONE}"
)
_ASCTIME = re.compile(
    rf"\b([A-Z][a-z]{{2}})[a-z]{{0,6}}\s+(\d{{1,2}}),?\s+(?:(\d{{4}}),?\s+)?"
    rf"{_TIME}{_ZONE}(?:\s+(\d{{4}}))?"
)
_ISO = re.compile(rf"\b(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})[T ,]\s*{_TIME}{_ZONE}")
_NUMBERS = re.compile(
    rf"\b(\d{{1,2}})([/.-])(\d{{1,2}})[/.-](\d{{2,4}}),?\s+{_TIME}(?:\s*([AaPp])\.?[Mm]\b)?{_ZONE}"
)
_MAX_DATE_CHARS = 200
_MONTHS_IN_A_YEAR = 12
_YEAR_DIGITS = 4
_THIS_CENTURY_UNTIL = 70


class When(NamedTuple):
    """A moment as far as a text gives it: at most one of the two is set."""

    at: datetime | None
    """Aware, in UTC."""

    local: datetime | None
    """Naive: no zone was given."""


NEVER = When(None, None)


def read_date(text: str | None) -> When:
    """Return the date in `text`; NEVER if there is none or it could be two different ones."""
    if not text:
        return NEVER
    text = text[:_MAX_DATE_CHARS]
    for form in (_rfc, _iso, _asctime, _numbers):
        if found := form(text):
            return found
    return NEVER


def _rfc(text: str) -> When | None:
    if not (m := _RFC.search(text)):
        return None
    day, month, year, hour, minute, second, offset, zone = m.groups()
    return _when((year, _MONTHS.get(month.lower(), 0), day), (hour, minute, second), offset, zone)


def _asctime(text: str) -> When | None:
    if not (m := _ASCTIME.search(text)):
        return None
    month, day, year, hour, minute, second, offset, zone, last = m.groups()
    date = (year or last or "0", _MONTHS.get(month.lower(), 0), day)
    return _when(date, (hour, minute, second), offset, zone)


def _iso(text: str) -> When | None:
    if not (m := _ISO.search(text)):
        return None
    year, month, day, hour, minute, second, offset, zone = m.groups()
    return _when((year, month, day), (hour, minute, second), offset, zone)


def _numbers(text: str) -> When | None:
    """Read "4/17/2008 8:17 AM" and "17.04.2008 08:17", and refuse what may be both."""
    if not (m := _NUMBERS.search(text)):
        return None
    first, mark, second, year, hour, minute, seconds, half, offset, zone = m.groups()
    if half:
        hour = str(int(hour) % 12 + (12 if half in "Pp" else 0))
    # A dot means the day comes first; a slash with AM or PM means the month does.
    day_first = mark == "." or int(first) > _MONTHS_IN_A_YEAR
    if not day_first and not half and int(second) <= _MONTHS_IN_A_YEAR and first != second:
        return NEVER
    day, month = (first, second) if day_first else (second, first)
    return _when((year, month, day), (hour, minute, seconds), offset, zone)


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
