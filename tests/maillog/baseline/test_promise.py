"""What the documentation promises, in small: docs/log-baseline.md has the figures of script/bench baseline."""

from collections import Counter

from tests.bench.baseline import OURS, SITE, _delay, learned, series, watch

WEEKS = 13


def test_a_site_has_less_than_one_false_alarm_a_week() -> None:
    """A quarter of a year of thirty series as rough as real ones: far fewer false alarms than weeks."""
    told = Counter[str]()
    for base, each in SITE.items():
        for number in range(each):
            found = series(base, number, 77, WEEKS + 4)
            for _, names in watch(learned(found[: 4 * 168], 24)[:4], found[4 * 168 :]):
                told.update(names & OURS.keys())
    assert told["all together"] <= WEEKS * 0.75


def test_incidents_are_found_in_hours() -> None:
    """A hundred an hour more at a small series is found in the first hour, five in some hours, a leak in some days."""
    assert [_delay(0.3, 100, number)["all together"] for number in range(4)] == [1, 1, 1, 1]
    assert all(_delay(0.3, 5, number)["all together"] <= 12 for number in range(4))
    assert all(_delay(3, 2, number)["all together"] <= 90 for number in range(4))
