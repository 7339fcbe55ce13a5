from itertools import pairwise

import pytest

from hiyari.maillog.baseline.week import WEEK, Calendar, hour_of, start_of
from hiyari.model.error import UserError


def test_monday_midnight_begins_the_week() -> None:
    """2026-11-23 was a Monday; its first hour in Tokyo is hour 0 there, while it is still Sunday in UTC."""
    hour = hour_of(1_795_359_600_000_000)
    assert start_of(hour).isoformat() == "2026-11-22T15:00:00+00:00"
    assert Calendar("Asia/Tokyo").place(hour) == 0
    assert Calendar("UTC").place(hour) == 6 * 24 + 15


def test_a_changed_clock_repeats_or_leaves_out_one_place() -> None:
    """On the day of 25 hours one hour of the week comes twice, on the day of 23 one is missing; nothing else moves."""
    berlin = Calendar("Europe/Berlin")
    autumn = hour_of(1_792_792_800_000_000)  # 2026-10-24 00:00 UTC; the clock goes back on the 25th
    places = [berlin.place(autumn + one) for one in range(48)]
    steps = [(after - before) % WEEK for before, after in pairwise(places)]
    assert sorted(steps) == [0] + [1] * 46
    spring = hour_of(1_774_656_000_000_000)  # 2026-03-28 00:00 UTC; it goes forward on the 29th
    places = [berlin.place(spring + one) for one in range(48)]
    steps = [(after - before) % WEEK for before, after in pairwise(places)]
    assert sorted(steps) == [1] * 46 + [2]


@pytest.mark.parametrize("name", ["Asia/Nowhere", "", "../../etc/passwd", "/etc/localtime"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    """A zone that does not exist is one sentence to the user, whatever stands in it."""
    with pytest.raises(UserError, match="no time zone"):
        Calendar(name)
