"""Time stamps: what a calendar says, without asking one for every line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.logfiles.stamps import SECOND, Stamps, epoch, first_year, tai64n

TOKYO, BERLIN, LORD_HOWE = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
ZONES = st.sampled_from([TOKYO, BERLIN, LORD_HOWE, ZoneInfo("America/New_York"), ZoneInfo("UTC")])
START = datetime(1980, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 110 * 365 * 86_400 * SECOND).map(lambda gone: START + timedelta(microseconds=gone))


def micros(moment: datetime) -> int:
    """Microseconds since the epoch, by whole numbers."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def classic(moment: datetime) -> str:
    """As syslog writes it: the day is padded with a blank."""
    return f"{moment:%b} {moment.day:2} {moment:%H:%M:%S}"


def test_a_classic_stamp_is_read_in_its_zone() -> None:
    """Nov 26 19:48:25 in Tokyo is 10:48:25 UTC."""
    stamps = Stamps(TOKYO, 2026)
    assert stamps.classic("Nov 26 19:48:25") == micros(datetime(2026, 11, 26, 10, 48, 25, tzinfo=UTC))
    assert stamps.classic("Nov 26 19:48:26") == micros(datetime(2026, 11, 26, 10, 48, 26, tzinfo=UTC))
    assert stamps.classic("Dec  1 00:00:00") == micros(datetime(2026, 11, 30, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    "stamp",
    [
        "", "Nov", "Nov 26 19:48", "Nov 26 19:48:61", "Nov 26 24:00:00", "Nov 31 00:00:00", "Nox 26 19:48:25",
        "Nov 26 19:48:2\u0665", "Nov 26 19:48:255", "nov 26 19:48:25", "Nov 26 19:48:\n5", "Feb 29 00:00:00",
        "Nov  0 00:00:00",
    ],
)  # fmt: skip
def test_what_is_no_classic_stamp_is_refused_and_leaves_nothing_behind(stamp: str) -> None:
    """ValueError, also just after a good one, and the good one is still read."""
    stamps = Stamps(TOKYO, 2026)
    good = stamps.classic("Nov 26 19:48:25")
    for _ in range(2):
        with pytest.raises(ValueError, match=r"."):
            stamps.classic(stamp)
    assert stamps.classic("Nov 26 19:48:25") == good
    assert stamps.classic("Nov 26 19:48:27") == good + 2 * SECOND


def test_without_a_year_a_classic_stamp_says_nothing() -> None:
    """It is refused until a full stamp was read, which gives the year."""
    stamps = Stamps(UTC)
    with pytest.raises(ValueError, match="no year"):
        stamps.classic("Nov 26 19:48:25")
    stamps.rfc3339("2026-11-26T19:48:24Z")
    assert stamps.classic("Nov 26 19:48:25") == micros(datetime(2026, 11, 26, 19, 48, 25, tzinfo=UTC))


@given(zone=ZONES, start=MOMENTS, steps=st.lists(st.integers(0, 900), max_size=80))
def test_lines_of_a_running_log_are_read_as_they_were_written(
    zone: ZoneInfo, start: datetime, steps: list[int]
) -> None:
    """Whatever clocks are put back or forward and years begin in between, with a line every quarter of an hour."""
    now = start.replace(microsecond=0)
    # In a repeated hour nothing tells which of the two the first line is of, unless a line before it does.
    stamps = Stamps(zone, now.astimezone(zone).year, after=micros(now))
    for step in steps:
        now += timedelta(seconds=step)
        assert stamps.classic(classic(now.astimezone(zone))) == micros(now)


@given(zone=ZONES, start=MOMENTS, steps=st.lists(st.integers(0, 170 * 86_400) | st.integers(0, 7200), max_size=40))
def test_time_goes_on_through_every_repeated_hour(zone: ZoneInfo, start: datetime, steps: list[int]) -> None:
    """However long nothing is logged, up to half a year, no line is read as over 5 min earlier than the one before."""
    now, last, stamps = start, None, Stamps(zone, start.astimezone(zone).year)
    for step in steps:
        at = stamps.classic(classic(now.astimezone(zone)))
        assert last is None or at >= last - 300 * SECOND
        now, last = now + timedelta(seconds=step), at


def test_a_repeated_hour_is_read_twice() -> None:
    """Berlin puts its clocks from 03:00 back to 02:00 on 25 October 2026."""
    stamps = Stamps(BERLIN, 2026)
    walls = ["01:59:59", "02:00:00", "02:59:58", "02:59:59", "02:00:00", "02:30:01", "02:59:59", "03:00:00"]
    midnight = micros(datetime(2026, 10, 25, tzinfo=UTC))
    seconds = [(stamps.classic(f"Oct 25 {wall}") - midnight) // SECOND for wall in walls]
    assert seconds == [-1, 0, 3598, 3599, 3600, 5401, 7199, 7200]


def test_lines_a_little_out_of_order_repeat_no_hour() -> None:
    """Another host's clock is behind by two minutes."""
    stamps = Stamps(BERLIN, 2026)
    first = stamps.classic("Oct 25 02:10:00")
    assert stamps.classic("Oct 25 02:08:00") == first - 120 * SECOND
    assert stamps.classic("Oct 25 02:10:01") == first + SECOND


def test_a_time_that_the_clock_skipped_is_read_with_the_offset_of_before() -> None:
    """Berlin has no 02:30 on 29 March 2026: whose clock was not put forward means 01:30 UTC."""
    assert Stamps(BERLIN, 2026).classic("Mar 29 02:30:00") == micros(datetime(2026, 3, 29, 1, 30, tzinfo=UTC))


def test_the_year_goes_on_at_new_year_and_a_late_line_is_still_of_the_old_one() -> None:
    """Dec 31, Jan 1, a late Dec 31, Jan 1."""
    stamps = Stamps(UTC, 2026)
    read = [stamps.classic(one) for one in ("Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:58", "Jan  1 00:00:02")]
    assert [one - read[0] for one in read] == [0, 2 * SECOND, -SECOND, 3 * SECOND]


def test_one_stray_stamp_moves_no_year() -> None:
    """A device without a clock says Jan 1; the next line is read as if it had said nothing."""
    for around in ("Mar 10 00:00:00", "Jul 10 00:00:00", "Nov 26 00:00:00"):
        stamps = Stamps(UTC, 2026)
        before = stamps.classic(around)
        stamps.classic("Jan  1 00:00:07")
        assert stamps.classic(around) == before


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2026-11-26T19:48:25+09:00", datetime(2026, 11, 26, 10, 48, 25, tzinfo=UTC)),
        ("2026-11-26T19:48:25.5+09:00", datetime(2026, 11, 26, 10, 48, 25, 500_000, tzinfo=UTC)),
        ("2026-11-26T19:48:25.123456789Z", datetime(2026, 11, 26, 19, 48, 25, 123_456, tzinfo=UTC)),
        ("2026-11-26t19:48:25.000001z", datetime(2026, 11, 26, 19, 48, 25, 1, tzinfo=UTC)),
        ("2026-11-26T19:48:25.123456-03:30", datetime(2026, 11, 26, 23, 18, 25, 123_456, tzinfo=UTC)),
        ("2026-12-31T23:59:60Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-11-26T19:48:25+0900", datetime(2026, 11, 26, 10, 48, 25, tzinfo=UTC)),
        ("2026-11-26T19:48:25+09", datetime(2026, 11, 26, 10, 48, 25, tzinfo=UTC)),
    ],
)
def test_rfc_3339_is_read_with_any_offset_and_fraction(stamp: str, moment: datetime) -> None:
    """To the microsecond, the first time and from what is kept."""
    stamps = Stamps(TOKYO)
    assert [stamps.rfc3339(stamp) for _ in range(3)] == [micros(moment)] * 3


@given(moments=st.lists(MOMENTS, min_size=1, max_size=10), minutes=st.integers(-1439, 1439))
def test_rfc_3339_round_trip(moments: list[datetime], minutes: int) -> None:
    """Any moment at any offset is read back, in any order."""
    stamps = Stamps(TOKYO)
    sign, gone = ("-", -minutes) if minutes < 0 else ("+", minutes)
    for moment in moments + moments:
        wall = (moment + timedelta(minutes=minutes)).replace(tzinfo=None)
        stamp = f"{wall.isoformat(timespec='microseconds')}{sign}{gone // 60:02}:{gone % 60:02}"
        assert stamps.rfc3339(stamp) == micros(moment)
        assert stamps.iso(stamp.replace("T", " ")) == micros(moment)


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-11-26T19:48:25", "2026-13-26T19:48:25Z", "2026-11-26T24:48:25Z", "2026-11-26T19:48:25.Z", "",
        "2026-11-26T19:48:25.1_3456+09:00", "2026-11-26T19:48:25.1\u06633456+09:00", "0001-01-01T00:00:00+09:00",
        "9999-12-31T23:59:59-12:00", "2026-11-26T19:48:25.123456+09:60", "2026-11-26T19:48:25.123456+09:00 ",
    ],
)  # fmt: skip
def test_what_is_no_rfc_3339_is_refused(stamp: str) -> None:
    """ValueError, also when the same second was read before."""
    stamps = Stamps(TOKYO)
    stamps.rfc3339("2026-11-26T19:48:25.123456+09:00")
    with pytest.raises(ValueError, match=r"."):
        stamps.rfc3339(stamp)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2026-11-26 19:48:25", datetime(2026, 11, 26, 10, 48, 25, tzinfo=UTC)),
        ("2026-11-26 19:48:25 +0100", datetime(2026, 11, 26, 18, 48, 25, tzinfo=UTC)),
        ("2026-11-26 19:48:25.678", datetime(2026, 11, 26, 10, 48, 25, 678_000, tzinfo=UTC)),
        ("2026-11-26 19:48:25.678 +0100", datetime(2026, 11, 26, 18, 48, 25, 678_000, tzinfo=UTC)),
        ("2026-11-26T10:48:25.678Z", datetime(2026, 11, 26, 10, 48, 25, 678_000, tzinfo=UTC)),
        ("2026-11-26 19:48:25,678", datetime(2026, 11, 26, 10, 48, 25, 678_000, tzinfo=UTC)),
    ],
)
def test_iso_forms_with_and_without_a_zone(stamp: str, moment: datetime) -> None:
    """Exim's four, Exchange's, and a comma."""
    stamps = Stamps(TOKYO)
    assert [stamps.iso(stamp), stamps.iso(stamp)] == [micros(moment)] * 2


def test_a_repeated_hour_is_read_twice_in_iso_too() -> None:
    """Exim without log_timezone."""
    stamps = Stamps(BERLIN)
    read = [stamps.iso(f"2026-10-25 {wall}") for wall in ("02:59:59", "02:00:00", "02:30:00", "02:59:59", "03:00:00")]
    assert [(one - read[0]) // SECOND for one in read] == [0, 1, 1801, 3600, 3601]


def test_a_made_up_full_stamp_moves_no_classic_year() -> None:
    """A sender's year 2090 in between changes nothing."""
    stamps = Stamps(UTC, 2026)
    first = stamps.classic("Nov 26 19:48:25")
    stamps.rfc3339("2090-06-01T00:00:00Z")
    assert stamps.classic("Nov 26 19:49:25") == first + 60 * SECOND


@given(moments=st.lists(MOMENTS, min_size=1, max_size=10), minutes=st.integers(-720, 840))
def test_web_stamps_round_trip(moments: list[datetime], minutes: int) -> None:
    """Apache's %t and nginx's $time_local."""
    stamps = Stamps(TOKYO)
    sign, gone = ("-", -minutes) if minutes < 0 else ("+", minutes)
    for moment in moments + moments:
        whole = moment.replace(microsecond=0)
        wall = whole + timedelta(minutes=minutes)
        assert stamps.web(f"{wall:%d/%b/%Y:%H:%M:%S} {sign}{gone // 60:02}{gone % 60:02}") == micros(whole)


@given(junk=st.text(max_size=40) | st.from_regex(r"[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} [+-][0-9]{4}"))
def test_junk_is_refused_by_every_reader(junk: str) -> None:
    """ValueError and nothing else."""
    stamps = Stamps(BERLIN, 2026)
    for read in (stamps.classic, stamps.rfc3339, stamps.iso, stamps.web, epoch, tai64n):
        try:
            assert isinstance(read(junk), int)
        except ValueError:
            continue


def test_seconds_since_the_epoch_and_tai() -> None:
    """Whole numbers all the way: no float loses the microseconds."""
    assert epoch("1795722505.123456") == 1_795_722_505_123_456
    assert epoch("1795722505.12345678901") == 1_795_722_505_123_456
    assert epoch("1795722505") == 1_795_722_505 * SECOND
    assert tai64n(f"@{(1 << 62) + 10 + 1_795_722_505:016x}{123_456_789:08x}") == 1_795_722_505_123_456


@pytest.mark.parametrize(
    ("first", "last", "modified", "year"),
    [
        ("Nov 20 00:00:00", "Nov 26 00:00:00", datetime(2026, 11, 26, tzinfo=UTC), 2026),
        ("Nov 20 00:00:00", "Jan  3 00:00:00", datetime(2027, 1, 3, tzinfo=UTC), 2026),
        ("Dec 20 00:00:00", "Dec 31 23:59:59", datetime(2027, 1, 1, tzinfo=UTC), 2026),
        # New Year in Tokyo is the old year in UTC.
        ("Jan  1 00:00:01", "Jan  1 08:00:00", datetime(2026, 12, 31, 23, tzinfo=UTC), 2027),
        # Copied much later without its time: the last line still narrows it down.
        ("Nov 20 00:00:00", "Feb  3 00:00:00", datetime(2027, 12, 5, tzinfo=UTC), 2026),
        ("Nov 20 00:00:00", None, datetime(2026, 12, 5, tzinfo=UTC), 2026),
        ("Dec 20 00:00:00", None, datetime(2026, 12, 5, tzinfo=UTC), 2025),
        ("Feb 29 00:00:00", "Feb 29 01:00:00", datetime(2027, 12, 5, tzinfo=UTC), 2024),
    ],
)
def test_the_first_year_comes_from_the_last_line_and_the_files_time(
    first: str, last: str | None, modified: datetime, year: int
) -> None:
    """The last line is not after the file's time, the first not after the last."""
    assert first_year(first, last, micros(modified)) == year


@given(zone=ZONES, first=MOMENTS, length=st.integers(0, 360 * 86_400), late=st.integers(0, 300))
def test_the_first_year_is_found_for_any_file_of_less_than_a_year(
    zone: ZoneInfo, first: datetime, length: int, late: int
) -> None:
    """Whatever the zone, if the file keeps the time of its last line."""
    last = first + timedelta(seconds=length)
    stamps = classic(first.astimezone(zone)), classic(last.astimezone(zone))
    assert first_year(*stamps, micros(last) + late * SECOND) == first.astimezone(zone).year
