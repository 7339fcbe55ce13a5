"""The figures of a summary are those that one counts by hand, host by host."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from hiyari.maillog.store.facts_folder import open_facts
from hiyari.maillog.summary.gather import summarise
from hiyari.maillog.summary.whole import HostSummary, Summary
from tests.maillog.facts_of import HOUR, START
from tests.maillog.summary.world import ONE, SPF, TWO, WORLD, delivery, facts


def _summary(folder: Path, **how: object) -> Summary:
    with open_facts(facts(folder)) as opened:
        return summarise(opened, **how)  # type: ignore[arg-type]


def _hosts(folder: Path) -> tuple[HostSummary, HostSummary]:
    one, two = _summary(folder).hosts
    return one, two


def test_hosts_are_never_mixed(tmp_path: Path) -> None:
    """Each has its own messages, destinations, reasons, logins and warnings, and nothing of the other's."""
    one, two = _hosts(tmp_path)
    assert (one.host, two.host) == (ONE, TWO)
    assert {one.provider or one.domain for one in one.destinations.shown} == {"gmail", "例え.jp", "example.org"}
    assert [(one.provider, one.attempts, one.refused) for one in two.destinations.shown] == [("gmail", 4, 4)]
    assert (one.failed_logins, two.failed_logins) == (0, 3)
    assert not one.complaints.shown
    assert (one.rejected, two.rejected) == (3, 0)


def test_all_hosts_together_are_one(tmp_path: Path) -> None:
    """Asked for, everything is added up, and the names of the hosts stay known."""
    (both,) = _summary(tmp_path, together=True).hosts
    assert both.host is None
    assert both.came("network", "local") == 4
    assert both.tried("refused") == 4
    (gmail, *_) = both.destinations.shown
    assert (gmail.provider, gmail.attempts, gmail.accepted) == ("gmail", 5, 1)
    assert both.destinations.total == 3


def test_a_message_through_a_filter_counts_once(tmp_path: Path) -> None:
    """What comes back from a content filter is not received again, and going there is no delivery."""
    one, _ = _hosts(tmp_path)
    assert one.came("network") == 2
    assert one.came("filter") == 1
    assert one.attempts["accepted"].attempts == 2
    assert one.attempts["filter"].attempts == 1


def test_unknown_is_not_zero(tmp_path: Path) -> None:
    """A size, a delay, a number of recipients that the log does not tell is None, and sizes that miss are counted."""
    one, two = _hosts(tmp_path)
    assert one.intake["bounce"].octets is None
    assert one.intake["bounce"].sizeless == 1
    (idn,) = [each for each in one.destinations.shown if each.domain == "例え.jp"]
    assert (idn.accepted, idn.delay_ms) == (1, None)
    assert all(each.recipients is None for each in one.injectors.shown)
    assert two.attempts["refused"].octets == 4 * 50_000


def test_injectors_are_named_by_what_proves_most(tmp_path: Path) -> None:
    """An account before a local user before a client's address; what came back from a filter was put in before."""
    one, _ = _hosts(tmp_path)
    assert {(each.kind, each.name) for each in one.injectors.shown} == {
        ("account", "taro"),
        ("user", "apache (48)"),
        ("client", "192.0.2.1"),
        ("bounce", None),
    }


def test_reasons_have_their_literal_sample(tmp_path: Path) -> None:
    """Grouped by outcome and cause, with the most frequent reply and how often it was read."""
    _, two = _hosts(tmp_path)
    (reason,) = two.reasons.shown
    assert (reason.outcome, reason.cause, reason.attempts, reason.messages) == ("refused", "spf", 4, 1)
    assert (reason.sample, reason.sample_times) == (SPF, 4)


def test_what_is_held_is_not_refused(tmp_path: Path) -> None:
    """It stands beside the refusals, and is in no count of them."""
    one, two = _hosts(tmp_path)
    assert (one.rejected, one.stopped, two.stopped) == (3, {"refused": 3, "held": 1}, {})


def test_a_domain_is_its_operators_where_no_relay_was_reached(tmp_path: Path) -> None:
    """Its other deliveries tell the operator; a domain that never reached one stands for itself."""
    deliveries = [
        *(delivery(number, ONE, provider="yahoo-jp", domain="yahoo.co.jp") for number in (1, 2)),
        delivery(3, ONE, provider=None, domain="yahoo.co.jp", outcome="deferred", cause="network"),
        delivery(4, ONE, provider=None, domain="example.org", outcome="deferred", cause="network"),
    ]
    with open_facts(facts(tmp_path, {"deliveries": deliveries})) as opened:
        (one,) = summarise(opened).hosts
    found = [(each.provider, each.domain, each.attempts) for each in one.destinations.shown]
    assert found == [("yahoo-jp", None, 3), (None, "example.org", 1)]
    assert [each.destinations for each in one.reasons.shown] == [2]


def test_complaints_that_differ_in_names_only_are_one(tmp_path: Path) -> None:
    """Four warnings about four host names are one complaint said four times; a fatal error comes before them."""
    _, two = _hosts(tmp_path)
    assert [(each.severity, each.times) for each in two.complaints.shown] == [("fatal", 1), ("warning", 4)]
    assert two.severities == {"fatal": 1, "warning": 4}


def test_only_the_span_that_was_asked_for_counts(tmp_path: Path) -> None:
    """A moment before the first is in no figure; one that is the end is not in it either."""
    (one,) = _summary(tmp_path, since=START + 10 * HOUR, until=START + 26 * HOUR + 1).hosts
    assert one.came("network") == 1
    assert one.tried("accepted", "refused") == 0
    assert one.endless.total == 1
    assert not _summary(tmp_path, since=START + 10 * HOUR, until=START + 26 * HOUR).hosts


def test_lists_are_cut_and_say_of_how_many(tmp_path: Path) -> None:
    """The longest of a list is the top, and its total is all."""
    one, _ = _summary(tmp_path, top=1).hosts
    assert len(one.injectors.shown) == 1
    assert len(one.destinations.first(1).shown) == 1
    assert one.injectors.total == 4
    assert len([each for each in one.senders.shown if each.by_messages == 1]) == 1


class _Hide:
    """Hides every address, and the names that it is told."""

    def address(self, written: str) -> str:
        return "x@" + written.rpartition("@")[2] if "@" in written else "x"

    def words(self, written: str, names: Iterable[str]) -> str:
        for name in names:
            written = written.replace(name, "x")
        return re.sub(r"[^\s<>]+@", "x@", written)


def test_redacting_reaches_every_name(tmp_path: Path) -> None:
    """With a function that hides people, no address of one is left in any figure."""
    hidden = str(asdict(_summary(tmp_path, redact=_Hide())))
    shown = str(asdict(_summary(tmp_path)))
    for name in ("taro", "hanako", "jiro", "apache"):
        assert name in shown
        assert name not in hidden


def test_an_empty_folder_is_a_summary_of_nothing(tmp_path: Path) -> None:
    """No facts give no hosts, and nothing is known of how much was understood."""
    with open_facts(facts(tmp_path, {})) as opened:
        found = summarise(opened)
    assert found.hosts == ()
    assert found.understanding.share is None


def test_hosts_without_a_name_are_kept_apart(tmp_path: Path) -> None:
    """Facts whose host is not known are a part of their own, not of another host's."""
    nameless = {"logins": [(START, None, "smtpd", None, "192.0.2.1", None, None, None), *WORLD["logins"]]}
    with open_facts(facts(tmp_path, nameless)) as opened:
        found = summarise(opened)
    assert [(one.host, one.failed_logins) for one in found.hosts] == [(None, 1), (TWO, 3)]
