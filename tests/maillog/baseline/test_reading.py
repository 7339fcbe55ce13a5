"""Stamps without a year, as they are read while they are written: what New Year and wrong clocks do to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hiyari.maillog.baseline.reading import Log, Reading, read_logs
from hiyari.maillog.facts import DELIVERIES

_AT = DELIVERIES.names.index("at")


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


def _line(stamp: str, number: int = 1) -> str:
    where = "to=<a@example.com>, relay=mx.example.com[192.0.2.25]:25, delay=0.9, delays=0.1/0/0.2/0.6"
    return f"{stamp} relay1 postfix/smtp[814]: 4{number:09X}: {where}, dsn=2.0.0, status=sent (250 2.0.0 Ok)"


def _read(reading: Reading, moment: datetime, *stamps: str) -> list[datetime]:
    """When deliveries were, which are read at that moment."""
    lines = [_line(stamp, number) for number, stamp in enumerate(stamps)]
    rows = reading.read("mail.log", lines, host="relay1", now=_micros(moment))
    return [datetime.fromtimestamp(int(row[_AT] or 0) / 1_000_000, UTC) for table, row in rows if table == "deliveries"]


@pytest.mark.parametrize("name", ["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
@pytest.mark.parametrize("hours", range(-26, 27, 4))
def test_the_year_is_that_of_the_wall_clock_around_new_year(name: str, hours: int) -> None:
    """Whatever the zone, a line that was just written is read as just written, and so is the next one."""
    zone = ZoneInfo(name)
    now = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    reading = Reading(zone)
    for moment in (now, now + timedelta(hours=3), now + timedelta(hours=30)):
        stamp = moment.astimezone(zone).strftime("%b %e %H:%M:%S")
        assert _read(reading, moment + timedelta(seconds=2), stamp) == [moment]


@pytest.mark.parametrize(
    ("now", "saved", "stamp", "read"),
    [
        (datetime(2027, 1, 2, tzinfo=UTC), datetime(2027, 12, 31, 20, tzinfo=UTC), "Jan  2 00:00:00", 2027),
        (datetime(2027, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, 16, tzinfo=UTC), "Jan  2 00:00:00", 2027),
        (datetime(2027, 8, 20, tzinfo=UTC), datetime(2027, 1, 15, tzinfo=UTC), "Aug 20 00:00:00", 2027),
        (datetime(2027, 1, 2, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC), "Jan  1 00:00:00", 2027),
    ],
)
def test_a_saved_moment_is_believed_only_where_it_tells_the_year(
    now: datetime, saved: datetime, stamp: str, read: int
) -> None:
    """What an earlier run wrote down as the last line is no guide where it is to come, or half a year ago."""
    values = Reading(UTC, {"mail.log": Log(format="syslog", at=_micros(saved))}).values()
    (at,) = _read(Reading(UTC, read_logs(values)), now, stamp)
    assert at.year == read


@pytest.mark.parametrize("wrong", ["Jul  5 00:00:00", "Jul 15 00:00:00", "Dec 31 23:00:00"])
def test_one_line_of_a_wrong_clock_does_not_move_the_year(wrong: str) -> None:
    """After a line from another season, what is written next is read in its own year, in this run and in the next."""
    now = datetime(2027, 1, 10, 12, tzinfo=UTC)
    reading = Reading(UTC)
    _read(reading, now, "Jan 10 11:59:59")
    _read(reading, now, wrong)
    for after in (reading, Reading(UTC, read_logs(reading.values()))):
        (at,) = _read(after, now + timedelta(seconds=9), "Jan 10 12:00:09")
        assert at == now + timedelta(seconds=9)
