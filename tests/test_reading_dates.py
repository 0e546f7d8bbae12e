"""The dates of stories in the forms that news archives use, and what is no date."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.stories.dates import DateReader

DAY = date(2023, 7, 11)


@pytest.mark.parametrize(
    "written",
    [
        "2023-07-11",
        "2023-7-11",
        "2023/07/11",
        " 2023-07-11 ",
        "2023-07-11T23:30:00Z",
        "2023-07-11T23:30:00-05:00",
        "2023-07-11 00:15:00.000+02",
        "2023-07-11 10:15 UTC",
        "20230711",
        "20230711101500",
        "20230711T101500Z",
        20230711,
        20230711.0,
        "July 11, 2023",
        "July 11th, 2023",
        "july 11 2023",
        "Jul 11 2023",
        "Jul. 11, 2023",
        "11 July 2023",
        "11-Jul-2023",
        "Tuesday, July 11, 2023",
        "July 11, 2023, 10:15 a.m. EDT",
        "July 11, 2023 at 10:15 PM",
        "Tue, 11 Jul 2023 23:30:00 -0500",
        "Tue, 11 Jul 2023 10:15:00 GMT",
        "11 Jul 2023 10:15:00 +0000 (UTC)",
        1689070500,
        1689070500000,
        "1689070500",
        1689070500.0,
    ],
)
def test_a_date_is_read(written):
    assert DateReader().read(written) == DAY


def test_september_has_two_short_forms():
    assert {DateReader().read(written) for written in ("Sep 3, 2023", "Sept. 3, 2023")} == {date(2023, 9, 3)}


@pytest.mark.parametrize(
    "written",
    [
        "00/00/0000",
        "0000-00-00",
        "2023-13-01",
        "2023-02-30",
        "31/02/2023",
        "13/13/2023",
        "2023-07",
        "2023",
        "July 2023",
        "7/11/23",
        "tomorrow",
        "2023-07-11 or later",
        "2023-07-11T25 o'clock",
        "٢٠٢٣-٠٧-١١",
        True,
        1.5,
        12345,
        10**30,
        -1689070500,
        ["2023-07-11"],
        "9" * 5000,
    ],
)
def test_what_is_no_date_is_refused_with_a_hint(written):
    with pytest.raises(ValueError, match=r"unreadable date .* write it as YYYY-MM-DD"):
        DateReader().read(written)


@pytest.mark.parametrize("written", ["1799-12-31", "2101-01-01", "July 11, 0203", "99990101"])
def test_a_year_that_no_archive_has_is_refused(written):
    with pytest.raises(ValueError, match="outside the years 1800 to 2100"):
        DateReader().read(written)


def test_figures_that_can_be_read_both_ways_name_both_readings():
    with pytest.raises(ValueError, match=r"2023-07-11 or 2023-11-07\?.*YYYY-MM-DD"):
        DateReader().read("7/11/2023")


@pytest.mark.parametrize(("plain", "expected"), [("12/25/2023", date(2023, 7, 11)), ("25/12/2023", date(2023, 11, 7))])
def test_a_date_that_can_be_read_one_way_settles_the_order(plain, expected):
    dates = DateReader()
    assert dates.read(plain) == date(2023, 12, 25)
    assert dates.read("7/11/2023") == expected
    assert dates.read("7.11.2023 10:15") == expected


def test_one_file_has_one_order():
    dates = DateReader()
    dates.read("12/25/2023")
    with pytest.raises(ValueError, match="have the month first"):
        dates.read("25/12/2023")
    assert dates.read("7/11/2023") == DAY


def test_equal_figures_need_no_order_and_settle_none():
    dates = DateReader()
    assert dates.read("7/7/2023") == date(2023, 7, 7)
    with pytest.raises(ValueError, match="shows the order"):
        dates.read("7/11/2023")


@given(st.dates(date(1800, 1, 1), date(2100, 12, 31)))
def test_every_day_can_be_written_in_every_form(day):
    month = day.strftime("%B")
    for written in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        f"{day:%Y}/{day.month}/{day.day}",
    ):
        assert DateReader().read(written) == day


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none()))
def test_anything_else_is_a_date_or_a_value_error(value):
    with contextlib.suppress(ValueError):
        assert 1800 <= DateReader().read(value).year <= 2100
