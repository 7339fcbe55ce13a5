"""When mail may go out, in zones with and without summer time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.pacing.hours import Hours

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


def _at(written: str, zone: ZoneInfo = TOKYO, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def test_the_day_of_the_zone_counts() -> None:
    """Nine to twenty-one in Tokyo, whatever the clock of the machine says."""
    hours = Hours(zone=TOKYO, daily_from=time(9), daily_until=time(21))
    assert hours.opening(_at("2026-11-01T08:59")) == _at("2026-11-01T09:00")
    assert hours.opening(_at("2026-11-01T20:59:59")) == _at("2026-11-01T20:59:59")
    assert hours.opening(_at("2026-11-01T21:00")) == _at("2026-11-02T09:00")


def test_hours_may_go_over_midnight() -> None:
    """From 22:00 to 02:00 is open at 23:00 and at 01:00, and closed at 03:00."""
    hours = Hours(zone=TOKYO, daily_from=time(22), daily_until=time(2))
    assert hours.opening(_at("2026-11-01T23:00")) == _at("2026-11-01T23:00")
    assert hours.opening(_at("2026-11-01T01:00")) == _at("2026-11-01T01:00")
    assert hours.opening(_at("2026-11-01T02:00")) == _at("2026-11-01T22:00")


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        # 2026-03-29: 02:00 becomes 03:00. 2026-10-25: 03:00 becomes 02:00 once more.
        (_at("2026-03-28T21:00", BERLIN), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (_at("2026-10-24T21:00", BERLIN), datetime(2026, 10, 25, 8, tzinfo=UTC)),
    ],
)
def test_nine_is_nine_after_the_change(now: datetime, opening: datetime) -> None:
    """The night of the change is shorter or longer by an hour, and opens by the clock on the wall."""
    hours = Hours(zone=BERLIN, daily_from=time(9), daily_until=time(21))
    assert hours.opening(now) == opening


def test_an_opening_in_the_hour_that_does_not_exist() -> None:
    """02:30 is left out on that night: it opens when the clock shows more than that."""
    hours = Hours(zone=BERLIN, daily_from=time(2, 30), daily_until=time(8))
    opening = hours.opening(_at("2026-03-28T23:00", BERLIN))
    assert opening is not None
    assert opening.astimezone(BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"


def test_the_full_hour_is_avoided() -> None:
    """Two minutes before and five after it nothing goes out."""
    hours = Hours(zone=TOKYO)
    for written, opening in (
        ("11:57:59", "11:57:59"),
        ("11:58:00", "12:05:00"),
        ("12:00:00", "12:05:00"),
        ("12:04:59", "12:05:00"),
        ("12:05:00", "12:05:00"),
        ("23:59:00", "00:05:00"),
    ):
        day = "2026-11-02" if opening < written else "2026-11-01"
        assert hours.opening(_at(f"2026-11-01T{written}"), 2, 5) == _at(f"{day}T{opening}")
        assert hours.opening(_at(f"2026-11-01T{written}")) == _at(f"2026-11-01T{written}")


def test_the_full_hour_that_comes_twice() -> None:
    """In the night in which 02:00 comes twice, each of them is avoided once, and no hour is lost."""
    hours = Hours(zone=BERLIN)
    first = _at("2026-10-25T02:59", BERLIN)
    assert hours.opening(first, 2, 5) == first + timedelta(minutes=6)
    gap = _at("2026-03-29T01:59", BERLIN)
    assert hours.opening(gap, 2, 5) == gap + timedelta(minutes=6)


def test_zones_of_half_hours_have_full_hours_of_their_own() -> None:
    """In Kolkata 12:00 is 06:30 UTC."""
    zone = ZoneInfo("Asia/Kolkata")
    now = _at("2026-11-01T11:59", zone)
    assert Hours(zone=zone).opening(now, 2, 5) == _at("2026-11-01T12:05", zone)


def test_the_window_begins_and_ends() -> None:
    """Before the beginning it waits, also for the hours; from the end on nothing goes out any more."""
    hours = Hours(
        zone=TOKYO,
        begin=_at("2026-11-01T22:00"),
        end=_at("2026-11-03T10:00"),
        daily_from=time(9),
        daily_until=time(21),
    )
    assert hours.opening(_at("2026-10-01T12:00")) == _at("2026-11-02T09:00")
    assert hours.opening(_at("2026-11-03T09:59")) == _at("2026-11-03T09:59")
    assert hours.opening(_at("2026-11-03T10:00")) is None
    assert not hours.over(_at("2026-11-03T09:59"))
    assert hours.over(_at("2026-11-03T10:00"))
    late = Hours(zone=TOKYO, end=_at("2026-11-03T08:00"), daily_from=time(9), daily_until=time(21))
    assert late.opening(_at("2026-11-02T22:00")) is None


def test_hours_without_an_opening() -> None:
    """Three minutes a day, all of them avoided, are found out instead of waited for."""
    hours = Hours(zone=TOKYO, daily_from=time(9), daily_until=time(9, 3))
    assert hours.opening(_at("2026-11-01T12:00"), 0, 5) is None


@given(
    st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.sampled_from([TOKYO, BERLIN, ZoneInfo("Asia/Kolkata")]),
    st.times(),
    st.times(),
    st.integers(0, 29),
    st.integers(0, 29),
)
def test_an_opening_is_open(now: datetime, zone: ZoneInfo, first: time, last: time, before: int, after: int) -> None:
    """What is returned is not in the past, within the hours, and away from the full hour."""
    opening = Hours(zone=zone, daily_from=first, daily_until=last).opening(now, before, after)
    if opening is None:
        return
    assert opening >= now
    local = opening.astimezone(zone)
    past = local.minute * 60 + local.second + local.microsecond / 1e6
    assert after * 60 <= past + 1e-3
    assert past <= 3600 - before * 60
    clock = local.time()
    if first < last:
        assert first <= clock < last
    elif first > last:
        assert clock >= first or clock < last
