"""Times are understood in the forms that people and programs write them, and what is not understood is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.trace.marks import find_marks, plain
from hiyari.maillog.trace.notice import Moment
from hiyari.maillog.trace.times import find_times

JST: Final = timezone(timedelta(hours=9))
NOON: Final = datetime(2026, 11, 25, 12, 10, tzinfo=JST)
"""03:10 UTC."""

SURE: Final = (
    "Nov 25 2026 03:10 UTC",
    "25/Nov/2026 at 04:10 CET",
    "2026/11/25 12:10:00 JST",
    "2026年11月25日 12時10分頃 (日本時間)",
    "２０２６年１１月２５日　１２時１０分（日本時間）",
    "2026-11-25T03:10:00.123Z",
    "2026-11-25 12:10:00,123 (UTC+9)",
    "2026-11-25 12:10 GMT+09:00",
    "November 24th, 2026 7:10:00 PM PST",
    "25 Nov 2026 03:10 -0000",
    "Wed Nov 25 03:10:00 UTC 2026",
    "24 Nov 2026 22:10 EST",
    "03:10 UTC, 25 Nov 2026",
    "05:10 CEST on 2026-11-25",
    "Date: 2026-11-25\nTime: 03:10 UTC",
    "[25/Nov/2026:12:10:00 +0900]",
    "Wed, 25 Nov 2026 12:10:00 +0900 (JST)",
    "2026-11-25 12:10-13:10, in JST 2026-11-25 12:10 JST",
)
UNSURE: Final = (
    "令和8年11月25日 午後0時10分",
    "令和8年11月25日（水）午後0時10分ごろ",
    "R8.11.25 12:10",
    "2026年11月25日(水曜日) 12時10分頃",
    "11/25/2026 12:10 PM",
    "25.11.2026 12:10",
    "日付: 2026/11/25\n時刻: 12:10:00",
    "12:10 PM on November 25, 2026",
)


@pytest.mark.parametrize("words", SURE)
def test_with_a_zone(words: str) -> None:
    """The moment is exact where the zone is told, by name, by offset or in Japanese."""
    found = find_marks(f"Spam came {words} from you", UTC)
    assert {one.at for one in found.moments if one.zoned} == {NOON}
    assert found.strange == ()


@pytest.mark.parametrize("words", UNSURE)
def test_without_a_zone(words: str) -> None:
    """A time without a zone is one of ours, and marked so."""
    assert find_marks(f"本文 {words} に届きました", JST).moments == (Moment(at=NOON, zoned=False),)


@pytest.mark.parametrize(("words", "hours"), [("CST", -6), ("IST", 5.5), ("BST", 1)])
def test_names_of_several_zones(words: str, hours: float) -> None:
    """A name that stands for several zones is read in its usual sense, and does not count as told."""
    (found,) = find_marks(f"2026-11-25 12:10 {words}", JST).moments
    assert (found.at.utcoffset(), found.zoned) == (timedelta(hours=hours), False)


def test_day_and_month() -> None:
    """A day that may be a month gives both, one that cannot gives one, and full stops tell the European order."""
    ways = {"03/04/2026": [(3, 4), (4, 3)], "13/04/2026": [(4, 13)], "04/13/2026": [(4, 13)], "03.04.2026": [(4, 3)]}
    ways["05/05/2026"] = [(5, 5)]
    for written, days in ways.items():
        found = find_marks(f"{written} 03:10 UTC", UTC).moments
        assert [(one.at.month, one.at.day) for one in found] == days


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("午前0時", 0), ("午前12時", 0), ("午後12時", 12), ("午後3時", 15), ("15時", 15), ("12:10 AM", 0),
        ("12 PM", 12), ("3 p.m.", 15), ("12時半", 12), ("PM 3:10", 15), ("15:10 PM", 15),
    ],
)  # fmt: skip
def test_halves_of_the_day(written: str, hour: int) -> None:
    """Noon and midnight are where clocks show them."""
    (found,) = find_marks(f"2026-11-25 {written}", UTC).moments
    assert found.at.hour == hour


def test_midnight_by_its_other_name() -> None:
    """24:00 belongs to the next day."""
    (found,) = find_marks("2026-11-25 24:00 JST", UTC).moments
    assert found.at == datetime(2026, 11, 26, tzinfo=JST)


@pytest.mark.parametrize(
    ("words", "strange"),
    [
        ("it came Nov 25 03:10:00 to us", "Nov 25 03:10:00"),
        ("11月25日 12時10分に届いた", "11月25日 12時10分"),
        ("on 2026-11-25 in the morning", "2026-11-25"),
        ("yesterday at 03:10", "03:10"),
        ("2026-13-45 03:10 UTC", "2026-13-45 03:10 UTC"),
        ("25/11/26 03:10", "25/11/26 03:10"),
    ],
)
def test_what_is_not_understood(words: str, strange: str) -> None:
    """What looks like a time is told in its own words: without a year, without a clock, impossible."""
    found = find_marks(words, UTC)
    assert (found.moments, found.strange) == ((), (strange,))


@pytest.mark.parametrize(
    "words", ["", "203.0.113.12", "2001:db8::25", "version 8.4.20", "<a@b.example>", "we may 20 times", "10:48:25:11"]
)
def test_no_time(words: str) -> None:
    """Addresses and versions are no times, not even strange ones."""
    assert find_marks(words, UTC) == find_marks(words, JST)
    assert find_times(plain(words), UTC).strange == ()


@given(st.text("0123456789:-/.年月日時分 午前後令和JSTUCNovPM+\n", max_size=200))
def test_any_text(words: str) -> None:
    """Nothing that looks like a time makes reading raise, and moments are in this century."""
    for one in find_times(words, UTC).moments:
        assert 2018 < one.at.year < 2120


@given(st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001 - naive is what it makes
def test_japanese_clock(naive: datetime) -> None:
    """Any minute is read the same in era years and halves of the day as in ISO 8601."""
    at = naive.replace(second=0, microsecond=0, tzinfo=JST)
    half, hour = ("午後", at.hour - 12) if at.hour >= 12 else ("午前", at.hour)
    era = f"令和{at.year - 2018}年{at.month}月{at.day}日{half}{hour}時{at.minute}分"
    assert find_times(era, JST).moments == find_times(at.strftime("%Y-%m-%d %H:%M"), JST).moments
