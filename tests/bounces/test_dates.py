from datetime import UTC, datetime

import pytest

from bouncecheck.bounces.dates import NEVER, read_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 3 Mar 2026 10:15:00 +0100", datetime(2026, 3, 3, 9, 15, tzinfo=UTC)),
        ("3 Mar 26 10:15 GMT", datetime(2026, 3, 3, 10, 15, tzinfo=UTC)),
        ("Thu, 29 Apr 99 23:34:45 EST", datetime(1999, 4, 30, 4, 34, 45, tzinfo=UTC)),
        ("Thu, 29 Apr 1999 23:34:45 (JST)", datetime(1999, 4, 29, 14, 34, 45, tzinfo=UTC)),
        ("2026-03-03T10:15:00Z", datetime(2026, 3, 3, 10, 15, tzinfo=UTC)),
        ("2026-03-03 10:15:00.123+01:00", datetime(2026, 3, 3, 9, 15, tzinfo=UTC)),
        ("Tue Mar  3 10:15:00 2026 +0000", None),
        ("Wed Apr 29 23:34:45 GMT 2013", datetime(2013, 4, 29, 23, 34, 45, tzinfo=UTC)),
        ("Tue, 30 Jun 2026 23:59:60 +0000", datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_date_with_a_zone_is_a_moment(text: str, expected: datetime | None) -> None:
    assert read_date(text).at == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4/17/2008 8:17 AM", (2008, 4, 17, 8, 17)),
        ("4/5/2008 12:17 PM", (2008, 4, 5, 12, 17)),
        ("4/5/2008 12:17 AM", (2008, 4, 5, 0, 17)),
        ("17.04.2008 08:17", (2008, 4, 17, 8, 17)),
        ("5.4.2008 08:17", (2008, 4, 5, 8, 17)),
        ("17/4/2008 20:17", (2008, 4, 17, 20, 17)),
        ("4/4/2008 20:17", (2008, 4, 4, 20, 17)),
        ("2008-04-17 08:17", (2008, 4, 17, 8, 17)),
        ("Thu Apr 17 08:17:00 2008", (2008, 4, 17, 8, 17)),
        ("Tuesday, March 3, 2026 10:15 AM", (2026, 3, 3, 10, 15)),
    ],
)
def test_a_date_without_a_zone_is_somebodys_local_time(
    text: str, expected: tuple[int, int, int, int, int]
) -> None:
    when = read_date(text)

    assert when.at is None
    assert when.local == datetime(*expected)  # noqa: DTZ001 - local time has no zone


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "5/4/2008 20:17",
        "Tue, 31 Feb 2026 10:15:00 +0100",
        "3 Foo 2026 10:15 +0000",
        "31/31/2026 10:15",
        "Tue, 3 Mar 2026 10:15:00 +9900",
        "Mon, 1 Jan 0001 00:00:00 +1400",
        "Foo 31 10:15:00",
    ],
)
def test_what_could_be_two_dates_or_none_is_none(text: str | None) -> None:
    assert read_date(text) == NEVER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dienstag, 5. März 2024 09:15", (2024, 3, 5, 9, 15)),
        ("mardi 5 mars 2024 09:15", (2024, 3, 5, 9, 15)),
        ("jueves, 17 de abril de 2008 8:17", (2008, 4, 17, 8, 17)),
        ("17 апреля 2008 08:17", (2008, 4, 17, 8, 17)),
        ("Tuesday, March 5, 2024 9:15:00 PM", (2024, 3, 5, 21, 15)),
        ("2006/4/12 下午 03:21", (2006, 4, 12, 15, 21)),
        ("2006/4/12 上午 03:21", (2006, 4, 12, 3, 21)),
        ("2024年3月5日 17:15", (2024, 3, 5, 17, 15)),
        ("2006년 4월 12일 오후 3:21", (2006, 4, 12, 15, 21)),
        ("4/17/2008 13:17 PM", (2008, 4, 17, 13, 17)),
    ],
)
def test_a_date_in_another_language_is_read(
    text: str, expected: tuple[int, int, int, int, int]
) -> None:
    assert read_date(text).local == datetime(*expected)  # noqa: DTZ001 - local time has no zone


@pytest.mark.parametrize(
    ("near", "day_and_month"),
    [
        (datetime(2008, 4, 6, tzinfo=UTC), (5, 4)),
        (datetime(2008, 5, 5, tzinfo=UTC), (4, 5)),
        (datetime(2008, 9, 1, tzinfo=UTC), None),
    ],
)
def test_the_notices_own_date_settles_what_is_day_and_what_is_month(
    near: datetime, day_and_month: tuple[int, int] | None
) -> None:
    local = read_date("5/4/2008 20:17", near).local

    assert (local and (local.day, local.month)) == day_and_month


def test_the_notices_own_date_outweighs_what_am_and_pm_usually_mean() -> None:
    local = read_date("5/4/2008 8:17 PM", datetime(2008, 4, 6, tzinfo=UTC)).local

    assert local is not None
    assert (local.day, local.month) == (5, 4)
