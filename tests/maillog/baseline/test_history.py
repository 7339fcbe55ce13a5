from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from hiyari.maillog.baseline.alarm import Alarm, What
from hiyari.maillog.baseline.examples import exemplified
from hiyari.maillog.baseline.history import coverage, feed, learn, read_past, rewound
from hiyari.maillog.baseline.series import Series, Way
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.week import MICROSECONDS, WEEK, hour_of
from hiyari.maillog.facts import Row
from hiyari.maillog.store.facts_folder import open_facts, write_facts
from tests.maillog.baseline.mail import MINUTE, START, delivery, message
from tests.maillog.baseline.weather import Nature, counts

pytest.importorskip("duckdb")


def _facts(weeks: int, flood: int | None = None) -> dict[str, list[Row]]:
    """Messages of two injectors on relay1, four an hour; a flood in one hour."""
    rows: dict[str, list[Row]] = {"messages": [], "deliveries": []}
    key = 0
    for uid in (48, 49):
        nature = Nature(base=4, dispersion=0.2, holidays=0, growth=0)
        for hour, count in enumerate(counts(nature, weeks, Random(uid))):
            for one in range(count + (300 if (uid, hour) == (48, flood) else 0)):
                key += 1
                at = (START + hour) * MICROSECONDS + one * MINUTE // 10
                rows["messages"].append(message(key, "relay1", f"{key:X}", at, origin="local", uid=uid))
                rows["deliveries"].append(delivery(key, "relay1", f"{key:X}", at, outcome="deferred"))
                rows["deliveries"].append(delivery(key, "relay1", f"{key:X}", at + 30 * MINUTE))
    return rows


def test_facts_teach_and_are_judged(tmp_path: Path) -> None:
    """Four weeks of facts are learned, a week with a flood is judged: that hour, that user, and nothing else."""
    write_facts(tmp_path / "past", _facts(4))
    write_facts(tmp_path / "week", _facts(1, flood=34))
    with open_facts(tmp_path / "past") as facts:
        site = learn(read_past(facts), "UTC")
    profile = site.tracks[Series("relay1", "uid:48", Way.OUTSIDE)].profile
    assert profile.hours == pytest.approx(4 * WEEK, abs=12)
    assert sum(profile.mean(place) for place in range(WEEK)) / WEEK == pytest.approx(4, rel=0.15)
    with open_facts(tmp_path / "week") as facts:
        alarms = list(feed(rewound(site), read_past(facts)))
    assert {(one.what, one.name, one.hour) for one in alarms} == {(What.MORE, "uid:48", START + 34)}


def test_a_retry_is_counted_in_the_hour_of_the_first_attempt(tmp_path: Path) -> None:
    """A recipient that was deferred and taken later is one, where it was tried first."""
    rows: dict[str, list[Row]] = {
        "messages": [message(1, "relay1", "A1", START * MICROSECONDS, sasl="Info@example.jp", origin="network")],
        "deliveries": [
            delivery(1, "relay1", "A1", START * MICROSECONDS, outcome="deferred"),
            delivery(1, "relay1", "A1", (START + 3) * MICROSECONDS),
            delivery(1, "relay1", "A1", START * MICROSECONDS, "b@example.com"),
        ],
    }
    write_facts(tmp_path, rows)
    with open_facts(tmp_path) as facts:
        (one,) = read_past(facts).sent
    assert (hour_of(one.at), one.injector, one.recipients) == (START, "account:info@example.jp", 2)


def test_the_injector_before_the_filter_is_the_injector(tmp_path: Path) -> None:
    """What a content filter hands back over localhost is counted once, for who had injected it."""
    at = START * MICROSECONDS
    rows: dict[str, list[Row]] = {
        "messages": [
            message(1, "relay1", "A1", at, origin="local", uid=48),
            message(2, "relay1", "B2", at + 1, origin="network", address="127.0.0.1"),
            message(3, "relay1", "C3", at + 1, origin="network", address="127.0.0.1"),
        ],
        "deliveries": [
            delivery(1, "relay1", "A1", at + 2, way="filter", queued_as="B2"),
            delivery(2, "relay1", "B2", at + 3),
            delivery(3, "relay1", "C3", at + 3),
        ],
    }
    write_facts(tmp_path, rows)
    with open_facts(tmp_path) as facts:
        found = {(one.injector, one.recipients) for one in read_past(facts).sent}
    assert found == {("uid:48", 1), ("localhost", 1)}


def test_a_hole_between_two_files_is_no_silence(tmp_path: Path) -> None:
    """Hours that no file has lines of are neither learned nor judged."""
    rows = _facts(4)
    start, end = START + 200, START + 260
    for table, place in (("messages", 3), ("deliveries", 3)):
        rows[table] = [row for row in rows[table] if not start <= hour_of(int(row[place] or 0)) < end]
    last = (START + 4 * WEEK) * MICROSECONDS - 1
    rows["readings"] = [
        ("a.log", None, "syslog", 1, 0, 1, 1, START * MICROSECONDS, start * MICROSECONDS - 1, None),
        ("b.log", None, "syslog", 1, 0, 1, 1, end * MICROSECONDS, last, None),
    ]
    write_facts(tmp_path, rows)
    with open_facts(tmp_path) as facts:
        past = read_past(facts)
    assert not coverage(past)["relay1"] & set(range(start, end))
    site = learn(past, "UTC")
    assert site.tracks[Series("relay1", "uid:48", Way.OUTSIDE)].profile.hours < 4 * WEEK - 55
    assert not list(feed(rewound(site), past))


def test_no_facts_teach_nothing(tmp_path: Path) -> None:
    """An empty folder is no error, and no baseline either: nothing is ready."""
    write_facts(tmp_path, {})
    with open_facts(tmp_path) as facts:
        site = learn(read_past(facts), "UTC")
    assert not site.tracks


def test_an_alarm_about_filtered_mail_has_examples(tmp_path: Path) -> None:
    """Mail that went through a content filter is an example of who had injected it; what was tried before is none."""
    at = START * MICROSECONDS
    rows: dict[str, list[Row]] = {
        "messages": [
            message(1, "relay1", "A1", at, origin="local", uid=48),
            message(2, "relay1", "B2", at + 1, origin="network", address="127.0.0.1"),
            message(3, "relay1", "C3", at - MINUTE, origin="local", uid=48),
        ],
        "deliveries": [
            delivery(1, "relay1", "A1", at + 2, way="filter", queued_as="B2"),
            delivery(2, "relay1", "B2", at + 3),
            delivery(3, "relay1", "C3", at - MINUTE, outcome="deferred"),
            delivery(3, "relay1", "C3", at + MINUTE),
        ],
    }
    write_facts(tmp_path, rows)
    alarm = Alarm(
        what=What.MORE, host="relay1", name="uid:48", way="outside", hour=START, since=START, observed=9, expected=1.0
    )
    with open_facts(tmp_path) as facts:
        (found,) = exemplified(facts, Site(zone="UTC"), [alarm])
    assert found.examples.queue_ids == ("B2",)
