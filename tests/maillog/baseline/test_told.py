from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.maillog.baseline.alarm import Alarm
from hiyari.maillog.baseline.series import Series, Way
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.told import Counting, Nothing, counting_values, read_counting
from hiyari.maillog.baseline.week import MICROSECONDS
from hiyari.maillog.facts import Row
from tests.maillog.baseline.mail import MINUTE, START, delivery, learned_site, message

AT = START * MICROSECONDS


def _counted(site: Site) -> dict[Series, int]:
    return {
        series: bucket.count
        for hours in site.buckets.values()
        for buckets in hours.values()
        for series, bucket in buckets.items()
    }


def _outside(injector: str) -> Series:
    return Series("relay1", injector, Way.OUTSIDE)


class Asked:
    """A history with one open message."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def look(self, host: str, queue_id: str) -> Row | None:
        return self.row if (host, queue_id) == (self.row[1], self.row[2]) else None


def test_a_delivery_is_its_messages_injector_s() -> None:
    """A delivery is told before the message's row, which names who injected it: they come together."""
    site = learned_site()
    counting = Counting(site)
    list(counting.take("deliveries", delivery(1, "relay1", "A1", AT)))
    assert not _counted(site)
    list(counting.take("messages", message(1, "relay1", "A1", AT, origin="local", uid=48)))
    assert _counted(site) == {_outside("uid:48"): 1}


def test_an_open_message_is_looked_up() -> None:
    """What stays in the queue for days is counted at its first attempt, where the history can be asked who it is of."""
    site = learned_site()
    counting = Counting(site, Asked(message(1, "relay1", "A1", AT, origin="local", uid=48)))
    list(counting.take("deliveries", delivery(1, "relay1", "A1", AT, outcome="deferred")))
    assert _counted(site) == {_outside("uid:48"): 1}


def test_retries_are_not_more_mail() -> None:
    """A recipient that is tried five times counts once, and a second recipient once more."""
    site = learned_site()
    counting = Counting(site, Asked(message(1, "relay1", "A1", AT, origin="local", uid=48)))
    rows = [delivery(1, "relay1", "A1", AT + one * MINUTE, outcome="deferred") for one in range(5)]
    rows += [delivery(1, "relay1", "A1", AT + 9 * MINUTE), delivery(1, "relay1", "A1", AT, "b@example.com")]
    list(counting.take_all(("deliveries", row) for row in rows))
    assert _counted(site) == {_outside("uid:48"): 2}


def test_mail_through_a_content_filter_keeps_its_injector() -> None:
    """What comes back from a filter over localhost is counted for who injected it, once."""
    site = learned_site()
    counting = Counting(site)
    rows = [
        ("deliveries", delivery(1, "relay1", "A1", AT + 3, way="filter", queued_as="B2")),
        ("messages", message(1, "relay1", "A1", AT, last_at=AT + 3, origin="network", sasl="info@example.jp")),
        ("deliveries", delivery(2, "relay1", "B2", AT + 4)),
        ("messages", message(2, "relay1", "B2", AT + 2, last_at=AT + 4, origin="network", address="127.0.0.1")),
    ]
    list(counting.take_all(rows))
    assert _counted(site) == {_outside("account:info@example.jp"): 1}


def test_fifty_recipients_of_one_message_are_one_answer() -> None:
    """Refusals come in clumps: a provider that refuses a message to fifty has said no once."""
    site = learned_site()
    counting = Counting(site, Asked(message(1, "relay1", "A1", AT, origin="local", uid=48)))
    for one in range(50):
        row = delivery(1, "relay1", "A1", AT, f"{one}@example.com", outcome="refused", cause="spf")
        list(counting.take("deliveries", row))
    assert site.answers[START]["relay1", "example.com"].bad == 1


def test_a_batch_that_spans_hours_is_taken_by_time() -> None:
    """Rows of one batch that are read ahead do not end the hour of those behind them."""
    site = learned_site()
    counting = Counting(site, Asked(message(1, "relay1", "A1", AT, origin="local", uid=48)))
    reject: Row = (AT + 3 * MICROSECONDS, "relay1", *(None,) * 16)
    list(counting.take_all([("rejects", reject), ("deliveries", delivery(1, "relay1", "A1", AT + MINUTE))]))
    assert site.late == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.integers(0, 3)), max_size=40), st.integers(0, 40))
def test_a_restart_between_rows_changes_nothing(events: list[tuple[int, bool, int]], stop: int) -> None:
    """What waits, what is deferred and what is in a filter is written down with the site, and goes on the same."""

    def run(*, restarted: bool) -> tuple[dict[Series, int], list[Alarm]]:
        counting, found = Counting(learned_site(1)), []
        for place, (key, is_message, recipient) in enumerate(events):
            if restarted and place == stop:
                values = json.loads(json.dumps(counting_values(counting)))
                counting = read_counting(counting.site, Nothing(), values)
            at = AT + place * MINUTE
            if is_message:
                found += counting.take("messages", message(key, "relay1", f"Q{key}", at, origin="local", uid=key))
            else:
                row = delivery(
                    key, "relay1", f"Q{key}", at, f"{recipient}@x", outcome="deferred" if key % 2 else "accepted"
                )
                found += counting.take("deliveries", row)
        return _counted(counting.site), found

    assert run(restarted=True) == run(restarted=False)


def test_deliveries_without_a_message_are_bounded() -> None:
    """A log that never says who injected anything fills no memory: the oldest are counted as unknown."""
    site = learned_site()
    counting = Counting(site)
    for key in range(21_000):
        list(counting.take("deliveries", delivery(key, "relay1", f"Q{key}", AT + key)))
    assert sum(len(one) for one in counting.waiting.values()) == 20_000
    assert sum(_counted(site).values()) == 1000
